struct Node {
    children: Option<Box<(Node, Node)>>,
}

impl Node {
    fn check(&self) -> u32 {
        match &self.children {
            None => 1,
            Some(both) => 1 + both.0.check() + both.1.check(),
        }
    }
}

fn build(depth: u32) -> Node {
    Node { children: (depth > 0).then(|| Box::new((build(depth - 1), build(depth - 1)))) }
}

fn main() {
    for depth in (4..19).step_by(2) {
        let rounds = 1 << (18 - depth);
        let total: u32 = (0..rounds).map(|_| build(depth).check()).sum();
        println!("{depth} {rounds} {total}");
    }
}
