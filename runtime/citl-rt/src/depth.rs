//! The recursion limit: a counter of Python frames against `sys.setrecursionlimit`.

use crate::error::{raise, recursion_error, value_error, PyErr, Res};
use crate::exc_types::OVERFLOW_ERROR;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

// Static counters with relaxed ordering are as fast as thread locals without their first-use test. One thread runs the
// program; tests that use them from several threads only see wrong depths.
/// The module's frame counts as one.
static DEPTH: AtomicI64 = AtomicI64::new(1);
static LIMIT: AtomicI64 = AtomicI64::new(1000);

/// A live Python frame; dropping it leaves the frame.
#[must_use]
pub struct Depth(());

impl Drop for Depth {
    #[inline(always)]
    fn drop(&mut self) {
        DEPTH.store(DEPTH.load(Relaxed) - 1, Relaxed);
    }
}

/// Enters a function that may recurse; RecursionError at the limit.
#[inline(always)]
pub fn enter() -> Res<Depth> {
    let depth = DEPTH.load(Relaxed);
    if depth >= LIMIT.load(Relaxed) {
        return Err(too_deep());
    }
    DEPTH.store(depth + 1, Relaxed);
    Ok(Depth(()))
}

#[cold]
#[inline(never)]
fn too_deep() -> Box<PyErr> {
    recursion_error("maximum recursion depth exceeded")
}

/// As `enter`, with CPython's text for a call through a built-in function (`sorted(key=...)`, a comparison).
#[inline]
pub fn enter_callback() -> Res<Depth> {
    enter_while("calling a Python object")
}

/// As `enter`, with `while WHAT` at the end of the message (`getting the repr of an object`, `in comparison`).
#[inline]
pub fn enter_while(what: &'static str) -> Res<Depth> {
    let depth = DEPTH.load(Relaxed);
    if depth >= LIMIT.load(Relaxed) {
        return Err(too_deep_while(what));
    }
    DEPTH.store(depth + 1, Relaxed);
    Ok(Depth(()))
}

#[cold]
#[inline(never)]
fn too_deep_while(what: &str) -> Box<PyErr> {
    recursion_error(format!("maximum recursion depth exceeded while {what}"))
}

/// `sys.setrecursionlimit(limit)`
pub fn sys_setrecursionlimit(limit: i64) -> Res<()> {
    if limit < 1 {
        return Err(value_error("recursion limit must be greater or equal than 1"));
    }
    if limit > i64::from(i32::MAX) {
        return Err(raise(&OVERFLOW_ERROR, "Python int too large to convert to C int"));
    }
    let depth = DEPTH.load(Relaxed);
    if depth >= limit {
        return Err(recursion_error(format!(
            "cannot set the recursion limit to {limit} at the recursion depth {depth}: the limit is too low"
        )));
    }
    LIMIT.store(limit, Relaxed);
    Ok(())
}

/// `sys.getrecursionlimit()`
pub fn sys_getrecursionlimit() -> i64 {
    LIMIT.load(Relaxed)
}
