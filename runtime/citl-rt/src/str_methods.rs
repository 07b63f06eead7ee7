//! `str`: stripping, padding, tabs, translation by character.

use crate::error::{check_size, type_error, PyErr, Res};
use crate::pystr::Str;
use crate::unicode::is_space;

/// Byte range that is left after stripping `chars` (None: white space).
pub(crate) fn strip_range(text: &str, chars: Option<&str>, left: bool, right: bool) -> (usize, usize) {
    let dropped = |c: char| match chars {
        None => is_space(c),
        Some(chars) => chars.contains(c),
    };
    let rest = if left { text.trim_start_matches(dropped) } else { text };
    let start = text.len() - rest.len();
    let rest = if right { rest.trim_end_matches(dropped) } else { rest };
    (start, start + rest.len())
}

#[cold]
fn bad_fill() -> Box<PyErr> {
    type_error("The fill character must be exactly one character long")
}

/// The one character of a fill argument (None: a space).
pub(crate) fn fill_char(fill: Option<&str>) -> Res<char> {
    let Some(fill) = fill else { return Ok(' ') };
    let mut chars = fill.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Ok(c),
        _ => Err(bad_fill()),
    }
}

/// `fill * left + text + fill * right`
pub(crate) fn padded(text: &str, left: usize, right: usize, fill: char) -> String {
    let mut out = String::with_capacity(text.len() + (left + right) * fill.len_utf8());
    out.extend(std::iter::repeat_n(fill, left));
    out.push_str(text);
    out.extend(std::iter::repeat_n(fill, right));
    out
}

/// Padding of `center`: CPython puts the odd character left for odd widths.
pub(crate) fn center_padding(len: usize, width: i64) -> (usize, usize) {
    let total = missing(len, width);
    let left = total / 2 + (total & width.max(0) as usize & 1);
    (left, total - left)
}

/// How many characters are missing to `width`.
#[inline]
pub(crate) fn missing(len: usize, width: i64) -> usize {
    usize::try_from(width).unwrap_or(0).saturating_sub(len)
}

/// `text.zfill(width)`
pub(crate) fn zero_filled(text: &str, len: usize, width: i64) -> String {
    let zeros = missing(len, width);
    let (sign, digits) = match text.as_bytes().first() {
        Some(b'+' | b'-') => text.split_at(1),
        _ => ("", text),
    };
    let mut out = String::with_capacity(text.len() + zeros);
    out.push_str(sign);
    out.extend(std::iter::repeat_n('0', zeros));
    out.push_str(digits);
    out
}

/// `text.expandtabs(tabsize)`
pub(crate) fn tabs_expanded(text: &str, tabsize: i64) -> String {
    let tabsize = usize::try_from(tabsize).unwrap_or(0);
    let mut out = String::with_capacity(text.len() + 8);
    let mut column = 0;
    for c in text.chars() {
        match c {
            '\t' => {
                if tabsize > 0 {
                    let spaces = tabsize - column % tabsize;
                    out.extend(std::iter::repeat_n(' ', spaces));
                    column += spaces;
                }
            }
            '\n' | '\r' => {
                out.push(c);
                column = 0;
            }
            _ => {
                out.push(c);
                column += 1;
            }
        }
    }
    out
}

impl Str {
    fn stripped(&self, chars: Option<&Str>, left: bool, right: bool) -> Str {
        let (start, end) = strip_range(self, chars.map(|chars| &**chars), left, right);
        if start == 0 && end == self.as_str().len() {
            return self.clone();
        }
        self.part(start, end)
    }

    /// `s.strip(chars)`
    pub fn strip(&self, chars: Option<&Str>) -> Str {
        self.stripped(chars, true, true)
    }

    /// `s.lstrip(chars)`
    pub fn lstrip(&self, chars: Option<&Str>) -> Str {
        self.stripped(chars, true, false)
    }

    /// `s.rstrip(chars)`
    pub fn rstrip(&self, chars: Option<&Str>) -> Str {
        self.stripped(chars, false, true)
    }

    /// `s.center(width, fill)`; TypeError unless the fill is one character.
    pub fn center(&self, width: i64, fill: Option<&Str>) -> Res<Str> {
        let fill = fill_char(fill.map(|fill| &**fill))?;
        let (left, right) = center_padding(self.char_count(), width);
        check_size(left + right)?;
        Ok(if left + right == 0 { self.clone() } else { Str::from(padded(self, left, right, fill)) })
    }

    /// `s.ljust(width, fill)`
    pub fn ljust(&self, width: i64, fill: Option<&Str>) -> Res<Str> {
        let fill = fill_char(fill.map(|fill| &**fill))?;
        let right = missing(self.char_count(), width);
        check_size(right)?;
        Ok(if right == 0 { self.clone() } else { Str::from(padded(self, 0, right, fill)) })
    }

    /// `s.rjust(width, fill)`
    pub fn rjust(&self, width: i64, fill: Option<&Str>) -> Res<Str> {
        let fill = fill_char(fill.map(|fill| &**fill))?;
        let left = missing(self.char_count(), width);
        check_size(left)?;
        Ok(if left == 0 { self.clone() } else { Str::from(padded(self, left, 0, fill)) })
    }

    /// `s.zfill(width)`
    pub fn zfill(&self, width: i64) -> Str {
        Str::from(zero_filled(self, self.char_count(), width))
    }

    /// `s.expandtabs(tabsize)`
    pub fn expandtabs(&self, tabsize: i64) -> Str {
        Str::from(tabs_expanded(self, tabsize))
    }

    /// The string backwards: `s[::-1]`.
    pub fn reversed(&self) -> Str {
        Str::from(self.as_str().chars().rev().collect::<String>())
    }
}
