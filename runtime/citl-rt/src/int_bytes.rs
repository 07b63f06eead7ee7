//! `int.to_bytes`, `int.from_bytes`.

use crate::bytes::Bytes;
use crate::error::{overflow_error, value_error, Res};
use crate::int::Int;
use num_bigint::{BigInt, Sign};

fn is_little(byteorder: &str) -> Res<bool> {
    match byteorder {
        "little" => Ok(true),
        "big" => Ok(false),
        _ => Err(value_error("byteorder must be either 'little' or 'big'")),
    }
}

impl Int {
    /// `a.to_bytes(length, byteorder, signed=signed)`
    pub fn to_bytes(&self, length: i64, byteorder: &str, signed: bool) -> Res<Bytes> {
        let little = is_little(byteorder)?;
        let Ok(length) = usize::try_from(length) else {
            return Err(value_error("length argument must be non-negative"));
        };
        if self.is_negative() && !signed {
            return Err(overflow_error("can't convert negative int to unsigned"));
        }
        let big = self.to_big();
        let mut bytes = if signed { big.to_signed_bytes_le() } else { big.to_bytes_le().1 };
        // CPython writes -1 in no bytes too.
        if self.is_zero() || (length == 0 && *self == -1) {
            bytes.clear();
        }
        let fill = if self.is_negative() { 0xff } else { 0 };
        if bytes.len() > length {
            return Err(overflow_error("int too big to convert"));
        }
        bytes.resize(length, fill);
        if !little {
            bytes.reverse();
        }
        Ok(Bytes::from(bytes))
    }

    /// `int.from_bytes(bytes, byteorder, signed=signed)`
    pub fn from_bytes(bytes: &Bytes, byteorder: &str, signed: bool) -> Res<Int> {
        let mut bytes = bytes.as_slice().to_vec();
        if !is_little(byteorder)? {
            bytes.reverse();
        }
        Ok(Int::from_big(if signed {
            BigInt::from_signed_bytes_le(&bytes)
        } else {
            BigInt::from_bytes_le(Sign::Plus, &bytes)
        }))
    }
}
