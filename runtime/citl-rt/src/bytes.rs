//! `bytes`, as far as text and integers need it: encoding, decoding, indexing, repr.

use crate::error::{index_error, raise, raise_args, type_error, value_error, PyErr, Res};
use crate::exc_types::{LOOKUP_ERROR, UNICODE_DECODE_ERROR, UNICODE_ENCODE_ERROR};
use crate::obj::{wrong_type, CmpOp, Obj};
use crate::pystr::Str;
use crate::seq::{position, slice_at};
use crate::value::Value;
use std::cmp::Ordering;
use std::rc::Rc;

/// An immutable sequence of bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(Rc<[u8]>);

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Bytes {
        Bytes(bytes.into())
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Bytes {
        Bytes(bytes.into())
    }
}

impl Bytes {
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }

    pub fn len(&self) -> i64 {
        self.0.len() as i64
    }

    /// `b[i]`
    pub fn get(&self, i: i64) -> Res<i64> {
        match position(i, self.0.len()) {
            Some(at) => Ok(i64::from(self.0[at])),
            None => Err(index_error("index out of range")),
        }
    }

    /// `b[lo:hi:step]`
    pub fn slice(&self, lo: Option<i64>, hi: Option<i64>, step: Option<i64>) -> Res<Bytes> {
        let at = slice_at(lo, hi, step, self.0.len())?;
        Ok(Bytes::from(at.positions().map(|i| self.0[i]).collect::<Vec<u8>>()))
    }

    /// `for x in b`
    pub fn iter(&self) -> impl Iterator<Item = i64> + 'static {
        let bytes = self.clone();
        (0..bytes.0.len()).map(move |i| i64::from(bytes.0[i]))
    }

    pub fn concat(&self, other: &Bytes) -> Bytes {
        Bytes::from([&*self.0, &*other.0].concat())
    }

    pub fn repeat(&self, n: i64) -> Bytes {
        Bytes::from(self.0.repeat(usize::try_from(n).unwrap_or(0)))
    }

    /// `b.hex()`
    pub fn hex(&self) -> Str {
        Str::from(self.0.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
    }

    /// `b.decode(encoding, errors)`
    pub fn decode(&self, encoding: &str, errors: &str) -> Res<Str> {
        match codec(encoding)? {
            Codec::Latin1 => Ok(self.0.iter().map(|&byte| byte as char).collect()),
            Codec::Ascii => {
                let mut out = String::with_capacity(self.0.len());
                for (at, &byte) in self.0.iter().enumerate() {
                    match (byte < 128, errors) {
                        (true, _) => out.push(byte as char),
                        (false, "ignore") => {}
                        (false, "replace") => out.push(char::REPLACEMENT_CHARACTER),
                        _ => {
                            return Err(decode_failure("ascii", &self.0, at, at + 1, "ordinal not in range(128)"));
                        }
                    }
                }
                Ok(Str::from(out))
            }
            Codec::Utf8 => self.decode_utf8(errors),
        }
    }

    fn decode_utf8(&self, errors: &str) -> Res<Str> {
        let mut out = String::with_capacity(self.0.len());
        let mut at = 0;
        for chunk in self.0.utf8_chunks() {
            out.push_str(chunk.valid());
            at += chunk.valid().len();
            if !chunk.invalid().is_empty() {
                match errors {
                    "ignore" => {}
                    "replace" => out.push(char::REPLACEMENT_CHARACTER),
                    _ => {
                        let rest = std::str::from_utf8(&self.0[at..]).err().and_then(|error| error.error_len());
                        return Err(decode_error("utf-8", &self.0, at, rest));
                    }
                }
                at += chunk.invalid().len();
            }
        }
        Ok(Str::from(out))
    }
}

enum Codec {
    Utf8,
    Ascii,
    Latin1,
}

fn codec(encoding: &str) -> Res<Codec> {
    let name = encoding.to_ascii_lowercase().replace(['_', ' '], "-");
    match name.as_str() {
        "utf-8" | "utf8" | "u8" | "cp65001" => Ok(Codec::Utf8),
        "ascii" | "us-ascii" | "646" => Ok(Codec::Ascii),
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "l1" | "8859" => Ok(Codec::Latin1),
        _ => Err(raise(&LOOKUP_ERROR, format!("unknown encoding: {encoding}"))),
    }
}

/// UnicodeDecodeError for the bytes of UTF-8 that are wrong at `at`; `wrong`: how many (None: the end is missing).
#[cold]
pub(crate) fn decode_error(encoding: &str, bytes: &[u8], at: usize, wrong: Option<usize>) -> Box<PyErr> {
    let first = bytes.get(at).copied().unwrap_or(0);
    match wrong {
        None => decode_failure(encoding, bytes, at, bytes.len(), "unexpected end of data"),
        Some(_) if !(0xc2..=0xf4).contains(&first) => decode_failure(encoding, bytes, at, at + 1, "invalid start byte"),
        Some(wrong) => decode_failure(encoding, bytes, at, at + wrong, "invalid continuation byte"),
    }
}

fn decode_failure(encoding: &str, bytes: &[u8], start: usize, end: usize, reason: &str) -> Box<PyErr> {
    let message = if end - start == 1 {
        format!("'{encoding}' codec can't decode byte 0x{:02x} in position {start}: {reason}", bytes[start])
    } else {
        format!("'{encoding}' codec can't decode bytes in position {start}-{}: {reason}", end - 1)
    };
    raise_args(&UNICODE_DECODE_ERROR, vec![Value::from(Str::from(message))])
}

impl Str {
    /// `s.encode(encoding, errors)`
    pub fn encode(&self, encoding: &str, errors: &str) -> Res<Bytes> {
        let (name, limit) = match codec(encoding)? {
            Codec::Utf8 => return Ok(Bytes::from(self.as_bytes())),
            Codec::Ascii => ("ascii", 128),
            Codec::Latin1 => ("latin-1", 256),
        };
        let mut out = Vec::with_capacity(self.as_str().len());
        for (at, c) in self.chars().enumerate() {
            if (c as u32) < limit {
                out.push(c as u8);
                continue;
            }
            match errors {
                "ignore" => {}
                "replace" => out.push(b'?'),
                "xmlcharrefreplace" => out.extend(format!("&#{};", c as u32).bytes()),
                "backslashreplace" => {
                    let mut escape = String::new();
                    crate::str_text::push_escape(&mut escape, c);
                    out.extend(escape.bytes());
                }
                _ => return Err(encode_failure(name, self, at, c, limit)),
            }
        }
        Ok(Bytes::from(out))
    }
}

#[cold]
fn encode_failure(name: &str, text: &Str, at: usize, c: char, limit: u32) -> Box<PyErr> {
    let run = text.chars().skip(at).take_while(|&c| c as u32 >= limit).count();
    let what = if run == 1 {
        let mut escape = String::new();
        crate::str_text::push_escape(&mut escape, c);
        format!("character '{escape}' in position {at}")
    } else {
        format!("characters in position {at}-{}", at + run - 1)
    };
    let message = format!("'{name}' codec can't encode {what}: ordinal not in range({limit})");
    raise_args(&UNICODE_ENCODE_ERROR, vec![Value::from(Str::from(message))])
}

/// `bytes(iterable of ints)`
pub fn bytes_from_ints(items: impl Iterator<Item = Res<i64>>) -> Res<Bytes> {
    let mut out = Vec::new();
    for item in items {
        match u8::try_from(item?) {
            Ok(byte) => out.push(byte),
            Err(_) => return Err(value_error("bytes must be in range(0, 256)")),
        }
    }
    Ok(Bytes::from(out))
}

/// `bytes.fromhex(text)`
pub fn bytes_fromhex(text: &Str) -> Res<Bytes> {
    let mut out = Vec::new();
    let mut chars = text.chars().enumerate().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_ascii_whitespace() || c == '\x0b' {
            continue;
        }
        let digit = |at: usize, c: Option<char>| {
            c.and_then(|c| c.to_digit(16))
                .ok_or_else(|| value_error(format!("non-hexadecimal number found in fromhex() arg at position {at}")))
        };
        let high = digit(at, Some(c))?;
        let low = digit(at + 1, chars.next().map(|(_, c)| c))?;
        out.push((high * 16 + low) as u8);
    }
    Ok(Bytes::from(out))
}

/// Appends `repr(bytes)`.
pub(crate) fn write_bytes_repr(bytes: &[u8], out: &mut String) {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    out.push('b');
    out.push(quote);
    for &byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            byte if byte as char == quote => {
                out.push('\\');
                out.push(quote);
            }
            b' '..=b'~' => out.push(byte as char),
            byte => crate::str_text::push_escape(out, byte as char),
        }
    }
    out.push(quote);
}

impl Obj for Bytes {
    fn type_name(&self) -> Str {
        Str::lit("bytes")
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        write_bytes_repr(&self.0, out);
        Ok(())
    }

    fn truthy(&self) -> Res<bool> {
        Ok(!self.0.is_empty())
    }

    fn py_eq(&self, other: &Self) -> Res<bool> {
        Ok(self == other)
    }

    fn py_cmp(&self, other: &Self, op: CmpOp) -> Res<bool> {
        Ok(op.test(self.cmp(other)))
    }

    fn fast_eq(&self, other: &Self) -> Option<bool> {
        Some(self == other)
    }

    fn fast_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }

    fn has_stable_hash(&self) -> bool {
        false
    }

    fn fast_hash(&self) -> Option<i64> {
        use std::hash::BuildHasher;
        Some(foldhash::fast::FixedState::with_seed(0x5eed).hash_one(&*self.0) as i64)
    }

    fn py_hash(&self) -> Res<i64> {
        Ok(self.fast_hash().unwrap_or(0))
    }

    fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0) || (self.0.len() <= 1 && self == other)
    }

    fn to_value(&self) -> Value {
        Value::from(self.clone())
    }

    fn from_value(v: Value) -> Res<Self> {
        v.as_bytes().ok_or_else(|| wrong_type("bytes", &v))
    }
}

/// TypeError of `str + bytes` and the like.
#[cold]
pub fn cant_concat(what: &str, to: &str) -> Box<PyErr> {
    type_error(format!("can't concat {what} to {to}"))
}
