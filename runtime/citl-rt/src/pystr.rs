//! Python's `str`: immutable text, indexed by code points.
//!
//! A literal costs nothing (`Lit`), everything else is shared (`Heap`) and knows how many code points it has, so that
//! ASCII text is indexed in constant time; other text gets a table of positions the first time it is indexed. Lone
//! surrogates (`'\ud800'`, surrogateescape) can't be held: making one is a ValueError that says so.
//!
//! Operators are in `str_traits.rs`, text forms in `str_text.rs`, methods in `str_case.rs`, `str_methods.rs`,
//! `str_search.rs`, `str_split.rs`, `str_translate.rs`.

use crate::cells::ShortText;
use crate::error::{check_size, index_error, PyErr, Res};
use crate::seq::{position, slice_at};
pub use crate::str_text::{chr, chr_i64, hash_str, ord, write_str_repr};
pub use crate::str_traits::concat;
use std::cell::{Cell, OnceCell};
use std::rc::Rc;

#[derive(Clone)]
pub enum Str {
    Lit(&'static str),
    Heap(Rc<StrObj>),
}

const _: () = assert!(std::mem::size_of::<Str>() == 16);

/// Text with what is known about it.
pub struct StrObj {
    text: Text,
    /// Number of code points, `UNKNOWN` until somebody asks. Equal to the number of bytes for ASCII.
    chars: Cell<usize>,
    /// Byte position of every `STRIDE`-th code point, for text that isn't ASCII.
    index: OnceCell<Box<[u32]>>,
}

enum Text {
    Static(&'static str),
    Owned(String),
    Short(ShortText),
}

const UNKNOWN: usize = usize::MAX;
const STRIDE: usize = 4;

impl StrObj {
    fn new(text: Text, chars: usize) -> StrObj {
        StrObj { text, chars: Cell::new(chars), index: OnceCell::new() }
    }

    #[inline]
    pub fn as_str(&self) -> &str {
        match &self.text {
            Text::Static(text) => text,
            Text::Owned(text) => text,
            Text::Short(text) => text.as_str(),
        }
    }

    #[inline]
    fn char_count(&self) -> usize {
        let known = self.chars.get();
        if known != UNKNOWN {
            return known;
        }
        let count = count_chars(self.as_str());
        self.chars.set(count);
        count
    }

    /// Byte position of code point `at` (at most the number of code points) of text that isn't ASCII.
    fn offset(&self, at: usize) -> usize {
        let text = self.as_str();
        if text.len() > u32::MAX as usize {
            return offset_by_scan(text, at);
        }
        let index = self.index.get_or_init(|| {
            text.char_indices().step_by(STRIDE).map(|(offset, _)| offset as u32).collect::<Vec<_>>().into_boxed_slice()
        });
        match index.get(at / STRIDE) {
            Some(&start) => start as usize + offset_by_scan(&text[start as usize..], at % STRIDE),
            None => text.len(),
        }
    }

    /// Appends in place.
    fn push(&mut self, part: &str) {
        let chars = self.chars.get();
        if chars != UNKNOWN {
            self.chars.set(chars + count_chars(part));
        }
        if self.index.get().is_some() {
            self.index = OnceCell::new();
        }
        let done = match &mut self.text {
            Text::Owned(text) => {
                text.push_str(part);
                true
            }
            Text::Short(text) => text.push(part),
            Text::Static(_) => false,
        };
        if !done {
            self.text = Text::Owned(joined(self.as_str(), part));
        }
    }
}

/// Number of code points.
#[inline]
pub(crate) fn count_chars(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.chars().count()
    }
}

fn offset_by_scan(text: &str, at: usize) -> usize {
    text.char_indices().nth(at).map_or(text.len(), |(offset, _)| offset)
}

/// The 128 ASCII characters, then the 128 of Latin-1.
const fn one_char_bytes() -> [u8; 384] {
    let mut bytes = [0; 384];
    let mut i = 0;
    while i < 128 {
        bytes[i] = i as u8;
        bytes[128 + 2 * i] = 0xc2 + (i / 64) as u8;
        bytes[128 + 2 * i + 1] = 0x80 + (i % 64) as u8;
        i += 1;
    }
    bytes
}

static ONE_CHAR_BYTES: [u8; 384] = one_char_bytes();

const fn one_char_table() -> [&'static str; 256] {
    let mut table = [""; 256];
    let mut i = 0;
    while i < 256 {
        let (at, len) = if i < 128 { (i, 1) } else { (2 * i - 128, 2) };
        let (_, rest) = ONE_CHAR_BYTES.split_at(at);
        let (one, _) = rest.split_at(len);
        table[i] = match std::str::from_utf8(one) {
            Ok(text) => text,
            Err(_) => panic!("the table is UTF-8"),
        };
        i += 1;
    }
    table
}

static ONE_CHAR: [&str; 256] = one_char_table();

impl Str {
    /// A literal: no allocation.
    #[inline]
    pub const fn lit(text: &'static str) -> Str {
        Str::Lit(text)
    }

    #[inline]
    pub fn as_str(&self) -> &str {
        match self {
            Str::Lit(text) => text,
            Str::Heap(object) => object.as_str(),
        }
    }

    /// The string of one character.
    #[inline]
    pub fn from_char(c: char) -> Str {
        match ONE_CHAR.get(c as usize) {
            Some(text) => Str::Lit(text),
            None => wide_char(c),
        }
    }

    #[inline]
    fn from_byte(byte: u8) -> Str {
        Str::Lit(ONE_CHAR[byte as usize])
    }

    /// Text that is known to be ASCII.
    #[inline]
    pub(crate) fn from_ascii(text: &str) -> Str {
        match text.as_bytes() {
            [] => Str::Lit(""),
            [byte] => Str::from_byte(*byte),
            _ => Str::copied(text, text.len()),
        }
    }

    /// A copy of the text; short ones need one allocation only.
    #[inline]
    fn copied(text: &str, chars: usize) -> Str {
        let text = match ShortText::new(text) {
            Some(short) => Text::Short(short),
            None => Text::Owned(text.to_owned()),
        };
        Str::Heap(Rc::new(StrObj::new(text, chars)))
    }

    #[inline]
    fn owned(text: String) -> Str {
        Str::Heap(Rc::new(StrObj::new(Text::Owned(text), UNKNOWN)))
    }

    /// The shared object (for the dynamic value, which has room for one pointer).
    pub fn into_obj(self) -> Rc<StrObj> {
        match self {
            Str::Lit(text) => literal_object(text),
            Str::Heap(object) => object,
        }
    }

    #[inline]
    pub fn from_obj(object: Rc<StrObj>) -> Str {
        Str::Heap(object)
    }

    /// Number of code points.
    #[inline]
    pub fn len(&self) -> i64 {
        self.char_count() as i64
    }

    #[inline]
    pub(crate) fn char_count(&self) -> usize {
        match self {
            Str::Lit(text) => count_chars(text),
            Str::Heap(object) => object.char_count(),
        }
    }

    /// Whether all characters are ASCII.
    #[inline]
    pub fn is_ascii_text(&self) -> bool {
        match self {
            Str::Lit(text) => text.is_ascii(),
            Str::Heap(object) => object.char_count() == object.as_str().len(),
        }
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }

    /// `s[i]`
    #[inline]
    pub fn get(&self, i: i64) -> Res<Str> {
        match self.char_at(i) {
            Some(c) => Ok(Str::from_char(c)),
            None => Err(out_of_range()),
        }
    }

    /// The character at Python's index `i`.
    #[inline]
    pub fn char_at(&self, i: i64) -> Option<char> {
        let text = self.as_str();
        if self.is_ascii_text() {
            let at = if i < 0 { i.wrapping_add(text.len() as i64) } else { i };
            return usize::try_from(at).ok().and_then(|at| text.as_bytes().get(at)).map(|&byte| byte as char);
        }
        self.wide_char_at(i)
    }

    fn wide_char_at(&self, i: i64) -> Option<char> {
        let at = position(i, self.char_count())?;
        self.as_str()[self.offset(at)..].chars().next()
    }

    /// Byte position of code point `at` (clamped to the end).
    pub(crate) fn offset(&self, at: usize) -> usize {
        let text = self.as_str();
        if self.is_ascii_text() {
            return at.min(text.len());
        }
        match self {
            Str::Lit(text) if text.len() <= 64 => offset_by_scan(text, at),
            Str::Lit(text) => literal_object(text).offset(at),
            Str::Heap(object) => object.offset(at),
        }
    }

    /// Code point position of byte position `offset` (on a character boundary).
    pub(crate) fn char_position(&self, offset: usize) -> usize {
        if self.is_ascii_text() {
            offset
        } else {
            count_chars(&self.as_str()[..offset])
        }
    }

    /// The part between two code point positions, `lo <= hi <= len`.
    pub(crate) fn substring(&self, lo: usize, hi: usize) -> Str {
        let text = self.as_str();
        if lo == 0 && hi >= self.char_count() {
            return self.clone();
        }
        if lo >= hi {
            return Str::Lit("");
        }
        if self.is_ascii_text() {
            return match self {
                Str::Lit(text) => Str::Lit(&text[lo..hi]),
                Str::Heap(_) => Str::from_ascii(&text[lo..hi]),
            };
        }
        let start = self.offset(lo);
        let end = if hi - lo <= 4 { start + offset_by_scan(&text[start..], hi - lo) } else { self.offset(hi) };
        self.part(start, end)
    }

    /// The part between two byte positions.
    #[inline]
    pub(crate) fn part(&self, start: usize, end: usize) -> Str {
        match self {
            Str::Lit(text) => Str::Lit(&text[start..end]),
            Str::Heap(object) if object.chars.get() == object.as_str().len() => {
                Str::from_ascii(&object.as_str()[start..end])
            }
            Str::Heap(object) => Str::from(&object.as_str()[start..end]),
        }
    }

    /// `s[lo:hi:step]`
    pub fn slice(&self, lo: Option<i64>, hi: Option<i64>, step: Option<i64>) -> Res<Str> {
        let at = slice_at(lo, hi, step, self.char_count())?;
        if at.len == 0 {
            return Ok(Str::Lit(""));
        }
        if at.step == 1 {
            return Ok(self.substring(at.start as usize, at.start as usize + at.len));
        }
        if self.is_ascii_text() {
            let bytes = self.as_str().as_bytes();
            let text: String = at.positions().map(|i| bytes[i] as char).collect();
            return Ok(Str::from(text));
        }
        if at.step == -1 && at.len == self.char_count() {
            return Ok(Str::from(self.as_str().chars().rev().collect::<String>()));
        }
        Ok(Str::from(at.positions().filter_map(|i| self.wide_char_at(i as i64)).collect::<String>()))
    }

    /// `part in s`
    #[inline]
    pub fn contains(&self, part: &str) -> bool {
        self.as_str().contains(part)
    }

    /// `for c in s`
    #[inline]
    pub fn chars_iter(&self) -> StrChars {
        StrChars { text: self.clone(), at: 0, end: self.as_str().len() }
    }

    /// `s * n`
    pub fn repeat(&self, n: i64) -> Res<Str> {
        let text = self.as_str();
        if n <= 0 || text.is_empty() {
            return Ok(Str::Lit(""));
        }
        if n == 1 {
            return Ok(self.clone());
        }
        check_size(text.len().saturating_mul(n as usize))?;
        Ok(Str::from(text.repeat(n as usize)))
    }

    /// `s += part`; the only owner appends in place.
    #[inline]
    pub fn push_text(&mut self, part: &str) {
        if part.is_empty() {
            return;
        }
        if let Str::Heap(object) = self {
            if let Some(object) = Rc::get_mut(object) {
                object.push(part);
                return;
            }
        }
        *self = Str::owned(joined(self.as_str(), part));
    }
}

#[cold]
#[inline(never)]
fn out_of_range() -> Box<PyErr> {
    index_error("string index out of range")
}

/// `a + b` with room for more: a string that grows once usually grows again.
fn joined(a: &str, b: &str) -> String {
    let mut text = String::with_capacity((a.len() + b.len()).next_power_of_two().max(64));
    text.push_str(a);
    text.push_str(b);
    text
}

thread_local! {
    static WIDE_CHARS: crate::cells::Slot<Vec<Option<Str>>> = const { crate::cells::Slot::new(Vec::new()) };
    static LITERALS: crate::cells::Slot<rustc_hash::FxHashMap<(usize, usize), Rc<StrObj>>> =
        crate::cells::Slot::new(rustc_hash::FxHashMap::default());
}

/// The string of one character outside Latin-1, from a small cache.
fn wide_char(c: char) -> Str {
    const SLOTS: usize = 512;
    let at = c as usize % SLOTS;
    let cached = WIDE_CHARS.with(|cache| cache.with(|cache| cache.get(at).cloned().flatten()));
    if let Some(found) = cached {
        if found.as_str().starts_with(c) {
            return found;
        }
    }
    let made = Str::copied(c.encode_utf8(&mut [0; 4]), 1);
    WIDE_CHARS.with(|cache| {
        cache.with_mut(|cache| {
            if cache.is_empty() {
                cache.resize(SLOTS, None);
            }
            cache[at] = Some(made.clone());
        });
    });
    made
}

/// The object of a literal: made once, as a literal is used again and again.
fn literal_object(text: &'static str) -> Rc<StrObj> {
    let key = (text.as_ptr() as usize, text.len());
    LITERALS.with(|table| {
        table.with_mut(|table| {
            Rc::clone(table.entry(key).or_insert_with(|| Rc::new(StrObj::new(Text::Static(text), UNKNOWN))))
        })
    })
}

/// Iterator over the characters of a string.
#[derive(Clone)]
pub struct StrChars {
    text: Str,
    at: usize,
    end: usize,
}

impl Iterator for StrChars {
    type Item = Str;

    #[inline]
    fn next(&mut self) -> Option<Str> {
        let text = self.text.as_str();
        if self.at >= self.end {
            return None;
        }
        let byte = text.as_bytes()[self.at];
        if byte < 128 {
            self.at += 1;
            return Some(Str::from_byte(byte));
        }
        let c = text[self.at..].chars().next()?;
        self.at += c.len_utf8();
        Some(Str::from_char(c))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        ((self.end - self.at).div_ceil(4), Some(self.end - self.at))
    }
}

impl DoubleEndedIterator for StrChars {
    fn next_back(&mut self) -> Option<Str> {
        let c = self.text.as_str().get(self.at..self.end)?.chars().next_back()?;
        self.end -= c.len_utf8();
        Some(Str::from_char(c))
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Str {
        match text.as_bytes() {
            [] => Str::Lit(""),
            [byte] => Str::from_byte(*byte),
            _ => Str::copied(text, UNKNOWN),
        }
    }
}

impl From<String> for Str {
    fn from(text: String) -> Str {
        match text.as_bytes() {
            [] => Str::Lit(""),
            [byte] => Str::from_byte(*byte),
            _ => Str::owned(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_owner_appends_in_place() {
        let mut s = Str::from("ab");
        s += "cd";
        let address = s.as_str().as_ptr();
        s += "ef";
        assert_eq!(s.as_str().as_ptr(), address);
        let shared = s.clone();
        s += "é";
        assert_eq!((&*shared, &*s), ("abcdef", "abcdefé"));
        assert_eq!((shared.len(), s.len()), (6, 7));
        s += "x";
        assert_eq!((s.len(), s.char_at(-1), s.char_at(6)), (8, Some('x'), Some('é')));
    }

    #[test]
    fn literals_index_without_copies() {
        let s = Str::lit("añ漢字😀 and so on, long enough to be worth a table: añ漢字😀 añ漢字😀 añ漢字😀");
        for (i, c) in s.as_str().chars().enumerate() {
            assert_eq!(s.char_at(i as i64), Some(c));
            assert!(s.get(i as i64).is_ok_and(|one| one == c.to_string().as_str()));
        }
        assert_eq!(s.char_at(s.len()), None);
        assert!(Str::lit("plain").slice(Some(1), Some(3), None).is_ok_and(|s| matches!(s, Str::Lit("la"))));
    }

    #[test]
    fn objects_of_literals_are_shared() {
        let (a, b) = (Str::lit("same").into_obj(), Str::lit("same").into_obj());
        assert!(Rc::ptr_eq(&a, &b) && Str::from_obj(a) == "same");
    }
}
