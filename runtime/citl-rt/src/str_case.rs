//! `str`: case and classification of characters.

use crate::pystr::Str;
use crate::unicode::*;

/// Calls `f(char, its lower-case form)` for every character; a capital sigma at the end of a word becomes a final one.
fn each_lower(text: &str, mut f: impl FnMut(char, &mut dyn Iterator<Item = char>)) {
    if !text.contains('Σ') {
        for c in text.chars() {
            f(c, &mut c.to_lowercase());
        }
        return;
    }
    // std knows the rule for the whole text; walk along both forms.
    let lowered = text.to_lowercase();
    let mut lowered = lowered.chars();
    for c in text.chars() {
        let count = c.to_lowercase().count();
        f(c, &mut lowered.by_ref().take(count));
    }
}

/// `text.capitalize()`
pub(crate) fn capitalized(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    each_lower(text, |c, lower| {
        if out.is_empty() {
            push_title(&mut out, c);
            lower.for_each(drop);
        } else {
            out.extend(lower);
        }
    });
    out
}

/// `text.title()`
pub(crate) fn titled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_word = false;
    each_lower(text, |c, lower| {
        if in_word {
            out.extend(lower);
        } else {
            push_title(&mut out, c);
            lower.for_each(drop);
        }
        in_word = is_cased(c);
    });
    out
}

/// `text.swapcase()`
pub(crate) fn swapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    each_lower(text, |c, lower| {
        if c.is_uppercase() {
            out.extend(lower);
            return;
        }
        lower.for_each(drop);
        if c.is_lowercase() {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
    });
    out
}

/// `text.casefold()`
pub(crate) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| push_folded(&mut out, c));
    out
}

/// `text.isupper()`
pub(crate) fn all_upper(text: &str) -> bool {
    let mut cased = false;
    for c in text.chars() {
        if c.is_lowercase() || is_title(c) {
            return false;
        }
        cased |= c.is_uppercase();
    }
    cased
}

/// `text.islower()`
pub(crate) fn all_lower(text: &str) -> bool {
    let mut cased = false;
    for c in text.chars() {
        if c.is_uppercase() || is_title(c) {
            return false;
        }
        cased |= c.is_lowercase();
    }
    cased
}

/// `text.istitle()`
pub(crate) fn is_titled(text: &str) -> bool {
    let mut cased = false;
    let mut in_word = false;
    for c in text.chars() {
        if c.is_uppercase() || is_title(c) {
            if in_word {
                return false;
            }
            in_word = true;
            cased = true;
        } else if c.is_lowercase() {
            if !in_word {
                return false;
            }
            cased = true;
        } else {
            in_word = false;
        }
    }
    cased
}

/// `text.isidentifier()`
pub(crate) fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(is_identifier_start) && chars.all(is_identifier_part)
}

/// Whether there are characters and all are of a kind.
#[inline]
pub(crate) fn all_chars(text: &str, kind: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(kind)
}

impl Str {
    #[inline]
    fn all_of(&self, kind: fn(char) -> bool) -> bool {
        match self.one_ascii() {
            Some(c) => kind(c),
            None => all_chars(self, kind),
        }
    }

    #[inline]
    fn in_case(&self, upper: bool, ascii: fn(&mut str), any: fn(&str) -> String) -> Str {
        match self.as_word() {
            Some(word) if word.is_ascii() => Str::from_word(word.cased(upper)),
            _ if self.is_ascii_text() => {
                let mut text = self.as_str().to_owned();
                ascii(&mut text);
                Str::from(text)
            }
            _ => Str::from(any(self)),
        }
    }

    /// `s.upper()`
    pub fn upper(&self) -> Str {
        self.in_case(true, str::make_ascii_uppercase, str::to_uppercase)
    }

    /// `s.lower()`
    pub fn lower(&self) -> Str {
        self.in_case(false, str::make_ascii_lowercase, str::to_lowercase)
    }

    /// `s.capitalize()`
    pub fn capitalize(&self) -> Str {
        match self.as_word() {
            Some(word) if word.is_ascii() => Str::from_word(word.capitalized()),
            _ => Str::from(capitalized(self)),
        }
    }

    /// `s.title()`
    pub fn title(&self) -> Str {
        Str::from(titled(self))
    }

    /// `s.swapcase()`
    pub fn swapcase(&self) -> Str {
        Str::from(swapped(self))
    }

    /// `s.casefold()`
    pub fn casefold(&self) -> Str {
        Str::from(folded(self))
    }

    pub fn isupper(&self) -> bool {
        all_upper(self)
    }

    pub fn islower(&self) -> bool {
        all_lower(self)
    }

    pub fn istitle(&self) -> bool {
        is_titled(self)
    }

    #[inline]
    pub fn isalpha(&self) -> bool {
        self.all_of(is_alpha)
    }

    #[inline]
    pub fn isdigit(&self) -> bool {
        self.all_of(is_digit)
    }

    #[inline]
    pub fn isdecimal(&self) -> bool {
        self.all_of(is_decimal)
    }

    #[inline]
    pub fn isnumeric(&self) -> bool {
        self.all_of(is_numeric)
    }

    #[inline]
    pub fn isalnum(&self) -> bool {
        self.all_of(is_alnum)
    }

    #[inline]
    pub fn isspace(&self) -> bool {
        self.all_of(is_space)
    }

    pub fn isprintable(&self) -> bool {
        self.chars().all(is_printable)
    }

    pub fn isidentifier(&self) -> bool {
        is_identifier(self)
    }

    pub fn isascii(&self) -> bool {
        self.is_ascii_text()
    }
}
