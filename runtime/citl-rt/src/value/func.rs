//! Functions and types as dynamic values.

use super::*;
use crate::object::Kwargs;
use std::any::Any;

/// What kind of callable it is, for its repr.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FuncKind {
    Function,
    Builtin,
    /// A class; the name is qualified (`__main__.C`) unless built-in.
    Type,
}

type Call = dyn Fn(&[Value], Kwargs<'_>) -> Res<Value>;

struct DynObj {
    name: Str,
    kind: FuncKind,
    call: Box<Call>,
    /// The `Func<A, R>` that this was made from.
    typed: Option<Rc<dyn Any>>,
    /// Identity: that of the typed function, else of this object; for types a hash of the name.
    id: usize,
}

/// A dynamic callable; clones are the same one.
#[derive(Clone)]
pub struct DynFunc(Rc<DynObj>);

impl DynFunc {
    fn made(
        name: Str,
        kind: FuncKind,
        typed: Option<Rc<dyn Any>>,
        id: usize,
        call: impl Fn(&[Value], Kwargs<'_>) -> Res<Value> + 'static,
    ) -> Self {
        DynFunc(Rc::new(DynObj { name, kind, call: Box::new(call), typed, id }))
    }

    /// A Python function.
    pub fn new(name: impl Into<Str>, call: impl Fn(&[Value], Kwargs<'_>) -> Res<Value> + 'static) -> Self {
        // A closure without captures has no address of its own, so an allocation serves as identity.
        let marker: Rc<dyn Any> = Rc::new(0u8);
        let id = Rc::as_ptr(&marker).cast::<()>() as usize;
        DynFunc::made(name.into(), FuncKind::Function, Some(marker), id, call)
    }

    /// A built-in function (`len`), equal to every other of that name.
    pub fn builtin(name: &'static str, call: impl Fn(&[Value], Kwargs<'_>) -> Res<Value> + 'static) -> Self {
        let id = crate::pystr::hash_str(name) as usize;
        DynFunc::made(Str::lit(name), FuncKind::Builtin, None, id, call)
    }

    /// A class as a value; classes of the same qualified name are one. Calling it makes an instance.
    pub fn class(name: impl Into<Str>, call: impl Fn(&[Value], Kwargs<'_>) -> Res<Value> + 'static) -> Self {
        let name = name.into();
        let id = crate::pystr::hash_str(&name) as usize;
        DynFunc::made(name, FuncKind::Type, None, id, call)
    }

    /// The dynamic form of a `Func<A, R>`.
    pub(crate) fn typed(
        name: &'static str,
        typed: Rc<dyn Any>,
        id: usize,
        call: impl Fn(&[Value], Kwargs<'_>) -> Res<Value> + 'static,
    ) -> Self {
        DynFunc::made(Str::lit(name), FuncKind::Function, Some(typed), id, call)
    }

    #[inline]
    pub fn call(&self, args: &[Value], kwargs: Kwargs<'_>) -> Res<Value> {
        (self.0.call)(args, kwargs)
    }

    /// `f.__name__`
    pub fn name(&self) -> Str {
        match self.0.kind {
            FuncKind::Type => Str::from(self.0.name.as_str().rsplit('.').next().unwrap_or("")),
            _ => self.0.name.clone(),
        }
    }

    /// A class's qualified name (`__main__.C`).
    pub fn qualified_name(&self) -> Str {
        self.0.name.clone()
    }

    pub fn kind(&self) -> FuncKind {
        self.0.kind
    }

    pub fn is_class(&self) -> bool {
        self.0.kind == FuncKind::Type
    }

    pub(crate) fn downcast<T: 'static>(&self) -> Option<Rc<T>> {
        self.0.typed.clone()?.downcast::<T>().ok()
    }
}

impl Obj for DynFunc {
    fn type_name(&self) -> Str {
        Str::lit(match self.0.kind {
            FuncKind::Function => "function",
            FuncKind::Builtin => "builtin_function_or_method",
            FuncKind::Type => "type",
        })
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        let text = match self.0.kind {
            FuncKind::Function => format!("<function {} at {:#x}>", &*self.0.name, self.0.id),
            FuncKind::Builtin => format!("<built-in function {}>", &*self.0.name),
            FuncKind::Type => format!("<class '{}'>", &*self.0.name),
        };
        out.push_str(&text);
        Ok(())
    }

    fn py_hash(&self) -> Res<i64> {
        Ok((self.0.id as u64).rotate_right(4) as i64)
    }

    fn fast_eq(&self, other: &Self) -> Option<bool> {
        Some(self.is(other))
    }

    fn has_stable_hash(&self) -> bool {
        false
    }

    fn is(&self, other: &Self) -> bool {
        self.0.id == other.0.id && self.0.kind == other.0.kind
    }

    fn to_value(&self) -> Value {
        Value::Func(self.clone())
    }

    fn from_value(v: Value) -> Res<Self> {
        v.as_func().ok_or_else(|| crate::obj::wrong_type("function", &v))
    }
}
