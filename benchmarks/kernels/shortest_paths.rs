type State = (u32, usize, usize);

struct Heap {
    items: Vec<State>,
}

impl Heap {
    fn push(&mut self, item: State) {
        let items = &mut self.items;
        items.push(item);
        let mut at = items.len() - 1;
        while at > 0 {
            let parent = (at - 1) / 2;
            if items[parent] <= item {
                break;
            }
            items[at] = items[parent];
            at = parent;
        }
        items[at] = item;
    }

    fn pop(&mut self) -> Option<State> {
        let last = self.items.pop()?;
        let items = &mut self.items[..];
        if items.is_empty() {
            return Some(last);
        }
        let first = items[0];
        let (mut at, mut child) = (0, 1);
        while child < items.len() {
            if child + 1 < items.len() && items[child + 1] < items[child] {
                child += 1;
            }
            if items[child] >= last {
                break;
            }
            items[at] = items[child];
            (at, child) = (child, 2 * child + 1);
        }
        items[at] = last;
        Some(first)
    }
}

fn grid(width: usize, height: usize) -> Vec<Vec<u32>> {
    let mut state: u64 = 42;
    let mut next = || {
        state = (state * 1103515245 + 12345) % 2147483648;
        (state / 65536 % 9 + 1) as u32
    };
    (0..height).map(|_| (0..width).map(|_| next()).collect()).collect()
}

fn distances(cells: &[Vec<u32>]) -> Vec<Vec<Option<u32>>> {
    let (width, height) = (cells[0].len(), cells.len());
    let mut best = vec![vec![None; width]; height];
    let mut heap = Heap { items: Vec::new() };
    heap.push((0, 0, 0));
    while let Some((far, y, x)) = heap.pop() {
        if best[y][x].is_some() {
            continue;
        }
        best[y][x] = Some(far);
        for (dy, dx) in [(0, 1), (1, 0), (0, -1), (-1, 0)] {
            let (Some(ny), Some(nx)) = (y.checked_add_signed(dy), x.checked_add_signed(dx)) else {
                continue;
            };
            if ny < height && nx < width && best[ny][nx].is_none() {
                heap.push((far + cells[ny][nx], ny, nx));
            }
        }
    }
    best
}

fn main() {
    let best = distances(&grid(400, 400));
    let reached: Vec<u32> = best.iter().flatten().flatten().copied().collect();
    let corner = best.last().and_then(|row| *row.last()?).unwrap_or(0);
    println!("{} {} {}", corner, reached.iter().max().unwrap_or(&0), reached.iter().sum::<u32>());
}
