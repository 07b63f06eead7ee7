fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut previous = row[0];
        row[0] = i;
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let best = (row[j] + 1).min(row[j - 1] + 1).min(previous + cost);
            previous = row[j];
            row[j] = best;
        }
    }
    row[b.len()]
}

fn main() {
    let words = ["kitten".repeat(100), "sitting".repeat(90), "saturday".repeat(75), "sunday".repeat(100)];
    for a in &words {
        println!("{:?}", words.iter().map(|b| distance(a, b)).collect::<Vec<_>>());
    }
}
