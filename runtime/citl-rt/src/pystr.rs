//! Python's `str`: immutable text, indexed by code points.
//!
//! A literal costs nothing (`Lit`), everything else is shared (`Heap`) and knows how many code points it has, so that
//! ASCII text is indexed in constant time; other text gets a table of positions the first time it is indexed. Lone
//! surrogates (`'\ud800'`, surrogateescape) can't be held: making one is a ValueError that says so.
//!
//! Methods are in `str_case.rs`, `str_methods.rs`, `str_search.rs`, `str_split.rs`.

use crate::error::{index_error, type_error, value_error, Res};
use crate::int::Int;
use crate::obj::{wrong_type, CmpOp, Obj};
use crate::seq::slice_at;
use crate::value::Value;
use std::cell::{Cell, OnceCell};
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::ops::{Add, AddAssign, Deref};
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

    fn text_mut(&mut self) -> &mut String {
        self.index = OnceCell::new();
        if let Text::Static(text) = self.text {
            self.text = Text::Owned(text.to_owned());
        }
        match &mut self.text {
            Text::Owned(text) => text,
            Text::Static(_) => unreachable!("just made an owned text of it"),
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
            _ => Str::Heap(Rc::new(StrObj::new(Text::Owned(text.to_owned()), text.len()))),
        }
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
        let at = crate::seq::position(i, self.char_count())?;
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
        let end = if hi - lo <= 4 {
            start + offset_by_scan(&text[start..], hi - lo)
        } else {
            self.offset(hi)
        };
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
        match text.len().checked_mul(n as usize) {
            Some(total) if total < isize::MAX as usize / 16 => Ok(Str::from(text.repeat(n as usize))),
            _ => Err(memory_error_bare()),
        }
    }

    /// `s += part`; the only owner appends in place.
    #[inline]
    pub fn push_text(&mut self, part: &str) {
        if part.is_empty() {
            return;
        }
        if let Str::Heap(object) = self {
            if let Some(object) = Rc::get_mut(object) {
                let chars = object.chars.get();
                object.text_mut().push_str(part);
                if chars != UNKNOWN {
                    object.chars.set(chars + count_chars(part));
                }
                return;
            }
        }
        *self = join_two(self.as_str(), part);
    }
}

#[cold]
fn memory_error_bare() -> Box<crate::error::PyErr> {
    crate::error::raise_bare(&crate::exc_types::MEMORY_ERROR)
}

#[cold]
#[inline(never)]
fn out_of_range() -> Box<crate::error::PyErr> {
    index_error("string index out of range")
}

fn join_two(a: &str, b: &str) -> Str {
    // Room for more: a string that grows once usually grows again.
    let mut text = String::with_capacity((a.len() + b.len()).next_power_of_two().max(16));
    text.push_str(a);
    text.push_str(b);
    Str::Heap(Rc::new(StrObj::new(Text::Owned(text), UNKNOWN)))
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
        if found.as_str().chars().next() == Some(c) {
            return found;
        }
    }
    let made = Str::Heap(Rc::new(StrObj::new(Text::Owned(c.to_string()), 1)));
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

impl Deref for Str {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Str {
    #[inline]
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl std::borrow::Borrow<str> for Str {
    #[inline]
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Str {
        match text.as_bytes() {
            [] => Str::Lit(""),
            [byte] => Str::from_byte(*byte),
            _ => Str::Heap(Rc::new(StrObj::new(Text::Owned(text.to_owned()), UNKNOWN))),
        }
    }
}

impl From<String> for Str {
    fn from(text: String) -> Str {
        match text.as_bytes() {
            [] => Str::Lit(""),
            [byte] => Str::from_byte(*byte),
            _ => Str::Heap(Rc::new(StrObj::new(Text::Owned(text), UNKNOWN))),
        }
    }
}

impl From<&String> for Str {
    fn from(text: &String) -> Str {
        Str::from(text.as_str())
    }
}

impl From<&Str> for Str {
    fn from(text: &Str) -> Str {
        text.clone()
    }
}

impl From<char> for Str {
    fn from(c: char) -> Str {
        Str::from_char(c)
    }
}

impl From<Str> for String {
    fn from(text: Str) -> String {
        text.as_str().to_owned()
    }
}

impl Default for Str {
    fn default() -> Str {
        Str::Lit("")
    }
}

impl FromIterator<char> for Str {
    fn from_iter<I: IntoIterator<Item = char>>(chars: I) -> Str {
        Str::from(chars.into_iter().collect::<String>())
    }
}

impl Add<&Str> for &Str {
    type Output = Str;
    fn add(self, other: &Str) -> Str {
        concat(self, other)
    }
}

impl Add<&Str> for Str {
    type Output = Str;
    fn add(mut self, other: &Str) -> Str {
        if self.is_empty() {
            return other.clone();
        }
        self.push_text(other);
        self
    }
}

impl Add<Str> for Str {
    type Output = Str;
    fn add(self, other: Str) -> Str {
        self + &other
    }
}

impl Add<Str> for &Str {
    type Output = Str;
    fn add(self, other: Str) -> Str {
        self + &other
    }
}

impl AddAssign<&Str> for Str {
    #[inline]
    fn add_assign(&mut self, other: &Str) {
        self.push_text(other);
    }
}

impl AddAssign<Str> for Str {
    #[inline]
    fn add_assign(&mut self, other: Str) {
        self.push_text(&other);
    }
}

impl AddAssign<&str> for Str {
    #[inline]
    fn add_assign(&mut self, other: &str) {
        self.push_text(other);
    }
}

/// `a + b`
pub fn concat(a: &Str, b: &Str) -> Str {
    if a.is_empty() {
        b.clone()
    } else if b.is_empty() {
        a.clone()
    } else {
        let mut text = String::with_capacity(a.as_str().len() + b.as_str().len());
        text.push_str(a);
        text.push_str(b);
        Str::from(text)
    }
}

/// `s += part`: a free function because `s` is a place.
#[inline]
pub fn add_assign(place: &mut Str, part: &str) {
    place.push_text(part);
}

impl PartialEq for Str {
    #[inline]
    fn eq(&self, other: &Str) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Str {}

impl PartialEq<str> for Str {
    #[inline]
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Str {
    #[inline]
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialOrd for Str {
    #[inline]
    fn partial_cmp(&self, other: &Str) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Str {
    #[inline]
    fn cmp(&self, other: &Str) -> Ordering {
        // The order of UTF-8 bytes is the order of code points.
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for Str {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl std::fmt::Display for Str {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self.as_str(), f)
    }
}

impl std::fmt::Debug for Str {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self.as_str(), f)
    }
}

/// `hash(s)`: CPython's differs from run to run, ours is the same in every run.
#[inline]
pub fn hash_str(text: &str) -> i64 {
    use std::hash::BuildHasher;
    let hash = foldhash::fast::FixedState::with_seed(0x5eed).hash_one(text) as i64;
    if hash == -1 {
        -2
    } else {
        hash
    }
}

impl Obj for Str {
    fn type_name(&self) -> Str {
        Str::lit("str")
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        write_str_repr(self, out);
        Ok(())
    }

    #[inline]
    fn write_str(&self, out: &mut String) -> Res<()> {
        out.push_str(self);
        Ok(())
    }

    fn write_format(&self, out: &mut String, spec: &str) -> Res<()> {
        crate::format::format_str(out, self, spec)
    }

    #[inline]
    fn truthy(&self) -> Res<bool> {
        Ok(!self.is_empty())
    }

    #[inline]
    fn py_eq(&self, other: &Self) -> Res<bool> {
        Ok(self == other)
    }

    #[inline]
    fn py_cmp(&self, other: &Self, op: CmpOp) -> Res<bool> {
        Ok(op.test(self.cmp(other)))
    }

    #[inline]
    fn fast_eq(&self, other: &Self) -> Option<bool> {
        Some(self == other)
    }

    #[inline]
    fn fast_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }

    #[inline]
    fn sort_kind(&self) -> u32 {
        2
    }

    #[inline]
    fn has_stable_hash(&self) -> bool {
        false
    }

    #[inline]
    fn fast_hash(&self) -> Option<i64> {
        Some(hash_str(self))
    }

    #[inline]
    fn py_hash(&self) -> Res<i64> {
        Ok(hash_str(self))
    }

    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Str::Heap(a), Str::Heap(b)) if Rc::ptr_eq(a, b) => true,
            // CPython keeps one object per literal and per character.
            _ => self == other,
        }
    }

    fn to_value(&self) -> Value {
        Value::from(self.clone())
    }

    fn from_value(v: Value) -> Res<Self> {
        match v.as_str() {
            Some(text) => Ok(text),
            None => Err(wrong_type("str", &v)),
        }
    }
}

/// Appends `repr(text)`.
pub fn write_str_repr(text: &str, out: &mut String) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.reserve(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            ' '..='~' => out.push(c),
            c if (c as u32) < 128 || !crate::unicode::is_printable(c) => push_escape(out, c),
            c => out.push(c),
        }
    }
    out.push(quote);
}

/// Appends `\xNN`, `\uNNNN` or `\UNNNNNNNN`.
pub(crate) fn push_escape(out: &mut String, c: char) {
    use std::fmt::Write;
    let code = c as u32;
    let done = match code {
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
    debug_assert!(done.is_ok());
}

/// The form that `ascii()` gives to a repr.
pub(crate) fn escape_non_ascii(text: String) -> String {
    if text.is_ascii() {
        return text;
    }
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            push_escape(&mut out, c);
        }
    }
    out
}

/// `ord(s)`
#[inline]
pub fn ord(s: &Str) -> Res<i64> {
    ord_str(s)
}

/// `ord(s)`
#[inline]
pub fn ord_str(text: &str) -> Res<i64> {
    if let [byte @ 0..=127] = text.as_bytes() {
        return Ok(i64::from(*byte));
    }
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Ok(i64::from(c as u32)),
        _ => Err(not_one_char(text)),
    }
}

#[cold]
fn not_one_char(text: &str) -> Box<crate::error::PyErr> {
    type_error(format!("ord() expected a character, but string of length {} found", count_chars(text)))
}

/// `chr(i)`
pub fn chr(i: &Int) -> Res<Str> {
    match i {
        Int::Small(i) => chr_i64(*i),
        Int::Big(_) => Err(crate::error::overflow_error("Python int too large to convert to C int")),
    }
}

/// `chr(i)`
#[inline]
pub fn chr_i64(i: i64) -> Res<Str> {
    match u32::try_from(i).ok().and_then(char::from_u32) {
        Some(c) => Ok(Str::from_char(c)),
        None => Err(no_char(i)),
    }
}

#[cold]
fn no_char(i: i64) -> Box<crate::error::PyErr> {
    if (0xd800..0xe000).contains(&i) {
        return value_error(format!("lone surrogate U+{i:04X} in a string is not supported by translated programs"));
    }
    if i32::try_from(i).is_err() {
        return crate::error::overflow_error("Python int too large to convert to C int");
    }
    value_error("chr() arg not in range(0x110000)")
}

