//! Tracebacks in CPython's form (3.11, without the lines of `~~~^^^` marks).

use crate::error::Exc;
use crate::obj::Obj;
use std::sync::OnceLock;

/// Where the functions of one module lie.
pub struct ModuleMeta {
    pub file: &'static str,
    /// First line, last line, qualified name.
    pub functions: &'static [(u32, u32, &'static str)],
}

static MODULES: OnceLock<&'static [ModuleMeta]> = OnceLock::new();

/// Lines of module `k` are offset by `k << MODULE_SHIFT`.
const MODULE_SHIFT: u32 = 20;
/// As many frames as CPython shows.
const MOST_FRAMES: usize = 1000;
/// Equal frames that are shown before they are counted.
const MOST_REPEATS: usize = 3;

pub(crate) fn set_modules(modules: &'static [ModuleMeta]) {
    // Only the first program of a process counts.
    let _ = MODULES.set(modules);
}

fn module_of(line: u32) -> Option<&'static ModuleMeta> {
    MODULES.get()?.get((line >> MODULE_SHIFT) as usize)
}

fn within_module(line: u32) -> u32 {
    line & ((1 << MODULE_SHIFT) - 1)
}

/// `line 3 of file.py`
pub(crate) fn place(line: u32) -> String {
    let number = within_module(line);
    match module_of(line) {
        Some(module) => format!("line {number} of {}", module.file),
        None => format!("line {number}"),
    }
}

/// `co_name` of the innermost function that holds the line.
fn function_of(module: &ModuleMeta, line: u32) -> &'static str {
    module
        .functions
        .iter()
        .filter(|(first, last, _)| (within_module(*first)..=within_module(*last)).contains(&line))
        .min_by_key(|(first, last, _)| last - first)
        .map_or("<module>", |(_, _, name)| name.rsplit('.').next().unwrap_or(name))
}

/// The last line: `ValueError: text`.
pub fn summary(exc: &Exc) -> String {
    let class = exc.class();
    let mut out = String::new();
    if let Some(module) = class.module {
        if module != "builtins" && module != "__main__" {
            out.push_str(module);
            out.push('.');
        }
    }
    out.push_str(class.name);
    let mut text = String::new();
    if exc.write_str(&mut text).is_err() {
        text = "<exception str() failed>".to_owned();
    }
    if !text.is_empty() {
        out.push_str(": ");
        out.push_str(&text);
    }
    out
}

/// Source texts, read once per traceback.
#[derive(Default)]
struct Sources(Vec<(&'static str, Option<Vec<String>>)>);

impl Sources {
    fn line(&mut self, file: &'static str, number: u32) -> Option<String> {
        let at = match self.0.iter().position(|(name, _)| *name == file) {
            Some(at) => at,
            None => {
                let text = std::fs::read(file).ok().map(|bytes| {
                    String::from_utf8_lossy(&bytes).split('\n').map(|line| line.trim_end().to_owned()).collect()
                });
                self.0.push((file, text));
                self.0.len() - 1
            }
        };
        let lines = self.0[at].1.as_ref()?;
        lines.get(number.checked_sub(1)? as usize).map(|line| line.trim().to_owned())
    }
}

/// Appends what CPython prints for an uncaught exception.
pub fn write_traceback(exc: &Exc, out: &mut String) {
    write_chain(exc, out, &mut Sources::default(), &mut Vec::new());
}

fn write_chain(exc: &Exc, out: &mut String, sources: &mut Sources, seen: &mut Vec<Exc>) {
    seen.push(exc.clone());
    let data = exc.data();
    let before = match data.cause() {
        Some(cause) => Some((cause, "\nThe above exception was the direct cause of the following exception:\n\n")),
        None if data.suppress_context() => None,
        None => data
            .context()
            .map(|context| (context, "\nDuring handling of the above exception, another exception occurred:\n\n")),
    };
    if let Some((other, text)) = before {
        if !seen.iter().any(|exc| exc.is(&other)) {
            write_chain(&other, out, sources, seen);
            out.push_str(text);
        }
    }
    write_frames(exc, out, sources);
    out.push_str(&summary(exc));
    out.push('\n');
    for note in data.notes() {
        out.push_str(&note);
        out.push('\n');
    }
}

fn write_frames(exc: &Exc, out: &mut String, sources: &mut Sources) {
    let trace = exc.data().trace();
    if trace.is_empty() {
        return;
    }
    out.push_str("Traceback (most recent call last):\n");
    let mut repeats = 0;
    let mut last = None;
    for &line in trace.iter().take(MOST_FRAMES).rev() {
        if last == Some(line) {
            repeats += 1;
        } else {
            write_repeats(repeats, out);
            repeats = 1;
            last = Some(line);
        }
        if repeats <= MOST_REPEATS {
            write_frame(line, out, sources);
        }
    }
    write_repeats(repeats, out);
}

fn write_repeats(repeats: usize, out: &mut String) {
    if repeats > MOST_REPEATS {
        let more = repeats - MOST_REPEATS;
        let plural = if more == 1 { "" } else { "s" };
        out.push_str(&format!("  [Previous line repeated {more} more time{plural}]\n"));
    }
}

fn write_frame(line: u32, out: &mut String, sources: &mut Sources) {
    let number = within_module(line);
    let Some(module) = module_of(line) else {
        out.push_str(&format!("  File \"<unknown>\", line {number}, in <module>\n"));
        return;
    };
    let name = function_of(module, number);
    out.push_str(&format!("  File \"{}\", line {number}, in {name}\n", module.file));
    if let Some(text) = sources.line(module.file, number) {
        if !text.is_empty() {
            out.push_str("    ");
            out.push_str(&text);
            out.push('\n');
        }
    }
}
