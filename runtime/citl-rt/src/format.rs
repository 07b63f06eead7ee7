//! `format(x, spec)`: the format specification mini-language for str, int, float and bool.

use crate::error::{check_size, overflow_error, value_error, PyErr, Res};
use crate::format_number::{double_to_string, push_number, FloatStyle, Pieces};
use crate::int::Int;
use crate::int_text::radix_digits;
use crate::obj::Obj;
use crate::pystr::count_chars;

/// `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`
pub(crate) struct Spec {
    pub fill: char,
    pub align: char,
    pub sign: Option<char>,
    no_negative_zero: bool,
    alternate: bool,
    pub width: Option<usize>,
    /// Separator and size of groups
    pub grouping: Option<(char, usize)>,
    precision: Option<usize>,
    kind: Option<char>,
}

struct Cursor<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
}

impl Cursor<'_> {
    fn take(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        self.rest.next_if(|&c| wanted(c))
    }

    /// A run of digits.
    fn number(&mut self) -> Res<Option<usize>> {
        let mut value: Option<usize> = None;
        while let Some(digit) = self.rest.peek().and_then(|&c| crate::unicode::decimal_value(c)) {
            self.rest.next();
            let next = value.unwrap_or(0).checked_mul(10).and_then(|v| v.checked_add(usize::from(digit)));
            match next {
                Some(next) if next <= isize::MAX as usize => value = Some(next),
                _ => return Err(value_error("Too many decimal digits in format string")),
            }
        }
        Ok(value)
    }
}

fn is_align(c: char) -> bool {
    matches!(c, '<' | '>' | '=' | '^')
}

impl Spec {
    fn parse(spec: &str, type_name: &str, default_kind: Option<char>, default_align: char) -> Res<Spec> {
        let mut out = Spec {
            fill: ' ',
            align: default_align,
            sign: None,
            no_negative_zero: false,
            alternate: false,
            width: None,
            grouping: None,
            precision: None,
            kind: default_kind,
        };
        let mut text = spec;
        let mut first = spec.chars();
        let (mut has_fill, mut has_align) = (false, false);
        match (first.next(), first.next()) {
            (Some(fill), Some(align)) if is_align(align) => {
                (out.fill, out.align) = (fill, align);
                (has_fill, has_align) = (true, true);
                text = first.as_str();
            }
            (Some(align), _) if is_align(align) => {
                out.align = align;
                has_align = true;
                text = &spec[1..];
            }
            _ => {}
        }
        let mut at = Cursor { rest: text.chars().peekable() };
        out.sign = at.take(|c| matches!(c, ' ' | '+' | '-'));
        out.no_negative_zero = at.take(|c| c == 'z').is_some();
        out.alternate = at.take(|c| c == '#').is_some();
        if !has_fill && at.take(|c| c == '0').is_some() {
            out.fill = '0';
            if !has_align && default_align == '>' {
                out.align = '=';
            }
        }
        out.width = at.number()?;
        let comma = at.take(|c| c == ',').is_some();
        let underscore = at.take(|c| c == '_').is_some();
        let comma_after = underscore && at.rest.peek() == Some(&',');
        if (comma && underscore) || comma_after {
            return Err(value_error("Cannot specify both ',' and '_'."));
        }
        if at.take(|c| c == '.').is_some() {
            out.precision = at.number()?;
            if out.precision.is_none() {
                return Err(value_error("Format specifier missing precision"));
            }
        }
        if let Some(kind) = at.rest.next() {
            if at.rest.next().is_some() {
                return Err(value_error(format!("Invalid format specifier '{spec}' for object of type '{type_name}'")));
            }
            out.kind = Some(kind);
        }
        if comma || underscore {
            let separator = if comma { ',' } else { '_' };
            out.grouping = match out.kind {
                None | Some('d' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F') => Some((separator, 3)),
                Some('b' | 'o' | 'x' | 'X') if underscore => Some((separator, 4)),
                Some(kind) => {
                    return Err(value_error(format!("Cannot specify '{separator}' with '{}'.", shown(kind))));
                }
            };
        }
        Ok(out)
    }
}

/// A type letter as CPython shows it in messages.
fn shown(kind: char) -> String {
    if (33..128).contains(&(kind as u32)) {
        kind.to_string()
    } else {
        format!("\\x{:x}", kind as u32)
    }
}

#[cold]
fn unknown_code(kind: char, type_name: &str) -> Box<PyErr> {
    value_error(format!("Unknown format code '{}' for object of type '{type_name}'", shown(kind)))
}

/// Appends `format(text, spec)`.
pub fn format_str(out: &mut String, text: &str, spec: &str) -> Res<()> {
    if spec.is_empty() {
        out.push_str(text);
        return Ok(());
    }
    let spec = Spec::parse(spec, "str", Some('s'), '<')?;
    if let Some(kind) = spec.kind.filter(|&kind| kind != 's') {
        return Err(unknown_code(kind, "str"));
    }
    let refused = match spec {
        Spec { sign: Some(' '), .. } => "Space not allowed in string format specifier",
        Spec { sign: Some(_), .. } => "Sign not allowed in string format specifier",
        Spec { no_negative_zero: true, .. } => "Negative zero coercion (z) not allowed in string format specifier",
        Spec { alternate: true, .. } => "Alternate form (#) not allowed in string format specifier",
        Spec { align: '=', .. } => "'=' alignment not allowed in string format specifier",
        _ => "",
    };
    if !refused.is_empty() {
        return Err(value_error(refused));
    }
    let mut text = text;
    if let Some(precision) = spec.precision {
        let cut = text.char_indices().nth(precision).map_or(text.len(), |(at, _)| at);
        text = &text[..cut];
    }
    check_size(spec.width.unwrap_or(0))?;
    push_padded(out, text, &spec);
    Ok(())
}

fn push_padded(out: &mut String, text: &str, spec: &Spec) {
    let padding = spec.width.unwrap_or(0).saturating_sub(count_chars(text));
    let (left, right) = match spec.align {
        '>' => (padding, 0),
        '^' => (padding / 2, padding - padding / 2),
        _ => (0, padding),
    };
    out.extend(std::iter::repeat_n(spec.fill, left));
    out.push_str(text);
    out.extend(std::iter::repeat_n(spec.fill, right));
}

/// Appends `format(a, spec)` of an int (or bool, by `type_name`).
pub fn format_int(out: &mut String, a: &Int, spec: &str, type_name: &str) -> Res<()> {
    if spec.is_empty() {
        return a.write_repr(out);
    }
    let spec = Spec::parse(spec, type_name, Some('d'), '>')?;
    let kind = spec.kind.unwrap_or('d');
    match kind {
        'b' | 'c' | 'd' | 'o' | 'x' | 'X' | 'n' => format_integer(out, a, &spec, kind),
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%' => format_real(out, a.to_f64()?, &spec),
        _ => Err(unknown_code(kind, type_name)),
    }
}

fn format_integer(out: &mut String, a: &Int, spec: &Spec, kind: char) -> Res<()> {
    if spec.precision.is_some() {
        return Err(value_error("Precision not allowed in integer format specifier"));
    }
    if spec.no_negative_zero {
        return Err(value_error("Negative zero coercion (z) not allowed in integer format specifier"));
    }
    if kind == 'c' {
        return format_char(out, a, spec);
    }
    let (digits, prefix) = match kind {
        'b' => (radix_digits(a, 2), "0b"),
        'o' => (radix_digits(a, 8), "0o"),
        'x' => (radix_digits(a, 16), "0x"),
        'X' => (radix_digits(a, 16).to_ascii_uppercase(), "0X"),
        _ => {
            let mut text = String::new();
            a.write_repr(&mut text)?;
            (text.trim_start_matches('-').to_owned(), "")
        }
    };
    check_size(spec.width.unwrap_or(0))?;
    let prefix = if spec.alternate { prefix } else { "" };
    push_number(out, &Pieces { negative: a.is_negative(), prefix, digits: &digits, rest: "" }, spec);
    Ok(())
}

fn format_char(out: &mut String, a: &Int, spec: &Spec) -> Res<()> {
    if spec.sign.is_some() {
        return Err(value_error("Sign not allowed with integer format specifier 'c'"));
    }
    if spec.alternate {
        return Err(value_error("Alternate form (#) not allowed with integer format specifier 'c'"));
    }
    let Some(code) = a.to_i64() else {
        return Err(overflow_error("Python int too large to convert to C long"));
    };
    if !(0..0x11_0000).contains(&code) {
        return Err(overflow_error("%c arg not in range(0x110000)"));
    }
    let text = crate::str_text::chr_i64(code)?;
    check_size(spec.width.unwrap_or(0))?;
    push_number(out, &Pieces { negative: false, prefix: "", digits: "", rest: &text }, &one_wide(spec, &text));
    Ok(())
}

/// `push_number` counts bytes of the rest; a character counts as one.
fn one_wide(spec: &Spec, text: &str) -> Spec {
    Spec { width: spec.width.map(|width| if width == 0 { 0 } else { width + text.len() - 1 }), ..*spec }
}

/// Appends `format(x, spec)` of a float.
pub fn format_float(out: &mut String, x: f64, spec: &str) -> Res<()> {
    if spec.is_empty() {
        crate::float_text::push_float(out, x);
        return Ok(());
    }
    let spec = Spec::parse(spec, "float", None, '>')?;
    match spec.kind {
        None | Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' | '%') => format_real(out, x, &spec),
        Some(kind) => Err(unknown_code(kind, "float")),
    }
}

fn format_real(out: &mut String, x: f64, spec: &Spec) -> Res<()> {
    if spec.precision.is_some_and(|precision| precision > i32::MAX as usize) {
        return Err(value_error("precision too big"));
    }
    check_size(spec.width.unwrap_or(0))?;
    let precision = spec.precision.unwrap_or(6);
    let kind = spec.kind.unwrap_or('r');
    let (style, dot_zero) = match kind.to_ascii_lowercase() {
        'e' => (FloatStyle::Exponent, false),
        'f' | '%' => (FloatStyle::Fixed, false),
        'r' if spec.precision.is_none() => (FloatStyle::Repr, true),
        'r' => (FloatStyle::General, true),
        _ => (FloatStyle::General, false),
    };
    let x = if kind == '%' { x * 100.0 } else { x };
    let mut text = double_to_string(x, style, precision, spec.alternate, dot_zero, spec.no_negative_zero);
    if kind.is_ascii_uppercase() {
        text.make_ascii_uppercase();
    }
    if kind == '%' {
        text.push('%');
    }
    let (negative, body) = match text.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, text.as_str()),
    };
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = body.split_at(digits);
    push_number(out, &Pieces { negative, prefix: "", digits, rest }, spec);
    Ok(())
}
