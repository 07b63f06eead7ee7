//! `Obj` for the plain Rust types that stand for Python's containers: tuples, `Vec<T>`, `Rc<RefCell<T>>`.

use crate::error::{type_error, PyErr, Res};
use crate::list::List;
use crate::obj::{unsupported_format, wrong_type, CmpOp, Obj};
use crate::pystr::Str;
use crate::seq::{cmp_seq, eq_seq, fast_cmp_slices, fast_eq_slices, fast_same, guarded_repr, same, write_items};
use crate::tuple::Tuple;
use crate::value::Value;
use std::cell::RefCell;
use std::cmp::Ordering;
use std::rc::Rc;

/// CPython's hash of a tuple (xxHash).
pub fn hash_tuple(hashes: impl ExactSizeIterator<Item = Res<i64>>) -> Res<i64> {
    const PRIME_1: u64 = 11_400_714_785_074_694_791;
    const PRIME_2: u64 = 14_029_467_366_897_019_727;
    const PRIME_5: u64 = 2_870_177_450_012_600_261;
    let len = hashes.len() as u64;
    let mut acc = PRIME_5;
    for hash in hashes {
        acc = acc.wrapping_add((hash? as u64).wrapping_mul(PRIME_2));
        acc = acc.rotate_left(31).wrapping_mul(PRIME_1);
    }
    acc = acc.wrapping_add(len ^ (PRIME_5 ^ 3_527_539));
    Ok(if acc == u64::MAX { 1_546_275_796 } else { acc as i64 })
}

macro_rules! tuples {
    ($(($n:literal $($t:ident $i:tt)+))*) => {$(
        impl<$($t: Obj),+> Obj for ($($t,)+) {
            fn type_name(&self) -> Str {
                Str::lit("tuple")
            }

            fn deep_copy(&self, memo: &mut crate::copy::Memo) -> Res<Self> {
                Ok(($(self.$i.deep_copy(memo)?,)+))
            }

            fn write_repr(&self, out: &mut String) -> Res<()> {
                out.push('(');
                $(
                    if $i > 0 {
                        out.push_str(", ");
                    }
                    self.$i.write_repr(out)?;
                )+
                out.push_str(if $n == 1 { ",)" } else { ")" });
                Ok(())
            }

            fn py_eq(&self, other: &Self) -> Res<bool> {
                $(
                    if !same(&self.$i, &other.$i)? {
                        return Ok(false);
                    }
                )+
                Ok(true)
            }

            fn py_cmp(&self, other: &Self, op: CmpOp) -> Res<bool> {
                $(
                    if !same(&self.$i, &other.$i)? {
                        return self.$i.py_cmp(&other.$i, op);
                    }
                )+
                Ok(op.test(Ordering::Equal))
            }

            #[inline]
            fn fast_eq(&self, other: &Self) -> Option<bool> {
                $(
                    if !fast_same(&self.$i, &other.$i)? {
                        return Some(false);
                    }
                )+
                Some(true)
            }

            #[inline]
            fn fast_cmp(&self, other: &Self) -> Option<Ordering> {
                $(
                    match self.$i.fast_cmp(&other.$i)? {
                        Ordering::Equal => {}
                        unequal => return Some(unequal),
                    }
                )+
                Some(Ordering::Equal)
            }

            #[inline]
            fn sort_kind(&self) -> u32 {
                let mut kind = 7u32;
                $(
                    match self.$i.sort_kind() {
                        0 => return 0,
                        k => kind = kind.wrapping_mul(31).wrapping_add(k),
                    }
                )+
                kind.max(1)
            }

            #[inline]
            fn has_stable_hash(&self) -> bool {
                $(self.$i.has_stable_hash())&&+
            }

            #[inline]
            fn fast_hash(&self) -> Option<i64> {
                let hashes = [$(self.$i.fast_hash()?),+];
                hash_tuple(hashes.into_iter().map(Ok)).ok()
            }

            fn py_hash(&self) -> Res<i64> {
                let hashes = [$(self.$i.py_hash()?),+];
                hash_tuple(hashes.into_iter().map(Ok))
            }

            fn is(&self, other: &Self) -> bool {
                $(self.$i.is(&other.$i))&&+
            }

            fn to_value(&self) -> Value {
                Value::from(Tuple::from(vec![$(self.$i.to_value()),+]))
            }

            fn from_value(v: Value) -> Res<Self> {
                let Some(items) = v.as_tuple() else {
                    return Err(wrong_type("tuple", &v));
                };
                if items.len() != $n {
                    return Err(wrong_length($n, items.len()));
                }
                Ok(($($t::from_value(items.get($i)?)?,)+))
            }
        }
    )*};
}

tuples! {
    (1 A 0)
    (2 A 0 B 1)
    (3 A 0 B 1 C 2)
    (4 A 0 B 1 C 2 D 3)
    (5 A 0 B 1 C 2 D 3 E 4)
    (6 A 0 B 1 C 2 D 3 E 4 F 5)
    (7 A 0 B 1 C 2 D 3 E 4 F 5 G 6)
    (8 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7)
}

#[cold]
fn wrong_length(wanted: i64, got: i64) -> Box<PyErr> {
    type_error(format!("expected a tuple of {wanted}, got one of {got}"))
}

/// An owned list of idiomatic code.
impl<T: Obj> Obj for Vec<T> {
    fn type_name(&self) -> Str {
        Str::lit("list")
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        write_items(out, "[", self.iter().cloned(), "]")
    }

    fn truthy(&self) -> Res<bool> {
        Ok(!self.is_empty())
    }

    fn py_eq(&self, other: &Self) -> Res<bool> {
        if self.len() != other.len() {
            return Ok(false);
        }
        eq_seq(|i| self.get(i).cloned(), |i| other.get(i).cloned())
    }

    fn py_cmp(&self, other: &Self, op: CmpOp) -> Res<bool> {
        cmp_seq(|i| self.get(i).cloned(), |i| other.get(i).cloned(), op)
    }

    fn fast_eq(&self, other: &Self) -> Option<bool> {
        fast_eq_slices(self, other)
    }

    fn fast_cmp(&self, other: &Self) -> Option<Ordering> {
        fast_cmp_slices(self, other)
    }

    fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }

    fn to_value(&self) -> Value {
        Value::from(List::from(self.iter().map(Obj::to_value).collect::<Vec<_>>()))
    }

    fn from_value(v: Value) -> Res<Self> {
        match v.as_list() {
            Some(items) => items.to_vec().into_iter().map(T::from_value).collect(),
            None => Err(wrong_type("list", &v)),
        }
    }
}

/// A shared value of idiomatic code. A borrow lives while elements are compared or written, so user code that changes
/// the value meanwhile stops the program.
impl<T: Obj> Obj for Rc<RefCell<T>> {
    fn type_name(&self) -> Str {
        self.borrow().type_name()
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        guarded_repr(Rc::as_ptr(self) as usize, "[...]", out, |out| self.borrow().write_repr(out))
    }

    fn write_str(&self, out: &mut String) -> Res<()> {
        self.borrow().write_str(out)
    }

    fn write_format(&self, out: &mut String, spec: &str) -> Res<()> {
        if spec.is_empty() {
            self.write_str(out)
        } else {
            Err(unsupported_format(&self.type_name()))
        }
    }

    fn truthy(&self) -> Res<bool> {
        self.borrow().truthy()
    }

    fn py_eq(&self, other: &Self) -> Res<bool> {
        if Rc::ptr_eq(self, other) {
            return self.borrow().py_eq(&self.borrow());
        }
        self.borrow().py_eq(&other.borrow())
    }

    fn py_cmp(&self, other: &Self, op: CmpOp) -> Res<bool> {
        self.borrow().py_cmp(&other.borrow(), op)
    }

    fn py_hash(&self) -> Res<i64> {
        self.borrow().py_hash()
    }

    fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(self, other)
    }

    /// A copy: the dynamic form of idiomatic containers isn't shared with the original.
    fn to_value(&self) -> Value {
        self.borrow().to_value()
    }

    fn from_value(v: Value) -> Res<Self> {
        T::from_value(v).map(|x| Rc::new(RefCell::new(x)))
    }
}

/// An object that has one owner, where the struct that holds it can't have it inside itself.
impl<T: Obj> Obj for Box<T> {
    fn deep_copy(&self, memo: &mut crate::copy::Memo) -> Res<Self> {
        (**self).deep_copy(memo).map(Box::new)
    }

    fn type_name(&self) -> Str {
        (**self).type_name()
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        (**self).write_repr(out)
    }

    fn write_str(&self, out: &mut String) -> Res<()> {
        (**self).write_str(out)
    }

    fn write_format(&self, out: &mut String, spec: &str) -> Res<()> {
        (**self).write_format(out, spec)
    }

    fn truthy(&self) -> Res<bool> {
        (**self).truthy()
    }

    fn py_eq(&self, other: &Self) -> Res<bool> {
        (**self).py_eq(other)
    }

    fn py_cmp(&self, other: &Self, op: CmpOp) -> Res<bool> {
        (**self).py_cmp(other, op)
    }

    fn py_hash(&self) -> Res<i64> {
        (**self).py_hash()
    }

    fn is(&self, other: &Self) -> bool {
        (**self).is(other)
    }

    fn fast_eq(&self, other: &Self) -> Option<bool> {
        (**self).fast_eq(other)
    }

    fn has_stable_hash(&self) -> bool {
        (**self).has_stable_hash()
    }

    fn to_value(&self) -> Value {
        (**self).to_value()
    }

    fn from_value(v: Value) -> Res<Self> {
        T::from_value(v).map(Box::new)
    }
}
