use citl_rt as rt;
use citl_rt::{vec_of, HashedSet, Map, OrStop, VecExt};

fn main() {
    let mut ages: Map<String, i64> = Map::new();
    ages.set_item("bob".to_string(), 3).or_stop(1);
    ages.set_item("al".to_string(), 5).or_stop(1);
    ages.set_item("cy".to_string(), 1).or_stop(2);
    ages.del_item(&"bob".to_string()).or_stop(3);
    ages.set_item("bob".to_string(), 9).or_stop(4);
    for (name, age) in ages.pairs() {
        rt::print(&[name, age], " ", "\n").or_stop(6);
    }
    let mut numbers: HashedSet<i64> = HashedSet::from_constants(vec![33, 1, 16, 8, 64]).or_stop(7);
    let others: HashedSet<i64> = HashedSet::from_iter_try([5, 3, 99, 17, 8].into_iter().map(Ok)).or_stop(8);
    rt::print(&[&numbers, &vec_of(others.iter()).or_stop(8)], " ", "\n").or_stop(8);
    numbers.add(2).or_stop(9);
    numbers.discard(&16).or_stop(10);
    let unordered: Vec<i64> = vec_of(numbers.iter()).or_stop(11);
    let mut ordered = unordered.clone();
    ordered.py_sort(false).or_stop(11);
    rt::print(&[&ordered, &unordered], " ", "\n").or_stop(11);
}
