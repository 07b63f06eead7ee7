//! Running a translated program: the thread with a large stack, uncaught exceptions, exit codes.

use crate::error::{Exc, PyErr, Res};
use crate::exc_types::SYSTEM_EXIT;
use crate::int::Int;
use crate::io::{flush_stdout, write_stderr};
use crate::obj::{to_str, Obj};
use crate::sys::set_version;
use crate::traceback::{place, set_modules, write_traceback, ModuleMeta};
use std::panic::Location;
use std::process::exit;
use std::sync::OnceLock;

/// Stack sizes to try; pages are mapped when they are touched.
const STACKS: [usize; 4] = [4 << 30, 1 << 30, 256 << 20, 64 << 20];

/// Exit code of a stop.
const STOPPED: i32 = 101;
/// CPython's exit code when standard output can't be flushed at the end.
const NOT_FLUSHED: i32 = 120;

/// Which Python line the lines of the generated text stand for, as far as Rust itself may stop there.
pub struct LineTable {
    pub file: &'static str,
    /// (Rust line, Python line), by Rust lines.
    pub lines: &'static [(u32, u32)],
}

static LINES: OnceLock<&'static LineTable> = OnceLock::new();

/// `start` for a program whose arithmetic and indexing are Rust's own: its stops name the Python line.
pub fn start_at(
    modules: &'static [ModuleMeta],
    lines: &'static LineTable,
    version: (u8, u8),
    main: fn() -> Res<()>,
) -> ! {
    let _ = LINES.set(lines);
    start(modules, version, main)
}

/// The Python place of a place in the generated text.
fn python_place(at: &Location<'_>) -> Option<String> {
    let table = LINES.get().filter(|table| table.file == at.file())?;
    let after = table.lines.partition_point(|(rust, _)| *rust <= at.line());
    table.lines[..after].last().map(|(_, python)| place(*python))
}

/// What Rust says when its own arithmetic stops, in Python's terms.
fn in_python_words(message: &str) -> String {
    let operation = message.strip_prefix("attempt to ").and_then(|rest| rest.strip_suffix(" with overflow"));
    match operation {
        Some(operation) => format!("integer overflow: an int leaves 64 bits here ({operation})"),
        None => message.to_owned(),
    }
}

/// Runs `main` as the program. `modules` say where functions lie, for tracebacks.
pub fn start(modules: &'static [ModuleMeta], version: (u8, u8), main: fn() -> Res<()>) -> ! {
    set_modules(modules);
    set_version(version);
    std::panic::set_hook(Box::new(|info| {
        let payload = info.payload();
        let message = payload
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("unknown reason");
        let message = in_python_words(message);
        let place = info.location().and_then(python_place).map_or(String::new(), |place| format!(" ({place})"));
        let _ = flush_stdout();
        write_stderr(&format!("citl: stopped: {message}{place}\n"));
        exit(STOPPED);
    }));
    for stack in STACKS {
        let thread = std::thread::Builder::new().name("main".to_owned()).stack_size(stack).spawn(move || run(main));
        if let Ok(thread) = thread {
            // `run` ends the process.
            let _ = thread.join();
            exit(STOPPED);
        }
    }
    run(main)
}

fn run(main: fn() -> Res<()>) -> ! {
    let code = match main() {
        Ok(()) => 0,
        Err(error) => report(&error),
    };
    exit(end(code))
}

/// Ends the program because of an exception that nobody catches (SystemExit, from code that stops on errors).
pub(crate) fn leave(error: &PyErr) -> ! {
    exit(end(report(error)))
}

/// The last flush; what CPython prints when it fails.
fn end(code: i32) -> i32 {
    match flush_stdout() {
        Ok(()) => code,
        Err(error) => not_flushed(&error),
    }
}

#[cold]
fn not_flushed(error: &std::io::Error) -> i32 {
    let text = crate::error::os_error(error, None).summary();
    write_stderr(&format!(
        "Exception ignored in: <_io.TextIOWrapper name='<stdout>' mode='w' encoding='utf-8'>\n{text}\n"
    ));
    NOT_FLUSHED
}

/// Reports an uncaught exception; its exit code.
fn report(error: &PyErr) -> i32 {
    let exc = error.exc();
    if exc.is_instance(&SYSTEM_EXIT) {
        return exit_code(&exc);
    }
    let mut text = String::new();
    write_traceback(&exc, &mut text);
    // Output comes first, unless it fails.
    let flushed = flush_stdout();
    write_stderr(&text);
    match flushed {
        Ok(()) => 1,
        Err(error) => not_flushed(&error),
    }
}

/// Exit code of `SystemExit`.
fn exit_code(exc: &Exc) -> i32 {
    let args = exc.data().args();
    let [code] = args.as_slice() else {
        if args.is_empty() {
            return 0;
        }
        return exit_with_text(exc);
    };
    if code.is_none() {
        return 0;
    }
    let number = code.as_int().or_else(|| code.as_bool().map(Int::from));
    match number {
        // The system keeps the low eight bits; CPython gives -1 for what doesn't fit a long.
        Some(number) => number.to_i64().unwrap_or(-1) as i32 & 0xff,
        None => exit_with_text(exc),
    }
}

fn exit_with_text(exc: &Exc) -> i32 {
    let _ = flush_stdout();
    if let Ok(text) = to_str(exc) {
        write_stderr(&format!("{text}\n"));
    }
    1
}

/// An unsupported construct was reached.
#[cold]
#[inline(never)]
pub fn stub(what: &str, line: u32) -> ! {
    panic!("{what} ({})", place(line))
}

/// An unsupported construct was reached where a value is wanted.
#[cold]
#[inline(never)]
pub fn stub_value(what: &str, line: u32) -> crate::Value {
    stub(what, line)
}

/// `repr`-like text of any value for messages that must not fail.
pub fn describe<T: Obj>(x: &T) -> String {
    let mut out = String::new();
    if x.write_repr(&mut out).is_err() {
        out = format!("<{}>", &*x.type_name());
    }
    out
}
