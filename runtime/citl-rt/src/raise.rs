//! Making errors: `raise`, a short form per built-in class, CPython's texts for unset variables and failed system calls.

use crate::error::{Exc, PyErr, Res};
use crate::exc_types::*;
use crate::pystr::Str;
use crate::value::Value;

/// `raise class(message)`
#[cold]
#[inline(never)]
pub fn raise(class: &'static ExcType, message: impl Into<Str>) -> Box<PyErr> {
    raise_text(class, message.into())
}

#[cold]
#[inline(never)]
fn raise_text(class: &'static ExcType, message: Str) -> Box<PyErr> {
    PyErr::new(Exc::new(class, vec![Value::from(message)]))
}

/// `raise class` (no arguments)
#[cold]
#[inline(never)]
pub fn raise_bare(class: &'static ExcType) -> Box<PyErr> {
    PyErr::new(Exc::new(class, Vec::new()))
}

/// `raise class(*args)`
#[cold]
#[inline(never)]
pub fn raise_args(class: &'static ExcType, args: Vec<Value>) -> Box<PyErr> {
    PyErr::new(Exc::new(class, args))
}

macro_rules! shorthands {
    ($($name:ident $class:ident;)*) => {
        $(#[cold]
        #[inline(never)]
        pub fn $name(message: impl Into<Str>) -> Box<PyErr> {
            raise_text(&$class, message.into())
        })*
    };
}

shorthands! {
    value_error VALUE_ERROR;
    type_error TYPE_ERROR;
    index_error INDEX_ERROR;
    attribute_error ATTRIBUTE_ERROR;
    name_error NAME_ERROR;
    runtime_error RUNTIME_ERROR;
    recursion_error RECURSION_ERROR;
    not_implemented_error NOT_IMPLEMENTED_ERROR;
    zero_division_error ZERO_DIVISION_ERROR;
    overflow_error OVERFLOW_ERROR;
    assertion_error ASSERTION_ERROR;
    lookup_error LOOKUP_ERROR;
    eof_error EOF_ERROR;
    memory_error MEMORY_ERROR;
    system_error SYSTEM_ERROR;
    buffer_error BUFFER_ERROR;
}

/// More bytes than any machine gives: beyond it the answer is MemoryError instead of an attempt.
const MOST_BYTES: usize = 1 << 40;

/// MemoryError for a size that can't be had.
#[inline]
pub(crate) fn check_size(bytes: usize) -> Res<()> {
    if bytes > MOST_BYTES {
        return Err(raise_bare(&MEMORY_ERROR));
    }
    Ok(())
}

/// `KeyError(key)`
#[cold]
#[inline(never)]
pub fn key_error(key: Value) -> Box<PyErr> {
    raise_args(&KEY_ERROR, vec![key])
}

/// `StopIteration()`
#[cold]
#[inline(never)]
pub fn stop_iteration() -> Box<PyErr> {
    raise_bare(&STOP_ITERATION)
}

/// `StopIteration(value)`: the end of a generator with `return value`.
#[cold]
#[inline(never)]
pub fn stop_iteration_with(value: Value) -> Box<PyErr> {
    raise_args(&STOP_ITERATION, vec![value])
}

/// UnboundLocalError of a local variable without a value.
#[cold]
#[inline(never)]
pub fn unbound_local(name: &str) -> Box<PyErr> {
    raise(
        &UNBOUND_LOCAL_ERROR,
        format!("cannot access local variable '{name}' where it is not associated with a value"),
    )
}

/// The OSError subclass of a failed system call; `file` is the name that Python shows.
#[cold]
#[inline(never)]
pub fn os_error(error: &std::io::Error, file: Option<&str>) -> Box<PyErr> {
    let Some(errno) = error.raw_os_error() else {
        return raise(&OS_ERROR, error.to_string());
    };
    let class = match errno {
        1 | 13 => &PERMISSION_ERROR,
        2 => &FILE_NOT_FOUND_ERROR,
        3 => &PROCESS_LOOKUP_ERROR,
        4 => &INTERRUPTED_ERROR,
        10 => &CHILD_PROCESS_ERROR,
        11 => &BLOCKING_IO_ERROR,
        17 => &FILE_EXISTS_ERROR,
        20 => &NOT_A_DIRECTORY_ERROR,
        21 => &IS_A_DIRECTORY_ERROR,
        32 => &BROKEN_PIPE_ERROR,
        103 => &CONNECTION_ABORTED_ERROR,
        104 => &CONNECTION_RESET_ERROR,
        110 => &TIMEOUT_ERROR,
        111 => &CONNECTION_REFUSED_ERROR,
        _ => &OS_ERROR,
    };
    // std's text ends in " (os error N)".
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut args = vec![Value::from(i64::from(errno)), Value::from(Str::from(text))];
    if let Some(file) = file {
        args.push(Value::from(Str::from(file)));
    }
    raise_args(class, args)
}
