//! Python's `str`: immutable text, indexed by code points.
//!
//! Text of a few bytes lies in the string itself (`Word`), a longer literal in the program (`Static`); everything else
//! is shared (`StrObj`). A string notes beside the reference whether the text is ASCII, which is indexed in constant time;
//! other text gets a table of positions the first time it is indexed. The same text may have several forms. Lone
//! surrogates (`'\ud800'`, surrogateescape) can't be held: making one is a stop.
//!
//! Operators are in `str_traits.rs`, text forms in `str_text.rs`, methods in `str_case.rs`, `str_methods.rs`,
//! `str_search.rs`, `str_split.rs`, `str_translate.rs`.

use crate::error::{check_size, index_error, PyErr, Res};
use crate::packed::{Packed, ShortText, Unpacked, Word};
use crate::seq::{position, slice_at};
use crate::str_text::hash_word;
pub use crate::str_text::{chr, chr_i64, hash_str, ord, write_str_repr};
pub use crate::str_traits::concat;
use std::cell::{Cell, OnceCell};
use std::rc::Rc;

#[derive(Clone)]
pub struct Str(Packed<StrObj>);

const _: () = assert!(std::mem::size_of::<Str>() == 16);

/// Text with what is known about it.
pub struct StrObj {
    text: Text,
    /// Number of code points. Equal to the number of bytes for ASCII; `UNKNOWN` for other text until somebody asks.
    chars: Cell<usize>,
    /// Byte position of every `STRIDE`-th code point, for text that isn't ASCII.
    index: OnceCell<Box<[u32]>>,
}

enum Text {
    Owned(String),
    /// One allocation less.
    Short(ShortText),
}

const UNKNOWN: usize = usize::MAX;
const STRIDE: usize = 4;

impl StrObj {
    fn new(text: Text, ascii: bool) -> StrObj {
        let object = StrObj { text, chars: Cell::new(UNKNOWN), index: OnceCell::new() };
        if ascii {
            object.chars.set(object.as_str().len());
        }
        object
    }

    /// What a string notes of its object: the length of ASCII text plus one, else 0.
    #[inline]
    fn note(&self) -> u64 {
        match self.as_str().len() {
            len if self.chars.get() == len => len as u64 + 1,
            _ => 0,
        }
    }

    #[inline]
    pub fn as_str(&self) -> &str {
        match &self.text {
            Text::Owned(text) => text,
            Text::Short(text) => text.as_str(),
        }
    }

    #[inline]
    fn char_count(&self) -> usize {
        match self.chars.get() {
            UNKNOWN => self.count(),
            known => known,
        }
    }

    #[inline(never)]
    fn count(&self) -> usize {
        let count = self.as_str().chars().count();
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

    /// Appends in place; the new note.
    #[inline]
    fn push_str(&mut self, part: &Str) -> u64 {
        if let (Text::Owned(text), Some(c)) = (&mut self.text, part.one_ascii()) {
            if self.chars.get() == text.len() {
                text.push(c);
                self.chars.set(text.len());
                return text.len() as u64 + 1;
            }
        }
        self.push(part)
    }

    /// Appends in place; the new note.
    #[inline(never)]
    fn push(&mut self, part: &str) -> u64 {
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
        };
        if !done {
            self.text = Text::Owned(joined(self.as_str(), part));
        }
        self.note()
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

impl Str {
    /// A literal: no allocation.
    #[inline]
    pub const fn lit(text: &'static str) -> Str {
        Str(Packed::of_static(text))
    }

    #[inline]
    pub fn as_str(&self) -> &str {
        if let Some(text) = self.0.word_text() {
            return text;
        }
        match self.0.unpack() {
            Unpacked::Counted(object, _) => object.as_str(),
            Unpacked::Static(text) => text,
            Unpacked::Word(_) => "",
        }
    }

    /// The text as numbers, if it lies in the string itself.
    #[inline]
    pub(crate) fn as_word(&self) -> Option<Word> {
        self.0.as_word()
    }

    #[inline]
    pub(crate) const fn from_word(word: Word) -> Str {
        Str(Packed::word(word))
    }

    /// The string of one character.
    #[inline]
    pub fn from_char(c: char) -> Str {
        Str::from_word(Word::of_char(c))
    }

    #[inline]
    fn counted(object: StrObj) -> Str {
        let note = object.note();
        Str(Packed::counted(Rc::new(object), note))
    }

    /// The length of ASCII text; None for other text.
    #[inline]
    fn ascii_len(&self) -> Option<usize> {
        match self.0.unpack() {
            Unpacked::Counted(_, note) => (note as usize).checked_sub(1),
            Unpacked::Word(word) => word.is_ascii().then(|| word.len()),
            Unpacked::Static(text) => text.is_ascii().then_some(text.len()),
        }
    }

    /// The digits of an integer that are few.
    #[inline]
    pub(crate) fn short_decimal(a: i64) -> Option<Str> {
        Word::decimal(a).map(Str::from_word)
    }

    /// A copy of text that is too long for a `Word`; one allocation if it isn't much longer.
    fn copied(text: &str, ascii: bool) -> Str {
        let text = match ShortText::new(text) {
            Some(short) => Text::Short(short),
            None => Text::Owned(text.to_owned()),
        };
        Str::counted(StrObj::new(text, ascii))
    }

    fn owned(text: String) -> Str {
        let ascii = text.is_ascii();
        Str::counted(StrObj::new(Text::Owned(text), ascii))
    }

    /// The shared object (for the dynamic value, which has room for one pointer).
    pub fn into_obj(self) -> Rc<StrObj> {
        match self.0.unpack() {
            Unpacked::Word(word) => short_object(word),
            Unpacked::Static(text) => literal_object(text),
            Unpacked::Counted(..) => match self.0.into_counted() {
                Some(object) => object,
                None => literal_object(""),
            },
        }
    }

    #[inline]
    pub fn from_obj(object: Rc<StrObj>) -> Str {
        let note = object.note();
        Str(Packed::counted(object, note))
    }

    /// Number of code points.
    #[inline]
    pub fn len(&self) -> i64 {
        self.char_count() as i64
    }

    #[inline]
    pub(crate) fn char_count(&self) -> usize {
        match self.ascii_len() {
            Some(len) => len,
            None => self.wide_count(),
        }
    }

    #[inline(never)]
    fn wide_count(&self) -> usize {
        match self.0.unpack() {
            Unpacked::Counted(object, _) => object.char_count(),
            _ => count_chars(self.as_str()),
        }
    }

    /// Whether all characters are ASCII.
    #[inline]
    pub fn is_ascii_text(&self) -> bool {
        self.ascii_len().is_some()
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        match self.as_word() {
            Some(word) => word.len() == 0,
            None => self.as_str().is_empty(),
        }
    }

    /// `s[i]`
    #[inline]
    pub fn get(&self, i: i64) -> Res<Str> {
        self.char(i).map(Str::from_char)
    }

    /// `s[i]` where only the character matters
    #[inline]
    pub fn char(&self, i: i64) -> Res<char> {
        match self.char_at(i) {
            Some(c) => Ok(c),
            None => Err(out_of_range()),
        }
    }

    /// The character at Python's index `i`.
    #[inline]
    pub fn char_at(&self, i: i64) -> Option<char> {
        if let Unpacked::Counted(object, 1..) = self.0.unpack() {
            let bytes = object.as_str().as_bytes();
            return position(i, bytes.len()).map(|at| bytes[at] as char);
        }
        self.any_char_at(i)
    }

    #[inline(never)]
    fn any_char_at(&self, i: i64) -> Option<char> {
        if self.is_ascii_text() {
            let bytes = self.as_str().as_bytes();
            return position(i, bytes.len()).map(|at| bytes[at] as char);
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
        match self.0.unpack() {
            Unpacked::Static(text) if text.len() > 64 => literal_object(text).offset(at),
            Unpacked::Counted(object, _) => object.offset(at),
            _ => offset_by_scan(text, at),
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
            return Str::lit("");
        }
        if self.is_ascii_text() {
            return self.part(lo, hi);
        }
        let start = self.offset(lo);
        let end = if hi - lo <= 4 { start + offset_by_scan(&text[start..], hi - lo) } else { self.offset(hi) };
        self.part(start, end)
    }

    /// The part between two byte positions.
    #[inline]
    pub(crate) fn part(&self, start: usize, end: usize) -> Str {
        match Word::part(self.as_str(), start, end) {
            Some(word) => Str::from_word(word),
            None => self.long_part(start, end),
        }
    }

    fn long_part(&self, start: usize, end: usize) -> Str {
        match self.0.unpack() {
            Unpacked::Static(text) => Str::lit(&text[start..end]),
            Unpacked::Counted(object, 1..) => Str::copied(&object.as_str()[start..end], true),
            _ => Str::from(&self.as_str()[start..end]),
        }
    }

    /// `s[lo:hi:step]`
    pub fn slice(&self, lo: Option<i64>, hi: Option<i64>, step: Option<i64>) -> Res<Str> {
        let at = slice_at(lo, hi, step, self.char_count())?;
        if at.len == 0 {
            return Ok(Str::lit(""));
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
            return Ok(Str::lit(""));
        }
        if n == 1 {
            return Ok(self.clone());
        }
        check_size(text.len().saturating_mul(n as usize))?;
        Ok(Str::from(text.repeat(n as usize)))
    }

    /// `s += part`; the only owner appends in place.
    #[inline]
    pub(crate) fn push(&mut self, part: &Str) {
        if self.0.change_owned(|object| object.push_str(part)) {
            return;
        }
        if let (Some(a), Some(b)) = (self.as_word(), part.as_word()) {
            if let Some(both) = Word::joined(a, b) {
                *self = Str::from_word(both);
                return;
            }
        }
        self.grow(part);
    }

    /// The same with text of any kind.
    pub fn push_text(&mut self, part: &str) {
        if !self.0.change_owned(|object| object.push(part)) {
            self.grow(part);
        }
    }

    /// Appends this string to a buffer.
    #[inline]
    pub(crate) fn push_to(&self, out: &mut String) {
        match self.one_ascii() {
            Some(c) => out.push(c),
            None => out.push_str(self),
        }
    }

    /// The character of a string that is one ASCII character in the usual form: what programs that go through text ask.
    #[inline]
    pub(crate) fn one_ascii(&self) -> Option<char> {
        self.as_word().and_then(Word::ascii_char)
    }

    /// Becomes an object with room for more.
    #[inline(never)]
    fn grow(&mut self, part: &str) {
        if !part.is_empty() {
            let text = joined(self.as_str(), part);
            *self = match Word::copied(&text) {
                Some(word) => Str::from_word(word),
                None => Str::owned(text),
            };
        }
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
    static SHORT: crate::cells::Slot<Vec<Option<Rc<StrObj>>>> = const { crate::cells::Slot::new(Vec::new()) };
    static LITERALS: crate::cells::Slot<rustc_hash::FxHashMap<(usize, usize), Rc<StrObj>>> =
        crate::cells::Slot::new(rustc_hash::FxHashMap::default());
}

/// An object of a short text: single characters and short literals come again and again, so the last ones are kept.
#[inline(never)]
fn short_object(text: Word) -> Rc<StrObj> {
    const SLOTS: usize = 256;
    let at = hash_word(text) as usize % SLOTS;
    let kept = SHORT.with(|cache| {
        cache.with(|cache| match cache.get(at) {
            Some(Some(object)) if Word::copied(object.as_str()) == Some(text) => Some(Rc::clone(object)),
            _ => None,
        })
    });
    if let Some(object) = kept {
        return object;
    }
    let made = Str::copied(&Str::from_word(text), text.is_ascii()).into_obj();
    let replaced = SHORT.with(|cache| {
        cache.with_mut(|cache| {
            if cache.is_empty() {
                cache.resize(SLOTS, None);
            }
            cache[at].replace(Rc::clone(&made))
        })
    });
    drop(replaced);
    made
}

/// The object of a literal: made once, as a literal is used again and again.
fn literal_object(text: &'static str) -> Rc<StrObj> {
    let key = (text.as_ptr() as usize, text.len());
    LITERALS.with(|table| {
        table.with_mut(|table| {
            Rc::clone(
                table.entry(key).or_insert_with(|| Rc::new(StrObj::new(Text::Owned(text.to_owned()), text.is_ascii()))),
            )
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
        let c = if byte < 128 { byte as char } else { text[self.at..].chars().next()? };
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
    #[inline]
    fn from(text: &str) -> Str {
        match Word::copied(text) {
            Some(word) => Str::from_word(word),
            None => Str::copied(text, text.is_ascii()),
        }
    }
}

impl From<String> for Str {
    #[inline]
    fn from(text: String) -> Str {
        match Word::copied(&text) {
            Some(word) => Str::from_word(word),
            None => Str::owned(text),
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
        assert!(Str::lit("plain").slice(Some(1), Some(3), None).is_ok_and(|s| s.as_word().is_some()));
    }

    #[test]
    fn objects_of_literals_are_shared() {
        let (a, b) = (Str::lit("same").into_obj(), Str::lit("same").into_obj());
        assert!(Rc::ptr_eq(&a, &b) && Str::from_obj(a) == "same");
    }
}
