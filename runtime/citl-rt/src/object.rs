//! `PyObject`: what a generated class offers to dynamic code, and `Object`, the dynamic handle of an instance.
//!
//! A class implements `class_name`, `py_getattr`, `py_setattr`, `has_method` and `py_call_method`; the rest follows from
//! its special methods (`__eq__`, `__len__`, ...) by the defaults here, which a class may override with faster ones.

use crate::cells::no_attribute;
use crate::error::{address_hash, type_error, AsAny, Res};
use crate::obj::{unhashable, CmpOp, Obj};
use crate::value::Value;
use std::rc::Rc;

/// Keyword arguments of a dynamic call.
pub type Kwargs<'a> = &'a [(&'a str, Value)];

pub trait PyObject: AsAny {
    /// `type(x).__name__`
    fn class_name(&self) -> &'static str;

    /// The class with its module, as `repr` shows it: `__main__.C`.
    fn qualified_name(&self) -> String {
        format!("__main__.{}", self.class_name())
    }

    /// Identity of the instance.
    fn addr(&self) -> usize {
        (self as *const Self).cast::<()>() as usize
    }

    /// `isinstance(x, class)` by the class's name; a class with bases answers for them too.
    fn is_instance(&self, class: &str) -> bool {
        class == self.class_name() || class == "object"
    }

    /// `x.name`: instance attributes, properties, class attributes, bound methods.
    fn py_getattr(&self, name: &str) -> Res<Value> {
        Err(no_attribute(self.class_name(), name))
    }

    /// `x.name = value`
    fn py_setattr(&self, name: &str, _value: Value) -> Res<()> {
        Err(no_attribute(self.class_name(), name))
    }

    /// `del x.name`
    fn py_delattr(&self, name: &str) -> Res<()> {
        Err(no_attribute(self.class_name(), name))
    }

    /// Whether the class (or a base) defines the method. Special methods are only called when this says so.
    fn has_method(&self, _name: &str) -> bool {
        false
    }

    /// `x.name(*args, **kwargs)`. A method that returns `NotImplemented` returns `Value::NotImplemented`.
    fn py_call_method(&self, name: &str, _args: &[Value], _kwargs: Kwargs<'_>) -> Res<Value> {
        if self.has_method(name) {
            // The translation didn't foresee that an object of the class is asked as a dynamic value.
            panic!("the method `{name}` of a `{}`, which is a dynamic value here", self.class_name());
        }
        Err(no_attribute(self.class_name(), name))
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        match special(self, "__repr__", &[])? {
            Some(text) => push_text(out, "__repr__", &text),
            None => {
                out.push_str(&format!("<{} object at {:#x}>", self.qualified_name(), self.addr()));
                Ok(())
            }
        }
    }

    fn write_str(&self, out: &mut String) -> Res<()> {
        match special(self, "__str__", &[])? {
            Some(text) => push_text(out, "__str__", &text),
            None => self.write_repr(out),
        }
    }

    fn write_format(&self, out: &mut String, spec: &str) -> Res<()> {
        match special(self, "__format__", &[Value::from(crate::pystr::Str::from(spec))])? {
            Some(text) => push_text(out, "__format__", &text),
            None if spec.is_empty() => self.write_str(out),
            None => Err(crate::obj::unsupported_format(self.class_name())),
        }
    }

    fn truthy(&self) -> Res<bool> {
        if let Some(v) = special(self, "__bool__", &[])? {
            return match v {
                Value::True => Ok(true),
                Value::False => Ok(false),
                other => Err(type_error(format!("__bool__ should return bool, returned {}", &*other.type_name()))),
            };
        }
        match special(self, "__len__", &[])? {
            Some(n) => Ok(length(&n)? != 0),
            None => Ok(true),
        }
    }

    /// `x == other` by the class's own `__eq__`; `None`: NotImplemented.
    fn py_eq(&self, other: &Value) -> Res<Option<bool>> {
        match special(self, "__eq__", std::slice::from_ref(other))? {
            Some(r) => Ok(Some(r.truthy()?)),
            None => Ok(None),
        }
    }

    /// `x op other` by the class's own method; `None`: NotImplemented.
    fn py_cmp(&self, other: &Value, op: CmpOp) -> Res<Option<bool>> {
        let name = match op {
            CmpOp::Lt => "__lt__",
            CmpOp::Le => "__le__",
            CmpOp::Gt => "__gt__",
            CmpOp::Ge => "__ge__",
        };
        match special(self, name, std::slice::from_ref(other))? {
            Some(r) => Ok(Some(r.truthy()?)),
            None => Ok(None),
        }
    }

    fn py_hash(&self) -> Res<i64> {
        if let Some(h) = special(self, "__hash__", &[])? {
            return match h.as_index() {
                Some(i) => Ok(i.hash_number()),
                None => Err(type_error("__hash__ method should return an integer")),
            };
        }
        if self.has_method("__eq__") {
            return Err(unhashable(self.class_name()));
        }
        Ok(address_hash(self.addr() as *const ()))
    }

    /// Whether two instances may be compared by identity alone.
    fn plain_identity(&self) -> bool {
        !self.has_method("__eq__")
    }
}

/// `<module.C object at 0x...>`
pub fn write_default_repr(out: &mut String, class: crate::pystr::Str, module: &str, address: usize) -> Res<()> {
    out.push_str(&format!("<{module}.{} object at {address:#x}>", &*class));
    Ok(())
}

fn push_text(out: &mut String, method: &str, v: &Value) -> Res<()> {
    match v.as_str() {
        Some(text) => {
            out.push_str(&text);
            Ok(())
        }
        None => Err(type_error(format!("{method} returned non-string (type {})", &*v.type_name()))),
    }
}

/// The result of `__len__` as a length.
pub(crate) fn length(n: &Value) -> Res<i64> {
    let Some(i) = n.as_index() else {
        return Err(type_error(format!("'{}' object cannot be interpreted as an integer", &*n.type_name())));
    };
    if i.is_negative() {
        return Err(crate::error::value_error("__len__() should return >= 0"));
    }
    i.to_i64().ok_or_else(|| crate::error::overflow_error("cannot fit 'int' into an index-sized integer"))
}

/// Calls a special method if the class has it; NotImplemented counts as not having it.
pub(crate) fn special<P: PyObject + ?Sized>(object: &P, name: &str, args: &[Value]) -> Res<Option<Value>> {
    if !object.has_method(name) {
        return Ok(None);
    }
    match object.py_call_method(name, args, &[])? {
        Value::NotImplemented => Ok(None),
        v => Ok(Some(v)),
    }
}

/// The dynamic handle of an instance: one pointer.
#[derive(Clone)]
#[allow(clippy::redundant_allocation)] // the inner pointer is two words, a dynamic value has room for one
pub struct Object(Rc<Rc<dyn PyObject>>);

impl Object {
    pub fn new(object: Rc<dyn PyObject>) -> Self {
        Object(Rc::new(object))
    }

    #[inline]
    pub fn get(&self) -> &dyn PyObject {
        &**self.0
    }

    pub fn addr(&self) -> usize {
        self.get().addr()
    }

    /// The instance as the generated class `T`.
    pub fn downcast<T: 'static>(&self) -> Option<Rc<T>> {
        Rc::clone(&*self.0).into_any().downcast::<T>().ok()
    }

    pub fn downcast_ref<T: 'static>(&self) -> Option<&T> {
        self.get().as_any().downcast_ref::<T>()
    }

    pub(crate) fn special(&self, name: &str, args: &[Value]) -> Res<Option<Value>> {
        special(self.get(), name, args)
    }

    pub fn call_method(&self, name: &str, args: &[Value], kwargs: Kwargs<'_>) -> Res<Value> {
        self.get().py_call_method(name, args, kwargs)
    }
}
