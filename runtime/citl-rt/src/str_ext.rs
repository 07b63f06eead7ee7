//! Python's string operations on `str` and `String`, for idiomatic code: names with `py_`, Python's positions.

use crate::error::{index_error, value_error, Res};
use crate::pystr::count_chars;
use crate::seq::{position, slice_at};
use crate::str_case::*;
use crate::str_methods::*;
use crate::str_search::*;
use crate::str_split::*;
use crate::unicode::*;

/// Python's `str` methods on Rust strings.
#[rustfmt::skip]
pub trait StrExt {
    fn py_len(&self) -> i64;
    /// `s[i]`
    fn py_get(&self, i: i64) -> Res<String>;
    /// `s[i]` as a character
    fn py_char(&self, i: i64) -> Res<char>;
    fn py_slice(&self, lo: Option<i64>, hi: Option<i64>, step: Option<i64>) -> Res<String>;
    /// `s * n`
    fn py_repeat(&self, n: i64) -> String;
    /// `for c in s`
    fn py_chars(&self) -> std::iter::Map<std::str::Chars<'_>, fn(char) -> String>;
    fn py_upper(&self) -> String;
    fn py_lower(&self) -> String;
    fn py_capitalize(&self) -> String;
    fn py_title(&self) -> String;
    fn py_swapcase(&self) -> String;
    fn py_casefold(&self) -> String;
    fn py_isupper(&self) -> bool;
    fn py_islower(&self) -> bool;
    fn py_istitle(&self) -> bool;
    fn py_isalpha(&self) -> bool;
    fn py_isdigit(&self) -> bool;
    fn py_isdecimal(&self) -> bool;
    fn py_isnumeric(&self) -> bool;
    fn py_isalnum(&self) -> bool;
    fn py_isspace(&self) -> bool;
    fn py_isprintable(&self) -> bool;
    fn py_isidentifier(&self) -> bool;
    fn py_isascii(&self) -> bool;
    fn py_strip(&self, chars: Option<&str>) -> String;
    fn py_lstrip(&self, chars: Option<&str>) -> String;
    fn py_rstrip(&self, chars: Option<&str>) -> String;
    fn py_split(&self, sep: Option<&str>, maxsplit: i64) -> Res<Vec<String>>;
    fn py_rsplit(&self, sep: Option<&str>, maxsplit: i64) -> Res<Vec<String>>;
    fn py_splitlines(&self, keepends: bool) -> Vec<String>;
    fn py_partition(&self, sep: &str) -> Res<(String, String, String)>;
    fn py_rpartition(&self, sep: &str) -> Res<(String, String, String)>;
    fn py_join<S: AsRef<str>>(&self, parts: impl IntoIterator<Item = S>) -> String;
    fn py_find(&self, part: &str, start: Option<i64>, end: Option<i64>) -> i64;
    fn py_rfind(&self, part: &str, start: Option<i64>, end: Option<i64>) -> i64;
    fn py_index(&self, part: &str, start: Option<i64>, end: Option<i64>) -> Res<i64>;
    fn py_rindex(&self, part: &str, start: Option<i64>, end: Option<i64>) -> Res<i64>;
    fn py_count(&self, part: &str, start: Option<i64>, end: Option<i64>) -> i64;
    fn py_contains(&self, part: &str) -> bool;
    fn py_replace(&self, old: &str, new: &str, count: i64) -> String;
    fn py_startswith(&self, part: &str, start: Option<i64>, end: Option<i64>) -> bool;
    fn py_endswith(&self, part: &str, start: Option<i64>, end: Option<i64>) -> bool;
    fn py_removeprefix(&self, part: &str) -> String;
    fn py_removesuffix(&self, part: &str) -> String;
    fn py_center(&self, width: i64, fill: Option<&str>) -> Res<String>;
    fn py_ljust(&self, width: i64, fill: Option<&str>) -> Res<String>;
    fn py_rjust(&self, width: i64, fill: Option<&str>) -> Res<String>;
    fn py_zfill(&self, width: i64) -> String;
    fn py_expandtabs(&self, tabsize: i64) -> String;
    /// `ord(s)`
    fn py_ord(&self) -> Res<i64>;
}

fn range(text: &str, range: (usize, usize)) -> String {
    text[range.0..range.1].to_owned()
}

impl StrExt for str {
    #[inline]
    fn py_len(&self) -> i64 {
        count_chars(self) as i64
    }

    fn py_get(&self, i: i64) -> Res<String> {
        self.py_char(i).map(String::from)
    }

    #[inline]
    fn py_char(&self, i: i64) -> Res<char> {
        let found = if self.is_ascii() {
            position(i, self.len()).map(|at| self.as_bytes()[at] as char)
        } else if i >= 0 {
            self.chars().nth(i as usize)
        } else {
            usize::try_from(-(i + 1)).ok().and_then(|back| self.chars().rev().nth(back))
        };
        match found {
            Some(c) => Ok(c),
            None => Err(index_error("string index out of range")),
        }
    }

    fn py_slice(&self, lo: Option<i64>, hi: Option<i64>, step: Option<i64>) -> Res<String> {
        let at = slice_at(lo, hi, step, count_chars(self))?;
        if at.step == 1 {
            let start = self.byte_at(at.start as usize);
            let rest = &self[start..];
            return Ok(rest[..rest.byte_at(at.len)].to_owned());
        }
        if self.is_ascii() {
            return Ok(at.positions().map(|i| self.as_bytes()[i] as char).collect());
        }
        let chars: Vec<char> = self.chars().collect();
        Ok(at.positions().map(|i| chars[i]).collect())
    }

    fn py_repeat(&self, n: i64) -> String {
        self.repeat(usize::try_from(n).unwrap_or(0))
    }

    fn py_chars(&self) -> std::iter::Map<std::str::Chars<'_>, fn(char) -> String> {
        self.chars().map(String::from)
    }

    fn py_upper(&self) -> String {
        self.to_uppercase()
    }

    fn py_lower(&self) -> String {
        self.to_lowercase()
    }

    fn py_capitalize(&self) -> String {
        capitalized(self)
    }

    fn py_title(&self) -> String {
        titled(self)
    }

    fn py_swapcase(&self) -> String {
        swapped(self)
    }

    fn py_casefold(&self) -> String {
        folded(self)
    }

    fn py_isupper(&self) -> bool {
        all_upper(self)
    }

    fn py_islower(&self) -> bool {
        all_lower(self)
    }

    fn py_istitle(&self) -> bool {
        is_titled(self)
    }

    fn py_isalpha(&self) -> bool {
        all_chars(self, is_alpha)
    }

    fn py_isdigit(&self) -> bool {
        all_chars(self, is_digit)
    }

    fn py_isdecimal(&self) -> bool {
        all_chars(self, is_decimal)
    }

    fn py_isnumeric(&self) -> bool {
        all_chars(self, is_numeric)
    }

    fn py_isalnum(&self) -> bool {
        all_chars(self, is_alnum)
    }

    fn py_isspace(&self) -> bool {
        all_chars(self, is_space)
    }

    fn py_isprintable(&self) -> bool {
        self.chars().all(is_printable)
    }

    fn py_isidentifier(&self) -> bool {
        is_identifier(self)
    }

    fn py_isascii(&self) -> bool {
        self.is_ascii()
    }

    fn py_strip(&self, chars: Option<&str>) -> String {
        range(self, strip_range(self, chars, true, true))
    }

    fn py_lstrip(&self, chars: Option<&str>) -> String {
        range(self, strip_range(self, chars, true, false))
    }

    fn py_rstrip(&self, chars: Option<&str>) -> String {
        range(self, strip_range(self, chars, false, true))
    }

    fn py_split(&self, sep: Option<&str>, maxsplit: i64) -> Res<Vec<String>> {
        let mut parts = Vec::new();
        split_ranges(self, sep, maxsplit, |start, end| parts.push(range(self, (start, end))))?;
        Ok(parts)
    }

    fn py_rsplit(&self, sep: Option<&str>, maxsplit: i64) -> Res<Vec<String>> {
        let mut parts = Vec::new();
        rsplit_ranges(self, sep, maxsplit, |start, end| parts.push(range(self, (start, end))))?;
        parts.reverse();
        Ok(parts)
    }

    fn py_splitlines(&self, keepends: bool) -> Vec<String> {
        let mut parts = Vec::new();
        line_ranges(self, keepends, |start, end| parts.push(range(self, (start, end))));
        parts
    }

    fn py_partition(&self, sep: &str) -> Res<(String, String, String)> {
        if sep.is_empty() {
            return Err(value_error("empty separator"));
        }
        Ok(match self.split_once(sep) {
            Some((before, after)) => (before.to_owned(), sep.to_owned(), after.to_owned()),
            None => (self.to_owned(), String::new(), String::new()),
        })
    }

    fn py_rpartition(&self, sep: &str) -> Res<(String, String, String)> {
        if sep.is_empty() {
            return Err(value_error("empty separator"));
        }
        Ok(match self.rsplit_once(sep) {
            Some((before, after)) => (before.to_owned(), sep.to_owned(), after.to_owned()),
            None => (String::new(), String::new(), self.to_owned()),
        })
    }

    fn py_join<S: AsRef<str>>(&self, parts: impl IntoIterator<Item = S>) -> String {
        let mut out = String::new();
        for (i, part) in parts.into_iter().enumerate() {
            if i > 0 {
                out.push_str(self);
            }
            out.push_str(part.as_ref());
        }
        out
    }

    fn py_find(&self, part: &str, start: Option<i64>, end: Option<i64>) -> i64 {
        find_in(self, part, start, end).unwrap_or(-1)
    }

    fn py_rfind(&self, part: &str, start: Option<i64>, end: Option<i64>) -> i64 {
        rfind_in(self, part, start, end).unwrap_or(-1)
    }

    fn py_index(&self, part: &str, start: Option<i64>, end: Option<i64>) -> Res<i64> {
        match find_in(self, part, start, end) {
            Some(at) => Ok(at),
            None => Err(not_found()),
        }
    }

    fn py_rindex(&self, part: &str, start: Option<i64>, end: Option<i64>) -> Res<i64> {
        match rfind_in(self, part, start, end) {
            Some(at) => Ok(at),
            None => Err(not_found()),
        }
    }

    fn py_count(&self, part: &str, start: Option<i64>, end: Option<i64>) -> i64 {
        count_in(self, part, start, end)
    }

    fn py_contains(&self, part: &str) -> bool {
        self.contains(part)
    }

    fn py_replace(&self, old: &str, new: &str, count: i64) -> String {
        replace_in(self, old, new, count).unwrap_or_else(|| self.to_owned())
    }

    fn py_startswith(&self, part: &str, start: Option<i64>, end: Option<i64>) -> bool {
        starts_in(self, part, start, end)
    }

    fn py_endswith(&self, part: &str, start: Option<i64>, end: Option<i64>) -> bool {
        ends_in(self, part, start, end)
    }

    fn py_removeprefix(&self, part: &str) -> String {
        self.strip_prefix(part).unwrap_or(self).to_owned()
    }

    fn py_removesuffix(&self, part: &str) -> String {
        self.strip_suffix(part).unwrap_or(self).to_owned()
    }

    fn py_center(&self, width: i64, fill: Option<&str>) -> Res<String> {
        let fill = fill_char(fill)?;
        let (left, right) = center_padding(count_chars(self), width);
        Ok(padded(self, left, right, fill))
    }

    fn py_ljust(&self, width: i64, fill: Option<&str>) -> Res<String> {
        Ok(padded(self, 0, missing(count_chars(self), width), fill_char(fill)?))
    }

    fn py_rjust(&self, width: i64, fill: Option<&str>) -> Res<String> {
        Ok(padded(self, missing(count_chars(self), width), 0, fill_char(fill)?))
    }

    fn py_zfill(&self, width: i64) -> String {
        zero_filled(self, count_chars(self), width)
    }

    fn py_expandtabs(&self, tabsize: i64) -> String {
        tabs_expanded(self, tabsize)
    }

    fn py_ord(&self) -> Res<i64> {
        crate::str_text::ord_str(self)
    }
}
