//! Arguments of dynamic calls: of methods of built-in types, and of generated functions with names and defaults.

use super::*;
use crate::error::{type_error, PyErr};
use crate::object::Kwargs;

/// The arguments of a built-in method, checked against what it takes.
pub(super) struct Call<'a> {
    pub type_name: &'static str,
    pub name: &'a str,
    pub args: &'a [Value],
    pub kwargs: Kwargs<'a>,
}

impl<'a> Call<'a> {
    fn no_keywords(&self) -> Res<()> {
        if self.kwargs.is_empty() {
            return Ok(());
        }
        Err(type_error(format!("{}.{}() takes no keyword arguments", self.type_name, self.name)))
    }

    /// No argument.
    pub fn none(&self) -> Res<()> {
        self.no_keywords()?;
        match self.args.len() {
            0 => Ok(()),
            n => Err(type_error(format!("{}.{}() takes no arguments ({n} given)", self.type_name, self.name))),
        }
    }

    /// Exactly one argument.
    pub fn one(&self) -> Res<&'a Value> {
        self.no_keywords()?;
        match self.args {
            [x] => Ok(x),
            _ => Err(type_error(format!(
                "{}.{}() takes exactly one argument ({} given)",
                self.type_name,
                self.name,
                self.args.len()
            ))),
        }
    }

    /// Between `lo` and `hi` positional arguments.
    pub fn between(&self, lo: usize, hi: usize) -> Res<&'a [Value]> {
        self.no_keywords()?;
        let n = self.args.len();
        if lo <= n && n <= hi {
            return Ok(self.args);
        }
        let (bound, wanted) = if lo == hi {
            ("", lo)
        } else if n < lo {
            ("at least ", lo)
        } else {
            ("at most ", hi)
        };
        let s = if wanted == 1 { "" } else { "s" };
        Err(type_error(format!("{} expected {bound}{wanted} argument{s}, got {n}", self.name)))
    }

    /// Positional or named arguments; those not given are `None`.
    pub fn named<const N: usize>(&self, names: [&str; N]) -> Res<[Option<&'a Value>; N]> {
        let mut out = [None; N];
        if self.args.len() > N {
            let s = if N == 1 { "" } else { "s" };
            return Err(type_error(format!(
                "{}() takes at most {N} argument{s} ({} given)",
                self.name,
                self.args.len() + self.kwargs.len()
            )));
        }
        for (place, x) in out.iter_mut().zip(self.args) {
            *place = Some(x);
        }
        for (key, x) in self.kwargs {
            match names.iter().position(|n| n == key) {
                Some(i) if out[i].is_none() => out[i] = Some(x),
                Some(i) => {
                    return Err(type_error(format!(
                        "argument for {}() given by name ('{key}') and position ({})",
                        self.name,
                        i + 1
                    )))
                }
                None => return Err(type_error(format!("'{key}' is an invalid keyword argument for {}()", self.name))),
            }
        }
        Ok(out)
    }
}

/// An integer argument (`int`, `bool`, or an object with `__index__`).
pub(super) fn int_arg(v: &Value) -> Res<Int> {
    if let Some(i) = v.as_index() {
        return Ok(i);
    }
    if let Value::Obj(o) = v {
        if let Some(i) = o.special("__index__", &[])?.and_then(|i| i.as_index()) {
            return Ok(i);
        }
    }
    Err(type_error(format!("'{}' object cannot be interpreted as an integer", &*v.type_name())))
}

/// A position argument: clamped to what a machine integer holds; None stays None.
pub(super) fn bound_arg(v: Option<&Value>) -> Res<Option<i64>> {
    match v {
        None | Some(Value::None) => Ok(None),
        Some(v) => match v.as_index() {
            Some(i) => Ok(Some(i.clamp_index())),
            None => match v {
                Value::Obj(_) => Ok(Some(int_arg(v)?.clamp_index())),
                _ => Err(type_error("slice indices must be integers or None or have an __index__ method")),
            },
        },
    }
}

/// A parameter of a generated function.
pub struct Param {
    pub name: &'static str,
    pub kind: ParamKind,
    pub required: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParamKind {
    PositionalOnly,
    Normal,
    /// `*args`: gets a tuple.
    Star,
    KeywordOnly,
    /// `**kwargs`: gets a dict.
    DoubleStar,
}

impl Param {
    pub const fn new(name: &'static str, kind: ParamKind, required: bool) -> Param {
        Param { name, kind, required }
    }
}

/// Sorts the arguments of a dynamic call into one place per parameter (`None`: its default), with CPython's errors.
pub fn bind(function: &str, params: &[Param], args: &[Value], kwargs: Kwargs<'_>) -> Res<Vec<Option<Value>>> {
    let mut out: Vec<Option<Value>> = vec![None; params.len()];
    let positional =
        params.iter().take_while(|p| matches!(p.kind, ParamKind::PositionalOnly | ParamKind::Normal)).count();
    for (place, x) in out.iter_mut().zip(&args[..args.len().min(positional)]) {
        *place = Some(x.clone());
    }
    let star = params.iter().position(|p| p.kind == ParamKind::Star);
    match star {
        Some(i) => out[i] = Some(Value::tuple(args[args.len().min(positional)..].to_vec())),
        None if args.len() > positional => return Err(too_many(function, &params[..positional], args.len())),
        None => {}
    }
    let rest = params.iter().position(|p| p.kind == ParamKind::DoubleStar);
    let extra = crate::dict::Dict::new();
    for (key, x) in kwargs {
        let at =
            params.iter().position(|p| p.name == *key && matches!(p.kind, ParamKind::Normal | ParamKind::KeywordOnly));
        match at {
            Some(i) if out[i].is_none() => out[i] = Some(x.clone()),
            Some(_) => return Err(type_error(format!("{function}() got multiple values for argument '{key}'"))),
            None if rest.is_some() => extra.set_item(Value::from(*key), x.clone())?,
            None => return Err(type_error(format!("{function}() got an unexpected keyword argument '{key}'"))),
        }
    }
    if let Some(i) = rest {
        out[i] = Some(Value::Dict(extra));
    }
    for (kind, word) in [(false, "positional"), (true, "keyword-only")] {
        let missing: Vec<&str> = params
            .iter()
            .zip(&out)
            .filter(|(p, v)| p.required && v.is_none() && (p.kind == ParamKind::KeywordOnly) == kind)
            .filter(|(p, _)| !matches!(p.kind, ParamKind::Star | ParamKind::DoubleStar))
            .map(|(p, _)| p.name)
            .collect();
        if !missing.is_empty() {
            return Err(missing_arguments(function, word, &missing));
        }
    }
    Ok(out)
}

#[cold]
#[inline(never)]
fn too_many(function: &str, params: &[Param], given: usize) -> Box<PyErr> {
    let most = params.len();
    let least = params.iter().filter(|p| p.required).count();
    let takes = if least == most { most.to_string() } else { format!("from {least} to {most}") };
    let s = if most == 1 { "" } else { "s" };
    let were = if given == 1 { "was" } else { "were" };
    type_error(format!("{function}() takes {takes} positional argument{s} but {given} {were} given"))
}

/// `f() missing 2 required positional arguments: 'a' and 'b'`
#[cold]
#[inline(never)]
fn missing_arguments(function: &str, word: &str, names: &[&str]) -> Box<PyErr> {
    let quoted: Vec<String> = names.iter().map(|n| format!("'{n}'")).collect();
    let list = match quoted.as_slice() {
        [one] => one.clone(),
        [a, b] => format!("{a} and {b}"),
        [init @ .., last] => format!("{}, and {last}", init.join(", ")),
        [] => String::new(),
    };
    let s = if names.len() == 1 { "" } else { "s" };
    type_error(format!("{function}() missing {} required {word} argument{s}: {list}", names.len()))
}
