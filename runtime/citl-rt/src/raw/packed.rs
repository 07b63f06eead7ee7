//! How a string lies in memory: a few bytes in the string itself (`Word`), else a static text or a counted object
//! (`Packed`); short text inside such an object (`ShortText`).
//!
//! Must not know: what Python's strings do.

use std::rc::Rc;

/// Bytes that fit into a string's object without an allocation of their own.
pub(crate) const SHORT: usize = 30;

/// Short text in place.
pub(crate) struct ShortText {
    len: u8,
    bytes: [u8; SHORT],
}

impl ShortText {
    /// None when the text is too long.
    #[inline]
    pub(crate) fn new(text: &str) -> Option<ShortText> {
        let mut short = ShortText { len: 0, bytes: [0; SHORT] };
        short.push(text).then_some(short)
    }

    /// Appends `text` if there is room for all of it.
    #[inline]
    pub(crate) fn push(&mut self, text: &str) -> bool {
        let start = usize::from(self.len);
        let end = start + text.len();
        match self.bytes.get_mut(start..end) {
            Some(place) => {
                place.copy_from_slice(text.as_bytes());
                self.len = end as u8;
                true
            }
            None => false,
        }
    }

    #[inline]
    pub(crate) fn as_str(&self) -> &str {
        // SAFETY: the first `len` bytes are whole `&str`s, copied by `push`, the only place that changes `len` and
        // `bytes`; `len` never exceeds the length of `bytes`.
        unsafe { std::str::from_utf8_unchecked(self.bytes.get_unchecked(..usize::from(self.len))) }
    }
}

/// Text of at most `Word::MAX` bytes as two numbers, so that it is copied, compared and hashed in registers. The lowest
/// byte is `4 * length + 1`; the text follows, from low bytes to high ones; what is left is zero.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    head: u64,
    tail: u64,
}

impl Word {
    pub(crate) const MAX: usize = 15;

    #[inline]
    const fn pack(len: usize, text: u128) -> Word {
        Word { head: ((text as u64) << 8) | (len as u64) << 2 | 1, tail: (text >> 56) as u64 }
    }

    /// None when the text is too long.
    #[inline]
    pub(crate) const fn new(text: &str) -> Option<Word> {
        let bytes = text.as_bytes();
        if bytes.len() > Word::MAX {
            return None;
        }
        let mut number = 0;
        let mut i = 0;
        // A loop, as this has to be a constant expression: of a literal the compiler leaves two numbers.
        while i < bytes.len() {
            number |= (bytes[i] as u128) << (8 * i);
            i += 1;
        }
        Some(Word::pack(bytes.len(), number))
    }

    /// The same for text that isn't known to the compiler.
    #[inline]
    pub(crate) fn copied(text: &str) -> Option<Word> {
        let bytes = text.as_bytes();
        (bytes.len() <= Word::MAX).then(|| Word::pack(bytes.len(), number_of(bytes)))
    }

    /// The text between two byte positions, if it is short. What lies behind it is read too, where there is enough: one
    /// copy of a fixed size is faster than one of any size.
    #[inline]
    pub(crate) fn part(text: &str, start: usize, end: usize) -> Option<Word> {
        let len = end.wrapping_sub(start);
        if len > Word::MAX {
            return None;
        }
        if text.is_char_boundary(start) && text.is_char_boundary(end) {
            if let Some(Ok(chunk)) = text.as_bytes().get(start..start + 16).map(<[u8; 16]>::try_from) {
                return Some(Word::pack(len, u128::from_le_bytes(chunk) & ((1 << (8 * len)) - 1)));
            }
        }
        Word::copied(&text[start..end])
    }

    #[inline]
    pub(crate) fn of_char(c: char) -> Word {
        if c.is_ascii() {
            return Word::pack(1, u128::from(c as u32));
        }
        let mut bytes = [0; 4];
        let len = c.encode_utf8(&mut bytes).len();
        Word::pack(len, u128::from(u32::from_le_bytes(bytes)))
    }

    /// The digits of an integer, if they are few.
    #[inline]
    pub(crate) fn decimal(a: i64) -> Option<Word> {
        let mut rest = a.unsigned_abs();
        if rest >= 100_000_000_000_000 {
            return None;
        }
        let (mut len, mut text) = (0, 0);
        loop {
            text = text << 8 | u128::from(b'0' + (rest % 10) as u8);
            len += 1;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if a < 0 {
            text = text << 8 | u128::from(b'-');
            len += 1;
        }
        Some(Word::pack(len, text))
    }

    /// `a + b` if it is short.
    #[inline]
    pub(crate) fn joined(a: Word, b: Word) -> Option<Word> {
        if a.len() + b.len() > Word::MAX {
            return None;
        }
        let both = a.whole() | (b.whole() & !0xff) << (8 * a.len());
        Some(Word { head: (both as u64) + ((b.len() as u64) << 2), tail: (both >> 64) as u64 })
    }

    /// ASCII text with the first letter big and the others small.
    #[inline]
    pub(crate) fn capitalized(self) -> Word {
        let small = self.cased(false);
        let first = ((small.head >> 8) as u8).to_ascii_uppercase();
        Word { head: small.head & !0xff00 | u64::from(first) << 8, tail: small.tail }
    }

    /// The character of a text that is one ASCII character.
    #[inline]
    pub(crate) fn ascii_char(self) -> Option<char> {
        let code = (self.head >> 8) as u8;
        (self.len() == 1 && code.is_ascii()).then_some(code as char)
    }

    /// ASCII text with all letters big, or small.
    #[inline]
    pub(crate) fn cased(self, upper: bool) -> Word {
        // No length makes the lowest byte a letter.
        Word { head: cased(self.head, upper), tail: cased(self.tail, upper) }
    }

    #[inline]
    fn whole(self) -> u128 {
        u128::from(self.tail) << 64 | u128::from(self.head)
    }

    #[inline]
    pub(crate) fn len(self) -> usize {
        (self.head as u8 >> 2) as usize
    }

    #[inline]
    pub(crate) fn is_ascii(self) -> bool {
        const HIGH: u64 = 0x8080_8080_8080_8080;
        self.head & HIGH | self.tail & HIGH == 0
    }

    /// For hashing: equal texts have equal numbers.
    #[inline]
    pub(crate) fn numbers(self) -> (u64, u64) {
        (self.head, self.tail)
    }
}

impl Ord for Word {
    #[inline]
    fn cmp(&self, other: &Word) -> std::cmp::Ordering {
        // The order of UTF-8 bytes is the order of code points; where all bytes are equal, one text may end in NULs, and
        // the length decides.
        let key = |word: &Word| ((word.head & !0xff).swap_bytes(), word.tail.swap_bytes(), word.head as u8);
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Word {
    #[inline]
    fn partial_cmp(&self, other: &Word) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Eight ASCII characters with all letters big, or small: letters of the other case get a bit switched.
#[inline]
fn cased(bytes: u64, upper: bool) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let first = u64::from(if upper { b'a' } else { b'A' });
    // No sum of two of these bytes reaches the next byte; its highest bit says whether the limit is reached.
    let letters = (bytes + EACH * (128 - first)) & !(bytes + EACH * (128 - first - 26)) & (EACH * 128);
    bytes ^ letters >> 2
}

/// At most 15 bytes as a number, the first one lowest: loads of fixed sizes that may overlap.
#[inline]
fn number_of(bytes: &[u8]) -> u128 {
    let n = bytes.len();
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        u128::from(u64::from_le_bytes(*first)) | u128::from(u64::from_le_bytes(*last)) << (8 * (n - 8))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        u128::from(u32::from_le_bytes(*first)) | u128::from(u32::from_le_bytes(*last)) << (8 * (n - 4))
    } else if n > 0 {
        let at = |i: usize| u128::from(bytes[i]) << (8 * i);
        at(0) | at(n / 2) | at(n - 1)
    } else {
        0
    }
}

/// A short text, a text of the program itself, or a counted reference to a `T`: two registers.
#[repr(C)]
pub(crate) struct Packed<T> {
    /// The two lowest bits say what it is: 1 a `Word`, 2 a static text with its length in the other bits, 0 a `T` with a
    /// note in the bits above the third, which is set.
    head: std::num::NonZeroU64,
    /// A pointer, or the second number of the `Word`.
    tail: *const T,
}

const _: () = assert!(
    cfg!(all(target_endian = "little", target_pointer_width = "64")),
    "translated programs need a 64-bit little-endian machine"
);
const _: () = assert!(size_of::<Packed<u8>>() == 16);

const STATIC: u64 = 2;
const COUNTED: std::num::NonZeroU64 = std::num::NonZeroU64::MIN.saturating_add(3);

/// What a `Packed` holds.
pub(crate) enum Unpacked<'a, T> {
    Word(Word),
    Static(&'static str),
    /// The object, and the note about it.
    Counted(&'a T, u64),
}

impl<T> Packed<T> {
    #[inline]
    const fn made(head: u64, tail: *const T) -> Self {
        match std::num::NonZeroU64::new(head) {
            Some(head) => Packed { head, tail },
            None => panic!("a form is never 0"),
        }
    }

    #[inline]
    pub(crate) const fn word(word: Word) -> Self {
        Packed::made(word.head, std::ptr::without_provenance(word.tail as usize))
    }

    #[inline]
    pub(crate) const fn of_static(text: &'static str) -> Self {
        match Word::new(text) {
            Some(word) => Packed::word(word),
            None => Packed::made((text.len() as u64) << 2 | STATIC, text.as_ptr().cast()),
        }
    }

    #[inline]
    pub(crate) fn counted(object: Rc<T>, note: u64) -> Self {
        Packed { head: COUNTED | note << 3, tail: Rc::into_raw(object) }
    }

    #[inline]
    fn is_counted(&self) -> bool {
        self.head.get() & 3 == 0
    }

    #[inline]
    pub(crate) fn as_word(&self) -> Option<Word> {
        (self.head.get() & 1 != 0).then(|| Word { head: self.head.get(), tail: self.tail.addr() as u64 })
    }

    /// The text of a `Word`, in place.
    #[inline]
    pub(crate) fn word_text(&self) -> Option<&str> {
        let word = self.as_word()?;
        // SAFETY: the text of a word are the `len <= 15` bytes behind the lowest, whole characters by construction; on a
        // little-endian machine, and with `repr(C)`, they follow the first byte of `self`, which has 16.
        Some(unsafe {
            let start = std::ptr::from_ref(self).cast::<u8>().add(1);
            std::str::from_utf8_unchecked(std::slice::from_raw_parts(start, word.len()))
        })
    }

    #[inline]
    pub(crate) fn unpack(&self) -> Unpacked<'_, T> {
        match self.as_word() {
            Some(word) => Unpacked::Word(word),
            // SAFETY: `tail` is from `Rc::into_raw`, and `self` has one of the counts.
            None if self.is_counted() => Unpacked::Counted(unsafe { &*self.tail }, self.head.get() >> 3),
            // SAFETY: pointer and length are those of the `&'static str` in `of_static`.
            None => Unpacked::Static(unsafe {
                let len = (self.head.get() >> 2) as usize;
                std::str::from_utf8_unchecked(std::slice::from_raw_parts(self.tail.cast(), len))
            }),
        }
    }

    /// Changes the counted object, if it is one and nobody else has it; `change` gives a new note.
    #[inline]
    pub(crate) fn change_owned(&mut self, change: impl FnOnce(&mut T) -> u64) -> bool {
        if !self.is_counted() {
            return false;
        }
        // SAFETY: `tail` is from `Rc::into_raw`; the count that it stands for stays with `self`, hence `ManuallyDrop`.
        let mut object = std::mem::ManuallyDrop::new(unsafe { Rc::from_raw(self.tail) });
        match Rc::get_mut(&mut object) {
            Some(object) => {
                let note = change(object);
                self.head = COUNTED | note << 3;
                true
            }
            None => false,
        }
    }

    /// The counted object, if it is one.
    #[inline]
    pub(crate) fn into_counted(self) -> Option<Rc<T>> {
        if !self.is_counted() {
            return None;
        }
        let whole = std::mem::ManuallyDrop::new(self);
        // SAFETY: `tail` is from `Rc::into_raw`; its count moves from `whole`, which isn't dropped, to the result.
        Some(unsafe { Rc::from_raw(whole.tail) })
    }
}

impl<T> Clone for Packed<T> {
    #[inline]
    fn clone(&self) -> Self {
        if self.is_counted() {
            // SAFETY: `tail` is from `Rc::into_raw`, and `self` has one of the counts; the copy gets the new one.
            unsafe { Rc::increment_strong_count(self.tail) };
        }
        Packed { head: self.head, tail: self.tail }
    }
}

impl<T> Drop for Packed<T> {
    #[inline]
    fn drop(&mut self) {
        if self.is_counted() {
            // SAFETY: `tail` is from `Rc::into_raw`, and this is the end of the count that `self` had.
            unsafe { Rc::decrement_strong_count(self.tail) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cells::Slot;

    #[test]
    fn words_are_what_their_texts_are() {
        let texts = [
            "",
            "\0",
            "a",
            "a\0",
            "b",
            "Az[`{@",
            "é",
            "漢字",
            "abcdefg",
            "abcdefgH",
            "abcdefghijklmn",
            "abcdefghijklmnO",
        ];
        for a in texts {
            let word = Word::copied(a).expect("short");
            let packed = Packed::<i64>::word(word);
            assert_eq!((packed.word_text(), word.len(), word.is_ascii()), (Some(a), a.len(), a.is_ascii()));
            assert!(Word::new(a) == Some(word) && Word::part(&format!("<{a}>{a}"), 1, 1 + a.len()) == Some(word));
            if a.is_ascii() {
                let text = |word: Word| Packed::<i64>::word(word).word_text().map(str::to_owned);
                assert_eq!(text(word.cased(true)), Some(a.to_ascii_uppercase()));
                assert_eq!(text(word.cased(false)), Some(a.to_ascii_lowercase()));
            }
            for b in texts {
                let other = Word::copied(b).expect("short");
                assert_eq!((word.cmp(&other), word == other), (a.cmp(b), a == b));
                let both = Word::joined(word, other)
                    .map(|word| Packed::<i64>::word(word).word_text() == Some(&(a.to_owned() + b)));
                assert_eq!(both, (a.len() + b.len() <= Word::MAX).then_some(true));
            }
        }
        assert!(Word::copied("abcdefghijklmnop").is_none());
        for n in [0, 7, -7, 10, 99_999_999_999_999, -99_999_999_999_999, 100_000_000_000_000, i64::MIN] {
            let text = Word::decimal(n).map(|word| Packed::<i64>::word(word).word_text().map(str::to_owned));
            assert_eq!(text, (n.unsigned_abs() < 100_000_000_000_000).then(|| Some(n.to_string())));
        }
    }

    #[test]
    fn packed_objects_are_counted() {
        let object = Rc::new(Slot::new(1));
        let mut one = Packed::counted(Rc::clone(&object), 5);
        let other = one.clone();
        assert!(!one.change_owned(|_| 9) && Rc::strong_count(&object) == 3);
        drop(other);
        drop(object);
        assert!(one.change_owned(|slot| slot.replace(7)));
        assert!(matches!(one.unpack(), Unpacked::Counted(slot, 1) if slot.get() == 7));
        assert!(one.into_counted().is_some_and(|object| Rc::strong_count(&object) == 1));
        let text = "a text of the program itself";
        assert!(matches!(Packed::<i64>::of_static(text).clone().unpack(), Unpacked::Static(found) if found == text));
        assert!(Packed::<i64>::of_static(text).into_counted().is_none());
    }
}
