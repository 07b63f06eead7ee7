//! Classes in dynamic code, and containers under user code that changes them: what generated programs rely on.

use citl_rt::*;
use std::rc::Rc;

type Method = Rc<dyn Fn(&Value, &[Value]) -> Res<Value>>;

/// An instance of a class made of closures, with one attribute `n`.
struct Instance {
    class: &'static str,
    n: Slot<Value>,
    methods: Vec<(&'static str, Method)>,
    myself: Slot<Option<Value>>,
}

impl PyObject for Instance {
    fn class_name(&self) -> &'static str {
        self.class
    }

    fn py_getattr(&self, name: &str) -> Res<Value> {
        match name {
            "n" => Ok(self.n.get()),
            _ => Err(no_attribute(self.class, name)),
        }
    }

    fn py_setattr(&self, name: &str, value: Value) -> Res<()> {
        match name {
            "n" => {
                self.n.set(value);
                Ok(())
            }
            _ => Err(no_attribute(self.class, name)),
        }
    }

    fn has_method(&self, name: &str) -> bool {
        self.methods.iter().any(|(n, _)| *n == name)
    }

    fn py_call_method(&self, name: &str, args: &[Value], _kwargs: &[(&str, Value)]) -> Res<Value> {
        match self.methods.iter().find(|(n, _)| *n == name) {
            Some((_, f)) => f(&self.myself.get().unwrap_or(Value::None), args),
            None => Err(no_attribute(self.class, name)),
        }
    }
}

fn instance(class: &'static str, n: impl Into<Value>, methods: &[(&'static str, Method)]) -> Value {
    let made = Rc::new(Instance { class, n: Slot::new(n.into()), methods: methods.to_vec(), myself: Slot::new(None) });
    let value = Value::object(made.clone());
    made.myself.set(Some(value.clone()));
    value
}

fn method(f: impl Fn(&Value, &[Value]) -> Res<Value> + 'static) -> Method {
    Rc::new(f)
}

fn n(v: &Value) -> Value {
    v_getattr(v, "n").unwrap()
}

fn text(v: &impl Obj) -> String {
    repr(v).unwrap().as_str().to_owned()
}

fn error<T>(r: Res<T>) -> String {
    match r {
        Ok(_) => "no error".to_owned(),
        Err(e) => e.summary(),
    }
}

fn unknown(_: &Value, _: &[Value]) -> Res<Value> {
    Ok(Value::NotImplemented)
}

#[test]
fn operators_go_to_special_methods_and_their_reflections() {
    let add = method(|me, a| match &a[0] {
        Value::Int(_) => v_add(&n(me), &a[0]),
        _ => Ok(Value::NotImplemented),
    });
    let radd = method(|me, a| v_add(&v_mul(&n(me), &Value::from(100))?, &a[0]));
    let x = instance("X", 5, &[("__add__", add), ("__radd__", radd)]);
    assert_eq!(text(&v_add(&x, &Value::from(1)).unwrap()), "6");
    assert_eq!(text(&v_add(&Value::from(1), &x).unwrap()), "501");
    assert_eq!(error(v_add(&x, &Value::from("a"))), "TypeError: unsupported operand type(s) for +: 'X' and 'str'");
    assert_eq!(error(v_sub(&x, &x)), "TypeError: unsupported operand type(s) for -: 'X' and 'X'");
    assert_eq!(error(v_neg(&x)), "TypeError: bad operand type for unary -: 'X'");
    assert_eq!(error(v_isub(&x, &Value::from(1))), "TypeError: unsupported operand type(s) for -=: 'X' and 'int'");
}

#[test]
fn comparisons_are_reflected_and_fall_back() {
    let lt = method(|me, a| v_cmp(&n(me), &n(&a[0]), CmpOp::Lt).map(Value::from));
    let a = instance("A", 1, &[("__lt__", lt.clone())]);
    let b = instance("A", 2, &[("__lt__", lt)]);
    assert!(v_cmp(&a, &b, CmpOp::Lt).unwrap());
    assert!(v_cmp(&b, &a, CmpOp::Gt).unwrap());
    assert_eq!(error(v_cmp(&a, &b, CmpOp::Le)), "TypeError: '<=' not supported between instances of 'A' and 'A'");
    let c = instance("C", 1, &[("__eq__", method(unknown))]);
    assert!(!v_eq(&c, &a).unwrap() && v_eq(&c, &c).unwrap());
    assert_eq!(error(v_hash(&c)), "TypeError: unhashable type: 'C'");
}

#[test]
fn protocols_of_containers_and_calls() {
    let len = method(|me, _| Ok(n(me)));
    let getitem = method(|me, a| {
        if v_cmp(&a[0], &n(me), CmpOp::Ge)? {
            return Err(index_error("end"));
        }
        v_mul(&a[0], &Value::from(10))
    });
    let call = method(|me, a| v_add(&n(me), &a[0]));
    let x = instance("Seq", 3, &[("__len__", len), ("__getitem__", getitem), ("__call__", call)]);
    assert_eq!(v_len(&x).unwrap(), 3);
    assert_eq!(text(&v_list(&x).unwrap()), "[0, 10, 20]");
    assert!(v_in(&Value::from(20), &x).unwrap());
    assert!(x.truthy().unwrap());
    assert_eq!(text(&List::from_iter_try(v_reversed(&x).unwrap()).unwrap()), "[20, 10, 0]");
    assert_eq!(text(&v_call(&x, &[Value::from(4)], &[]).unwrap()), "7");
    v_setattr(&x, "n", Value::from(0)).unwrap();
    assert!(!x.truthy().unwrap());
    assert_eq!(error(v_getattr(&x, "m")), "AttributeError: 'Seq' object has no attribute 'm'");
    assert_eq!(error(v_call(&Value::from(1), &[], &[])), "TypeError: 'int' object is not callable");
    assert_eq!(error(v_iter(&instance("P", 0, &[]))), "TypeError: 'P' object is not iterable");
}

#[test]
fn an_iterator_object_ends_by_stop_iteration() {
    let next = method(|me, _| {
        let i = n(me);
        if v_eq(&i, &Value::from(3))? {
            return Err(stop_iteration());
        }
        v_setattr(me, "n", v_add(&i, &Value::from(1))?)?;
        Ok(i)
    });
    let me = method(|me, _| Ok(me.clone()));
    let x = instance("It", 0, &[("__iter__", me), ("__next__", next)]);
    assert_eq!(text(&v_list(&x).unwrap()), "[0, 1, 2]");
    assert_eq!(error(v_next(&x)), "StopIteration");
}

/// A key whose equality runs `during` and then compares numbers.
fn key(number: i64, during: impl Fn() + 'static) -> Value {
    let eq = method(move |me, a| {
        during();
        v_eq(&n(me), &v_getattr_or(&a[0], "n", a[0].clone())?).map(Value::from)
    });
    instance("K", number, &[("__eq__", eq), ("__hash__", method(|me, _| v_mod(&n(me), &Value::from(4))))])
}

#[test]
fn equal_objects_share_a_key() {
    let d: Dict<Value, i64> = Dict::new();
    for i in 0..40 {
        d.set_item(key(i % 20, || ()), i).unwrap();
    }
    assert_eq!(d.len(), 20);
    assert_eq!(d.get(&Value::from(7)).unwrap(), None); // hash(7) is 7, the key's is 3
    assert_eq!(d.get(&key(7, || ())).unwrap(), Some(27));
    let s = Set::from_iter_try((0..40).map(|i| Ok(key(i % 20, || ())))).unwrap();
    let t = Set::from_iter_try((10..30).map(|i| Ok(key(i, || ())))).unwrap();
    assert_eq!((s.len(), s.union(&t).unwrap().len(), s.intersection(&t).unwrap().len()), (20, 30, 10));
    assert_eq!((s.difference(&t).unwrap().len(), s.symmetric_difference(&t).unwrap().len()), (10, 20));
    s.update(&t).unwrap();
    s.difference_update(&t).unwrap();
    assert_eq!(s.len(), 10);
}

#[test]
fn equality_may_change_the_dict_that_is_searched() {
    let d: Dict<Value, i64> = Dict::new();
    let inside = d.clone();
    let left = Slot::new(3);
    let disturb = move || {
        if left.get() > 0 {
            left.set(left.get() - 1);
            inside.clear();
            for i in 0..20 {
                inside.set_item(Value::from(i + 100), i).unwrap();
            }
        }
    };
    d.set_item(key(5, || ()), 5).unwrap();
    d.set_item(key(1, disturb), 1).unwrap();
    assert_eq!(d.len(), 2);
    assert_eq!(d.get(&key(9, || ())).unwrap(), None);
    assert_eq!(d.len(), 20);
}

#[test]
fn equality_may_change_the_set_and_the_list_that_are_searched() {
    let s: Set<Value> = Set::new();
    let inside = s.clone();
    s.add(key(1, move || inside.clear())).unwrap();
    assert!(!s.contains(&key(5, || ())).unwrap());
    assert_eq!(s.len(), 0);

    let list: List<Value> = List::new();
    let inside = list.clone();
    list.append(key(1, move || inside.clear()));
    list.append(key(2, || ()));
    assert!(!list.contains(&key(2, || ())).unwrap());
    assert_eq!(error(list.remove(&Value::from(9))), "ValueError: list.remove(x): x not in list");
}

#[test]
fn comparisons_may_change_the_list_that_is_sorted() {
    let list: List<Value> = List::new();
    let inside = list.clone();
    let lt = method(move |me, a| {
        inside.append(Value::None);
        v_cmp(&n(me), &n(&a[0]), CmpOp::Lt).map(Value::from)
    });
    for i in [3, 1, 2] {
        list.append(instance("X", i, &[("__lt__", lt.clone())]));
    }
    assert_eq!(error(list.sort(false)), "ValueError: list modified during sort");
    let order: Vec<String> = list.iter().map(|x| text(&n(&x))).collect();
    assert_eq!(order, ["1", "2", "3"]);
}

#[test]
fn an_error_in_a_comparison_leaves_a_permutation() {
    let list: List<Value> = [5, 3, 9, 1, 7].into_iter().map(Value::from).collect();
    list.append(Value::from("x"));
    list.append(Value::from(0));
    assert_eq!(error(list.sort(false)), "TypeError: '<' not supported between instances of 'str' and 'int'");
    assert_eq!(list.len(), 7);
}

#[test]
fn many_objects_sort_stably_with_few_comparisons() {
    let count = Rc::new(Slot::new(0i64));
    let seen = count.clone();
    let lt = method(move |me, a| {
        seen.set(seen.get() + 1);
        v_cmp(&n(me), &n(&a[0]), CmpOp::Lt).map(Value::from)
    });
    let list: List<Value> = (0..2000i64).map(|i| instance("X", i * 7919 % 2003, &[("__lt__", lt.clone())])).collect();
    list.sort(true).unwrap();
    let order: Vec<i64> = list.iter().map(|x| v_int(&n(&x)).unwrap().to_i64().unwrap()).collect();
    assert!(order.windows(2).all(|w| w[0] >= w[1]));
    assert!(count.get() < 21_000, "{} comparisons", count.get());
    count.set(0);
    list.sort(true).unwrap();
    assert_eq!(count.get(), 1999); // one run
}

#[test]
fn functions_keep_their_identity_through_dynamic_code() {
    let f: Func<(i64, Str), Str> = Func::new("f", |(i, s): (i64, Str)| s.repeat(i));
    let v = f.to_value();
    assert!(v_is(&v, &f.to_value()));
    assert_eq!(text(&v_call(&v, &[Value::from(2), Value::from("ab")], &[]).unwrap()), "'abab'");
    assert_eq!(error(v_call(&v, &[], &[])), "TypeError: f() takes 2 positional arguments but 0 were given");
    assert!(Func::<(i64, Str), Str>::from_value(v).unwrap().is(&f));
    let g = DynFunc::new("g", |args, _| v_add(&args[0], &args[0]));
    let typed: Func<(i64,), i64> = Func::from_value(Value::from(g)).unwrap();
    assert_eq!(typed.call((21,)).unwrap(), 42);
}

#[test]
fn arguments_are_bound_by_name_and_default() {
    let params = [
        Param::new("a", ParamKind::Normal, true),
        Param::new("b", ParamKind::Normal, false),
        Param::new("rest", ParamKind::Star, false),
        Param::new("k", ParamKind::KeywordOnly, true),
        Param::new("more", ParamKind::DoubleStar, false),
    ];
    let bound = |args: &[Value], kwargs: &[(&str, Value)]| {
        bind("f", &params, args, kwargs).map(|v| {
            let shown: Vec<String> = v.iter().map(|x| x.as_ref().map_or("-".to_owned(), text)).collect();
            shown.join(" ")
        })
    };
    let one = || Value::from(1);
    assert_eq!(bound(&[one()], &[("k", one())]).unwrap(), "1 - () 1 {}");
    assert_eq!(bound(&[one(), one(), one()], &[("k", one()), ("z", one())]).unwrap(), "1 1 (1,) 1 {'z': 1}");
    assert_eq!(error(bound(&[], &[])), "TypeError: f() missing 1 required positional argument: 'a'");
    assert_eq!(error(bound(&[one()], &[])), "TypeError: f() missing 1 required keyword-only argument: 'k'");
    assert_eq!(error(bound(&[one()], &[("a", one())])), "TypeError: f() got multiple values for argument 'a'");
    let plain = [Param::new("a", ParamKind::Normal, true), Param::new("b", ParamKind::Normal, false)];
    let error_of = |args: &[Value], kwargs: &[(&str, Value)]| error(bind("g", &plain, args, kwargs));
    assert_eq!(
        error_of(&[one(), one(), one()], &[]),
        "TypeError: g() takes from 1 to 2 positional arguments but 3 were given"
    );
    assert_eq!(error_of(&[one()], &[("c", one())]), "TypeError: g() got an unexpected keyword argument 'c'");
}

#[test]
fn an_iterator_is_shared_and_not_reentrant() {
    let shared: Iter<i64> = Iter::of(1..4);
    let other = shared.clone();
    assert_eq!((shared.next().unwrap(), other.next().unwrap(), shared.next().unwrap()), (1, 2, 3));
    assert_eq!(error(other.next()), "StopIteration");
    assert_eq!(other.next_or(9).unwrap(), 9);

    let slot: Rc<Slot<Option<Iter<i64>>>> = Rc::new(Slot::new(None));
    let inside = slot.clone();
    let it = Iter::new(std::iter::from_fn(move || inside.get().map(|it| it.next())));
    slot.set(Some(it.clone()));
    assert_eq!(error(it.next()), "ValueError: generator already executing");
    slot.set(None);
}
