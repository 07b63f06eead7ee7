fn primes(n: usize) -> Vec<usize> {
    let mut flags = vec![true; n + 1];
    flags[0] = false;
    flags[1] = false;
    let mut i = 2;
    while i * i <= n {
        if flags[i] {
            for j in (i * i..=n).step_by(i) {
                flags[j] = false;
            }
        }
        i += 1;
    }
    (0..=n).filter(|&i| flags[i]).collect()
}

fn main() {
    let found = primes(12_000_000);
    println!("{} {} {}", found.len(), found[found.len() - 1], found.iter().sum::<usize>());
}
