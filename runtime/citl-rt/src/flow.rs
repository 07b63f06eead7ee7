//! Leaving blocks: what `try` and `finally` become.

use crate::error::{PyErr, Res};

/// How a block under `finally` was left; the final block runs, then the leaving goes on.
pub enum Exit<T> {
    /// At its end.
    Next,
    /// By `return`.
    Return(T),
    /// By an exception.
    Raise(Box<PyErr>),
    /// By `break` or `continue`; the number says which.
    Jump(u8),
}

/// The value, or leave the labelled `try` block with the error.
#[macro_export]
macro_rules! tri {
    ($label:lifetime, $result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => break $label Err(error),
        }
    };
}

/// The value, or leave the labelled block under `finally` with the error.
#[macro_export]
macro_rules! fin {
    ($label:lifetime, $result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => break $label $crate::Exit::Raise(error),
        }
    };
}

/// The error with one frame of the traceback added.
#[cold]
pub fn framed(error: Box<PyErr>, line: u32) -> Box<PyErr> {
    error.push_frame(line);
    error
}

/// An iterator over what `next` yields until StopIteration: an object with `__next__`.
pub fn iter_by<T>(mut next: impl FnMut() -> Res<T>) -> impl Iterator<Item = Res<T>> {
    let mut done = false;
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        match next() {
            Ok(value) => Some(Ok(value)),
            Err(error) if error.matches(&crate::exc_types::STOP_ITERATION) => {
                done = true;
                None
            }
            Err(error) => {
                done = true;
                Some(Err(error))
            }
        }
    })
}
