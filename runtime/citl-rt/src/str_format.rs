//! `str.format`: fields, conversions, nested specifications.

use crate::error::{index_error, key_error, value_error, Res};
use crate::obj::{ascii, repr, to_str, Obj};
use crate::pystr::Str;
use crate::value::{v_getattr, v_getitem, Value};

/// Which of `{}` and `{0}` was used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbering {
    Unknown,
    Automatic,
    Manual,
}

struct Arguments<'a> {
    positional: &'a [Value],
    named: &'a [(&'a str, Value)],
    numbering: Numbering,
    next: usize,
}

/// `format.format(*args, **kwargs)`
pub fn str_format(format: &Str, args: &[Value], kwargs: &[(&str, Value)]) -> Res<Str> {
    let mut arguments = Arguments { positional: args, named: kwargs, numbering: Numbering::Unknown, next: 0 };
    let mut out = String::with_capacity(format.as_str().len() * 2);
    build(&mut out, format, &mut arguments, 2)?;
    Ok(Str::from(out))
}

/// A replacement field: `{name!conversion:spec}`.
struct Field<'a> {
    name: &'a str,
    conversion: Option<char>,
    spec: &'a str,
}

fn build(out: &mut String, format: &str, arguments: &mut Arguments<'_>, depth: u32) -> Res<()> {
    if depth == 0 {
        return Err(value_error("Max string recursion exceeded"));
    }
    let mut rest = format;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let bracket = rest.as_bytes()[at];
        let after = &rest[at + 1..];
        if after.as_bytes().first() == Some(&bracket) {
            out.push(bracket as char);
            rest = &after[1..];
            continue;
        }
        if bracket == b'}' {
            return Err(value_error("Single '}' encountered in format string"));
        }
        if after.is_empty() {
            return Err(value_error("Single '{' encountered in format string"));
        }
        let (field, tail) = parse_field(after)?;
        push_field(out, &field, arguments, depth)?;
        rest = tail;
    }
    out.push_str(rest);
    Ok(())
}

/// Reads a field after its '{'; also what follows its '}'.
fn parse_field(text: &str) -> Res<(Field<'_>, &str)> {
    let mut chars = text.char_indices();
    let (name, mark) = loop {
        match chars.next() {
            None => return Err(value_error("expected '}' before end of string")),
            Some((_, '{')) => return Err(value_error("unexpected '{' in field name")),
            Some((_, '[')) => {
                // The closing bracket itself is an ordinary character of the name.
                while !chars.as_str().is_empty() && !chars.as_str().starts_with(']') {
                    chars.next();
                }
            }
            Some((at, mark @ ('}' | ':' | '!'))) => break (&text[..at], mark),
            Some(_) => {}
        }
    };
    let mut conversion = None;
    if mark == '}' {
        return Ok((Field { name, conversion, spec: "" }, chars.as_str()));
    }
    if mark == '!' {
        match chars.next() {
            None => return Err(value_error("end of string while looking for conversion specifier")),
            Some((_, c)) => conversion = Some(c),
        }
        match chars.next() {
            Some((_, '}')) => return Ok((Field { name, conversion, spec: "" }, chars.as_str())),
            Some((_, ':')) | None => {}
            Some(_) => return Err(value_error("expected ':' after conversion specifier")),
        }
    }
    let spec = chars.as_str();
    let mut depth = 1;
    for (at, c) in spec.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Ok((Field { name, conversion, spec: &spec[..at] }, &spec[at + 1..]));
        }
    }
    Err(value_error("unmatched '{' in format spec"))
}

fn push_field(out: &mut String, field: &Field<'_>, arguments: &mut Arguments<'_>, depth: u32) -> Res<()> {
    let value = field_value(field.name, arguments)?;
    let converted = match field.conversion {
        None => None,
        Some('r') => Some(repr(&value)?),
        Some('s') => Some(to_str(&value)?),
        Some('a') => Some(ascii(&value)?),
        Some(c) if (33..127).contains(&(c as u32)) => {
            return Err(value_error(format!("Unknown conversion specifier {c}")));
        }
        Some(c) => return Err(value_error(format!("Unknown conversion specifier \\x{:x}", c as u32))),
    };
    let mut expanded = String::new();
    let spec = if field.spec.contains('{') {
        build(&mut expanded, field.spec, arguments, depth - 1)?;
        &expanded
    } else {
        field.spec
    };
    match converted {
        Some(text) => text.write_format(out, spec),
        None => value.write_format(out, spec),
    }
}

/// A field name's number, if it is one.
fn number(text: &str) -> Res<Option<usize>> {
    if text.is_empty() {
        return Ok(None);
    }
    let mut value = 0usize;
    for c in text.chars() {
        let Some(digit) = crate::unicode::decimal_value(c) else { return Ok(None) };
        match value.checked_mul(10).and_then(|v| v.checked_add(usize::from(digit))) {
            Some(next) if next <= isize::MAX as usize => value = next,
            _ => return Err(value_error("Too many decimal digits in format string")),
        }
    }
    Ok(Some(value))
}

fn field_value(name: &str, arguments: &mut Arguments<'_>) -> Res<Value> {
    let end = name.find(['.', '[']).unwrap_or(name.len());
    let (first, mut rest) = name.split_at(end);
    let mut index = number(first)?;
    if first.is_empty() || index.is_some() {
        let used = if first.is_empty() { Numbering::Automatic } else { Numbering::Manual };
        match (arguments.numbering, used) {
            (Numbering::Manual, Numbering::Automatic) => {
                return Err(value_error("cannot switch from manual field specification to automatic field numbering"));
            }
            (Numbering::Automatic, Numbering::Manual) => {
                return Err(value_error("cannot switch from automatic field numbering to manual field specification"));
            }
            _ => arguments.numbering = used,
        }
        if first.is_empty() {
            index = Some(arguments.next);
            arguments.next += 1;
        }
    }
    let mut value = match index {
        Some(index) => match arguments.positional.get(index) {
            Some(value) => value.clone(),
            None => {
                return Err(index_error(format!("Replacement index {index} out of range for positional args tuple")));
            }
        },
        None => match arguments.named.iter().find(|(key, _)| *key == first) {
            Some((_, value)) => value.clone(),
            None => return Err(key_error(Value::from(Str::from(first)))),
        },
    };
    while let Some(mark) = rest.chars().next() {
        let tail = &rest[mark.len_utf8()..];
        let part;
        match mark {
            '.' => {
                let end = tail.find(['.', '[']).unwrap_or(tail.len());
                (part, rest) = tail.split_at(end);
            }
            '[' => {
                let Some(end) = tail.find(']') else {
                    return Err(value_error("Missing ']' in format string"));
                };
                part = &tail[..end];
                rest = &tail[end + 1..];
            }
            _ => {
                return Err(value_error("Only '.' or '[' may follow ']' in format field specifier"));
            }
        }
        if part.is_empty() {
            return Err(value_error("Empty attribute in format string"));
        }
        value = if mark == '.' {
            v_getattr(&value, part)?
        } else {
            match number(part)? {
                Some(index) => v_getitem(&value, &Value::from(index as i64))?,
                None => v_getitem(&value, &Value::from(Str::from(part)))?,
            }
        };
    }
    Ok(value)
}
