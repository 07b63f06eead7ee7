//! `format % args`: printf-style formatting.

use crate::error::{overflow_error, type_error, value_error, PyErr, Res};
use crate::format_number::{double_to_string, FloatStyle};
use crate::int::Int;
use crate::int_text::radix_digits;
use crate::obj::{ascii, repr, to_str, Obj};
use crate::pystr::{count_chars, Str};
use crate::value::{v_getitem, Value};

/// `format % (args...)`
pub fn percent(format: &Str, args: &[Value]) -> Res<Str> {
    Formatter { text: format, args: Args::Tuple(args), next: 0, mapping: None, out: String::new() }.run()
}

/// `format % value` where the value is no tuple (a mapping, or the only argument).
pub fn percent_map(format: &Str, value: &Value) -> Res<Str> {
    if let Some(items) = value.as_tuple() {
        return percent(format, &items.to_vec());
    }
    let mapping = v_is_mapping(value).then_some(value);
    Formatter { text: format, args: Args::Single(value), next: 0, mapping, out: String::new() }.run()
}

/// Whether `%` takes the value as a mapping: it can be subscripted, and is no string.
fn v_is_mapping(value: &Value) -> bool {
    matches!(&*value.type_name(), "dict" | "list" | "range" | "bytes" | "defaultdict" | "Counter" | "OrderedDict")
}

enum Args<'a> {
    Tuple(&'a [Value]),
    Single(&'a Value),
}

struct Formatter<'a> {
    text: &'a str,
    args: Args<'a>,
    next: usize,
    mapping: Option<&'a Value>,
    out: String,
}

#[derive(Default)]
struct Flags {
    left: bool,
    plus: bool,
    blank: bool,
    alternate: bool,
    zero: bool,
}

/// One conversion: `%(key)flags width .precision type`.
struct Conversion {
    flags: Flags,
    width: usize,
    precision: Option<usize>,
    kind: char,
}

impl Formatter<'_> {
    fn run(mut self) -> Res<Str> {
        let mut chars = self.text.char_indices();
        while let Some((_, c)) = chars.next() {
            if c == '%' {
                self.conversion(&mut chars)?;
            } else {
                self.out.push(c);
            }
        }
        let unused = match &self.args {
            Args::Tuple(args) => self.next < args.len(),
            Args::Single(_) => self.next == 0 && self.mapping.is_none(),
        };
        if unused {
            return Err(type_error("not all arguments converted during string formatting"));
        }
        Ok(Str::from(self.out))
    }

    fn argument(&mut self, keyed: &mut Option<Value>) -> Res<Value> {
        if let Some(value) = keyed.take() {
            return Ok(value);
        }
        let found = match &self.args {
            Args::Tuple(args) => args.get(self.next).cloned(),
            Args::Single(value) if self.next == 0 => Some((*value).clone()),
            Args::Single(_) => None,
        };
        self.next += 1;
        match found {
            Some(value) => Ok(value),
            None => Err(type_error("not enough arguments for format string")),
        }
    }

    fn conversion(&mut self, chars: &mut std::str::CharIndices<'_>) -> Res<()> {
        let mut keyed = None;
        let mut c = chars.next();
        if let Some((start, '(')) = c {
            let Some(mapping) = self.mapping else {
                return Err(type_error("format requires a mapping"));
            };
            let mut depth = 1;
            let end = loop {
                match chars.next() {
                    None => return Err(value_error("incomplete format key")),
                    Some((_, '(')) => depth += 1,
                    Some((at, ')')) => {
                        depth -= 1;
                        if depth == 0 {
                            break at;
                        }
                    }
                    Some(_) => {}
                }
            };
            let key = Value::from(Str::from(&self.text[start + 1..end]));
            keyed = Some(v_getitem(mapping, &key)?);
            // From here on the mapping's value is the only argument.
            self.next = self.next.max(1);
            c = chars.next();
        }
        let mut flags = Flags::default();
        loop {
            match c {
                Some((_, '-')) => flags.left = true,
                Some((_, '+')) => flags.plus = true,
                Some((_, ' ')) => flags.blank = true,
                Some((_, '#')) => flags.alternate = true,
                Some((_, '0')) => flags.zero = true,
                _ => break,
            }
            c = chars.next();
        }
        let mut width = 0;
        if let Some((_, '*')) = c {
            let value = self.star(&mut keyed)?;
            flags.left |= value < 0;
            width = value.unsigned_abs() as usize;
            c = chars.next();
        } else {
            (width, c) = digits(width, c, chars, "width too big")?;
        }
        let mut precision = None;
        if let Some((_, '.')) = c {
            c = chars.next();
            if let Some((_, '*')) = c {
                precision = Some(usize::try_from(self.star(&mut keyed)?).unwrap_or(0));
                c = chars.next();
            } else {
                let value;
                (value, c) = digits(0, c, chars, "precision too big")?;
                precision = Some(value);
            }
        }
        if let Some((_, 'h' | 'l' | 'L')) = c {
            c = chars.next();
        }
        let Some((at, kind)) = c else {
            return Err(value_error("incomplete format"));
        };
        if kind == '%' {
            self.out.push('%');
            return Ok(());
        }
        let value = self.argument(&mut keyed)?;
        let conversion = Conversion { flags, width, precision, kind };
        self.convert(&conversion, &value, at)
    }

    fn star(&mut self, keyed: &mut Option<Value>) -> Res<i64> {
        let value = self.argument(keyed)?;
        match integer(&value).map(|value| value.to_i64()) {
            Some(Some(value)) if i32::try_from(value).is_ok() => Ok(value),
            Some(_) => Err(overflow_error("Python int too large to convert to C int")),
            None => Err(type_error("* wants int")),
        }
    }

    fn convert(&mut self, conversion: &Conversion, value: &Value, at: usize) -> Res<()> {
        match conversion.kind {
            's' | 'r' | 'a' => {
                let text = match conversion.kind {
                    's' => to_str(value)?,
                    'r' => repr(value)?,
                    _ => ascii(value)?,
                };
                let cut = match conversion.precision {
                    Some(precision) => text.char_indices().nth(precision).map_or(text.as_str().len(), |(at, _)| at),
                    None => text.as_str().len(),
                };
                self.push_text(conversion, &text[..cut]);
            }
            'd' | 'i' | 'u' | 'o' | 'x' | 'X' => {
                let (negative, prefix, digits) = integer_digits(conversion, value)?;
                self.push_number(conversion, negative, prefix, &digits);
            }
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                let x = real(value)?;
                let style = match conversion.kind.to_ascii_lowercase() {
                    'e' => FloatStyle::Exponent,
                    'f' => FloatStyle::Fixed,
                    _ => FloatStyle::General,
                };
                let precision = conversion.precision.unwrap_or(6);
                let mut text = double_to_string(x, style, precision, conversion.flags.alternate, false, false);
                if conversion.kind.is_ascii_uppercase() {
                    text.make_ascii_uppercase();
                }
                let (negative, digits) = match text.strip_prefix('-') {
                    Some(digits) => (true, digits),
                    None => (false, text.as_str()),
                };
                self.push_number(conversion, negative, "", digits);
            }
            'c' => {
                let text = character(value)?;
                self.push_text(conversion, &text);
            }
            kind => {
                let shown = if (31..=126).contains(&(kind as u32)) { kind } else { '?' };
                return Err(value_error(format!(
                    "unsupported format character '{shown}' (0x{:x}) at index {}",
                    kind as u32,
                    count_chars(&self.text[..at])
                )));
            }
        }
        Ok(())
    }

    fn push_text(&mut self, conversion: &Conversion, text: &str) {
        let padding = conversion.width.saturating_sub(count_chars(text));
        let (left, right) = if conversion.flags.left { (0, padding) } else { (padding, 0) };
        self.out.extend(std::iter::repeat_n(' ', left));
        self.out.push_str(text);
        self.out.extend(std::iter::repeat_n(' ', right));
    }

    fn push_number(&mut self, conversion: &Conversion, negative: bool, prefix: &str, digits: &str) {
        let flags = &conversion.flags;
        let sign = match (negative, flags.plus, flags.blank) {
            (true, _, _) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        };
        let padding = conversion.width.saturating_sub(sign.len() + prefix.len() + digits.len());
        let (left, zeros, right) = match (flags.left, flags.zero) {
            (true, _) => (0, 0, padding),
            (false, true) => (0, padding, 0),
            (false, false) => (padding, 0, 0),
        };
        self.out.extend(std::iter::repeat_n(' ', left));
        self.out.push_str(sign);
        self.out.push_str(prefix);
        self.out.extend(std::iter::repeat_n('0', zeros));
        self.out.push_str(digits);
        self.out.extend(std::iter::repeat_n(' ', right));
    }
}

type Next = Option<(usize, char)>;

/// Reads decimal digits that start at `c`.
fn digits(
    start: usize,
    mut c: Next,
    chars: &mut std::str::CharIndices<'_>,
    too_big: &'static str,
) -> Res<(usize, Next)> {
    let mut value = start;
    while let Some(digit) = c.and_then(|(_, c)| c.to_digit(10)) {
        value = value * 10 + digit as usize;
        if value > i32::MAX as usize {
            return Err(value_error(too_big));
        }
        c = chars.next();
    }
    Ok((value, c))
}

/// The value of an int or bool.
fn integer(value: &Value) -> Option<Int> {
    value.as_int().or_else(|| value.as_bool().map(Int::from))
}

fn real(value: &Value) -> Res<f64> {
    if let Some(x) = value.as_float() {
        return Ok(x);
    }
    match integer(value) {
        Some(a) => a.to_f64(),
        None => Err(type_error(format!("must be real number, not {}", &*value.type_name()))),
    }
}

#[cold]
fn no_number(kind: char, value: &Value) -> Box<PyErr> {
    let wanted = if matches!(kind, 'o' | 'x' | 'X') { "an integer" } else { "a real number" };
    type_error(format!("%{kind} format: {wanted} is required, not {}", &*value.type_name()))
}

/// Sign, prefix and digits of an integer conversion.
fn integer_digits(conversion: &Conversion, value: &Value) -> Res<(bool, &'static str, String)> {
    let kind = conversion.kind;
    let decimal = matches!(kind, 'd' | 'i' | 'u');
    let a = match (integer(value), value.as_float()) {
        (Some(a), _) => a,
        (None, Some(x)) if decimal => crate::float::int_from_f64(x)?,
        _ => return Err(no_number(kind, value)),
    };
    let (prefix, mut digits) = match kind {
        'o' => ("0o", radix_digits(&a, 8)),
        'x' => ("0x", radix_digits(&a, 16)),
        'X' => ("0X", radix_digits(&a, 16).to_ascii_uppercase()),
        _ => {
            let mut text = String::new();
            a.write_repr(&mut text)?;
            ("", text.trim_start_matches('-').to_owned())
        }
    };
    if let Some(precision) = conversion.precision {
        let missing = precision.saturating_sub(digits.len());
        digits.insert_str(0, &"0".repeat(missing));
    }
    Ok((a.is_negative(), if conversion.flags.alternate { prefix } else { "" }, digits))
}

fn character(value: &Value) -> Res<Str> {
    if let Some(text) = value.as_str() {
        if text.len() == 1 {
            return Ok(text);
        }
    } else if let Some(a) = integer(value) {
        return match a.to_i64() {
            Some(code) if (0..0x11_0000).contains(&code) => crate::str_text::chr_i64(code),
            _ => Err(overflow_error("%c arg not in range(0x110000)")),
        };
    }
    Err(type_error("%c requires int or char"))
}
