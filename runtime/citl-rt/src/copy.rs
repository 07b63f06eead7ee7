//! `copy.deepcopy`.

use crate::error::Res;
use crate::obj::Obj;
use std::any::Any;
use std::collections::HashMap;

/// What has been copied, by the address of the original: an object that occurs twice is copied once.
#[derive(Default)]
pub struct Memo(HashMap<usize, Box<dyn Any>>);

impl Memo {
    /// The copy of the object at `addr`, if there is one.
    pub fn known<T: Clone + 'static>(&self, addr: usize) -> Option<T> {
        self.0.get(&addr)?.downcast_ref::<T>().cloned()
    }

    pub fn remember<T: Clone + 'static>(&mut self, addr: usize, copy: &T) {
        self.0.insert(addr, Box::new(copy.clone()));
    }
}

/// `copy.deepcopy(x)`
pub fn deep_copy<T: Obj>(x: &T) -> Res<T> {
    x.deep_copy(&mut Memo::default())
}
