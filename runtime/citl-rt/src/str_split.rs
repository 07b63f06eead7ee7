//! `str`: splitting and joining. The algorithms report byte ranges, so that `Str` can share literals and `str` copies.

use crate::error::{value_error, PyErr, Res};
use crate::list::List;
use crate::pystr::Str;
use crate::unicode::{is_line_break, is_space};

#[cold]
#[inline(never)]
fn empty_separator() -> Box<PyErr> {
    value_error("empty separator")
}

/// Ranges of `text.split(sep, max)`; no separator: runs of white space.
pub(crate) fn split_ranges(text: &str, sep: Option<&str>, max: i64, mut out: impl FnMut(usize, usize)) -> Res<()> {
    let max = if max < 0 { usize::MAX } else { max as usize };
    match sep {
        None => split_space(text, max, out),
        Some("") => return Err(empty_separator()),
        Some(sep) => {
            let mut start = 0;
            for (done, (at, _)) in text.match_indices(sep).enumerate() {
                if done == max {
                    break;
                }
                out(start, at);
                start = at + sep.len();
            }
            out(start, text.len());
        }
    }
    Ok(())
}

/// The first word at or behind `from`.
#[inline]
fn next_word(text: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(&byte) = bytes.get(at).filter(|byte| byte.is_ascii()) {
        if !is_space(byte as char) {
            break;
        }
        at += 1;
    }
    let start = at;
    while let Some(&byte) = bytes.get(at).filter(|byte| byte.is_ascii()) {
        if is_space(byte as char) {
            return Some((start, at));
        }
        at += 1;
    }
    if at == bytes.len() {
        return (start < at).then_some((start, at));
    }
    next_wide_word(text, start)
}

#[inline(never)]
fn next_wide_word(text: &str, from: usize) -> Option<(usize, usize)> {
    let start = from + text[from..].find(|c| !is_space(c))?;
    let end = text[start..].find(is_space).map_or(text.len(), |len| start + len);
    Some((start, end))
}

fn split_space(text: &str, max: usize, mut out: impl FnMut(usize, usize)) {
    let mut done = 0;
    let mut at = 0;
    while let Some((start, end)) = next_word(text, at) {
        if done == max {
            out(start, text.len());
            return;
        }
        out(start, end);
        done += 1;
        at = end;
    }
}

/// `s.split(sep, maxsplit)` one by one.
pub struct Split {
    text: Str,
    /// None: white space.
    sep: Option<Str>,
    /// How many cuts are left.
    left: usize,
    /// Where the next part begins; None behind the last one.
    at: Option<usize>,
}

impl Iterator for Split {
    type Item = Str;

    #[inline]
    fn next(&mut self) -> Option<Str> {
        let from = self.at?;
        let text = self.text.as_str();
        let (start, end, next) = match &self.sep {
            None => {
                let Some((start, end)) = next_word(text, from) else {
                    self.at = None;
                    return None;
                };
                if self.left == 0 {
                    (start, text.len(), None)
                } else {
                    (start, end, Some(end))
                }
            }
            Some(sep) => match text[from..].find(sep.as_str()) {
                Some(len) if self.left > 0 => (from, from + len, Some(from + len + sep.as_str().len())),
                _ => (from, text.len(), None),
            },
        };
        self.left = self.left.saturating_sub(1);
        self.at = next;
        Some(self.text.part(start, end))
    }
}

/// Ranges of `text.rsplit(sep, max)`, the last one first.
pub(crate) fn rsplit_ranges(text: &str, sep: Option<&str>, max: i64, mut out: impl FnMut(usize, usize)) -> Res<()> {
    let max = if max < 0 { usize::MAX } else { max as usize };
    match sep {
        None => rsplit_space(text, max, out),
        Some("") => return Err(empty_separator()),
        Some(sep) => {
            let mut end = text.len();
            for (done, (at, _)) in text.rmatch_indices(sep).enumerate() {
                if done == max {
                    break;
                }
                out(at + sep.len(), end);
                end = at;
            }
            out(0, end);
        }
    }
    Ok(())
}

fn rsplit_space(text: &str, max: usize, mut out: impl FnMut(usize, usize)) {
    let mut rest = text.trim_end_matches(is_space);
    for _ in 0..max {
        if rest.is_empty() {
            return;
        }
        let start = rest.char_indices().rev().find(|&(_, c)| is_space(c)).map_or(0, |(at, c)| at + c.len_utf8());
        out(start, rest.len());
        rest = rest[..start].trim_end_matches(is_space);
    }
    if !rest.is_empty() {
        out(0, rest.len());
    }
}

/// Ranges of `text.splitlines(keepends)`.
pub(crate) fn line_ranges(text: &str, keepends: bool, mut out: impl FnMut(usize, usize)) {
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !is_line_break(c) {
            continue;
        }
        let mut end = at + c.len_utf8();
        if c == '\r' && chars.next_if(|&(_, next)| next == '\n').is_some() {
            end += 1;
        }
        out(start, if keepends { end } else { at });
        start = end;
    }
    if start < text.len() {
        out(start, text.len());
    }
}

impl Str {
    /// `for part in s.split(sep, maxsplit)`; ValueError for an empty separator.
    pub fn split_iter(&self, sep: Option<&Str>, maxsplit: i64) -> Res<Split> {
        if sep.is_some_and(Str::is_empty) {
            return Err(empty_separator());
        }
        let left = usize::try_from(maxsplit).unwrap_or(usize::MAX);
        Ok(Split { text: self.clone(), sep: sep.cloned(), left, at: Some(0) })
    }

    /// `s.split(sep, maxsplit)`; ValueError for an empty separator.
    pub fn split(&self, sep: Option<&Str>, maxsplit: i64) -> Res<List<Str>> {
        let mut parts = Vec::new();
        split_ranges(self, sep.map(|sep| &**sep), maxsplit, |start, end| parts.push(self.part(start, end)))?;
        Ok(List::from(parts))
    }

    /// `s.rsplit(sep, maxsplit)`
    pub fn rsplit(&self, sep: Option<&Str>, maxsplit: i64) -> Res<List<Str>> {
        let mut parts = Vec::new();
        rsplit_ranges(self, sep.map(|sep| &**sep), maxsplit, |start, end| parts.push(self.part(start, end)))?;
        parts.reverse();
        Ok(List::from(parts))
    }

    /// `s.splitlines(keepends)`
    pub fn splitlines(&self, keepends: bool) -> List<Str> {
        let mut parts = Vec::new();
        line_ranges(self, keepends, |start, end| parts.push(self.part(start, end)));
        List::from(parts)
    }

    /// `s.partition(sep)`; ValueError for an empty separator.
    pub fn partition(&self, sep: &Str) -> Res<(Str, Str, Str)> {
        if sep.is_empty() {
            return Err(empty_separator());
        }
        Ok(match self.as_str().find(sep.as_str()) {
            Some(at) => {
                let end = at + sep.as_str().len();
                (self.part(0, at), sep.clone(), self.part(end, self.as_str().len()))
            }
            None => (self.clone(), Str::lit(""), Str::lit("")),
        })
    }

    /// `s.rpartition(sep)`
    pub fn rpartition(&self, sep: &Str) -> Res<(Str, Str, Str)> {
        if sep.is_empty() {
            return Err(empty_separator());
        }
        Ok(match self.as_str().rfind(sep.as_str()) {
            Some(at) => {
                let end = at + sep.as_str().len();
                (self.part(0, at), sep.clone(), self.part(end, self.as_str().len()))
            }
            None => (Str::lit(""), Str::lit(""), self.clone()),
        })
    }

    /// `s.join(parts)`
    pub fn join(&self, parts: impl Iterator<Item = Res<Str>>) -> Res<Str> {
        let mut parts = parts;
        let Some(first) = parts.next() else { return Ok(Str::lit("")) };
        let first = first?;
        let Some(second) = parts.next() else { return Ok(first) };
        let mut out = String::with_capacity(first.as_str().len() * 4);
        first.push_to(&mut out);
        self.push_to(&mut out);
        second?.push_to(&mut out);
        for part in parts {
            self.push_to(&mut out);
            part?.push_to(&mut out);
        }
        Ok(Str::from(out))
    }

    /// `s.join(parts)` over parts that are there already.
    pub fn join_all(&self, parts: &[Str]) -> Str {
        let (first, rest) = match parts {
            [] => return Str::lit(""),
            [only] => return only.clone(),
            [first, rest @ ..] => (first, rest),
        };
        let bytes: usize = parts.iter().map(|part| part.as_str().len()).sum();
        let mut out = String::with_capacity(bytes + rest.len() * self.as_str().len());
        first.push_to(&mut out);
        for part in rest {
            if !self.is_empty() {
                self.push_to(&mut out);
            }
            part.push_to(&mut out);
        }
        Str::from(out)
    }

    /// `s.join(list)`
    pub fn join_list(&self, parts: &List<Str>) -> Str {
        parts.with(|parts| self.join_all(parts))
    }
}
