//! Operations of `Set<T>` with something else on the right: a dict (its keys) or any iterable. CPython walks and grows
//! differently for each, and the order of the result shows it.

use crate::dict::Dict;
use crate::error::Res;
use crate::hashed_set::{hash_number, HashedSet};
use crate::obj::Obj;
use crate::set::Set;

/// The operations with a dict on the right: its keys, by rules of their own.
impl<T: Obj> Set<T> {
    /// `set(d)`
    pub fn from_dict<V: Clone + 'static>(d: &Dict<T, V>) -> Res<Self> {
        let out = Set::new();
        out.update_dict(d)?;
        Ok(out)
    }

    /// `s.update(d)`: grows once for all keys.
    pub fn update_dict<V: Clone + 'static>(&self, d: &Dict<T, V>) -> Res<()> {
        self.with_mut(|s| s.reserve_for(d.len()));
        self.update_iter(d.keys_iter())
    }

    /// `s.difference(d)`
    pub fn difference_dict<V: Clone + 'static>(&self, d: &Dict<T, V>) -> Res<Self> {
        if self.len() >> 2 > d.len() {
            return self.difference_iter(d.keys_iter());
        }
        let out = self.like(HashedSet::new());
        for k in self.iter() {
            let k = k?;
            if !d.contains(&k)? {
                out.add(k)?;
            }
        }
        Ok(out)
    }

    /// `s.symmetric_difference_update(d)`
    pub fn symmetric_difference_update_dict<V: Clone + 'static>(&self, d: &Dict<T, V>) -> Res<()> {
        for k in d.keys_iter() {
            let k = k?;
            if !self.drop_key(&k)? {
                self.add(k)?;
            }
        }
        Ok(())
    }

    /// `s.symmetric_difference(d)`
    pub fn symmetric_difference_dict<V: Clone + 'static>(&self, d: &Dict<T, V>) -> Res<Self> {
        let out = Set::from_dict(d)?;
        out.symmetric_difference_update(self)?;
        Ok(self.like(out.into_hashed()))
    }
}

/// The operations with any iterable on the right.
impl<T: Obj> Set<T> {
    /// `s.update(iter)`
    pub fn update_iter(&self, iter: impl IntoIterator<Item = Res<T>>) -> Res<()> {
        for x in iter {
            self.add(x?)?;
        }
        Ok(())
    }

    /// `s.union(iter)`
    pub fn union_iter(&self, iter: impl IntoIterator<Item = Res<T>>) -> Res<Self> {
        let out = self.like(self.with(HashedSet::copy));
        out.update_iter(iter)?;
        Ok(out)
    }

    /// `s.intersection(iter)`
    pub fn intersection_iter(&self, iter: impl IntoIterator<Item = Res<T>>) -> Res<Self> {
        let out = self.like(HashedSet::new());
        for x in iter {
            let x = x?;
            let hash = hash_number(&x)?;
            if self.find(hash, &x)?.is_some() {
                out.add_hashed(hash, x)?;
                if out.len() >= self.len() {
                    break;
                }
            }
        }
        Ok(out)
    }

    /// `s.difference_update(iter)`
    pub fn difference_update_iter(&self, iter: impl IntoIterator<Item = Res<T>>) -> Res<()> {
        for x in iter {
            self.discard(&x?)?;
        }
        self.with_mut(HashedSet::sweep);
        Ok(())
    }

    /// `s.difference(iter)`
    pub fn difference_iter(&self, iter: impl IntoIterator<Item = Res<T>>) -> Res<Self> {
        let out = self.like(self.with(HashedSet::copy));
        out.difference_update_iter(iter)?;
        Ok(out)
    }

    /// `s.intersection_update(iter)`
    pub fn intersection_update_iter(&self, iter: impl IntoIterator<Item = Res<T>>) -> Res<()> {
        let body = self.intersection_iter(iter)?.into_hashed();
        let old = self.with_mut(|a| a.swap_body(body));
        drop(old);
        Ok(())
    }

    /// `s.symmetric_difference(iter)`
    pub fn symmetric_difference_iter(&self, iter: impl IntoIterator<Item = Res<T>>) -> Res<Self> {
        let out = self.like(HashedSet::from_iter_try(iter)?);
        out.symmetric_difference_update(self)?;
        Ok(out)
    }

    /// `s.symmetric_difference_update(iter)`
    pub fn symmetric_difference_update_iter(&self, iter: impl IntoIterator<Item = Res<T>>) -> Res<()> {
        self.symmetric_difference_update(&Set::from_iter_try(iter)?)
    }
}

/// The same for sets with one owner.
impl<T: Obj> HashedSet<T> {
    /// `s.update(iter)`
    pub fn update_iter(&mut self, iter: impl IntoIterator<Item = Res<T>>) -> Res<()> {
        for x in iter {
            self.add(x?)?;
        }
        Ok(())
    }

    /// `s.union(iter)`
    pub fn union_iter(&self, iter: impl IntoIterator<Item = Res<T>>) -> Res<Self> {
        let mut out = self.copy();
        out.update_iter(iter)?;
        Ok(out)
    }

    /// `s.intersection(iter)`
    pub fn intersection_iter(&self, iter: impl IntoIterator<Item = Res<T>>) -> Res<Self> {
        let mut out = HashedSet::new();
        for x in iter {
            let x = x?;
            if self.contains(&x)? {
                out.add(x)?;
                if out.len() >= self.len() {
                    break;
                }
            }
        }
        Ok(out)
    }

    /// `s.intersection_update(iter)`
    pub fn intersection_update_iter(&mut self, iter: impl IntoIterator<Item = Res<T>>) -> Res<()> {
        let body = self.intersection_iter(iter)?;
        self.swap_body(body);
        Ok(())
    }

    /// `s.difference_update(iter)`
    pub fn difference_update_iter(&mut self, iter: impl IntoIterator<Item = Res<T>>) -> Res<()> {
        for x in iter {
            self.discard(&x?)?;
        }
        self.sweep();
        Ok(())
    }

    /// `s.difference(iter)`
    pub fn difference_iter(&self, iter: impl IntoIterator<Item = Res<T>>) -> Res<Self> {
        let mut out = self.copy();
        out.difference_update_iter(iter)?;
        Ok(out)
    }

    /// `s.symmetric_difference(iter)`
    pub fn symmetric_difference_iter(&self, iter: impl IntoIterator<Item = Res<T>>) -> Res<Self> {
        let mut out = HashedSet::from_iter_try(iter)?;
        out.symmetric_difference_update(self)?;
        Ok(out)
    }

    /// `s.symmetric_difference_update(iter)`
    pub fn symmetric_difference_update_iter(&mut self, iter: impl IntoIterator<Item = Res<T>>) -> Res<()> {
        self.symmetric_difference_update(&HashedSet::from_iter_try(iter)?)
    }
}

/// Questions about any iterable, which both forms of set answer alike.
macro_rules! questions {
    ($($form:ident)*) => { $(
        impl<T: Obj> $form<T> {
            /// `s.issubset(iter)`
            pub fn issubset_iter(&self, iter: impl IntoIterator<Item = Res<T>>) -> Res<bool> {
                Ok(self.intersection_iter(iter)?.len() == self.len())
            }

            /// `s.issuperset(iter)`
            pub fn issuperset_iter(&self, iter: impl IntoIterator<Item = Res<T>>) -> Res<bool> {
                for x in iter {
                    if !self.contains(&x?)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }

            /// `s.isdisjoint(iter)`
            pub fn isdisjoint_iter(&self, iter: impl IntoIterator<Item = Res<T>>) -> Res<bool> {
                for x in iter {
                    if self.contains(&x?)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
        }
    )* };
}

questions! { Set HashedSet }
