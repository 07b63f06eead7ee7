// `items` and its elements refer to each other, so they are shared; `order` and `seen` have one owner each, and what
// `key` needs of them is lent to it.
use citl_rt as rt;
use citl_rt::OrStop;
use std::cell::RefCell;
use std::rc::Rc;

type Items = Rc<RefCell<Vec<Rc<Sly>>>>;

struct Sly {
    owner: Items,
}

impl Sly {
    fn new(owner: &Items) -> Rc<Sly> {
        Rc::new(Sly { owner: Rc::clone(owner) })
    }

    fn eq(self: &Rc<Sly>, _other: &Rc<Sly>) -> bool {
        if self.owner.borrow().len() < 4 {
            self.owner.borrow_mut().push(Rc::clone(self));
        }
        false
    }
}

/// `wanted in items`, where comparing may change `items`: no borrow lives across `eq`.
fn contains(items: &Items, wanted: &Rc<Sly>) -> bool {
    let mut i = 0;
    loop {
        let Some(item) = items.borrow().get(i).cloned() else {
            return false;
        };
        if Rc::ptr_eq(&item, wanted) || item.eq(wanted) {
            return true;
        }
        i += 1;
    }
}

fn key(n: i64, order: &[i64], seen: &mut Vec<i64>) -> i64 {
    if order.len() < 5 {
        seen.push(n);
    }
    -n
}

fn main() {
    let items: Items = Rc::default();
    items.borrow_mut().push(Sly::new(&items));
    items.borrow_mut().push(Sly::new(&items));
    let found = contains(&items, &Sly::new(&items));
    rt::print(&[&found, &(items.borrow().len() as i64)], " ", "\n").or_stop(14);
    let mut order = vec![3, 1, 2];
    let mut seen = vec![];
    let mut ordered = order.clone();
    ordered.sort_by_cached_key(|&n| key(n, &order, &mut seen));
    rt::print(&[&ordered, &seen], " ", "\n").or_stop(25);
    let mut i = 0;
    while i < order.len() {
        if order[i] == 1 {
            order.push(9);
        }
        i += 1;
    }
    rt::print(&[&order], " ", "\n").or_stop(29);
}
