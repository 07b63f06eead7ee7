//! Between static containers and their dynamic form. A container of `Value` is the same object on both sides; one with
//! static elements is copied, so the translator keeps elements dynamic where that could be seen.

use super::*;
use crate::map::Map;
use std::any::Any;

/// The dynamic form of a list: itself, or a copy with dynamic elements.
pub(crate) fn list_to_value<T: Obj>(list: &List<T>) -> Value {
    match (list as &dyn Any).downcast_ref::<List<Value>>() {
        Some(list) => Value::List(list.clone()),
        None => Value::List(list.iter().map(|x| x.to_value()).collect()),
    }
}

/// `None` when the value is no list.
pub(crate) fn list_from_value<T: Obj>(v: &Value) -> Option<Res<List<T>>> {
    let Value::List(list) = v else {
        return None;
    };
    Some(match (list as &dyn Any).downcast_ref::<List<T>>() {
        Some(list) => Ok(list.clone()),
        None => List::from_iter_try(list.iter().map(T::from_value)),
    })
}

/// The dynamic form of a dict: itself, or a copy with dynamic keys and values.
pub(crate) fn dict_to_value<K: Obj, V: Obj>(dict: &Dict<K, V>) -> Value {
    if let Some(dict) = (dict as &dyn Any).downcast_ref::<Dict<Value, Value>>() {
        return Value::Dict(dict.clone());
    }
    let items = dict.copied_pairs().into_iter().map(|(k, v)| Ok((k.to_value(), v.to_value())));
    match Dict::from_items(items) {
        Ok(dict) => Value::Dict(dict),
        Err(_) => Value::None,
    }
}

pub(crate) fn dict_from_value<K: Obj, V: Obj>(v: &Value) -> Option<Res<Dict<K, V>>> {
    let Value::Dict(dict) = v else {
        return None;
    };
    Some(match (dict as &dyn Any).downcast_ref::<Dict<K, V>>() {
        Some(dict) => Ok(dict.clone()),
        None => map_from_value(v)?.map(Dict::from),
    })
}

pub(crate) fn map_from_value<K: Obj, V: Obj>(v: &Value) -> Option<Res<Map<K, V>>> {
    let Value::Dict(dict) = v else {
        return None;
    };
    let pairs = dict.copied_pairs().into_iter();
    Some(Map::from_items(pairs.map(|(k, v)| Ok((K::from_value(k)?, V::from_value(v)?)))))
}

/// The dynamic form of a set: itself, or a copy with dynamic keys in the same order.
pub(crate) fn set_to_value<T: Obj>(set: &Set<T>) -> Value {
    if let Some(set) = (set as &dyn Any).downcast_ref::<Set<Value>>() {
        return Value::Set(set.clone());
    }
    let keys = set.with(|s| s.map_keys(|k| Ok(k.to_value())));
    match keys {
        Ok(keys) if set.is_frozen() => Value::Set(Set::frozen(keys)),
        Ok(keys) => Value::Set(Set::from(keys)),
        Err(_) => Value::None,
    }
}

pub(crate) fn set_from_value<T: Obj>(v: &Value) -> Option<Res<Set<T>>> {
    let Value::Set(set) = v else {
        return None;
    };
    if let Some(set) = (set as &dyn Any).downcast_ref::<Set<T>>() {
        return Some(Ok(set.clone()));
    }
    let keys = set.with(|s| s.map_keys(|k| T::from_value(k.clone())));
    Some(keys.map(|keys| if set.is_frozen() { Set::frozen(keys) } else { Set::from(keys) }))
}
