fn place(n: usize, row: usize, cols: &mut [bool], down: &mut [bool], up: &mut [bool]) -> u64 {
    if row == n {
        return 1;
    }
    let mut found = 0;
    for c in 0..n {
        if !cols[c] && !down[row + n - c] && !up[row + c] {
            (cols[c], down[row + n - c], up[row + c]) = (true, true, true);
            found += place(n, row + 1, cols, down, up);
            (cols[c], down[row + n - c], up[row + c]) = (false, false, false);
        }
    }
    found
}

fn queens(n: usize) -> u64 {
    place(n, 0, &mut vec![false; n], &mut vec![false; 2 * n + 1], &mut vec![false; 2 * n])
}

fn main() {
    println!("{:?}", (4..13).map(queens).collect::<Vec<_>>());
}
