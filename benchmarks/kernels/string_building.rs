fn shift(text: &str, key: u32) -> String {
    text.chars()
        .map(|c| match c {
            'a'..='z' => char::from(((c as u32 - 97 + key) % 26 + 97) as u8),
            '0'..='9' => char::from(((c as u32 - 48 + key) % 10 + 48) as u8),
            _ => c,
        })
        .collect()
}

fn compress(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut i = 0;
    while i < chars.len() {
        let mut j = i;
        while j < chars.len() && chars[j] == chars[i] {
            j += 1;
        }
        out.push(chars[i]);
        if j - i > 1 {
            out.push_str(&(j - i).to_string());
        }
        i = j;
    }
    out
}

fn main() {
    let mut text = "aaab bcc 112 hello wooorld 9 ".repeat(300);
    let mut total = 0;
    for key in 0..300 {
        text = shift(&text, key);
        total += compress(&text).len();
    }
    let short = |s: &str| s.chars().take(40).collect::<String>();
    println!("{} {} {}", total, short(&text), short(&compress(&text)));
}
