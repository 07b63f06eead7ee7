fn make(n: usize, seed: usize) -> Vec<Vec<f64>> {
    (0..n).map(|i| (0..n).map(|j| ((i * seed + j * 7) % 13) as f64 / 3.0).collect()).collect()
}

fn multiply(a: &[Vec<f64>], b: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let (n, p) = (a.len(), b[0].len());
    let mut out = vec![vec![0.0; p]; n];
    for i in 0..n {
        let row = &a[i];
        for j in 0..p {
            let mut total = 0.0;
            for (x, b_row) in row.iter().zip(b) {
                total += x * b_row[j];
            }
            out[i][j] = total;
        }
    }
    out
}

fn main() {
    let n = 300;
    let c = multiply(&make(n, 3), &make(n, 5));
    let trace: f64 = (0..n).map(|i| c[i][i]).sum();
    println!("{:?} {:?}", trace, c[17][23]);
}
