//! Standard streams: buffered output, input, `print`.
//!
//! Standard output is buffered (by line on a terminal) and flushed before anything else can be seen: input, output to
//! stderr by the runtime, the end of the program. A broken pipe raises BrokenPipeError where CPython does.

use crate::cells::Slot;
use crate::error::{eof_error, os_error, PyErr, Res};
use crate::list::List;
use crate::obj::Show;
use crate::pystr::Str;
use std::cell::Cell;
use std::io::{BufRead, IsTerminal, Read, Write};

/// Bytes that are collected before they are written.
const BUFFER: usize = 1 << 16;

struct Output {
    buffer: Slot<String>,
    by_line: Cell<Option<bool>>,
}

impl Output {
    const fn new() -> Output {
        Output { buffer: Slot::new(String::new()), by_line: Cell::new(None) }
    }

    fn by_line(&self) -> bool {
        match self.by_line.get() {
            Some(known) => known,
            None => {
                let known = std::io::stdout().is_terminal();
                self.by_line.set(Some(known));
                self.buffer.with_mut(|buffer| buffer.reserve(BUFFER + 4096));
                known
            }
        }
    }

    #[inline]
    fn push(&self, text: &str) -> std::io::Result<()> {
        let by_line = self.by_line();
        let full = self.buffer.with_mut(|buffer| {
            buffer.push_str(text);
            buffer.len() >= BUFFER
        });
        if full || (by_line && text.contains('\n')) {
            return self.flush();
        }
        Ok(())
    }

    fn flush(&self) -> std::io::Result<()> {
        self.buffer.with_mut(|buffer| {
            if buffer.is_empty() {
                return Ok(());
            }
            let mut stdout = std::io::stdout().lock();
            let written = stdout.write_all(buffer.as_bytes()).and_then(|()| stdout.flush());
            buffer.clear();
            written
        })
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // A program without `start` ends here; there is nobody left to tell of a failure.
        let _ = self.flush();
    }
}

thread_local! {
    static OUTPUT: Output = const { Output::new() };
    static SCRATCH: Slot<String> = const { Slot::new(String::new()) };
}

#[cold]
fn failed(error: &std::io::Error) -> Box<PyErr> {
    os_error(error, None)
}

/// Flushes standard output; the error is the operating system's.
pub(crate) fn flush_stdout() -> std::io::Result<()> {
    OUTPUT.try_with(Output::flush).unwrap_or(Ok(()))
}

/// Appends to standard output.
#[inline]
pub fn write_stdout(text: &str) -> Res<()> {
    match OUTPUT.with(|output| output.push(text)) {
        Ok(()) => Ok(()),
        Err(error) => Err(failed(&error)),
    }
}

/// Writes `args` with `sep` between them and `end` after them, each part as soon as it is known.
fn write_args(args: &[&dyn Show], sep: &str, end: &str, mut write: impl FnMut(&str) -> Res<()>) -> Res<()> {
    // The text of an argument may come from user code that prints: take the buffer out meanwhile.
    let mut scratch = SCRATCH.with(Slot::take);
    for (i, arg) in args.iter().enumerate() {
        if i > 0 {
            write(sep)?;
        }
        scratch.clear();
        arg.show_str(&mut scratch)?;
        write(&scratch)?;
    }
    scratch.clear();
    if scratch.capacity() <= BUFFER {
        SCRATCH.with(|slot| slot.set(scratch));
    }
    write(end)
}

/// `print(*args, sep=sep, end=end)`
pub fn print(args: &[&dyn Show], sep: &str, end: &str) -> Res<()> {
    write_args(args, sep, end, write_stdout)
}

/// `print(text)`
#[inline]
pub fn print_line(text: &str) -> Res<()> {
    write_stdout(text)?;
    write_stdout("\n")
}

/// `print(*args, sep=sep, end=end, file=sys.stderr)`
pub fn eprint(args: &[&dyn Show], sep: &str, end: &str) -> Res<()> {
    let mut all = String::new();
    write_args(args, sep, end, |text| {
        all.push_str(text);
        Ok(())
    })?;
    write_stderr(&all);
    Ok(())
}

/// `sys.stdout.flush()`
pub fn flush() -> Res<()> {
    match flush_stdout() {
        Ok(()) => Ok(()),
        Err(error) => Err(failed(&error)),
    }
}

/// Writes to standard error at once; there is nobody to tell of a failure.
pub(crate) fn write_stderr(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// `sys.stdout.write(text)`
pub fn stdout_write(text: &Str) -> Res<i64> {
    write_stdout(text)?;
    Ok(text.len())
}

/// `sys.stderr.write(text)`
pub fn stderr_write(text: &Str) -> i64 {
    write_stderr(text);
    text.len()
}

#[cold]
fn not_utf8(bytes: &[u8], error: std::str::Utf8Error) -> Box<PyErr> {
    let at = error.valid_up_to();
    crate::bytes::decode_error("utf-8", bytes, at, error.error_len())
}

fn text_of(bytes: Vec<u8>) -> Res<String> {
    String::from_utf8(bytes).map_err(|error| {
        let reason = error.utf8_error();
        not_utf8(error.as_bytes(), reason)
    })
}

/// A line of standard input with its newline; '' at the end.
fn read_line() -> Res<String> {
    let mut line = Vec::new();
    match std::io::stdin().lock().read_until(b'\n', &mut line) {
        Ok(_) => text_of(line),
        Err(error) => Err(failed(&error)),
    }
}

/// `input(prompt)`
pub fn input(prompt: Option<&Str>) -> Res<Str> {
    if let Some(prompt) = prompt {
        write_stdout(prompt)?;
    }
    flush()?;
    let mut line = read_line()?;
    if line.is_empty() {
        return Err(at_end());
    }
    if line.ends_with('\n') {
        line.pop();
    }
    Ok(Str::from(line))
}

#[cold]
fn at_end() -> Box<PyErr> {
    eof_error("EOF when reading a line")
}

/// `sys.stdin.readline()`
pub fn stdin_readline() -> Res<Str> {
    read_line().map(Str::from)
}

/// `sys.stdin.read()`
pub fn stdin_read() -> Res<Str> {
    let mut bytes = Vec::new();
    match std::io::stdin().lock().read_to_end(&mut bytes) {
        Ok(_) => text_of(bytes).map(Str::from),
        Err(error) => Err(failed(&error)),
    }
}

/// `sys.stdin.readlines()`
pub fn stdin_readlines() -> Res<List<Str>> {
    stdin_lines().collect::<Res<Vec<Str>>>().map(List::from)
}

/// `for line in sys.stdin`
pub fn stdin_lines() -> StdinLines {
    StdinLines(())
}

/// Iterator over the lines of standard input.
pub struct StdinLines(());

impl Iterator for StdinLines {
    type Item = Res<Str>;

    fn next(&mut self) -> Option<Res<Str>> {
        match read_line() {
            Ok(line) if line.is_empty() => None,
            Ok(line) => Some(Ok(Str::from(line))),
            Err(error) => Some(Err(error)),
        }
    }
}
