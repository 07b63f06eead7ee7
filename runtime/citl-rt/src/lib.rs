//! Python's semantics for programs translated by citl.
//!
//! Generated code says `use citl_rt::*;`; the contract is `runtime/API.md`.

#![deny(unsafe_code)]
#![allow(clippy::should_implement_trait)] // Python's names (`add`, `not`, `next`) on Python's meanings
#![allow(clippy::wrong_self_convention)] // `is`, `to_value` as the contract names them
#![allow(clippy::len_without_is_empty)] // Python has no is_empty

mod builtins;
mod bytes;
mod copy;
mod depth;
mod deque;
mod dict;
mod error;
mod exc_types;
mod flavor;
mod float;
mod float_text;
mod flow;
mod format;
mod format_number;
mod func;
mod hashed_set;
mod heap;
mod int;
mod int_bytes;
mod int_math;
mod int_ops;
mod int_text;
mod io;
mod iter;
pub mod itertools;
mod list;
mod map;
mod math;
mod math_int;
mod math_special;
mod obj;
mod obj_compound;
mod obj_impls;
mod object;
mod percent;
mod pystr;
mod raise;
mod random;
mod range;
#[allow(unsafe_code)]
mod raw;
mod seq;
mod set;
mod set_mixed;
mod set_table;
mod sort;
mod start;
mod str_case;
mod str_ext;
mod str_format;
mod str_methods;
mod str_search;
mod str_split;
mod str_text;
mod str_traits;
mod str_translate;
mod sys;
mod traceback;
mod tuple;
mod unicode;
mod unicode_tables;
mod value;
mod vec_ext;

pub use builtins::*;
pub use bytes::*;
pub use copy::{deep_copy, Memo};
pub use depth::*;
pub use deque::Deque;
pub use dict::*;
pub use error::*;
pub use exc_types::*;
pub use flavor::Tally;
pub use float::*;
pub use float_text::*;
pub use flow::*;
pub use format::*;
pub use func::*;
pub use hashed_set::*;
pub use heap::*;
pub use int::*;
pub use int_math::*;
pub use int_ops::*;
pub use int_text::*;
pub use io::*;
pub use iter::*;
pub use list::*;
pub use map::*;
pub use math::*;
pub use math_int::*;
pub use obj::*;
pub use obj_compound::*;
pub use object::*;
pub use percent::*;
pub use pystr::*;
pub use random::*;
pub use range::*;
pub use raw::cells::*;
use raw::{cells, libm, packed};
pub use seq::{at, clamp, position, same, slice_at, SliceAt};
pub use set::*;
pub use sort::{comparing, CmpKey, Comparing};
pub use start::*;
pub use str_ext::*;
pub use str_format::*;
pub use str_split::Split;
pub use str_text::*;
pub use str_traits::{add_assign, concat, TextBuffer};
pub use str_translate::str_maketrans;
pub use sys::*;
pub use traceback::{summary as exception_summary, ModuleMeta};
pub use tuple::*;
pub use value::*;
pub use vec_ext::*;
// A name of the glob import is not missed where a program has no use for it.
pub extern crate self as rt;
pub use std::rc::Rc;
