//! `itertools` and `functools.reduce`.

use crate::error::{value_error, Res};
use crate::int::Int;
use crate::iter::Iter;
use crate::obj::Obj;
use crate::seq::same;
use crate::tuple::Tuple;

/// Rows of positions, lazily, as tuples of what is there.
fn rows<T: Clone + 'static>(pool: Vec<T>, mut next: impl FnMut() -> Option<Vec<usize>> + 'static) -> Iter<Tuple<T>> {
    Iter::new(std::iter::from_fn(move || {
        let row = next()?;
        Some(Ok(Tuple::from(row.iter().map(|&i| pool[i].clone()).collect::<Vec<T>>())))
    }))
}

fn count_of(n: i64) -> Res<usize> {
    usize::try_from(n).map_err(|_| value_error("r must be non-negative"))
}

/// `permutations(xs, r)`
pub fn permutations<T: Clone + 'static>(pool: Vec<T>, r: Option<i64>) -> Res<Iter<Tuple<T>>> {
    let n = pool.len();
    let r = r.map_or(Ok(n), count_of)?;
    let mut indices: Vec<usize> = (0..n).collect();
    let mut cycles: Vec<usize> = (0..r.min(n)).map(|i| n - i).collect();
    let mut started = false;
    Ok(rows(pool, move || {
        if r > n {
            return None;
        }
        if !started {
            started = true;
            return Some(indices[..r].to_vec());
        }
        for i in (0..r).rev() {
            cycles[i] -= 1;
            if cycles[i] == 0 {
                indices[i..].rotate_left(1);
                cycles[i] = n - i;
            } else {
                let j = n - cycles[i];
                indices.swap(i, j);
                return Some(indices[..r].to_vec());
            }
        }
        cycles.clear();
        None
    }))
}

/// `combinations(xs, r)`
pub fn combinations<T: Clone + 'static>(pool: Vec<T>, r: i64) -> Res<Iter<Tuple<T>>> {
    let (n, r) = (pool.len(), count_of(r)?);
    let mut state: Option<Vec<usize>> = (r <= n).then(|| (0..r).collect());
    Ok(rows(pool, move || {
        let row = state.clone()?;
        state = (0..r).rev().find(|&i| row[i] != i + n - r).map(|i| {
            let mut next = row.clone();
            next[i] += 1;
            for j in i + 1..r {
                next[j] = next[j - 1] + 1;
            }
            next
        });
        Some(row)
    }))
}

/// `combinations_with_replacement(xs, r)`
pub fn combinations_with_replacement<T: Clone + 'static>(pool: Vec<T>, r: i64) -> Res<Iter<Tuple<T>>> {
    let (n, r) = (pool.len(), count_of(r)?);
    let mut state: Option<Vec<usize>> = (n > 0 || r == 0).then(|| vec![0; r]);
    Ok(rows(pool, move || {
        let row = state.clone()?;
        state = (0..r).rev().find(|&i| row[i] + 1 < n).map(|i| {
            let mut next = row.clone();
            let value = next[i] + 1;
            next[i..].fill(value);
            next
        });
        Some(row)
    }))
}

/// `product(*pools)`
pub fn product<T: Clone + 'static>(pools: Vec<Vec<T>>, repeat: i64) -> Res<Iter<Tuple<T>>> {
    let repeat = usize::try_from(repeat).map_err(|_| value_error("repeat argument cannot be negative"))?;
    let mut all: Vec<Vec<T>> = Vec::new();
    for _ in 0..repeat {
        all.extend(pools.iter().cloned());
    }
    let mut state = all.iter().all(|p| !p.is_empty()).then(|| vec![0; all.len()]);
    Ok(Iter::new(std::iter::from_fn(move || {
        let row = state.take()?;
        let mut next = row.clone();
        for i in (0..all.len()).rev() {
            next[i] += 1;
            if next[i] < all[i].len() {
                state = Some(next);
                break;
            }
            next[i] = 0;
        }
        Some(Ok(Tuple::from(row.iter().zip(&all).map(|(&i, p)| p[i].clone()).collect::<Vec<T>>())))
    })))
}

/// `accumulate(xs, f)`, with `initial` first where it is given.
pub fn accumulate<T: Clone + 'static>(
    items: impl IntoIterator<Item = Res<T>, IntoIter: 'static>,
    mut f: impl FnMut(T, T) -> Res<T> + 'static,
    initial: Option<T>,
) -> Iter<T> {
    let mut items = items.into_iter();
    let (mut total, mut first) = (initial.clone(), initial);
    Iter::new(std::iter::from_fn(move || {
        if let Some(x) = first.take() {
            return Some(Ok(x));
        }
        let next = match (items.next()?, total.take()) {
            (Err(e), _) => return Some(Err(e)),
            (Ok(x), None) => x,
            (Ok(x), Some(t)) => match f(t, x) {
                Ok(x) => x,
                Err(e) => return Some(Err(e)),
            },
        };
        total = Some(next.clone());
        Some(Ok(next))
    }))
}

/// `functools.reduce(f, xs, initial)`
pub fn reduce<T, A>(items: impl IntoIterator<Item = Res<T>>, mut f: impl FnMut(A, T) -> Res<A>, initial: A) -> Res<A> {
    let mut total = initial;
    for x in items {
        total = f(total, x?)?;
    }
    Ok(total)
}

/// `functools.reduce(f, xs)`
pub fn reduce_first<T>(items: impl IntoIterator<Item = Res<T>>, mut f: impl FnMut(T, T) -> Res<T>) -> Res<T> {
    let mut items = items.into_iter();
    let Some(first) = items.next() else {
        return Err(crate::error::type_error("reduce() of empty iterable with no initial value"));
    };
    let mut total = first?;
    for x in items {
        total = f(total, x?)?;
    }
    Ok(total)
}

/// `count(start, step)`
pub fn count(start: Int, step: Int) -> Iter<Int> {
    let mut next = start;
    Iter::new(std::iter::from_fn(move || {
        let now = next.clone();
        next = &next + &step;
        Some(Ok(now))
    }))
}

/// `cycle(xs)`
pub fn cycle<T: Clone + 'static>(pool: Vec<T>) -> Iter<T> {
    Iter::new(pool.into_iter().cycle().map(Ok))
}

/// `repeat(x, times)`
pub fn repeat<T: Clone + 'static>(x: T, times: Option<i64>) -> Iter<T> {
    match times {
        None => Iter::new(std::iter::repeat(x).map(Ok)),
        Some(n) => Iter::new(std::iter::repeat(x).map(Ok).take(usize::try_from(n).unwrap_or(0))),
    }
}

/// `islice(xs, start, stop, step)`
pub fn islice<T: 'static>(
    items: impl IntoIterator<Item = Res<T>, IntoIter: 'static>,
    start: Option<i64>,
    stop: Option<i64>,
    step: Option<i64>,
) -> Res<Iter<T>> {
    let bound = |n: i64| {
        usize::try_from(n)
            .map_err(|_| value_error("Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."))
    };
    let (start, step) = (bound(start.unwrap_or(0))?, step.unwrap_or(1));
    if step < 1 {
        return Err(value_error("Step for islice() must be a positive integer or None."));
    }
    let items = items.into_iter();
    let stop = stop.map_or(Ok(usize::MAX), bound)?;
    Ok(Iter::new(items.take(stop).skip(start).step_by(step as usize)))
}

/// `takewhile(p, xs)`
pub fn takewhile<T: 'static>(
    items: impl IntoIterator<Item = Res<T>, IntoIter: 'static>,
    mut test: impl FnMut(&T) -> Res<bool> + 'static,
) -> Iter<T> {
    let mut items = items.into_iter();
    let mut done = false;
    Iter::new(std::iter::from_fn(move || {
        if done {
            return None;
        }
        let x = match items.next()? {
            Ok(x) => x,
            Err(e) => return Some(Err(e)),
        };
        match test(&x) {
            Ok(true) => Some(Ok(x)),
            Ok(false) => {
                done = true;
                None
            }
            Err(e) => Some(Err(e)),
        }
    }))
}

/// `dropwhile(p, xs)`
pub fn dropwhile<T: 'static>(
    items: impl IntoIterator<Item = Res<T>, IntoIter: 'static>,
    mut test: impl FnMut(&T) -> Res<bool> + 'static,
) -> Iter<T> {
    let mut items = items.into_iter();
    let mut dropping = true;
    Iter::new(std::iter::from_fn(move || loop {
        let x = match items.next()? {
            Ok(x) => x,
            Err(e) => return Some(Err(e)),
        };
        if dropping {
            match test(&x) {
                Ok(true) => continue,
                Ok(false) => dropping = false,
                Err(e) => return Some(Err(e)),
            }
        }
        return Some(Ok(x));
    }))
}

/// `groupby(xs, key)`: runs of equal keys, each collected.
pub fn groupby<T: Clone + 'static, K: Obj>(
    items: impl IntoIterator<Item = Res<T>, IntoIter: 'static>,
    mut key: impl FnMut(T) -> Res<K> + 'static,
) -> Iter<(K, Iter<T>)> {
    let mut items = items.into_iter();
    let mut ahead: Option<(K, T)> = None;
    let mut ended = false;
    let mut step = move || -> Res<Option<(K, Iter<T>)>> {
        let (k, first) = match ahead.take() {
            Some(pair) => pair,
            None if ended => return Ok(None),
            None => match items.next() {
                None => return Ok(None),
                Some(x) => {
                    let x = x?;
                    (key(x.clone())?, x)
                }
            },
        };
        let mut run = vec![first];
        loop {
            let Some(x) = items.next() else {
                ended = true;
                break;
            };
            let x = x?;
            let other = key(x.clone())?;
            if !same(&k, &other)? {
                ahead = Some((other, x));
                break;
            }
            run.push(x);
        }
        Ok(Some((k, Iter::new(run.into_iter().map(Ok)))))
    };
    Iter::new(std::iter::from_fn(move || step().transpose()))
}

/// `zip_longest(*iters, fillvalue=fill)`
pub fn zip_longest<T: Clone + 'static>(iters: Vec<Iter<T>>, fill: T) -> Iter<Tuple<T>> {
    Iter::new(std::iter::from_fn(move || {
        let mut row = Vec::with_capacity(iters.len());
        let mut any = false;
        for it in &iters {
            match it.advance() {
                None => row.push(fill.clone()),
                Some(Err(e)) => return Some(Err(e)),
                Some(Ok(x)) => {
                    any = true;
                    row.push(x);
                }
            }
        }
        any.then(|| Ok(Tuple::from(row)))
    }))
}

/// `pairwise(xs)`
pub fn pairwise<T: Clone + 'static>(items: impl IntoIterator<Item = Res<T>, IntoIter: 'static>) -> Iter<(T, T)> {
    let mut items = items.into_iter();
    let mut last: Option<T> = None;
    Iter::new(std::iter::from_fn(move || loop {
        let x = match items.next()? {
            Ok(x) => x,
            Err(e) => return Some(Err(e)),
        };
        if let Some(before) = last.replace(x.clone()) {
            return Some(Ok((before, x)));
        }
    }))
}

/// `chain(*iters)`
pub fn chain<T: Clone + 'static>(iters: Vec<Iter<T>>) -> Iter<T> {
    Iter::new(iters.into_iter().flatten())
}
