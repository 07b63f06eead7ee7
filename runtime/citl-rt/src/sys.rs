//! Module `sys`: arguments, exit, version.

use crate::cells::Slot;
use crate::error::{raise_args, PyErr};
use crate::exc_types::SYSTEM_EXIT;
use crate::list::List;
use crate::pystr::Str;
use crate::value::Value;
use std::sync::OnceLock;

static VERSION: OnceLock<(u8, u8)> = OnceLock::new();

thread_local! {
    static ARGV: Slot<Option<List<Str>>> = const { Slot::new(None) };
}

pub(crate) fn set_version(version: (u8, u8)) {
    // Only the first program of a process counts.
    let _ = VERSION.set(version);
}

/// The Python version whose behaviour the program was translated for.
pub fn python_version() -> (u8, u8) {
    VERSION.get().copied().unwrap_or((3, 11))
}

/// `sys.argv`: one list for the whole program.
pub fn sys_argv() -> List<Str> {
    ARGV.with(|slot| match slot.get() {
        Some(argv) => argv,
        None => {
            let argv: Vec<Str> = std::env::args_os().map(|arg| Str::from(arg.to_string_lossy().as_ref())).collect();
            let argv = List::from(argv);
            slot.set(Some(argv.clone()));
            argv
        }
    })
}

/// `sys.exit(code)`
#[cold]
pub fn sys_exit(code: Value) -> Box<PyErr> {
    raise_args(&SYSTEM_EXIT, vec![code])
}

/// `sys.exit()`
#[cold]
pub fn sys_exit_bare() -> Box<PyErr> {
    raise_args(&SYSTEM_EXIT, Vec::new())
}

/// `sys.maxsize`
pub const SYS_MAXSIZE: i64 = i64::MAX;
