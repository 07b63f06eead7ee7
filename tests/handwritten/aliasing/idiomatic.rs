use std::cell::RefCell;
use std::rc::Rc;

fn add(xs: &mut Vec<i64>) {
    xs.push(1);
}

fn main() {
    let a = Rc::new(RefCell::new(vec![0]));
    let b = Rc::clone(&a);
    add(&mut a.borrow_mut());
    citl_rt::print_stop(&[&a, &b, &Rc::ptr_eq(&a, &b)], " ", "\n", 8);
}
