fn fannkuch(n: usize) -> (i64, i64) {
    let mut perm: Vec<usize> = (0..n).collect();
    let mut count = vec![0; n];
    let (mut best, mut checksum, mut sign) = (0, 0, 1);
    let mut work = perm.clone();
    loop {
        if perm[0] != 0 {
            work.copy_from_slice(&perm);
            let mut flips = 0;
            while work[0] != 0 {
                let first = work[0];
                work[..=first].reverse();
                flips += 1;
            }
            best = best.max(flips);
            checksum += sign * flips;
        }
        if sign == 1 {
            perm.swap(0, 1);
            sign = -1;
        } else {
            perm.swap(1, 2);
            sign = 1;
            let mut i = 2;
            while i < n {
                if count[i] < i {
                    count[i] += 1;
                    break;
                }
                count[i] = 0;
                i += 1;
                if i == n {
                    return (checksum, best);
                }
                perm[..=i].rotate_left(1);
            }
        }
    }
}

fn main() {
    let (checksum, best) = fannkuch(10);
    println!("({checksum}, {best})");
}
