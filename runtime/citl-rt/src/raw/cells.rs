//! Interior mutability for values shared by the generated program.
//!
//! Contract that all of it rests on: one thread runs the translated program, and no reference into a cell lives while
//! code of the user can run. So every method copies or moves values in and out; the `with` forms take closures that
//! must not call back into Python code (no `py_eq`, `py_hash`, `write_repr` of elements, no `Drop` of elements).
//! Debug builds check that rule and panic on a re-entrant use.
//!
//! Must not know: what is stored.

use crate::error::{attribute_error, name_error, unbound_local, Res};
use std::cell::UnsafeCell;
use std::ops::Deref;
use std::rc::Rc;

/// A cell that may be read and written through a shared reference, without run-time borrow flags in release builds.
pub struct Slot<T> {
    value: UnsafeCell<T>,
    #[cfg(debug_assertions)]
    busy: std::cell::Cell<bool>,
}

#[cfg(debug_assertions)]
struct Busy<'a>(&'a std::cell::Cell<bool>);

#[cfg(debug_assertions)]
impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

impl<T> Slot<T> {
    #[inline]
    pub const fn new(value: T) -> Self {
        Slot {
            value: UnsafeCell::new(value),
            #[cfg(debug_assertions)]
            busy: std::cell::Cell::new(false),
        }
    }

    #[cfg(debug_assertions)]
    fn lock(&self) -> Busy<'_> {
        assert!(!self.busy.replace(true), "a cell was used again while a closure works on it");
        Busy(&self.busy)
    }

    /// Runs `f` on the contents. `f` must not run user code (see the module's contract).
    #[inline]
    pub fn with<R>(&self, f: impl FnOnce(&T) -> R) -> R {
        #[cfg(debug_assertions)]
        let _guard = self.lock();
        // SAFETY: single thread (no `Sync`), and by contract `f` doesn't reach this cell again, so no `&mut` to the
        // contents exists while `f` holds the reference. Debug builds check it.
        f(unsafe { &*self.value.get() })
    }

    /// Runs `f` on the contents, mutably. `f` must not run user code and must not drop elements (see the contract).
    #[inline]
    pub fn with_mut<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        #[cfg(debug_assertions)]
        let _guard = self.lock();
        // SAFETY: as in `with`: the reference is the only one while `f` runs.
        f(unsafe { &mut *self.value.get() })
    }

    /// Puts `value` in and gives the old one out.
    #[inline]
    pub fn replace(&self, value: T) -> T {
        self.with_mut(|place| std::mem::replace(place, value))
    }

    /// Puts `value` in; the old one is dropped after the write, so its `Drop` sees the new state.
    #[inline]
    pub fn set(&self, value: T) {
        drop(self.replace(value));
    }

    #[inline]
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }

    #[inline]
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }
}

impl<T: Clone> Slot<T> {
    /// A copy of the contents (for shared values: of the reference).
    #[inline]
    pub fn get(&self) -> T {
        self.with(T::clone)
    }
}

impl<T: Default> Slot<T> {
    #[inline]
    pub fn take(&self) -> T {
        self.replace(T::default())
    }
}

impl<T: Default> Default for Slot<T> {
    fn default() -> Self {
        Slot::new(T::default())
    }
}

/// An attribute that may not be set yet.
pub struct AttrSlot<T>(Slot<Option<T>>);

impl<T: Clone> AttrSlot<T> {
    #[inline]
    pub const fn unset() -> Self {
        AttrSlot(Slot::new(None))
    }

    #[inline]
    pub const fn new(value: T) -> Self {
        AttrSlot(Slot::new(Some(value)))
    }

    /// The attribute, or `AttributeError: 'class' object has no attribute 'name'`.
    #[inline]
    pub fn get(&self, class: &str, name: &str) -> Res<T> {
        match self.0.get() {
            Some(value) => Ok(value),
            None => Err(no_attribute(class, name)),
        }
    }

    /// The attribute, where every constructor is known to set it.
    #[inline]
    pub fn value(&self) -> T {
        self.0.get().expect("an attribute that every constructor sets")
    }

    /// The attribute if it is set.
    #[inline]
    pub fn peek(&self) -> Option<T> {
        self.0.get()
    }

    #[inline]
    pub fn is_set(&self) -> bool {
        self.0.with(Option::is_some)
    }

    #[inline]
    pub fn set(&self, value: T) {
        self.0.set(Some(value));
    }

    /// `del x.name`
    pub fn del(&self, class: &str, name: &str) -> Res<()> {
        match self.0.replace(None) {
            Some(_) => Ok(()),
            None => Err(no_attribute(class, name)),
        }
    }
}

impl<T: Clone> Default for AttrSlot<T> {
    fn default() -> Self {
        AttrSlot::unset()
    }
}

/// `AttributeError: 'class' object has no attribute 'name'`
#[cold]
#[inline(never)]
pub fn no_attribute(class: &str, name: &str) -> Box<crate::error::PyErr> {
    attribute_error(format!("'{class}' object has no attribute '{name}'"))
}

/// `NameError: name 'name' is not defined`
#[cold]
#[inline(never)]
pub fn not_defined(name: &str) -> Box<crate::error::PyErr> {
    name_error(format!("name '{name}' is not defined"))
}

#[cold]
#[inline(never)]
fn known_set() -> ! {
    panic!("internal error: a variable that must be set is not")
}

/// A variable that may be unset: what `Global` and `Shared` are places of.
pub struct Variable<T>(Slot<Option<T>>);

impl<T: Clone> Variable<T> {
    /// The value of a variable that is known to be set.
    #[inline]
    pub fn value(&self) -> T {
        match self.0.get() {
            Some(value) => value,
            None => known_set(),
        }
    }

    #[inline]
    pub fn is_set(&self) -> bool {
        self.0.with(Option::is_some)
    }

    #[inline]
    pub fn set(&self, value: T) {
        self.0.set(Some(value));
    }

    /// Runs `f` on the place (None: not set). `f` must not run user code.
    #[inline]
    pub fn with_mut<R>(&self, f: impl FnOnce(&mut Option<T>) -> R) -> R {
        self.0.with_mut(f)
    }

    #[inline]
    fn get_or(&self, name: &str, unset: fn(&str) -> Box<crate::error::PyErr>) -> Res<T> {
        match self.0.get() {
            Some(value) => Ok(value),
            None => Err(unset(name)),
        }
    }

    fn del_or(&self, name: &str, unset: fn(&str) -> Box<crate::error::PyErr>) -> Res<()> {
        match self.0.replace(None) {
            Some(_) => Ok(()),
            None => Err(unset(name)),
        }
    }
}

/// A module-level variable: `static X: Global<Int> = Global::new();`
pub struct Global<T>(Variable<T>);

impl<T> Deref for Global<T> {
    type Target = Variable<T>;

    #[inline]
    fn deref(&self) -> &Variable<T> {
        &self.0
    }
}

// SAFETY: a translated program runs on one thread (`start`); nothing else touches its globals. Tests that use a
// `Global` do so from one test function.
unsafe impl<T> Sync for Global<T> {}

impl<T: Clone> Global<T> {
    #[allow(clippy::new_without_default)]
    #[inline]
    pub const fn new() -> Self {
        Global(Variable(Slot::new(None)))
    }

    /// The value, or `NameError: name 'name' is not defined`.
    #[inline]
    pub fn get(&self, name: &str) -> Res<T> {
        self.get_or(name, not_defined)
    }

    /// `del name`
    pub fn del(&self, name: &str) -> Res<()> {
        self.del_or(name, not_defined)
    }
}

/// A local variable that closures capture; clones are the same variable.
pub struct Shared<T>(Rc<Variable<T>>);

impl<T> Deref for Shared<T> {
    type Target = Variable<T>;

    #[inline]
    fn deref(&self) -> &Variable<T> {
        &self.0
    }
}

impl<T> Clone for Shared<T> {
    #[inline]
    fn clone(&self) -> Self {
        Shared(Rc::clone(&self.0))
    }
}

impl<T: Clone> Shared<T> {
    #[inline]
    pub fn new(value: T) -> Self {
        Shared(Rc::new(Variable(Slot::new(Some(value)))))
    }

    #[inline]
    pub fn unset() -> Self {
        Shared(Rc::new(Variable(Slot::new(None))))
    }

    /// The value as the capturing function sees it; NameError when not set.
    #[inline]
    pub fn get(&self, name: &str) -> Res<T> {
        self.get_or(name, free_unset)
    }

    /// The value as the owning function sees it; UnboundLocalError when not set.
    #[inline]
    pub fn get_local(&self, name: &str) -> Res<T> {
        self.get_or(name, unbound_local)
    }

    /// `del name`
    pub fn del(&self, name: &str) -> Res<()> {
        self.del_or(name, free_unset)
    }
}

#[cold]
#[inline(never)]
fn free_unset(name: &str) -> Box<crate::error::PyErr> {
    name_error(format!(
        "cannot access free variable '{name}' where it is not associated with a value in enclosing scope"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::int::Int;

    struct Watch(Rc<Slot<Vec<i64>>>, i64);

    impl Drop for Watch {
        fn drop(&mut self) {
            // Reads the cell that is being written: legal, as the old value is dropped after the write.
            let seen = self.0.with(Vec::len) as i64;
            self.0.with_mut(|log| log.push(self.1 * 10 + seen));
        }
    }

    #[test]
    fn the_old_value_is_dropped_after_the_write() {
        let log = Rc::new(Slot::new(Vec::new()));
        let slot = Slot::new(Watch(Rc::clone(&log), 1));
        slot.set(Watch(Rc::clone(&log), 2));
        assert_eq!(log.get(), [10]);
        drop(slot);
        assert_eq!(log.get(), [10, 21]);
    }

    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "used again")]
    fn debug_builds_refuse_a_cell_inside_itself() {
        let slot = Slot::new(1);
        slot.with(|_| slot.set(2));
    }

    #[test]
    fn unset_variables_raise_what_python_raises() {
        let attribute = AttrSlot::<Int>::unset();
        let text = |error: Box<crate::error::PyErr>| error.summary();
        let message = "AttributeError: 'C' object has no attribute 'x'";
        assert_eq!(attribute.get("C", "x").map_err(text), Err(message.to_owned()));
        attribute.set(Int::ONE);
        assert!(attribute.get("C", "x").is_ok_and(|x| x == 1));
        assert!(attribute.del("C", "x").is_ok());
        assert_eq!(attribute.del("C", "x").map_err(text), Err(message.to_owned()));

        static GLOBAL: Global<Int> = Global::new();
        assert_eq!(GLOBAL.get("g").map_err(text), Err("NameError: name 'g' is not defined".to_owned()));
        GLOBAL.set(Int::ONE);
        assert!(GLOBAL.value() == 1);

        let shared = Shared::<Int>::unset();
        let same = shared.clone();
        let message = "UnboundLocalError: cannot access local variable 's' where it is not associated with a value";
        assert_eq!(shared.get_local("s").map_err(text), Err(message.to_owned()));
        same.set(Int::ONE);
        assert!(shared.value() == 1);
    }
}
