//! `Func<A, R>`: a function as a value. `A` is the tuple of its arguments.

use crate::error::{type_error, Res};
use crate::obj::{wrong_type, Obj};
use crate::pystr::Str;
use crate::value::{DynFunc, Value};
use std::rc::Rc;

struct FuncObj<A, R> {
    name: &'static str,
    call: Box<dyn Fn(A) -> Res<R>>,
}

/// A function object; clones are the same function.
pub struct Func<A, R>(Rc<FuncObj<A, R>>);

impl<A, R> Clone for Func<A, R> {
    #[inline]
    fn clone(&self) -> Self {
        Func(Rc::clone(&self.0))
    }
}

impl<A, R> Func<A, R> {
    pub fn new(name: &'static str, call: impl Fn(A) -> Res<R> + 'static) -> Self {
        Func(Rc::new(FuncObj { name, call: Box::new(call) }))
    }

    #[inline]
    pub fn call(&self, args: A) -> Res<R> {
        (self.0.call)(args)
    }

    /// `f.__name__`
    pub fn name(&self) -> &'static str {
        self.0.name
    }

    pub fn addr(&self) -> usize {
        Rc::as_ptr(&self.0).cast::<()>() as usize
    }
}

/// The arguments of a function in their dynamic form.
pub trait Args: Sized + 'static {
    const COUNT: usize;
    /// How many must be given: up to the last that isn't an `Option`.
    fn required() -> usize;
    fn into_values(self) -> Vec<Value>;
    /// `args` has `COUNT` elements.
    fn from_values(args: &[Value]) -> Res<Self>;
}

macro_rules! args {
    ($(($n:literal $($t:ident $i:tt)*))*) => {$(
        impl<$($t: Obj),*> Args for ($($t,)*) {
            const COUNT: usize = $n;

            #[allow(unused_mut)]
            fn required() -> usize {
                let mut least = 0;
                $(if !$t::IS_OPTION {
                    least = $i + 1;
                })*
                least
            }

            fn into_values(self) -> Vec<Value> {
                vec![$(self.$i.to_value()),*]
            }

            #[allow(unused_variables)]
            fn from_values(args: &[Value]) -> Res<Self> {
                Ok(($($t::from_value(args[$i].clone())?,)*))
            }
        }
    )*};
}

args! {
    (0)
    (1 A 0)
    (2 A 0 B 1)
    (3 A 0 B 1 C 2)
    (4 A 0 B 1 C 2 D 3)
    (5 A 0 B 1 C 2 D 3 E 4)
    (6 A 0 B 1 C 2 D 3 E 4 F 5)
    (7 A 0 B 1 C 2 D 3 E 4 F 5 G 6)
    (8 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7)
}

/// TypeError of a call with a wrong number of positional arguments; `names` are those of all parameters.
#[cold]
#[inline(never)]
pub(crate) fn wrong_count(name: &str, wanted: usize, given: usize) -> Box<crate::error::PyErr> {
    type_error(format!(
        "{name}() takes {wanted} positional argument{} but {given} {} given",
        if wanted == 1 { "" } else { "s" },
        if given == 1 { "was" } else { "were" }
    ))
}

/// Whether `*args` fits a call of `name` that still needs `least` and takes at most `most` (-1: any number).
pub fn check_spread<T>(name: &str, args: &[T], least: usize, most: i64) -> Res<()> {
    let given = args.len();
    if most >= 0 && given > most as usize {
        return Err(type_error(format!("{name}() takes {most} positional arguments but {given} were given")));
    }
    if given < least {
        return Err(type_error(format!("{name}() missing {} required positional arguments", least - given)));
    }
    Ok(())
}

impl<A: Args, R: Obj> Obj for Func<A, R> {
    fn type_name(&self) -> Str {
        Str::lit("function")
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        out.push_str(&format!("<function {} at {:#x}>", self.0.name, self.addr()));
        Ok(())
    }

    fn py_hash(&self) -> Res<i64> {
        Ok((self.addr() as u64).rotate_right(4) as i64)
    }

    fn fast_eq(&self, other: &Self) -> Option<bool> {
        Some(self.is(other))
    }

    fn has_stable_hash(&self) -> bool {
        false
    }

    fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    fn to_value(&self) -> Value {
        let f = self.clone();
        let name = self.0.name;
        let made = DynFunc::typed(name, Rc::new(self.clone()), self.addr(), move |args, kwargs| {
            if let Some((key, _)) = kwargs.first() {
                return Err(type_error(format!("{name}() got an unexpected keyword argument '{key}'")));
            }
            if args.len() == A::COUNT {
                return Ok(f.call(A::from_values(args)?)?.to_value());
            }
            if args.len() > A::COUNT || args.len() < A::required() {
                return Err(wrong_count(name, A::COUNT, args.len()));
            }
            // None stands for an argument that isn't given: the function takes its default.
            let mut padded = args.to_vec();
            padded.resize(A::COUNT, Value::None);
            Ok(f.call(A::from_values(&padded)?)?.to_value())
        });
        Value::Func(made)
    }

    fn from_value(v: Value) -> Res<Self> {
        let Some(f) = v.as_func() else {
            return Err(wrong_type("function", &v));
        };
        if let Some(typed) = f.downcast::<Func<A, R>>() {
            return Ok((*typed).clone());
        }
        Ok(Func::new("function", move |args: A| R::from_value(f.call(&args.into_values(), &[])?)))
    }
}

/// What `**kwargs` receives: the keyword arguments without those called `known`.
pub fn extra_keywords(kwargs: &[(&str, Value)], known: &[&str]) -> Value {
    let extra = crate::dict::Dict::<Value, Value>::new();
    for (name, value) in kwargs.iter().filter(|k| !known.contains(&k.0)) {
        // A string always hashes.
        let _ = extra.set_item(Value::from(*name), value.clone());
    }
    Value::Dict(extra)
}

/// The keyword arguments that `**mapping` passes.
pub fn keyword_pairs(mapping: &Value) -> Res<Vec<(Str, Value)>> {
    let mut out = Vec::new();
    for key in crate::value::v_iter(mapping)? {
        let key = key?;
        let Value::Str(_) = key else {
            return Err(type_error("keywords must be strings"));
        };
        let value = crate::value::v_getitem(mapping, &key)?;
        out.push((crate::value::v_str(&key)?, value));
    }
    Ok(out)
}
