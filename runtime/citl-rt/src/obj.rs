//! The protocol of Python values (`Obj`), implemented by every type that generated code handles, and the built-in
//! functions that only need it: `str()`, `repr()`, `format()`, `ascii()`.
//!
//! Must not know: any concrete type (implementations are in the types' own modules and in `obj_impls.rs`).

use crate::cells::Slot;
use crate::error::{type_error, PyErr, Res};
use crate::pystr::Str;
use crate::value::Value;
use std::cmp::Ordering;

/// The four order comparisons.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CmpOp {
    Lt,
    Le,
    Gt,
    Ge,
}

impl CmpOp {
    /// Whether `a op b` holds when `a` compares to `b` as `order`.
    #[inline]
    pub fn test(self, order: Ordering) -> bool {
        match self {
            CmpOp::Lt => order.is_lt(),
            CmpOp::Le => order.is_le(),
            CmpOp::Gt => order.is_gt(),
            CmpOp::Ge => order.is_ge(),
        }
    }

    pub fn symbol(self) -> &'static str {
        match self {
            CmpOp::Lt => "<",
            CmpOp::Le => "<=",
            CmpOp::Gt => ">",
            CmpOp::Ge => ">=",
        }
    }

    /// The operator with sides exchanged.
    pub fn swapped(self) -> CmpOp {
        match self {
            CmpOp::Lt => CmpOp::Gt,
            CmpOp::Le => CmpOp::Ge,
            CmpOp::Gt => CmpOp::Lt,
            CmpOp::Ge => CmpOp::Le,
        }
    }
}

/// A Python value.
pub trait Obj: Clone + 'static {
    /// Whether it is an `Option`, which stands for a value or None.
    const IS_OPTION: bool = false;

    /// `copy.deepcopy`; what can't change is itself.
    fn deep_copy(&self, _memo: &mut crate::copy::Memo) -> Res<Self> {
        Ok(self.clone())
    }

    /// `type(x).__name__`
    fn type_name(&self) -> Str;

    /// Appends `repr(x)`.
    fn write_repr(&self, out: &mut String) -> Res<()>;

    /// Appends `str(x)`.
    fn write_str(&self, out: &mut String) -> Res<()> {
        self.write_repr(out)
    }

    /// `str(x)` where it is there or is made without a buffer.
    #[inline]
    fn short_str(&self) -> Option<Str> {
        None
    }

    /// Appends `format(x, spec)`.
    fn write_format(&self, out: &mut String, spec: &str) -> Res<()> {
        if spec.is_empty() {
            self.write_str(out)
        } else {
            Err(unsupported_format(&self.type_name()))
        }
    }

    /// `bool(x)`
    fn truthy(&self) -> Res<bool> {
        Ok(true)
    }

    /// `x == y`
    fn py_eq(&self, other: &Self) -> Res<bool> {
        Ok(self.is(other))
    }

    /// `x op y`
    fn py_cmp(&self, other: &Self, op: CmpOp) -> Res<bool> {
        Err(unordered(op, &self.type_name(), &other.type_name()))
    }

    #[inline]
    fn py_lt(&self, other: &Self) -> Res<bool> {
        self.py_cmp(other, CmpOp::Lt)
    }

    /// `hash(x)`
    fn py_hash(&self) -> Res<i64> {
        Err(unhashable(&self.type_name()))
    }

    /// `x is y`
    fn is(&self, other: &Self) -> bool;

    /// `x == y` when that needs no user code and can't fail; `None`: ask `py_eq`. Every type whose equality is pure
    /// should have it: containers then compare by reference.
    #[inline]
    fn fast_eq(&self, _other: &Self) -> Option<bool> {
        None
    }

    /// The order of `x` and `y` when that needs no user code, can't fail, and there is one (not NaN).
    #[inline]
    fn fast_cmp(&self, _other: &Self) -> Option<Ordering> {
        None
    }

    /// `hash(x)` when that needs no user code and can't fail; `None`: ask `py_hash`.
    #[inline]
    fn fast_hash(&self) -> Option<i64> {
        None
    }

    /// Values with the same kind, not 0, are totally ordered by `fast_cmp` (numbers without NaN 1, strings 2).
    #[inline]
    fn sort_kind(&self) -> u32 {
        0
    }

    /// Whether CPython's hash of the value is the same in every run (numbers): a set then iterates in the order of its
    /// hash table, else in insertion order. Strings say false.
    #[inline]
    fn has_stable_hash(&self) -> bool {
        true
    }

    /// The value in its dynamic form.
    fn to_value(&self) -> Value;

    /// The static form of a dynamic value; TypeError if it has another type.
    fn from_value(v: Value) -> Res<Self>;
}

/// `print`'s view of a value; object safe.
pub trait Show {
    /// Appends `str(x)`.
    fn show_str(&self, out: &mut String) -> Res<()>;
}

impl<T: Obj> Show for T {
    #[inline]
    fn show_str(&self, out: &mut String) -> Res<()> {
        self.write_str(out)
    }
}

/// TypeError of `format(x, "spec")` for types without a format language.
#[cold]
#[inline(never)]
pub fn unsupported_format(type_name: &str) -> Box<PyErr> {
    type_error(format!("unsupported format string passed to {type_name}.__format__"))
}

/// TypeError of `a < b` for unordered types.
#[cold]
#[inline(never)]
pub fn unordered(op: CmpOp, left: &str, right: &str) -> Box<PyErr> {
    type_error(format!("'{}' not supported between instances of '{left}' and '{right}'", op.symbol()))
}

/// TypeError of `hash(x)` for unhashable types.
#[cold]
#[inline(never)]
pub fn unhashable(type_name: &str) -> Box<PyErr> {
    type_error(format!("unhashable type: '{type_name}'"))
}

/// TypeError of `a + b` for types without the operator.
#[cold]
#[inline(never)]
pub fn unsupported_operand(op: &str, left: &str, right: &str) -> Box<PyErr> {
    type_error(format!("unsupported operand type(s) for {op}: '{left}' and '{right}'"))
}

/// TypeError where a dynamic value has another type than the static code was made for.
#[cold]
#[inline(never)]
pub fn wrong_type(wanted: &str, v: &Value) -> Box<PyErr> {
    type_error(format!("expected {wanted}, got {}", &*v.type_name()))
}

thread_local! {
    static SCRATCH: Slot<String> = const { Slot::new(String::new()) };
}

/// What `write` appends, as a string. The buffer is kept for the next time; user code inside gets one of its own.
fn collected(write: impl FnOnce(&mut String) -> Res<()>) -> Res<Str> {
    const KEPT: usize = 4096;
    let mut buffer = SCRATCH.with(Slot::take);
    buffer.clear();
    let written = write(&mut buffer);
    let text = if buffer.len() > KEPT {
        Str::from(buffer)
    } else {
        let text = Str::from(buffer.as_str());
        SCRATCH.with(|slot| slot.set(buffer));
        text
    };
    written.map(|()| text)
}

/// `str(x)`
#[inline]
pub fn to_str<T: Obj>(x: &T) -> Res<Str> {
    match x.short_str() {
        Some(text) => Ok(text),
        None => long_str(x),
    }
}

#[inline(never)]
fn long_str<T: Obj>(x: &T) -> Res<Str> {
    collected(|out| x.write_str(out))
}

/// `repr(x)`
pub fn repr<T: Obj>(x: &T) -> Res<Str> {
    collected(|out| x.write_repr(out))
}

/// `ascii(x)`
pub fn ascii<T: Obj>(x: &T) -> Res<Str> {
    repr(x).map(|text| crate::str_text::escape_non_ascii(&text))
}

/// `format(x, spec)`
pub fn format_<T: Obj>(x: &T, spec: &str) -> Res<Str> {
    collected(|out| x.write_format(out, spec))
}
