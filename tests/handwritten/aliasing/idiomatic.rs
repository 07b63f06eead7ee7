use citl_rt as rt;
use citl_rt::OrStop;
use std::cell::RefCell;
use std::rc::Rc;

fn add(xs: &mut Vec<i64>) {
    xs.push(1);
}

fn main() {
    let a = Rc::new(RefCell::new(vec![0]));
    let b = Rc::clone(&a);
    add(&mut a.borrow_mut());
    rt::print(&[&a, &b, &Rc::ptr_eq(&a, &b)], " ", "\n").or_stop(8);
}
