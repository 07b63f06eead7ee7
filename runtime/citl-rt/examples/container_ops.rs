//! Runs programs of container operations on dynamic values: the Rust side of `tests/unit/test_runtime_containers.py`.
//!
//! Input: one operation per line, `RESULT OPERATION ARGUMENT...`, with registers `r0`, `r1`, ... and literals; a line
//! `reset` forgets all registers. Output: one line per operation, the repr of the result or the error's last line.

use citl_rt::*;
use std::io::{Read, Write};

type Registers = Vec<Value>;

fn parse(word: &str, registers: &Registers) -> Value {
    let rest = &word[1..];
    match word.as_bytes()[0] {
        b'r' => registers[rest.parse::<usize>().expect("register")].clone(),
        b'i' => Value::from(Int::lit(rest)),
        b'f' => Value::from(f64::from_bits(u64::from_str_radix(rest, 16).expect("bits"))),
        b's' => {
            let bytes: Vec<u8> =
                (0..rest.len()).step_by(2).map(|i| u8::from_str_radix(&rest[i..i + 2], 16).expect("hex")).collect();
            Value::from(String::from_utf8(bytes).expect("utf-8"))
        }
        b'n' => Value::None,
        b't' => Value::True,
        b'x' => Value::False,
        _ => panic!("bad word {word}"),
    }
}

fn keyed(words: &[Value]) -> Res<Dict<Value, Value>> {
    Dict::from_items(words.chunks(2).map(|kv| Ok((kv[0].clone(), kv[1].clone()))))
}

fn bounds(a: &[Value]) -> [Option<Value>; 3] {
    [Some(a[0].clone()), Some(a[1].clone()), Some(a[2].clone())]
}

fn binary(op: &str, a: &Value, b: &Value) -> Res<Value> {
    match op {
        "+" => v_add(a, b),
        "-" => v_sub(a, b),
        "*" => v_mul(a, b),
        "/" => v_truediv(a, b),
        "//" => v_floordiv(a, b),
        "%" => v_mod(a, b),
        "**" => v_pow(a, b),
        "<<" => v_shl(a, b),
        ">>" => v_shr(a, b),
        "&" => v_and(a, b),
        "|" => v_or(a, b),
        "^" => v_xor(a, b),
        "+=" => v_iadd(a, b),
        "-=" => v_isub(a, b),
        "*=" => v_imul(a, b),
        "&=" => v_iand(a, b),
        "|=" => v_ior(a, b),
        "^=" => v_ixor(a, b),
        "<" => v_cmp(a, b, CmpOp::Lt).map(Value::from),
        "<=" => v_cmp(a, b, CmpOp::Le).map(Value::from),
        ">" => v_cmp(a, b, CmpOp::Gt).map(Value::from),
        ">=" => v_cmp(a, b, CmpOp::Ge).map(Value::from),
        "==" => v_eq(a, b).map(Value::from),
        "!=" => v_ne(a, b).map(Value::from),
        "in" => v_in(a, b).map(Value::from),
        "divmod" => v_divmod(a, b),
        _ => panic!("bad operator {op}"),
    }
}

fn builtin(name: &str, a: &[Value]) -> Res<Value> {
    Ok(match name {
        "list" => Value::List(v_list(&a[0])?),
        "tuple" => Value::Tuple(v_tuple(&a[0])?),
        "set" => Value::Set(v_set(&a[0])?),
        "frozenset" => Value::Set(v_frozenset(&a[0])?),
        "dict" => Value::Dict(v_dict(Some(&a[0]), &[])?),
        "sorted" => Value::List(v_sorted(&a[0], None, a.get(1).map_or(Ok(false), |r| r.truthy())?)?),
        "sum" => sum_value(v_iter(&a[0])?, Value::from(0))?,
        "min" => min_of(v_iter(&a[0])?)?,
        "max" => max_of(v_iter(&a[0])?)?,
        "len" => Value::from(v_len(&a[0])?),
        "any" => Value::from(any_(truths(v_iter(&a[0])?))?),
        "all" => Value::from(all_(truths(v_iter(&a[0])?))?),
        "reversed" => Value::List(List::from_iter_try(v_reversed(&a[0])?)?),
        "hash" => Value::from(v_hash(&a[0])?),
        "str" => Value::from(v_str(&a[0])?),
        "repr" => Value::from(repr(&a[0])?),
        "bool" => Value::from(v_bool(&a[0])?),
        "int" => Value::from(v_int(&a[0])?),
        "float" => Value::from(v_float(&a[0])?),
        "abs" => v_abs(&a[0])?,
        "neg" => v_neg(&a[0])?,
        "invert" => v_invert(&a[0])?,
        "round" => v_round(&a[0], a.get(1))?,
        "range" => Value::from(range_of(a)?),
        "type" => v_type(&a[0]),
        _ => panic!("bad function {name}"),
    })
}

fn run(op: &str, a: &[Value]) -> Res<Value> {
    let (kind, name) = op.split_once(':').unwrap_or((op, ""));
    Ok(match kind {
        "list" => Value::list(a.to_vec()),
        "tuple" => Value::tuple(a.to_vec()),
        "set" => Value::Set(Set::from_iter_try(a.iter().cloned().map(Ok))?),
        "constants" => Value::Set(Set::from_constants(a.to_vec())?),
        "dict" => Value::Dict(keyed(a)?),
        "same" => a[0].clone(),
        "op" => binary(name, &a[0], &a[1])?,
        "call" => builtin(name, a)?,
        "method" => v_method(&a[0], name, &a[1..], &[])?,
        "get" => v_getitem(&a[0], &a[1])?,
        "set_item" => v_setitem(&a[0], &a[1], a[2].clone()).map(Value::from)?,
        "del" => v_delitem(&a[0], &a[1]).map(Value::from)?,
        "slice" => v_slice_values(&a[0], bounds(&a[1..]))?,
        "set_slice" => v_set_slice_values(&a[0], bounds(&a[1..]), &a[4]).map(Value::from)?,
        "del_slice" => v_del_slice_values(&a[0], bounds(&a[1..])).map(Value::from)?,
        "unpack" => Value::list(v_unpack(&a[0], name.parse().expect("count"))?),
        "sort_by" => Value::List(v_sorted(&a[0], Some(&key_function(name)), a[1].truthy()?)?),
        _ => panic!("bad operation {op}"),
    })
}

fn key_function(name: &str) -> Value {
    let name = name.to_owned();
    Value::from(DynFunc::new("key", move |args, _| match name.as_str() {
        "neg" => v_neg(&args[0]),
        "str" => v_str(&args[0]).map(Value::from),
        "mod3" => v_mod(&args[0], &Value::from(3)),
        _ => v_len(&args[0]).map(Value::from),
    }))
}

fn main() {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).expect("input");
    let mut out = String::new();
    let mut registers: Registers = Vec::new();
    for line in input.lines() {
        let mut words = line.split(' ');
        let target = words.next().unwrap_or("");
        if target == "reset" {
            registers.clear();
            continue;
        }
        let op = words.next().unwrap_or("");
        let args: Vec<Value> = words.map(|w| parse(w, &registers)).collect();
        let at: usize = target[1..].parse().expect("register");
        if registers.len() <= at {
            registers.resize(at + 1, Value::None);
        }
        match run(op, &args).and_then(|v| Ok((repr(&v)?, v))) {
            Ok((text, v)) => {
                registers[at] = v;
                out.push_str(&text.as_str().replace('\n', "\\n"));
            }
            Err(e) => out.push_str(&e.summary()),
        }
        out.push('\n');
    }
    std::io::stdout().write_all(out.as_bytes()).expect("output");
}
