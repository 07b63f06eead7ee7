//! `List<T>`: positions, slices, aliasing, changes while iterating and sorting.

use citl_rt::*;

fn ints(v: &[i64]) -> List<i64> {
    List::from(v.to_vec())
}

fn text<T: Obj>(x: &T) -> String {
    repr(x).unwrap().to_string()
}

#[test]
fn positions_count_from_the_end() {
    let a = ints(&[1, 2, 3]);
    assert_eq!(a.get(-1).unwrap(), 3);
    assert!(a.get(3).is_err());
    a.set(-3, 9).unwrap();
    a.insert(-1, 7);
    a.insert(100, 8);
    assert_eq!(text(&a), "[9, 2, 7, 3, 8]");
    assert_eq!(a.pop_at(0).unwrap(), 9);
    assert_eq!(a.pop().unwrap(), 8);
    a.del(-1).unwrap();
    assert_eq!(text(&a), "[2, 7]");
}

#[test]
fn slices_and_slice_assignment() {
    let a = ints(&[0, 1, 2, 3, 4, 5]);
    assert_eq!(text(&a.slice(None, None, Some(-2)).unwrap()), "[5, 3, 1]");
    a.set_slice(Some(1), Some(3), None, vec![7, 8, 9]).unwrap();
    assert_eq!(text(&a), "[0, 7, 8, 9, 3, 4, 5]");
    a.del_slice(None, None, Some(2)).unwrap();
    assert_eq!(text(&a), "[7, 9, 4]");
    assert!(a.set_slice(None, None, Some(2), vec![1]).is_err());
}

#[test]
fn extending_itself_takes_the_old_length() {
    let a = ints(&[1, 2]);
    a.extend(&a);
    assert_eq!(a.to_vec(), [1, 2, 1, 2]);
}

#[test]
fn iteration_sees_what_is_appended() {
    let a = ints(&[1, 2]);
    let mut seen = Vec::new();
    for x in a.iter() {
        if a.len() < 4 {
            a.append(x * 10);
        }
        seen.push(x);
    }
    assert_eq!(seen, [1, 2, 10, 20]);
}

#[test]
fn a_list_in_itself_prints() {
    let a: List<Value> = List::new();
    a.append(Value::from(a.clone()));
    assert_eq!(text(&a), "[[...]]");
}

#[test]
fn sorting_is_stable_and_reversible() {
    let a = ints(&[31, 12, 22, 11, 21]);
    a.sort_by_key(|x| Ok(x % 10), true).unwrap();
    assert_eq!(a.to_vec(), [12, 22, 31, 11, 21]);
    a.sort(false).unwrap();
    assert_eq!(a.to_vec(), [11, 12, 21, 22, 31]);
}

#[test]
fn a_list_changed_by_its_key_function_is_an_error() {
    let a = ints(&[2, 1]);
    let b = a.clone();
    let r = a.sort_by_key(
        move |x| {
            b.append(x);
            Ok(x)
        },
        false,
    );
    assert_eq!(r.unwrap_err().summary(), "ValueError: list modified during sort");
    assert_eq!(a.to_vec(), [1, 2]);
}
