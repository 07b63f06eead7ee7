//! Python's list operations on owned `Vec<T>` and slices, for idiomatic code: names with `py_`, Python's positions.

use crate::error::{index_error, value_error, Res};
use crate::list::{copies, repeated, wrong_size};
use crate::obj::Obj;
use crate::seq::{clamp, position, reverse, same, slice_at, Bounds, SliceAt};
use crate::sort::{sort_vec, sort_vec_by_keys};

/// Reading, and changes that keep the length.
pub trait SliceExt<T> {
    /// `len(xs)`
    fn py_len(&self) -> i64;
    /// `xs[i]`
    fn py_get(&self, i: i64) -> Res<T>
    where
        T: Clone;
    /// `xs[i]` by reference
    fn py_ref(&self, i: i64) -> Res<&T>;
    /// `xs[i]` to be changed in place
    fn py_mut(&mut self, i: i64) -> Res<&mut T>;
    /// `xs[i] = value`
    fn py_set(&mut self, i: i64, value: T) -> Res<()>;
    /// `xs[lo:hi:step]`
    fn py_slice(&self, lo: Option<i64>, hi: Option<i64>, step: Option<i64>) -> Res<Vec<T>>
    where
        T: Clone;
    /// `value in xs`
    fn py_contains(&self, value: &T) -> Res<bool>
    where
        T: Obj;
    /// `xs.index(value, lo, hi)`
    fn py_index(&self, value: &T, lo: Option<i64>, hi: Option<i64>) -> Res<i64>
    where
        T: Obj;
    /// `xs.count(value)`
    fn py_count(&self, value: &T) -> Res<i64>
    where
        T: Obj;
    /// `xs * n`
    #[track_caller]
    fn py_repeat(&self, n: i64) -> Vec<T>
    where
        T: Clone;
    /// `xs + ys`
    fn py_concat(&self, other: &[T]) -> Vec<T>
    where
        T: Clone;
}

/// Changes of an owned list.
pub trait VecExt<T> {
    /// `xs.pop()`
    fn py_pop(&mut self) -> Res<T>;
    /// `xs.pop(i)`
    fn py_pop_at(&mut self, i: i64) -> Res<T>;
    /// `xs.insert(i, value)`
    fn py_insert(&mut self, i: i64, value: T);
    /// `del xs[i]`
    fn py_del(&mut self, i: i64) -> Res<()>;
    /// `del xs[lo:hi:step]`
    fn py_del_slice(&mut self, lo: Option<i64>, hi: Option<i64>, step: Option<i64>) -> Res<()>;
    /// `xs[lo:hi:step] = values`
    fn py_set_slice(&mut self, lo: Option<i64>, hi: Option<i64>, step: Option<i64>, values: Vec<T>) -> Res<()>;
    /// `xs[to] = xs[from]`: all of the right side is read before anything is written
    fn py_copy_slice(&mut self, from: Bounds, to: Bounds) -> Res<()>
    where
        T: Clone;
    /// `xs.reverse()`
    fn py_reverse(&mut self);
    /// `xs.remove(value)`
    fn py_remove(&mut self, value: &T) -> Res<()>
    where
        T: Obj;
    /// `xs.sort(reverse=reverse)`
    fn py_sort(&mut self, reverse: bool) -> Res<()>
    where
        T: Obj;
    /// `xs.sort(key=key, reverse=reverse)`
    fn py_sort_by_key<K: Obj>(&mut self, key: impl FnMut(&T) -> Res<K>, reverse: bool) -> Res<()>
    where
        T: Clone;
    /// `xs *= n`
    #[track_caller]
    fn py_repeat_in_place(&mut self, n: i64)
    where
        T: Clone;
}

#[cold]
#[inline(never)]
fn out_of_range(what: &'static str) -> Box<crate::error::PyErr> {
    index_error(what)
}

const GET: &str = "list index out of range";
const SET: &str = "list assignment index out of range";

impl<T> SliceExt<T> for [T] {
    #[inline]
    fn py_len(&self) -> i64 {
        self.len() as i64
    }

    #[inline]
    fn py_get(&self, i: i64) -> Res<T>
    where
        T: Clone,
    {
        self.py_ref(i).cloned()
    }

    #[inline]
    fn py_ref(&self, i: i64) -> Res<&T> {
        match position(i, self.len()) {
            Some(at) => Ok(&self[at]),
            None => Err(out_of_range(GET)),
        }
    }

    #[inline]
    fn py_mut(&mut self, i: i64) -> Res<&mut T> {
        match position(i, self.len()) {
            Some(at) => Ok(&mut self[at]),
            None => Err(out_of_range(GET)),
        }
    }

    #[inline]
    fn py_set(&mut self, i: i64, value: T) -> Res<()> {
        match position(i, self.len()) {
            Some(at) => {
                self[at] = value;
                Ok(())
            }
            None => Err(out_of_range(SET)),
        }
    }

    #[inline]
    fn py_slice(&self, lo: Option<i64>, hi: Option<i64>, step: Option<i64>) -> Res<Vec<T>>
    where
        T: Clone,
    {
        Ok(slice_at(lo, hi, step, self.len())?.of(self))
    }

    fn py_contains(&self, value: &T) -> Res<bool>
    where
        T: Obj,
    {
        for x in self {
            if same(x, value)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn py_index(&self, value: &T, lo: Option<i64>, hi: Option<i64>) -> Res<i64>
    where
        T: Obj,
    {
        let from = clamp(lo.unwrap_or(0), self.len());
        let to = hi.map_or(self.len(), |i| clamp(i, self.len()));
        for (i, x) in self.iter().enumerate().take(to).skip(from) {
            if same(x, value)? {
                return Ok(i as i64);
            }
        }
        Err(value_error(format!("{} is not in list", &*crate::obj::repr(value)?)))
    }

    fn py_count(&self, value: &T) -> Res<i64>
    where
        T: Obj,
    {
        let mut n = 0;
        for x in self {
            n += i64::from(same(x, value)?);
        }
        Ok(n)
    }

    #[track_caller]
    fn py_repeat(&self, n: i64) -> Vec<T>
    where
        T: Clone,
    {
        repeated(self, copies::<T>(self.len(), n))
    }

    fn py_concat(&self, other: &[T]) -> Vec<T>
    where
        T: Clone,
    {
        let mut v = Vec::with_capacity(self.len() + other.len());
        v.extend_from_slice(self);
        v.extend_from_slice(other);
        v
    }
}

/// Puts `values` where `at` is.
fn put_slice<T>(xs: &mut Vec<T>, at: SliceAt, values: Vec<T>) -> Res<()> {
    if at.step == 1 {
        let start = at.start as usize;
        if values.len() == at.len {
            for (place, x) in xs[start..start + at.len].iter_mut().zip(values) {
                *place = x;
            }
        } else {
            xs.splice(start..start + at.len, values);
        }
        return Ok(());
    }
    if values.len() != at.len {
        return Err(wrong_size(values.len(), at.len));
    }
    for (i, x) in at.positions().zip(values) {
        xs[i] = x;
    }
    Ok(())
}

impl<T> VecExt<T> for Vec<T> {
    #[inline]
    fn py_pop(&mut self) -> Res<T> {
        match self.pop() {
            Some(x) => Ok(x),
            None => Err(out_of_range("pop from empty list")),
        }
    }

    fn py_pop_at(&mut self, i: i64) -> Res<T> {
        match position(i, self.len()) {
            Some(at) => Ok(self.remove(at)),
            None if self.is_empty() => Err(out_of_range("pop from empty list")),
            None => Err(out_of_range("pop index out of range")),
        }
    }

    fn py_insert(&mut self, i: i64, value: T) {
        let at = clamp(i, self.len());
        self.insert(at, value);
    }

    fn py_del(&mut self, i: i64) -> Res<()> {
        match position(i, self.len()) {
            Some(at) => {
                self.remove(at);
                Ok(())
            }
            None => Err(out_of_range(SET)),
        }
    }

    fn py_del_slice(&mut self, lo: Option<i64>, hi: Option<i64>, step: Option<i64>) -> Res<()> {
        let at = slice_at(lo, hi, step, self.len())?;
        let mut gone = vec![false; self.len()];
        for i in at.positions() {
            gone[i] = true;
        }
        let mut i = 0;
        self.retain(|_| {
            i += 1;
            !gone[i - 1]
        });
        Ok(())
    }

    fn py_set_slice(&mut self, lo: Option<i64>, hi: Option<i64>, step: Option<i64>, values: Vec<T>) -> Res<()> {
        put_slice(self, slice_at(lo, hi, step, self.len())?, values)
    }

    #[inline]
    fn py_copy_slice(&mut self, from: Bounds, to: Bounds) -> Res<()>
    where
        T: Clone,
    {
        let (from, to) = (slice_at(from.0, from.1, from.2, self.len())?, slice_at(to.0, to.1, to.2, self.len())?);
        match (from.span(), to.span()) {
            // The same places in the other direction.
            (Some(read), Some(written)) if read == written => {
                if from.step != to.step {
                    reverse(&mut self[written]);
                }
                Ok(())
            }
            _ => {
                let values = from.of(self);
                put_slice(self, to, values)
            }
        }
    }

    #[inline]
    fn py_reverse(&mut self) {
        reverse(self);
    }

    fn py_remove(&mut self, value: &T) -> Res<()>
    where
        T: Obj,
    {
        for i in 0..self.len() {
            if same(&self[i], value)? {
                self.remove(i);
                return Ok(());
            }
        }
        Err(value_error("list.remove(x): x not in list"))
    }

    fn py_sort(&mut self, reverse: bool) -> Res<()>
    where
        T: Obj,
    {
        sort_vec(self, reverse)
    }

    fn py_sort_by_key<K: Obj>(&mut self, key: impl FnMut(&T) -> Res<K>, reverse: bool) -> Res<()>
    where
        T: Clone,
    {
        let keys: Vec<K> = self.iter().map(key).collect::<Res<_>>()?;
        sort_vec_by_keys(self, &keys, reverse)
    }

    #[track_caller]
    fn py_repeat_in_place(&mut self, n: i64)
    where
        T: Clone,
    {
        let n = copies::<T>(self.len(), n);
        if n == 0 {
            self.clear();
        } else {
            let more = repeated(self, n - 1);
            self.extend(more);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_behaves_as_a_list() {
        let mut v = vec![3i64, 1, 2];
        assert_eq!(v.py_get(-1).unwrap(), 2);
        v.py_set(-1, 9).unwrap();
        v.py_insert(-1, 7);
        assert_eq!(v, [3, 1, 7, 9]);
        v.py_sort(true).unwrap();
        assert_eq!(v, [9, 7, 3, 1]);
        assert_eq!(v.py_index(&3, None, None).unwrap(), 2);
        v.py_remove(&7).unwrap();
        v.py_del_slice(Some(1), None, None).unwrap();
        v.py_set_slice(Some(0), Some(0), None, vec![5, 6]).unwrap();
        assert_eq!(v, [5, 6, 9]);
        v.py_copy_slice((None, None, Some(-1)), (None, None, None)).unwrap();
        assert_eq!(v, [9, 6, 5]);
        v.py_copy_slice((Some(1), None, None), (None, None, Some(-1))).unwrap_err();
        v.py_copy_slice((None, Some(2), None), (Some(1), None, None)).unwrap();
        assert_eq!(v, [9, 9, 6]);
        v.py_copy_slice((None, None, None), (Some(1), Some(2), None)).unwrap();
        assert_eq!(v, [9, 9, 9, 6, 6]);
        v.py_copy_slice((None, None, Some(2)), (Some(-3), None, None)).unwrap();
        assert_eq!(v, [9, 9, 9, 9, 6]);
        v.py_copy_slice((Some(3), Some(3), None), (Some(1), Some(3), None)).unwrap();
        v.py_set_slice(Some(0), Some(1), None, vec![5]).unwrap();
        assert_eq!(v, [5, 9, 6]);
        v.py_reverse();
        assert_eq!(v.py_slice(None, None, Some(-1)).unwrap(), [5, 9, 6]);
        assert_eq!(v.py_pop_at(0).unwrap(), 6);
        assert_eq!(v.py_repeat(2), [9, 5, 9, 5]);
        assert!(v.py_get(7).is_err());
    }
}
