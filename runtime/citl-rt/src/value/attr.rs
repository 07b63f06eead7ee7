//! Attributes of dynamic values, and the questions `type`, `isinstance`, `hasattr`.

use super::*;
use crate::cells::no_attribute;
use crate::error::{attribute_error, type_error};

/// `o.name`
pub fn v_getattr(o: &Value, name: &str) -> Res<Value> {
    if let Value::Exc(e) = o {
        if let Some(object) = e.0.as_object() {
            match object.py_getattr(name) {
                Err(e) if e.matches(&crate::exc_types::ATTRIBUTE_ERROR) => {}
                found => return found,
            }
            if object.has_method(name) {
                return Ok(bound_method(o, name));
            }
        }
    }
    match (o, name) {
        (_, "__class__") => Ok(v_type(o)),
        (Value::Obj(x), _) => match x.get().py_getattr(name) {
            Err(e) if e.matches(&crate::exc_types::ATTRIBUTE_ERROR) && x.get().has_method(name) => {
                Ok(bound_method(o, name))
            }
            found => found,
        },
        (Value::Func(f), "__name__") => Ok(Value::from(f.name())),
        (Value::Func(f), "__qualname__") => Ok(Value::from(f.name())),
        (Value::Func(f), "__module__") => Ok(Value::from(match f.qualified_name().rsplit_once('.') {
            Some((module, _)) => module,
            None if f.kind() == FuncKind::Function => "__main__",
            None => "builtins",
        })),
        (Value::Exc(e), "args") => Ok(Value::Tuple(e.args())),
        (Value::Exc(e), "__cause__") => Ok(Value::from(e.data().cause())),
        (Value::Exc(e), "__context__") => Ok(Value::from(e.data().context())),
        (Value::Exc(e), "__suppress_context__") => Ok(Value::from(e.data().suppress_context())),
        (Value::Exc(e), "value") if e.is_instance(&crate::exc_types::STOP_ITERATION) => {
            Ok(e.arg(0).unwrap_or(Value::None))
        }
        (Value::Exc(e), "code") if e.is_instance(&crate::exc_types::SYSTEM_EXIT) => Ok(e.arg(0).unwrap_or(Value::None)),
        (Value::Exc(e), "errno") if e.is_instance(&crate::exc_types::OS_ERROR) => Ok(e.arg(0).unwrap_or(Value::None)),
        (Value::Exc(e), "strerror") if e.is_instance(&crate::exc_types::OS_ERROR) => {
            Ok(e.arg(1).unwrap_or(Value::None))
        }
        (Value::Exc(e), "filename") if e.is_instance(&crate::exc_types::OS_ERROR) => {
            Ok(e.arg(2).unwrap_or(Value::None))
        }
        (Value::Range(r), "start") => Ok(Value::Int(r.start)),
        (Value::Range(r), "stop") => Ok(Value::Int(r.stop)),
        (Value::Range(r), "step") => Ok(Value::Int(r.step)),
        (Value::Int(_) | Value::Big(_) | Value::True | Value::False, "real" | "numerator") => {
            Ok(Value::from(o.as_index().unwrap_or(Int::ZERO)))
        }
        (Value::Int(_) | Value::Big(_) | Value::True | Value::False, "imag") => Ok(Value::Int(0)),
        (Value::Int(_) | Value::Big(_) | Value::True | Value::False, "denominator") => Ok(Value::Int(1)),
        (Value::Float(_), "real") => Ok(o.clone()),
        (Value::Float(_), "imag") => Ok(Value::from(0.0)),
        _ if super::methods::knows(o, name) => Ok(bound_method(o, name)),
        _ => Err(missing(o, name)),
    }
}

#[cold]
fn missing(o: &Value, name: &str) -> Box<crate::error::PyErr> {
    match o {
        // A user's class has what its body says, which nobody can ask of the value.
        Value::Func(f) if f.is_class() && f.qualified_name().contains(".") => {
            panic!("the attribute `{name}` of the class `{}`, which is a dynamic value here", &*f.name())
        }
        Value::Func(f) if f.is_class() => {
            attribute_error(format!("type object '{}' has no attribute '{name}'", &*f.name()))
        }
        _ => no_attribute(&o.type_name(), name),
    }
}

/// `o.name` as a function that remembers `o`.
fn bound_method(o: &Value, name: &str) -> Value {
    let (object, name) = (o.clone(), Str::from(name));
    Value::Func(DynFunc::new(name.clone(), move |args, kwargs| v_method(&object, &name, args, kwargs)))
}

/// `o.name = v`
pub fn v_setattr(o: &Value, name: &str, v: Value) -> Res<()> {
    match (o, name) {
        (Value::Obj(x), _) => x.get().py_setattr(name, v),
        (Value::Exc(e), "args") => {
            // The built-in attributes first: a class can't have others of these names.
            e.data().set_args(v_iter(&v)?.collect::<Res<Vec<Value>>>()?);
            Ok(())
        }
        (Value::Exc(e), "__cause__") => {
            e.data().set_cause(v.as_exc());
            Ok(())
        }
        (Value::Exc(e), "__context__") => {
            e.data().set_context(v.as_exc());
            Ok(())
        }
        (Value::Exc(e), _) if e.0.as_object().is_some() => match e.0.as_object() {
            Some(object) => object.py_setattr(name, v),
            None => Err(missing(o, name)),
        },
        _ if super::methods::knows(o, name) => {
            Err(attribute_error(format!("'{}' object attribute '{name}' is read-only", &*o.type_name())))
        }
        _ => Err(missing(o, name)),
    }
}

/// `del o.name`
pub fn v_delattr(o: &Value, name: &str) -> Res<()> {
    match o {
        Value::Obj(x) => x.get().py_delattr(name),
        _ => Err(missing(o, name)),
    }
}

/// `hasattr(o, name)`
pub fn v_hasattr(o: &Value, name: &str) -> Res<bool> {
    match v_getattr(o, name) {
        Ok(_) => Ok(true),
        Err(e) if e.matches(&crate::exc_types::ATTRIBUTE_ERROR) => Ok(false),
        Err(e) => Err(e),
    }
}

/// `getattr(o, name, default)`
pub fn v_getattr_or(o: &Value, name: &str, default: Value) -> Res<Value> {
    match v_getattr(o, name) {
        Err(e) if e.matches(&crate::exc_types::ATTRIBUTE_ERROR) => Ok(default),
        found => found,
    }
}

/// `type(o)`
pub fn v_type(o: &Value) -> Value {
    let name = match o {
        Value::Obj(x) => Str::from(x.get().qualified_name()),
        Value::Exc(e) => exception_name(e),
        other => other.type_name(),
    };
    type_named(name)
}

fn exception_name(e: &Exc) -> Str {
    let class = e.class();
    let built_in = crate::exc_types::BUILTIN_EXCEPTIONS.iter().any(|c| std::ptr::eq(*c, class));
    match class.module {
        Some(module) => Str::from(format!("{module}.{}", class.name)),
        None if built_in => Str::lit(class.name),
        None => Str::from(format!("__main__.{}", class.name)),
    }
}

/// A class by its qualified name; calling works for the built-in types.
pub fn type_named(name: impl Into<Str>) -> Value {
    let name = name.into();
    let called = name.clone();
    Value::Func(DynFunc::class(name, move |args, kwargs| v_construct(&called, args, kwargs)))
}

/// The exception that `raise v` raises: an exception object, or an exception class, which is called.
pub fn v_exception(v: &Value) -> Res<Exc> {
    let made = match v {
        Value::Func(f) if f.is_class() => f.call(&[], &[])?,
        other => other.clone(),
    };
    match made.as_exc() {
        Some(e) => Ok(e),
        None => Err(type_error("exceptions must derive from BaseException")),
    }
}

/// `isinstance(o, class)` by the class's bare name.
pub fn v_isinstance(o: &Value, class: &str) -> bool {
    match (o, class) {
        (_, "object") => true,
        (Value::True | Value::False, "int") => true,
        (Value::Obj(x), _) => x.get().is_instance(class),
        (Value::Exc(e), _) => {
            let mut c = Some(e.class());
            while let Some(t) = c {
                if t.name == class {
                    return true;
                }
                c = t.base;
            }
            false
        }
        (Value::Func(f), "type") => f.is_class(),
        (o, class) => &*o.type_name() == class,
    }
}

/// `isinstance(o, classes)` with a class or a tuple of classes as values.
pub fn v_isinstance_of(o: &Value, classes: &Value) -> Res<bool> {
    match classes {
        Value::Func(f) if f.is_class() => Ok(v_isinstance(o, &f.name())),
        Value::Tuple(t) => {
            for c in &**t {
                if v_isinstance_of(o, c)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        _ => Err(type_error("isinstance() arg 2 must be a type, a tuple of types, or a union")),
    }
}
