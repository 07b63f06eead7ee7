//! `str`: conversions, operators, comparison, and the protocol of values.

use crate::error::Res;
use crate::obj::{wrong_type, CmpOp, Obj};
use crate::packed::Word;
use crate::pystr::Str;
use crate::str_text::{hash_str, hash_word, write_str_repr};
use crate::value::Value;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::ops::{Add, AddAssign, Deref};

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
        Str::lit("")
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
    #[inline]
    fn add(mut self, other: &Str) -> Str {
        if self.is_empty() {
            return other.clone();
        }
        self += other;
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
        self.push(other);
    }
}

impl AddAssign<Str> for Str {
    #[inline]
    fn add_assign(&mut self, other: Str) {
        *self += &other;
    }
}

impl AddAssign<&str> for Str {
    #[inline]
    fn add_assign(&mut self, other: &str) {
        self.push_text(other);
    }
}

/// `a + b`
#[inline]
pub fn concat(a: &Str, b: &Str) -> Str {
    if let (Some(a), Some(b)) = (a.as_word(), b.as_word()) {
        if let Some(both) = Word::joined(a, b) {
            return Str::from_word(both);
        }
    }
    concat_long(a, b)
}

#[inline(never)]
fn concat_long(a: &Str, b: &Str) -> Str {
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
pub fn add_assign(place: &mut Str, part: &Str) {
    *place += part;
}

/// A text buffer that strings are appended to.
pub trait TextBuffer {
    /// `buffer += part`
    fn push_text(&mut self, part: &Str);
}

impl TextBuffer for String {
    #[inline]
    fn push_text(&mut self, part: &Str) {
        part.push_to(self);
    }
}

impl PartialEq for Str {
    #[inline]
    fn eq(&self, other: &Str) -> bool {
        match (self.as_word(), other.as_word()) {
            (Some(a), Some(b)) => a == b,
            _ => self.as_str() == other.as_str(),
        }
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
        match (self.as_word(), other.as_word()) {
            (Some(a), Some(b)) => a.cmp(&b),
            // The order of UTF-8 bytes is the order of code points.
            _ => self.as_str().cmp(other.as_str()),
        }
    }
}

#[inline]
fn hash_of(text: &Str) -> i64 {
    match text.as_word() {
        Some(word) => hash_word(word),
        None => hash_str(text),
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
        self.push_to(out);
        Ok(())
    }

    #[inline]
    fn short_str(&self) -> Option<Str> {
        Some(self.clone())
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
        Some(hash_of(self))
    }

    #[inline]
    fn py_hash(&self) -> Res<i64> {
        Ok(hash_of(self))
    }

    fn is(&self, other: &Self) -> bool {
        // CPython keeps one object per literal and per character.
        self == other
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
