//! Exception objects and the error type of everything that can raise (`Res<T>`).
//!
//! An exception (`Exc`) is shared and carries its own traceback, as in Python: `res.at(line)` adds a frame while it
//! travels outwards, catching and raising it again goes on with the same list.

use crate::cells::Slot;
use crate::exc_types::*;
use crate::obj::{wrong_type, CmpOp, Obj};
use crate::pystr::Str;
pub use crate::raise::*;
use crate::tuple::Tuple;
use crate::value::Value;
use std::any::Any;
use std::cell::Cell;
use std::rc::Rc;

/// Result of everything that can raise.
pub type Res<T> = Result<T, Box<PyErr>>;

/// What every exception object carries.
#[derive(Default)]
pub struct ExcData {
    args: Slot<Vec<Value>>,
    cause: Slot<Option<Exc>>,
    context: Slot<Option<Exc>>,
    suppress_context: Cell<bool>,
    notes: Slot<Vec<Str>>,
    /// Line numbers, innermost frame first.
    trace: Slot<Vec<u32>>,
}

impl ExcData {
    pub fn new(args: Vec<Value>) -> Self {
        ExcData { args: Slot::new(args), ..ExcData::default() }
    }

    pub fn args(&self) -> Vec<Value> {
        self.args.get()
    }

    pub fn set_args(&self, args: Vec<Value>) {
        self.args.set(args);
    }

    pub fn arg(&self, index: usize) -> Option<Value> {
        self.args.with(|args| args.get(index).cloned())
    }

    /// `__cause__`
    pub fn cause(&self) -> Option<Exc> {
        self.cause.get()
    }

    /// `e.__cause__ = cause`, also what `raise e from cause` does: the context is no longer shown.
    pub fn set_cause(&self, cause: Option<Exc>) {
        self.cause.set(cause);
        self.suppress_context.set(true);
    }

    /// `__context__`
    pub fn context(&self) -> Option<Exc> {
        self.context.get()
    }

    pub fn set_context(&self, context: Option<Exc>) {
        self.context.set(context);
    }

    pub fn suppress_context(&self) -> bool {
        self.suppress_context.get()
    }

    pub fn set_suppress_context(&self, on: bool) {
        self.suppress_context.set(on);
    }

    /// `e.add_note(note)`
    pub fn add_note(&self, note: Str) {
        self.notes.with_mut(|notes| notes.push(note));
    }

    pub fn notes(&self) -> Vec<Str> {
        self.notes.get()
    }

    /// Line numbers of the traceback, innermost frame first.
    pub fn trace(&self) -> Vec<u32> {
        self.trace.get()
    }

    pub fn clear_trace(&self) {
        self.trace.set(Vec::new());
    }

    pub fn push_frame(&self, line: u32) {
        self.trace.with_mut(|trace| trace.push(line));
    }

    /// The line of the frame that it left last.
    fn last_frame(&self) -> Option<u32> {
        self.trace.with(|trace| trace.last().copied())
    }
}

/// Access to the concrete type; every exception object has it by itself.
pub trait AsAny: 'static {
    fn as_any(&self) -> &dyn Any;
    fn into_any(self: Rc<Self>) -> Rc<dyn Any>;
}

impl<T: 'static> AsAny for T {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn into_any(self: Rc<Self>) -> Rc<dyn Any> {
        self
    }
}

/// An exception object: built-in ones are `BuiltinExc`, generated classes implement it themselves.
pub trait ExcObject: AsAny {
    fn class(&self) -> &'static ExcType;

    fn data(&self) -> &ExcData;

    /// Attributes and methods of a generated class, for dynamic code.
    fn as_object(&self) -> Option<&dyn crate::object::PyObject> {
        None
    }

    /// `str(e)`
    fn exc_str(&self) -> Res<Str> {
        default_exc_str(self.class(), self.data())
    }

    /// `repr(e)`
    fn exc_repr(&self) -> Res<Str> {
        default_exc_repr(self.class(), self.data())
    }
}

/// `BaseException.__str__`, with the special forms of KeyError and OSError.
pub fn default_exc_str(class: &'static ExcType, data: &ExcData) -> Res<Str> {
    let args = data.args();
    if class.is_subclass(&KEY_ERROR) && args.len() == 1 {
        return crate::obj::repr(&args[0]);
    }
    if class.is_subclass(&OS_ERROR) && (args.len() == 2 || args.len() == 3 || args.len() == 5) {
        let errno = crate::obj::to_str(&args[0])?;
        let text = crate::obj::to_str(&args[1])?;
        let mut out = format!("[Errno {errno}] {text}");
        if args.len() > 2 {
            out.push_str(": ");
            args[2].write_repr(&mut out)?;
        }
        if args.len() == 5 {
            out.push_str(" -> ");
            args[4].write_repr(&mut out)?;
        }
        return Ok(Str::from(out));
    }
    match args.len() {
        0 => Ok(Str::lit("")),
        1 => crate::obj::to_str(&args[0]),
        _ => {
            let mut out = String::from("(");
            write_args(&args, &mut out)?;
            out.push(')');
            Ok(Str::from(out))
        }
    }
}

/// `BaseException.__repr__`
pub fn default_exc_repr(class: &'static ExcType, data: &ExcData) -> Res<Str> {
    let mut args = data.args();
    if class.is_subclass(&OS_ERROR) && args.len() == 3 {
        args.pop();
    }
    let mut out = format!("{}(", class.name);
    write_args(&args, &mut out)?;
    out.push(')');
    Ok(Str::from(out))
}

fn write_args(args: &[Value], out: &mut String) -> Res<()> {
    for (i, arg) in args.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        arg.write_repr(out)?;
    }
    Ok(())
}

/// An object of a built-in exception class.
pub struct BuiltinExc {
    class: &'static ExcType,
    data: ExcData,
}

impl ExcObject for BuiltinExc {
    fn class(&self) -> &'static ExcType {
        self.class
    }

    fn data(&self) -> &ExcData {
        &self.data
    }
}

/// A shared exception object.
#[derive(Clone)]
pub struct Exc(pub Rc<dyn ExcObject>);

impl Exc {
    pub fn new(class: &'static ExcType, args: Vec<Value>) -> Exc {
        Exc(Rc::new(BuiltinExc { class, data: ExcData::new(args) }))
    }

    pub fn class(&self) -> &'static ExcType {
        self.0.class()
    }

    /// `isinstance(e, class)`
    pub fn is_instance(&self, class: &'static ExcType) -> bool {
        self.class().is_subclass(class)
    }

    /// `e.args`; the file name of an OSError isn't part of it.
    pub fn args(&self) -> Tuple<Value> {
        let mut args = self.0.data().args();
        if args.len() == 3 && self.is_instance(&OS_ERROR) {
            args.pop();
        }
        Tuple::from(args)
    }

    pub fn arg(&self, index: usize) -> Option<Value> {
        self.0.data().arg(index)
    }

    pub fn data(&self) -> &ExcData {
        self.0.data()
    }

    /// The object as the generated class `T`.
    pub fn downcast<T: ExcObject>(&self) -> Option<Rc<T>> {
        Rc::clone(&self.0).into_any().downcast::<T>().ok()
    }

    /// `raise e`
    #[cold]
    pub fn raise(&self) -> Box<PyErr> {
        PyErr::new(self.clone())
    }

    /// `e.with_traceback(None)`
    pub fn without_traceback(self) -> Exc {
        self.data().clear_trace();
        self
    }
}

impl<T: ExcObject> From<Rc<T>> for Exc {
    fn from(object: Rc<T>) -> Exc {
        Exc(object)
    }
}

impl Obj for Exc {
    fn type_name(&self) -> Str {
        Str::lit(self.class().name)
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        out.push_str(&self.0.exc_repr()?);
        Ok(())
    }

    fn write_str(&self, out: &mut String) -> Res<()> {
        out.push_str(&self.0.exc_str()?);
        Ok(())
    }

    fn py_cmp(&self, other: &Self, op: CmpOp) -> Res<bool> {
        Err(crate::obj::unordered(op, self.class().name, other.class().name))
    }

    fn py_hash(&self) -> Res<i64> {
        Ok(address_hash(Rc::as_ptr(&self.0).cast::<()>()))
    }

    fn is(&self, other: &Self) -> bool {
        std::ptr::addr_eq(Rc::as_ptr(&self.0), Rc::as_ptr(&other.0))
    }

    fn to_value(&self) -> Value {
        Value::from(self.clone())
    }

    fn from_value(v: Value) -> Res<Self> {
        match v.as_exc() {
            Some(exc) => Ok(exc),
            None => Err(wrong_type("exception", &v)),
        }
    }
}

/// CPython's hash of an object without `__hash__`: its address, rotated.
pub fn address_hash(address: *const ()) -> i64 {
    (address as usize as u64).rotate_right(4) as i64
}

/// A raised exception on its way outwards.
pub struct PyErr {
    exc: Exc,
}

impl PyErr {
    #[cold]
    pub fn new(exc: Exc) -> Box<PyErr> {
        Box::new(PyErr { exc })
    }

    /// Whether `except class:` catches it.
    pub fn matches(&self, class: &'static ExcType) -> bool {
        self.exc.is_instance(class)
    }

    pub fn exc(&self) -> Exc {
        self.exc.clone()
    }

    pub fn downcast<T: ExcObject>(&self) -> Option<Rc<T>> {
        self.exc.downcast::<T>()
    }

    /// `raise self from cause`
    pub fn from_cause(self: Box<Self>, cause: Option<Exc>) -> Box<PyErr> {
        self.exc.data().set_cause(cause);
        self
    }

    /// The error left a handler of `handled` (`except` or `finally` body): `handled` becomes the end of its chain of
    /// contexts, unless it is already part of it.
    pub fn during(self: Box<Self>, handled: &Exc) -> Box<PyErr> {
        let mut last = self.exc.clone();
        loop {
            if last.is(handled) {
                return self;
            }
            match last.data().context() {
                Some(next) if !next.is(&self.exc) => last = next,
                _ => break,
            }
        }
        // The new end must not lead back into the chain.
        let mut link = Some(handled.clone());
        while let Some(exc) = link {
            if exc.is(&self.exc) {
                return self;
            }
            link = exc.data().context();
        }
        last.data().set_context(Some(handled.clone()));
        self
    }

    pub fn push_frame(&self, line: u32) {
        self.exc.data().push_frame(line);
    }

    /// The last line of a traceback: `ValueError: text`.
    pub fn summary(&self) -> String {
        crate::traceback::summary(&self.exc)
    }
}

impl std::fmt::Debug for PyErr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.summary())
    }
}

impl std::fmt::Display for PyErr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.summary())
    }
}

impl std::error::Error for PyErr {}

/// `res.at(line)`: one frame of the traceback, on the error path only.
pub trait At {
    type Out;
    fn at(self, line: u32) -> Self::Out;
}

impl<T> At for Res<T> {
    type Out = Res<T>;

    #[inline(always)]
    fn at(self, line: u32) -> Res<T> {
        match self {
            Ok(value) => Ok(value),
            Err(err) => Err(add_frame(err, line)),
        }
    }
}

#[cold]
#[inline(never)]
fn add_frame(err: Box<PyErr>, line: u32) -> Box<PyErr> {
    err.push_frame(line);
    err
}

/// Idiomatic code: an exception that nobody can catch stops the program.
pub trait OrStop {
    type Out;
    fn or_stop(self, line: u32) -> Self::Out;
}

impl<T> OrStop for Res<T> {
    type Out = T;

    #[inline(always)]
    fn or_stop(self, line: u32) -> T {
        match self {
            Ok(value) => value,
            Err(err) => stop_now(err, line),
        }
    }
}

/// Stops the program because of `err`: SystemExit ends it as in Python, anything else is a panic with the Python line.
#[cold]
#[inline(never)]
pub fn stop_now(err: Box<PyErr>, line: u32) -> ! {
    if err.matches(&crate::exc_types::SYSTEM_EXIT) {
        crate::start::leave(&err);
    }
    // One that no handler took has its line from where it was raised.
    let line = if line == 0 { err.exc().data().last_frame().unwrap_or(0) } else { line };
    panic!("{} ({})", err.summary(), crate::traceback::place(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raised(text: &str) -> Box<PyErr> {
        value_error(text)
    }

    #[test]
    fn classes_match_their_subclasses() {
        let error = key_error(Value::from(1));
        assert!(error.matches(&KEY_ERROR) && error.matches(&LOOKUP_ERROR) && error.matches(&BASE_EXCEPTION));
        assert!(!error.matches(&INDEX_ERROR));
        assert_eq!(error.summary(), "KeyError: 1");
    }

    #[test]
    fn contexts_form_a_chain_without_cycles() {
        let (a, b, c) = (raised("a").exc(), raised("b").exc(), raised("c").exc());
        let error = b.raise().during(&a);
        assert!(error.exc().data().context().is_some_and(|context| context.is(&a)));
        let error = c.raise().during(&b);
        assert!(error.exc().data().context().is_some_and(|context| context.is(&b)));
        // Raising the first again while the last is handled must not close the chain.
        let error = a.raise().during(&c);
        assert!(error.exc().data().context().is_none());
        // The same exception again changes nothing.
        assert!(b.raise().during(&b).exc().data().context().is_some_and(|context| context.is(&a)));
    }

    #[test]
    fn a_context_goes_to_the_end_of_the_chain() {
        let (a, b, c) = (raised("a").exc(), raised("b").exc(), raised("c").exc());
        let inner = c.raise().during(&b);
        let outer = inner.during(&a);
        assert!(outer.exc().is(&c));
        assert!(b.data().context().is_some_and(|context| context.is(&a)));
    }

    #[test]
    fn texts_of_built_in_exceptions() {
        let text = |class, args: Vec<Value>| raise_args(class, args).summary();
        let s = |text: &str| Value::from(Str::from(text));
        assert_eq!(text(&VALUE_ERROR, vec![]), "ValueError");
        assert_eq!(text(&VALUE_ERROR, vec![s("a"), Value::from(1)]), "ValueError: ('a', 1)");
        assert_eq!(text(&KEY_ERROR, vec![s("a")]), "KeyError: 'a'");
        assert_eq!(text(&OS_ERROR, vec![Value::from(2), s("No")]), "OSError: [Errno 2] No");
        assert_eq!(text(&OS_ERROR, vec![Value::from(2), s("No"), s("f")]), "OSError: [Errno 2] No: 'f'");
        let exc = raise_args(&OS_ERROR, vec![Value::from(2), s("No"), s("f")]).exc();
        assert!(crate::obj::repr(&exc).is_ok_and(|text| text == "OSError(2, 'No')"));
    }

    #[test]
    fn frames_are_recorded_on_the_way_out_only() {
        let error = Err::<i64, _>(raised("a")).at(3).at(7).err();
        assert_eq!(error.map(|error| error.exc().data().trace()), Some(vec![3, 7]));
        assert!(Ok(1).at(3).is_ok());
    }

    #[test]
    #[should_panic(expected = "ValueError: a (line 5")]
    fn idiomatic_code_stops() {
        Err::<i64, _>(raised("a")).or_stop(5);
    }
}
