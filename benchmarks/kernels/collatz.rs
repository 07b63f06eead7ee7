fn steps(mut n: u64) -> u32 {
    let mut count = 0;
    while n != 1 {
        n = if n % 2 == 0 { n / 2 } else { 3 * n + 1 };
        count += 1;
    }
    count
}

fn longest(limit: u64) -> (u64, u32) {
    let (mut best, mut at) = (0, 0);
    for n in 1..limit {
        let s = steps(n);
        if s > best {
            (best, at) = (s, n);
        }
    }
    (at, best)
}

fn main() {
    println!("{:?}", longest(250000));
}
