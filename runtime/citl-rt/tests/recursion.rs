//! The recursion limit in built-in recursions. One test in one process: the depth counter is global.

use citl_rt::*;

fn error<T>(r: Res<T>) -> String {
    match r {
        Ok(_) => "no error".to_owned(),
        Err(e) => e.summary(),
    }
}

#[test]
fn comparisons_and_reprs_stop_at_the_recursion_limit() {
    let a = Value::list(vec![]);
    let b = Value::list(vec![]);
    v_method(&a, "append", std::slice::from_ref(&a), &[]).unwrap();
    v_method(&b, "append", std::slice::from_ref(&b), &[]).unwrap();
    assert_eq!(error(v_eq(&a, &b)), "RecursionError: maximum recursion depth exceeded in comparison");
    assert!(v_eq(&a, &a).unwrap());
    v_method(&a, "clear", &[], &[]).unwrap();
    v_method(&b, "clear", &[], &[]).unwrap();

    let mut v = Value::list(vec![]);
    for _ in 0..100_000 {
        v = Value::list(vec![v]);
    }
    assert_eq!(error(repr(&v)), "RecursionError: maximum recursion depth exceeded while getting the repr of an object");
    std::mem::forget(v); // dropping it recursively needs the program's large stack
}
