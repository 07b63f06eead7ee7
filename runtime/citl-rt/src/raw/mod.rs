//! All `unsafe` code of the runtime. Everything else is checked by the compiler (`deny(unsafe_code)` in `lib.rs`).

pub(crate) mod cells;
pub(crate) mod libm;
pub(crate) mod packed;
#[cfg(any(test, not(feature = "system-memory")))]
mod pool;
