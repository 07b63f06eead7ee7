use std::collections::HashMap;

fn text(n: usize) -> String {
    let words: Vec<&str> =
        "the quick brown fox jumps over a lazy dog while seven wizards brew potent ale near quiet river banks"
            .split_whitespace()
            .collect();
    let mut out = String::new();
    let mut state: u64 = 12345;
    for i in 0..n {
        state = (state * 1103515245 + 12345) % 2147483648;
        let word = words[(state / 65536) as usize % words.len()];
        if i > 0 {
            out.push(' ');
        }
        if state % 3 == 0 {
            out.push_str(&word[..1].to_uppercase());
            out.push_str(&word[1..]);
            out.push_str(&(state / 1000 % 50).to_string());
        } else {
            out.push_str(word);
        }
    }
    out
}

fn count(body: &str) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for word in body.split_whitespace() {
        *counts.entry(word.to_lowercase()).or_insert(0) += 1;
    }
    counts
}

fn main() {
    let counts = count(&text(1_500_000));
    let mut top: Vec<_> = counts.iter().collect();
    top.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    for (word, n) in &top[..5] {
        println!("{word} {n}");
    }
    println!("{} {}", counts.len(), counts.iter().map(|(w, n)| w.len() * n).sum::<usize>());
}
