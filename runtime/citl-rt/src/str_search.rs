//! `str`: finding, counting, replacing, testing ends. The algorithms work on any `Text`, so that `Str` (cached length)
//! and `str` (idiomatic code) share them.

use crate::error::{value_error, PyErr, Res};
use crate::pystr::{count_chars, Str};
use crate::seq::clamp;

/// Text that can convert between code point and byte positions.
pub(crate) trait Text {
    fn text(&self) -> &str;
    fn char_len(&self) -> usize;
    fn byte_at(&self, char_position: usize) -> usize;
    fn char_at_byte(&self, offset: usize) -> usize;
}

impl Text for Str {
    #[inline]
    fn text(&self) -> &str {
        self.as_str()
    }

    #[inline]
    fn char_len(&self) -> usize {
        self.char_count()
    }

    #[inline]
    fn byte_at(&self, char_position: usize) -> usize {
        self.offset(char_position)
    }

    #[inline]
    fn char_at_byte(&self, offset: usize) -> usize {
        self.char_position(offset)
    }
}

impl Text for str {
    #[inline]
    fn text(&self) -> &str {
        self
    }

    #[inline]
    fn char_len(&self) -> usize {
        count_chars(self)
    }

    fn byte_at(&self, char_position: usize) -> usize {
        self.char_indices().nth(char_position).map_or(self.len(), |(offset, _)| offset)
    }

    #[inline]
    fn char_at_byte(&self, offset: usize) -> usize {
        count_chars(&self[..offset])
    }
}

/// Byte positions of `[start:end]`; None where Python says that not even '' is found.
fn window<T: Text + ?Sized>(s: &T, start: Option<i64>, end: Option<i64>) -> Option<(usize, usize)> {
    if start.is_none() && end.is_none() {
        return Some((0, s.text().len()));
    }
    let len = s.char_len();
    let start = start.unwrap_or(0);
    if start > len as i64 {
        return None;
    }
    let (lo, hi) = (clamp(start, len), end.map_or(len, |end| clamp(end, len)));
    (lo <= hi).then(|| (s.byte_at(lo), s.byte_at(hi)))
}

/// `s.find(part, start, end)` without the -1.
pub(crate) fn find_in<T: Text + ?Sized>(s: &T, part: &str, start: Option<i64>, end: Option<i64>) -> Option<i64> {
    let (lo, hi) = window(s, start, end)?;
    let at = s.text()[lo..hi].find(part)?;
    Some(s.char_at_byte(lo + at) as i64)
}

/// `s.rfind(part, start, end)` without the -1.
pub(crate) fn rfind_in<T: Text + ?Sized>(s: &T, part: &str, start: Option<i64>, end: Option<i64>) -> Option<i64> {
    let (lo, hi) = window(s, start, end)?;
    let at = s.text()[lo..hi].rfind(part)?;
    Some(s.char_at_byte(lo + at) as i64)
}

/// `s.count(part, start, end)`
pub(crate) fn count_in<T: Text + ?Sized>(s: &T, part: &str, start: Option<i64>, end: Option<i64>) -> i64 {
    let Some((lo, hi)) = window(s, start, end) else { return 0 };
    let text = &s.text()[lo..hi];
    match part.as_bytes() {
        [] => count_chars(text) as i64 + 1,
        [byte] => text.bytes().filter(|b| b == byte).count() as i64,
        _ => text.matches(part).count() as i64,
    }
}

/// `s.startswith(part, start, end)`
pub(crate) fn starts_in<T: Text + ?Sized>(s: &T, part: &str, start: Option<i64>, end: Option<i64>) -> bool {
    window(s, start, end).is_some_and(|(lo, hi)| s.text()[lo..hi].starts_with(part))
}

/// `s.endswith(part, start, end)`
pub(crate) fn ends_in<T: Text + ?Sized>(s: &T, part: &str, start: Option<i64>, end: Option<i64>) -> bool {
    window(s, start, end).is_some_and(|(lo, hi)| s.text()[lo..hi].ends_with(part))
}

/// `s.replace(old, new, count)`; a negative count replaces all.
pub(crate) fn replace_in(text: &str, old: &str, new: &str, count: i64) -> Option<String> {
    if count == 0 || old == new || !text.contains(old) {
        return None;
    }
    Some(if count < 0 { text.replace(old, new) } else { text.replacen(old, new, count as usize) })
}

#[cold]
#[inline(never)]
pub(crate) fn not_found() -> Box<PyErr> {
    value_error("substring not found")
}

impl Str {
    /// `s.find(part, start, end)`
    #[inline]
    pub fn find(&self, part: &Str, start: Option<i64>, end: Option<i64>) -> i64 {
        find_in(self, part, start, end).unwrap_or(-1)
    }

    /// `s.rfind(part, start, end)`
    #[inline]
    pub fn rfind(&self, part: &Str, start: Option<i64>, end: Option<i64>) -> i64 {
        rfind_in(self, part, start, end).unwrap_or(-1)
    }

    /// `s.index(part, start, end)`
    #[inline]
    pub fn index(&self, part: &Str, start: Option<i64>, end: Option<i64>) -> Res<i64> {
        match find_in(self, part, start, end) {
            Some(at) => Ok(at),
            None => Err(not_found()),
        }
    }

    /// `s.rindex(part, start, end)`
    #[inline]
    pub fn rindex(&self, part: &Str, start: Option<i64>, end: Option<i64>) -> Res<i64> {
        match rfind_in(self, part, start, end) {
            Some(at) => Ok(at),
            None => Err(not_found()),
        }
    }

    /// `s.count(part, start, end)`
    #[inline]
    pub fn count(&self, part: &Str, start: Option<i64>, end: Option<i64>) -> i64 {
        count_in(self, part, start, end)
    }

    /// `s.replace(old, new, count)`; -1 replaces all.
    pub fn replace(&self, old: &Str, new: &Str, count: i64) -> Str {
        match replace_in(self, old, new, count) {
            Some(text) => Str::from(text),
            None => self.clone(),
        }
    }

    /// `s.startswith(part)`
    #[inline]
    pub fn startswith(&self, part: &str) -> bool {
        self.as_str().starts_with(part)
    }

    /// `s.startswith((a, b, ...))`
    pub fn startswith_any(&self, parts: &[Str]) -> bool {
        parts.iter().any(|part| self.startswith(part))
    }

    /// `s.startswith(part, start, end)`
    pub fn startswith_in(&self, part: &str, start: Option<i64>, end: Option<i64>) -> bool {
        starts_in(self, part, start, end)
    }

    /// `s.endswith(part)`
    #[inline]
    pub fn endswith(&self, part: &str) -> bool {
        self.as_str().ends_with(part)
    }

    /// `s.endswith((a, b, ...))`
    pub fn endswith_any(&self, parts: &[Str]) -> bool {
        parts.iter().any(|part| self.endswith(part))
    }

    /// `s.endswith(part, start, end)`
    pub fn endswith_in(&self, part: &str, start: Option<i64>, end: Option<i64>) -> bool {
        ends_in(self, part, start, end)
    }

    /// `s.removeprefix(part)`
    pub fn removeprefix(&self, part: &str) -> Str {
        match self.as_str().strip_prefix(part) {
            Some(rest) => self.part(self.as_str().len() - rest.len(), self.as_str().len()),
            None => self.clone(),
        }
    }

    /// `s.removesuffix(part)`
    pub fn removesuffix(&self, part: &str) -> Str {
        match self.as_str().strip_suffix(part) {
            Some(rest) => self.part(0, rest.len()),
            None => self.clone(),
        }
    }
}
