use citl_rt as rt;
use citl_rt::OrStop;
use std::cell::RefCell;
use std::rc::Rc;

struct Point {
    x: i64,
}

fn add(xs: &mut Vec<i64>) {
    xs.push(1);
}

fn main() {
    let rows = vec![Rc::new(RefCell::new(vec![0; 3])); 3];
    rows[0].borrow_mut()[0] = 1;
    rt::print(&[&rows], " ", "\n").or_stop(3);

    let nested = vec![Rc::new(RefCell::new(vec![1])), Rc::new(RefCell::new(vec![2]))];
    let copied = nested.clone();
    copied[0].borrow_mut().push(9);
    rt::print(&[&nested, &copied], " ", "\n").or_stop(8);

    let mut p = Point { x: 1 };
    let q = &mut p;
    q.x = 5;
    rt::print(&[&p.x], " ", "\n").or_stop(19);

    let mut a = vec![0];
    add(&mut a);
    rt::print(&[&a], " ", "\n").or_stop(28);
}
