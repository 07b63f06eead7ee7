//! Answers questions about scalars on standard input, for `tests/unit/test_runtime_scalars.py`, which asks CPython the
//! same ones.
//!
//! A line is `operation TAB argument TAB ...`; arguments are `i123`, `f<bits in hex>`, `s<UTF-8 in hex>`, `b0`/`b1`, `n`
//! (None), `t<number of arguments>` (the next ones as a tuple). An answer is `= repr` or `! Type: message`.

use citl_rt::*;
use std::io::BufRead;

#[derive(Clone)]
enum Arg {
    Int(Int),
    Float(f64),
    Text(Str),
    Bool(bool),
    None,
}

struct Args(Vec<Arg>);

impl Args {
    fn int(&self, i: usize) -> Int {
        match &self.0[i] {
            Arg::Int(a) => a.clone(),
            Arg::Bool(b) => Int::from(*b),
            _ => panic!("argument {i} is no int"),
        }
    }

    fn i64(&self, i: usize) -> i64 {
        self.int(i).to_i64().expect("a machine integer")
    }

    fn opt(&self, i: usize) -> Option<i64> {
        match self.0.get(i) {
            None | Some(Arg::None) => None,
            _ => Some(self.i64(i)),
        }
    }

    fn float(&self, i: usize) -> f64 {
        match &self.0[i] {
            Arg::Float(x) => *x,
            _ => panic!("argument {i} is no float"),
        }
    }

    fn floats(&self) -> Vec<f64> {
        (0..self.0.len()).map(|i| self.float(i)).collect()
    }

    fn text(&self, i: usize) -> Str {
        match &self.0[i] {
            Arg::Text(text) => text.clone(),
            _ => panic!("argument {i} is no text"),
        }
    }

    fn opt_text(&self, i: usize) -> Option<Str> {
        match self.0.get(i) {
            Some(Arg::Text(text)) => Some(text.clone()),
            _ => None,
        }
    }

    fn value(&self, i: usize) -> Value {
        match &self.0[i] {
            Arg::Int(a) => Value::from(a.clone()),
            Arg::Float(x) => Value::from(*x),
            Arg::Text(text) => Value::from(text.clone()),
            Arg::Bool(b) => Value::from(*b),
            Arg::None => Value::from(()),
        }
    }

    fn values(&self, from: usize) -> Vec<Value> {
        (from..self.0.len()).map(|i| self.value(i)).collect()
    }
}

fn parse(text: &str) -> Arg {
    let rest = &text[1..];
    match &text[..1] {
        "i" => Arg::Int(Int::lit(rest)),
        "f" => Arg::Float(f64::from_bits(u64::from_str_radix(rest, 16).expect("bits"))),
        "s" => {
            let bytes: Vec<u8> =
                (0..rest.len()).step_by(2).map(|i| u8::from_str_radix(&rest[i..i + 2], 16).expect("hex")).collect();
            Arg::Text(Str::from(String::from_utf8(bytes).expect("UTF-8")))
        }
        "b" => Arg::Bool(rest == "1"),
        _ => Arg::None,
    }
}

fn show<T: Obj>(x: T) -> Res<Str> {
    repr(&x)
}

/// `repr` of a Rust string as Python's.
fn text(x: String) -> Res<Str> {
    repr(&x)
}

fn bools(bits: impl IntoIterator<Item = bool>) -> Res<Str> {
    show(Str::from(bits.into_iter().map(|b| if b { '1' } else { '0' }).collect::<String>()))
}

fn int_answer(op: &str, a: &Args) -> Res<Str> {
    let x = a.int(0);
    match op {
        "int.add" => show(&x + &a.int(1)),
        "int.sub" => show(&x - &a.int(1)),
        "int.mul" => show(&x * &a.int(1)),
        "int.inplace" => {
            let mut y = &x + 0;
            y += &a.int(1);
            y -= a.int(1) * 3;
            y *= &a.int(1);
            y &= &x;
            show(y)
        }
        "int.and" => show(&x & &a.int(1)),
        "int.or" => show(&x | &a.int(1)),
        "int.xor" => show(&x ^ &a.int(1)),
        "int.neg" => show((-&x, !&x, x.abs())),
        "int.floordiv" => show(x.floordiv(&a.int(1))?),
        "int.mod" => show(x.modulo(&a.int(1))?),
        "int.divmod" => show(x.divmod(&a.int(1))?),
        "int.truediv" => show(x.truediv(&a.int(1))?),
        "int.pow" => show(x.pow(&a.int(1))?),
        "int.pow_float" => show(x.pow_float(&a.int(1))?),
        "int.pow_mod" => show(x.pow_mod(&a.int(1), &a.int(2))?),
        "int.shl" => show(x.shl(&a.int(1))?),
        "int.shr" => show(x.shr(&a.int(1))?),
        "int.cmp" => {
            let y = a.int(1);
            bools([x < y, x <= y, x > y, x >= y, x == y, x != y])
        }
        "int.float" => show(x.to_f64()?),
        "int.hash" => show(x.hash_number()),
        "int.bits" => show((x.bit_length(), x.bit_count())),
        "int.text" => show((hex(&x), oct(&x), bin(&x))),
        "int.round" => show(round_int(&x, &a.int(1))),
        "int.format" => {
            let mut out = String::new();
            x.write_format(&mut out, &a.text(1))?;
            text(out)
        }
        "int.to_bytes" => {
            let signed = a.i64(3) == 1;
            let bytes = x.to_bytes(a.i64(1), &a.text(2), signed)?;
            show((bytes.clone(), Int::from_bytes(&bytes, &a.text(2), signed)?))
        }
        "int.cmp_float" => show(cmp_int_f64(&x, a.float(1)).map(|order| order as i64)),
        "int.chr" => show(chr(&x)?),
        "int.factorial" => show(math_factorial(&x)?),
        "int.isqrt" => show(math_isqrt(&x)?),
        "int.comb" => show(math_comb(&x, &a.int(1))?),
        "int.perm" => show(math_perm(&x, &a.int(1))?),
        "int.gcd" => show((math_gcd(&x, &a.int(1)), math_lcm(&x, &a.int(1)))),
        "int.log" => show((math_log_int(&x)?, math_log2_int(&x)?, math_log10_int(&x)?)),
        "int.ldexp" => show(math_ldexp(a.float(1), &x)?),
        _ => panic!("unknown operation {op}"),
    }
}

fn float_answer(op: &str, a: &Args) -> Res<Str> {
    let x = a.float(0);
    match op {
        "float.repr" => show(x),
        "float.floordiv" => show(floordiv_f64(x, a.float(1))?),
        "float.mod" => show(modulo_f64(x, a.float(1))?),
        "float.divmod" => show(divmod_f64(x, a.float(1))?),
        "float.truediv" => show(truediv_f64(x, a.float(1))?),
        "float.pow" => show(pow_f64(x, a.float(1))?),
        "float.round" => show(round_f64(x, a.i64(1))),
        "float.round_int" => show(round_f64_int(x)?),
        "float.int" => show(int_from_f64(x)?),
        "float.floor" => show((floor_f64(x)?, ceil_f64(x)?)),
        "float.hash" => show(hash_f64(x)),
        "float.ratio" => show(as_integer_ratio(x)?),
        "float.hex" => show((float_hex(x), float_fromhex(&float_hex(x))?, is_integer(x))),
        "float.format" => {
            let mut out = String::new();
            x.write_format(&mut out, &a.text(1))?;
            text(out)
        }
        "float.fmod" => show(math_fmod(x, a.float(1))?),
        "float.remainder" => show(math_remainder(x, a.float(1))?),
        "float.math_pow" => show(math_pow(x, a.float(1))?),
        "float.atan2" => show((math_atan2(x, a.float(1)), math_copysign(x, a.float(1)))),
        "float.nextafter" => show((math_nextafter(x, a.float(1)), math_ulp(x))),
        "float.hypot" => show(math_hypot(&a.floats())),
        "float.fsum" => show(math_fsum(a.floats().into_iter().map(Ok))?),
        "float.frexp" => show((math_frexp(x), math_modf(x))),
        "float.log_base" => show(math_log_base(x, a.float(1))?),
        "float.isclose" => show(math_isclose(x, a.float(1), a.float(2), a.float(3))?),
        _ => {
            let total: Option<fn(f64) -> f64> = match op {
                "math.fabs" => Some(math_fabs),
                "math.atan" => Some(math_atan),
                "math.tanh" => Some(math_tanh),
                "math.asinh" => Some(math_asinh),
                "math.cbrt" => Some(math_cbrt),
                "math.erf" => Some(math_erf),
                "math.erfc" => Some(math_erfc),
                "math.degrees" => Some(math_degrees),
                "math.radians" => Some(math_radians),
                _ => None,
            };
            if let Some(f) = total {
                return show(f(x));
            }
            let f: fn(f64) -> Res<f64> = match op {
                "math.sqrt" => math_sqrt,
                "math.sin" => math_sin,
                "math.cos" => math_cos,
                "math.tan" => math_tan,
                "math.asin" => math_asin,
                "math.acos" => math_acos,
                "math.exp" => math_exp,
                "math.exp2" => math_exp2,
                "math.expm1" => math_expm1,
                "math.sinh" => math_sinh,
                "math.cosh" => math_cosh,
                "math.acosh" => math_acosh,
                "math.atanh" => math_atanh,
                "math.log" => math_log,
                "math.log2" => math_log2,
                "math.log10" => math_log10,
                "math.log1p" => math_log1p,
                "math.gamma" => math_gamma,
                "math.lgamma" => math_lgamma,
                _ => panic!("unknown operation {op}"),
            };
            show(f(x)?)
        }
    }
}

fn str_answer(op: &str, a: &Args) -> Res<Str> {
    let s = a.text(0);
    let opt = a.opt_text(1);
    match op {
        "str.repr" => show(s),
        "str.ascii" => show(ascii(&s)?),
        "str.len" => show(s.len()),
        "str.get" => show(s.get(a.i64(1))?),
        "str.slice" => {
            let fast = s.slice(a.opt(1), a.opt(2), a.opt(3))?;
            assert_eq!(&*s.py_slice(a.opt(1), a.opt(2), a.opt(3))?, &*fast);
            show(fast)
        }
        "str.case" => {
            let forms = [s.upper(), s.lower(), s.capitalize(), s.title(), s.swapcase(), s.casefold()];
            show(Tuple::from(forms.to_vec()))
        }
        "str.kinds" => bools([
            s.isupper(),
            s.islower(),
            s.istitle(),
            s.isalpha(),
            s.isdigit(),
            s.isdecimal(),
            s.isnumeric(),
            s.isalnum(),
            s.isspace(),
            s.isprintable(),
            s.isidentifier(),
            s.isascii(),
        ]),
        "str.strip" => show((s.strip(opt.as_ref()), s.lstrip(opt.as_ref()), s.rstrip(opt.as_ref()))),
        "str.split" => {
            let parts = s.split(opt.as_ref(), a.i64(2))?;
            assert_eq!(parts.to_vec(), s.py_split(opt.as_deref(), a.i64(2))?.iter().map(Str::from).collect::<Vec<_>>());
            let one_by_one: Vec<Str> = s.split_iter(opt.as_ref(), a.i64(2))?.collect();
            assert_eq!(parts.to_vec(), one_by_one);
            show(parts)
        }
        "str.rsplit" => show(s.rsplit(opt.as_ref(), a.i64(2))?),
        "str.splitlines" => show((s.splitlines(false), s.splitlines(true), s.split(None, -1)?)),
        "str.partition" => show((s.partition(&a.text(1))?, s.rpartition(&a.text(1))?)),
        "str.join" => {
            let parts: Vec<Str> = (1..a.0.len()).map(|i| a.text(i)).collect();
            assert_eq!(s.join_all(&parts), s.join(parts.iter().cloned().map(Ok))?);
            show(s.join(parts.into_iter().map(Ok))?)
        }
        "str.find" => {
            let (part, lo, hi) = (a.text(1), a.opt(2), a.opt(3));
            let found = (s.find(&part, lo, hi), s.rfind(&part, lo, hi), s.count(&part, lo, hi));
            assert_eq!(s.py_find(&part, lo, hi), found.0);
            let ends = (s.startswith_in(&part, lo, hi), s.endswith_in(&part, lo, hi));
            show((found, ends, s.contains(&part)))
        }
        "str.index" => show((s.index(&a.text(1), None, None)?, s.rindex(&a.text(1), None, None)?)),
        "str.replace" => show(s.replace(&a.text(1), &a.text(2), a.i64(3))),
        "str.fix" => show((s.removeprefix(&a.text(1)), s.removesuffix(&a.text(1)))),
        "str.pad" => {
            let (width, fill) = (a.i64(1), a.opt_text(2));
            show((s.center(width, fill.as_ref())?, s.ljust(width, fill.as_ref())?, s.rjust(width, fill.as_ref())?))
        }
        "str.zfill" => show((s.zfill(a.i64(1)), s.expandtabs(a.i64(1)))),
        "str.repeat" => show((s.repeat(a.i64(1))?, s.reversed())),
        "str.concat" => {
            let mut t = s.clone();
            t += &a.text(1);
            t += "!";
            assert_eq!(t.len(), s.len() + a.text(1).len() + 1);
            show((&s + &a.text(1), t))
        }
        "str.cmp" => {
            let t = a.text(1);
            bools([s < t, s <= t, s == t])
        }
        "str.chars" => {
            let (front, mut back): (Vec<Str>, Vec<Str>) = (s.chars_iter().collect(), s.chars_iter().rev().collect());
            back.reverse();
            assert_eq!(front, back);
            show(List::from(front))
        }
        "str.ord" => show(ord(&s)?),
        "str.format" => {
            let mut out = String::new();
            s.write_format(&mut out, &a.text(1))?;
            text(out)
        }
        "str.int" => show(parse_int(&s, a.i64(1))?),
        "str.float" => show(parse_float(&s)?),
        "str.fromhex" => show(float_fromhex(&s)?),
        "str.encode" => show(s.encode(&a.text(1), &a.text(2))?),
        "str.translate" => {
            let table = str_maketrans(&a.text(1), &a.text(2), a.opt_text(3).as_ref())?;
            show(s.translate(&table)?)
        }
        "str.percent" => show(percent(&s, &a.values(1))?),
        "str.percent_map" => show(percent_map(&s, &a.value(1))?),
        "str.str_format" => show(str_format(&s, &a.values(1), &[("name", Value::from(12)), ("w", Value::from(7))])?),
        _ => panic!("unknown operation {op}"),
    }
}

fn bool_format(a: &Args) -> Res<Str> {
    let mut out = String::new();
    (a.i64(0) == 1).write_format(&mut out, &a.text(1))?;
    text(out)
}

/// What Python says of each character.
fn chars(text: &Str) -> Res<Str> {
    let mut out = String::new();
    for s in text.chars_iter() {
        let kinds = str_answer("str.kinds", &Args(vec![Arg::Text(s.clone())]))?;
        out.push_str(kinds.trim_matches('\''));
        for form in [s.upper(), s.lower(), s.title(), s.casefold(), repr(&s)?] {
            out.push_str(&form);
            out.push('|');
        }
    }
    show(Str::from(out))
}

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("standard input");
        let mut parts = line.split('\t');
        let op = parts.next().unwrap_or_default().to_owned();
        let args = Args(parts.map(parse).collect());
        let answer = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| match op.as_str() {
            "bool.format" => bool_format(&args),
            "chars" => chars(&args.text(0)),
            _ if op.starts_with("int.") => int_answer(&op, &args),
            _ if op.starts_with("str.") => str_answer(&op, &args),
            _ => float_answer(&op, &args),
        }));
        match answer {
            Ok(Ok(text)) => println!("= {}", &*text),
            Ok(Err(error)) => println!("! {}", error.summary().replace('\n', "\\n")),
            Err(panic) => {
                let message = panic.downcast_ref::<String>().cloned();
                let message = message.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
                println!("? {}", message.unwrap_or_default().replace('\n', "\\n"));
            }
        }
    }
}
