//! Arithmetic of dynamic values.

use super::*;
use crate::error::{type_error, value_error};
use crate::float::{divmod_f64, floordiv_f64, modulo_f64, pow_f64, truediv_f64};
use crate::obj::unsupported_operand;

/// A binary operator with the names of its special methods.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum BinOp {
    Add,
    Sub,
    Mul,
    TrueDiv,
    FloorDiv,
    Mod,
    Pow,
    Shl,
    Shr,
    And,
    Or,
    Xor,
    MatMul,
}

impl BinOp {
    /// Symbol, method, reflected method, in-place method.
    fn names(self) -> [&'static str; 4] {
        match self {
            BinOp::Add => ["+", "__add__", "__radd__", "__iadd__"],
            BinOp::Sub => ["-", "__sub__", "__rsub__", "__isub__"],
            BinOp::Mul => ["*", "__mul__", "__rmul__", "__imul__"],
            BinOp::TrueDiv => ["/", "__truediv__", "__rtruediv__", "__itruediv__"],
            BinOp::FloorDiv => ["//", "__floordiv__", "__rfloordiv__", "__ifloordiv__"],
            BinOp::Mod => ["%", "__mod__", "__rmod__", "__imod__"],
            BinOp::Pow => ["** or pow()", "__pow__", "__rpow__", "__ipow__"],
            BinOp::Shl => ["<<", "__lshift__", "__rlshift__", "__ilshift__"],
            BinOp::Shr => [">>", "__rshift__", "__rrshift__", "__irshift__"],
            BinOp::And => ["&", "__and__", "__rand__", "__iand__"],
            BinOp::Or => ["|", "__or__", "__ror__", "__ior__"],
            BinOp::Xor => ["^", "__xor__", "__rxor__", "__ixor__"],
            BinOp::MatMul => ["@", "__matmul__", "__rmatmul__", "__imatmul__"],
        }
    }

    fn inplace_symbol(self) -> String {
        match self {
            BinOp::Pow => "**=".to_owned(),
            _ => format!("{}=", self.names()[0]),
        }
    }
}

macro_rules! inline_ops {
    ($($name:ident $iname:ident $op:ident, ($a:ident, $b:ident) int: $int:expr, float: $float:expr;)*) => {$(
        #[inline]
        pub fn $name(a: &Value, b: &Value) -> Res<Value> {
            let fast = match (a, b) {
                (Value::Int($a), Value::Int($b)) => $int,
                (Value::Float(x), Value::Float(y)) => {
                    let ($a, $b) = (f64::from_bits(*x), f64::from_bits(*y));
                    $float
                }
                _ => None,
            };
            match fast {
                Some(r) => Ok(r),
                None => binary_slow(BinOp::$op, a, b),
            }
        }

        /// The in-place form: lists, sets, dicts and objects that have the method change themselves.
        #[inline]
        pub fn $iname(a: &Value, b: &Value) -> Res<Value> {
            let fast = match (a, b) {
                (Value::Int($a), Value::Int($b)) => $int,
                (Value::Float(x), Value::Float(y)) => {
                    let ($a, $b) = (f64::from_bits(*x), f64::from_bits(*y));
                    $float
                }
                _ => None,
            };
            match fast {
                Some(r) => Ok(r),
                None => inplace_slow(BinOp::$op, a, b),
            }
        }
    )*};
}

#[inline]
fn float(x: f64) -> Option<Value> {
    Some(Value::Float(x.to_bits()))
}

/// No fast path for these operands.
#[inline]
fn none<T>(_a: T, _b: T) -> Option<Value> {
    None
}

inline_ops! {
    v_add v_iadd Add, (a, b) int: a.checked_add(*b).map(Value::Int), float: float(a + b);
    v_sub v_isub Sub, (a, b) int: a.checked_sub(*b).map(Value::Int), float: float(a - b);
    v_mul v_imul Mul, (a, b) int: a.checked_mul(*b).map(Value::Int), float: float(a * b);
    v_truediv v_itruediv TrueDiv, (a, b)
        int: if *b != 0 && a.unsigned_abs() < 1 << 53 && b.unsigned_abs() < 1 << 53 { float(*a as f64 / *b as f64) } else { None },
        float: if b == 0.0 { None } else { float(a / b) };
    v_floordiv v_ifloordiv FloorDiv, (a, b)
        int: if *b > 0 { Some(Value::Int(a.div_euclid(*b))) } else { None },
        float: floordiv_f64(a, b).ok().and_then(float);
    v_mod v_imod Mod, (a, b)
        int: if *b > 0 { Some(Value::Int(a.rem_euclid(*b))) } else { None },
        float: modulo_f64(a, b).ok().and_then(float);
    v_pow v_ipow Pow, (a, b) int: none(a, b), float: none(a, b);
    v_shl v_ishl Shl, (a, b)
        int: if (0..32).contains(b) && a.unsigned_abs() < 1 << 31 { Some(Value::Int(a << b)) } else { None },
        float: none(a, b);
    v_shr v_ishr Shr, (a, b)
        int: if (0..64).contains(b) { Some(Value::Int(a >> b)) } else { None },
        float: none(a, b);
    v_and v_iand And, (a, b) int: Some(Value::Int(a & b)), float: none(a, b);
    v_or v_ior Or, (a, b) int: Some(Value::Int(a | b)), float: none(a, b);
    v_xor v_ixor Xor, (a, b) int: Some(Value::Int(a ^ b)), float: none(a, b);
    v_matmul v_imatmul MatMul, (a, b) int: none(a, b), float: none(a, b);
}

#[cold]
#[inline(never)]
fn binary_slow(op: BinOp, a: &Value, b: &Value) -> Res<Value> {
    match binary(op, a, b)? {
        Some(r) => Ok(r),
        None => Err(no_operator(op, a, b, op.names()[0])),
    }
}

/// The result, `None` when neither side knows the operation.
fn binary(op: BinOp, a: &Value, b: &Value) -> Res<Option<Value>> {
    if let (Some(x), Some(y)) = (a.number(), b.number()) {
        if let Some(r) = numbers(op, x, y, (a, b))? {
            return Ok(Some(r));
        }
    }
    if let Some(r) = sequences(op, a, b)? {
        return Ok(Some(r));
    }
    let [_, method, reflected, _] = op.names();
    if let Value::Obj(x) = a {
        if let Some(r) = x.special(method, std::slice::from_ref(b))? {
            return Ok(Some(r));
        }
    }
    if let Value::Obj(y) = b {
        return y.special(reflected, std::slice::from_ref(a));
    }
    Ok(None)
}

fn numbers(op: BinOp, a: Number, b: Number, from: (&Value, &Value)) -> Res<Option<Value>> {
    let both_bool = from.0.as_bool().zip(from.1.as_bool());
    let (a, b) = match (a, b) {
        (Number::Int(a), Number::Int(b)) => return integers(op, &a, &b, both_bool).map(Some),
        (Number::Int(a), Number::Float(b)) => (a.to_f64()?, b),
        (Number::Float(a), Number::Int(b)) => (a, b.to_f64()?),
        (Number::Float(a), Number::Float(b)) => (a, b),
    };
    let r = match op {
        BinOp::Add => a + b,
        BinOp::Sub => a - b,
        BinOp::Mul => a * b,
        BinOp::TrueDiv => truediv_f64(a, b)?,
        BinOp::FloorDiv => floordiv_f64(a, b)?,
        BinOp::Mod => modulo_f64(a, b)?,
        BinOp::Pow => pow_f64(a, b)?,
        _ => return Ok(None),
    };
    Ok(Some(Value::from(r)))
}

fn integers(op: BinOp, a: &Int, b: &Int, both_bool: Option<(bool, bool)>) -> Res<Value> {
    if let Some((x, y)) = both_bool {
        match op {
            BinOp::And => return Ok(Value::from(x & y)),
            BinOp::Or => return Ok(Value::from(x | y)),
            BinOp::Xor => return Ok(Value::from(x ^ y)),
            _ => {}
        }
    }
    Ok(match op {
        BinOp::Add => Value::from(a + b),
        BinOp::Sub => Value::from(a - b),
        BinOp::Mul => Value::from(a * b),
        BinOp::TrueDiv => Value::from(a.truediv(b)?),
        BinOp::FloorDiv => Value::from(a.floordiv(b)?),
        BinOp::Mod => Value::from(a.modulo(b)?),
        BinOp::Pow if b.is_negative() => Value::from(a.pow_float(b)?),
        BinOp::Pow => Value::from(a.pow(b)?),
        BinOp::Shl => Value::from(a.shl(b)?),
        BinOp::Shr => Value::from(a.shr(b)?),
        BinOp::And => Value::from(a & b),
        BinOp::Or => Value::from(a | b),
        BinOp::Xor => Value::from(a ^ b),
        BinOp::MatMul => return Err(unsupported_operand("@", "int", "int")),
    })
}

fn sequences(op: BinOp, a: &Value, b: &Value) -> Res<Option<Value>> {
    Ok(Some(match (op, a, b) {
        (BinOp::Add, Value::Str(x), Value::Str(y)) => {
            let (x, y) = (Str::from_obj(Rc::clone(x)), Str::from_obj(Rc::clone(y)));
            Value::from(crate::pystr::concat(&x, &y))
        }
        (BinOp::Add, Value::Bytes(x), Value::Bytes(y)) => Value::from(x.concat(y)),
        (BinOp::Add, Value::List(x), Value::List(y)) => Value::List(x.concat(y)),
        (BinOp::Add, Value::Tuple(x), Value::Tuple(y)) => Value::Tuple(x.concat(y)),
        (BinOp::Mul, Value::Str(_) | Value::List(_) | Value::Tuple(_), _) => match b.as_index() {
            Some(n) => repeated(a, &n)?,
            None => return Ok(None),
        },
        (BinOp::Mul, _, Value::Str(_) | Value::List(_) | Value::Tuple(_)) => match a.as_index() {
            Some(n) => repeated(b, &n)?,
            None => return Ok(None),
        },
        (BinOp::Mod, Value::Str(s), _) => Value::from(percent_value(&Str::from_obj(Rc::clone(s)), b)?),
        (BinOp::Or, Value::Dict(x), Value::Dict(y)) => Value::Dict(x.merge(y)?),
        (BinOp::Or | BinOp::And | BinOp::Sub | BinOp::Xor, Value::View(_), _)
        | (BinOp::Or | BinOp::And | BinOp::Sub | BinOp::Xor, _, Value::View(_)) => return view_operator(op, a, b),
        (BinOp::Or, Value::Set(x), Value::Set(y)) => Value::Set(x.union(y)?),
        (BinOp::And, Value::Set(x), Value::Set(y)) => Value::Set(x.intersection(y)?),
        (BinOp::Sub, Value::Set(x), Value::Set(y)) => Value::Set(x.difference(y)?),
        (BinOp::Xor, Value::Set(x), Value::Set(y)) => Value::Set(x.symmetric_difference(y)?),
        _ => return Ok(None),
    }))
}

/// `s % args` with a tuple, a mapping or one value.
fn percent_value(s: &Str, args: &Value) -> Res<Str> {
    match args {
        Value::Tuple(t) => crate::percent::percent(s, t),
        other => crate::percent::percent_map(s, other),
    }
}

fn repeated(a: &Value, n: &Int) -> Res<Value> {
    let n = n.to_count()?;
    Ok(match a {
        Value::Str(s) => Value::from(Str::from_obj(Rc::clone(s)).repeat(n)?),
        Value::List(x) => Value::List(x.repeat(n)),
        Value::Tuple(x) => Value::Tuple(x.repeat(n)),
        _ => Value::None,
    })
}

#[cold]
#[inline(never)]
fn no_operator(op: BinOp, a: &Value, b: &Value, symbol: &str) -> Box<crate::error::PyErr> {
    let (left, right) = (a.type_name(), b.type_name());
    let sequence = |v: &Value| matches!(v, Value::Str(_) | Value::List(_) | Value::Tuple(_));
    if op == BinOp::Add && sequence(a) {
        return type_error(format!("can only concatenate {left} (not \"{right}\") to {left}"));
    }
    if op == BinOp::Mul && sequence(a) {
        return type_error(format!("can't multiply sequence by non-int of type '{right}'"));
    }
    // In place, a container on the left that can't be repeated ends the search.
    let container = matches!(a, Value::Set(_) | Value::Dict(_) | Value::Range(_) | Value::View(_) | Value::Bytes(_));
    if op == BinOp::Mul && sequence(b) && !(container && symbol.ends_with('=')) {
        return type_error(format!("can't multiply sequence by non-int of type '{left}'"));
    }
    unsupported_operand(symbol, &left, &right)
}

#[cold]
#[inline(never)]
fn inplace_slow(op: BinOp, a: &Value, b: &Value) -> Res<Value> {
    match (op, a, b) {
        (BinOp::Add, Value::List(x), _) => {
            match b {
                Value::List(y) => x.extend(y),
                other => x.extend_try(v_iter(other)?)?,
            }
            return Ok(a.clone());
        }
        (BinOp::Mul, Value::List(x), _) => {
            if let Some(n) = b.as_index() {
                x.repeat_in_place(n.to_count()?);
                return Ok(a.clone());
            }
        }
        (BinOp::Or, Value::Dict(x), Value::Dict(y)) => {
            x.update(y)?;
            return Ok(a.clone());
        }
        (BinOp::Or, Value::Dict(x), _) => {
            x.update_items(pairs_of(b)?)?;
            return Ok(a.clone());
        }
        (_, Value::Set(x), Value::Set(y)) if !x.is_frozen() => {
            match op {
                BinOp::Or => x.update(y)?,
                BinOp::And => x.intersection_update(y)?,
                BinOp::Sub => x.difference_update(y)?,
                BinOp::Xor => x.symmetric_difference_update(y)?,
                _ => return Err(no_operator(op, a, b, &op.inplace_symbol())),
            }
            return Ok(a.clone());
        }
        (_, Value::Obj(x), _) => {
            if let Some(r) = x.special(op.names()[3], std::slice::from_ref(b))? {
                return Ok(r);
            }
        }
        _ => {}
    }
    match binary(op, a, b)? {
        Some(r) => Ok(r),
        None => Err(no_operator(op, a, b, &op.inplace_symbol())),
    }
}

/// `place += b` on a local variable: a string that nobody else has grows in place.
#[inline]
pub fn v_iadd_to(place: &mut Value, b: &Value) -> Res<()> {
    if let (Value::Int(x), Value::Int(y)) = (&*place, b) {
        if let Some(z) = x.checked_add(*y) {
            *place = Value::Int(z);
            return Ok(());
        }
    }
    iadd_to_slow(place, b)
}

#[inline(never)]
fn iadd_to_slow(place: &mut Value, b: &Value) -> Res<()> {
    if let (Value::Str(_), Value::Str(part)) = (&*place, b) {
        let part = Rc::clone(part);
        if let Value::Str(s) = std::mem::replace(place, Value::None) {
            let mut s = Str::from_obj(s);
            s.push_text(part.as_str());
            *place = Value::from(s);
        }
        return Ok(());
    }
    let sum = v_iadd(place, b)?;
    *place = sum;
    Ok(())
}

#[cold]
#[inline(never)]
fn bad_unary(symbol: &str, a: &Value) -> Box<crate::error::PyErr> {
    type_error(format!("bad operand type for {symbol}: '{}'", &*a.type_name()))
}

/// `-a`
#[inline]
pub fn v_neg(a: &Value) -> Res<Value> {
    match a {
        Value::Int(i) if *i != i64::MIN => Ok(Value::Int(-i)),
        Value::Float(bits) => Ok(Value::from(-f64::from_bits(*bits))),
        _ => unary(a, "unary -", "__neg__", |i| -i),
    }
}

/// `+a`
pub fn v_pos(a: &Value) -> Res<Value> {
    match a {
        Value::Float(_) => Ok(a.clone()),
        _ => unary(a, "unary +", "__pos__", Clone::clone),
    }
}

/// `~a`
pub fn v_invert(a: &Value) -> Res<Value> {
    unary(a, "unary ~", "__invert__", |i| !i)
}

/// `abs(a)`
pub fn v_abs(a: &Value) -> Res<Value> {
    match a {
        Value::Float(bits) => Ok(Value::from(f64::from_bits(*bits).abs())),
        _ => unary(a, "abs()", "__abs__", Int::abs),
    }
}

#[inline(never)]
fn unary(a: &Value, symbol: &str, method: &str, int: impl Fn(&Int) -> Int) -> Res<Value> {
    if let Some(i) = a.as_index() {
        return Ok(Value::from(int(&i)));
    }
    if let Value::Obj(o) = a {
        if o.get().has_method(method) {
            return o.call_method(method, &[], &[]);
        }
    }
    Err(bad_unary(symbol, a))
}

/// `divmod(a, b)`
pub fn v_divmod(a: &Value, b: &Value) -> Res<Value> {
    if let (Some(x), Some(y)) = (a.number(), b.number()) {
        let (x, y) = match (x, y) {
            (Number::Int(x), Number::Int(y)) => {
                let (q, r) = x.divmod(&y)?;
                return Ok(Value::tuple(vec![Value::from(q), Value::from(r)]));
            }
            (Number::Int(x), Number::Float(y)) => (x.to_f64()?, y),
            (Number::Float(x), Number::Int(y)) => (x, y.to_f64()?),
            (Number::Float(x), Number::Float(y)) => (x, y),
        };
        let (q, r) = divmod_f64(x, y)?;
        return Ok(Value::tuple(vec![Value::from(q), Value::from(r)]));
    }
    for (object, method, other) in [(a, "__divmod__", b), (b, "__rdivmod__", a)] {
        if let Value::Obj(o) = object {
            if let Some(r) = o.special(method, std::slice::from_ref(other))? {
                return Ok(r);
            }
        }
    }
    Err(unsupported_operand("divmod()", &a.type_name(), &b.type_name()))
}

/// `pow(a, b, m)`
pub fn v_pow_mod(a: &Value, b: &Value, m: &Value) -> Res<Value> {
    if m.is_none() {
        return v_pow(a, b);
    }
    match (a.as_index(), b.as_index(), m.as_index()) {
        (Some(a), Some(b), Some(m)) => {
            if m.is_zero() {
                return Err(value_error("pow() 3rd argument cannot be 0"));
            }
            Ok(Value::from(a.pow_mod(&b, &m)?))
        }
        _ => Err(type_error("pow() 3rd argument not allowed unless all arguments are integers")),
    }
}
