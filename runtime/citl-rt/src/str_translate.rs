//! `str.translate` and `str.maketrans` with static tables.

use crate::dict::Dict;
use crate::error::{type_error, value_error, Res};
use crate::int::Int;
use crate::obj::Obj;
use crate::pystr::Str;
use crate::str_text::chr;
use crate::value::Value;

impl Str {
    /// `s.translate(table)`: values are strings, code points, or None (drop the character).
    pub fn translate<V: Obj>(&self, table: &Dict<Int, V>) -> Res<Str> {
        let mut out = String::with_capacity(self.as_str().len());
        for c in self.chars() {
            let Some(found) = table.get(&Int::from(c as u32))? else {
                out.push(c);
                continue;
            };
            let found = found.to_value();
            if let Some(text) = found.as_str() {
                out.push_str(&text);
            } else if let Some(code) = found.as_int() {
                out.push_str(&chr(&code)?);
            } else if !found.is_none() {
                return Err(type_error("character mapping must return integer, None or str"));
            }
        }
        Ok(Str::from(out))
    }
}

/// `str.maketrans(from, to, dropped)`
pub fn str_maketrans(from: &Str, to: &Str, dropped: Option<&Str>) -> Res<Dict<Int, Value>> {
    if from.len() != to.len() {
        return Err(value_error("the first two maketrans arguments must have equal length"));
    }
    let table = Dict::new();
    for (a, b) in from.chars().zip(to.chars()) {
        table.set_item(Int::from(a as u32), Value::from(i64::from(b as u32)))?;
    }
    for c in dropped.iter().flat_map(|dropped| dropped.chars()) {
        table.set_item(Int::from(c as u32), Value::from(()))?;
    }
    Ok(table)
}
