//! Functions of the C library that std lacks or computes in its own way: CPython takes them from there, so the digits
//! agree with the interpreter on the same machine.

// SAFETY: the C standard declares these functions so; they read and write nothing but their arguments and results
// (and `errno`, which nobody here reads).
unsafe extern "C" {
    // Rust's own support library has a hidden `cbrt` with other digits; glibc's has this second name.
    #[cfg_attr(all(target_os = "linux", target_env = "gnu"), link_name = "cbrtf32x")]
    pub(crate) safe fn cbrt(x: f64) -> f64;
    pub(crate) safe fn erf(x: f64) -> f64;
    pub(crate) safe fn erfc(x: f64) -> f64;
    pub(crate) safe fn asinh(x: f64) -> f64;
    pub(crate) safe fn acosh(x: f64) -> f64;
    pub(crate) safe fn atanh(x: f64) -> f64;
}
