//! `random`: CPython's Mersenne Twister and the functions on it, number for number; and `time`.

use crate::error::{index_error, type_error, value_error, Res};
use crate::int::Int;
use crate::list::List;
use crate::value::{v_getitem, v_len, v_list, Value};
use num_bigint::{BigInt, Sign};
use std::cell::RefCell;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const N: usize = 624;
const M: usize = 397;

struct Twister {
    state: [u32; N],
    at: usize,
}

impl Twister {
    fn from_number(seed: u32) -> Self {
        let mut state = [0u32; N];
        state[0] = seed;
        for i in 1..N {
            state[i] = 1_812_433_253u32.wrapping_mul(state[i - 1] ^ (state[i - 1] >> 30)).wrapping_add(i as u32);
        }
        Twister { state, at: N }
    }

    fn from_key(key: &[u32]) -> Self {
        let mut t = Twister::from_number(19_650_218);
        let (mut i, mut j) = (1, 0);
        for _ in 0..N.max(key.len()) {
            let previous = t.state[i - 1];
            t.state[i] = (t.state[i] ^ (previous ^ (previous >> 30)).wrapping_mul(1_664_525))
                .wrapping_add(key[j])
                .wrapping_add(j as u32);
            i += 1;
            j += 1;
            if i >= N {
                t.state[0] = t.state[N - 1];
                i = 1;
            }
            if j >= key.len() {
                j = 0;
            }
        }
        for _ in 0..N - 1 {
            let previous = t.state[i - 1];
            t.state[i] =
                (t.state[i] ^ (previous ^ (previous >> 30)).wrapping_mul(1_566_083_941)).wrapping_sub(i as u32);
            i += 1;
            if i >= N {
                t.state[0] = t.state[N - 1];
                i = 1;
            }
        }
        t.state[0] = 0x8000_0000;
        t
    }

    fn next(&mut self) -> u32 {
        if self.at >= N {
            for i in 0..N {
                let y = (self.state[i] & 0x8000_0000) | (self.state[(i + 1) % N] & 0x7fff_ffff);
                let odd = if y & 1 == 1 { 0x9908_b0df } else { 0 };
                self.state[i] = self.state[(i + M) % N] ^ (y >> 1) ^ odd;
            }
            self.at = 0;
        }
        let mut y = self.state[self.at];
        self.at += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }

    fn float(&mut self) -> f64 {
        let (a, b) = (self.next() >> 5, self.next() >> 6);
        (f64::from(a) * 67_108_864.0 + f64::from(b)) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// `getrandbits(k)`
    fn bits(&mut self, k: u64) -> BigInt {
        let words = k.div_ceil(32);
        let mut digits = Vec::with_capacity(words as usize);
        let mut left = k;
        for _ in 0..words {
            let word = self.next();
            digits.push(if left < 32 { word >> (32 - left) } else { word });
            left = left.saturating_sub(32);
        }
        BigInt::from_slice(Sign::Plus, &digits)
    }

    /// A number below `n` (> 0), as `_randbelow_with_getrandbits` finds it.
    fn below(&mut self, n: &BigInt) -> BigInt {
        let k = n.bits();
        loop {
            let r = self.bits(k);
            if r < *n {
                return r;
            }
        }
    }

    fn below_small(&mut self, n: usize) -> usize {
        usize::try_from(self.below(&BigInt::from(n))).unwrap_or(0)
    }
}

thread_local! {
    static GENERATOR: RefCell<Twister> = RefCell::new(Twister::from_key(&entropy()));
}

fn entropy() -> [u32; 4] {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    [now.subsec_nanos(), now.as_secs() as u32, (now.as_secs() >> 32) as u32, std::process::id()]
}

fn draw<R>(f: impl FnOnce(&mut Twister) -> R) -> R {
    GENERATOR.with(|g| f(&mut g.borrow_mut()))
}

/// `random.seed(n)`
pub fn random_seed(n: &Int) {
    let (_, digits) = n.to_big().to_u32_digits();
    let key = if digits.is_empty() { vec![0] } else { digits };
    GENERATOR.with(|g| *g.borrow_mut() = Twister::from_key(&key));
}

/// `random.seed()`
pub fn random_seed_now() {
    GENERATOR.with(|g| *g.borrow_mut() = Twister::from_key(&entropy()));
}

/// `random.random()`
pub fn random_random() -> f64 {
    draw(Twister::float)
}

/// `random.uniform(a, b)`
pub fn random_uniform(a: f64, b: f64) -> f64 {
    a + (b - a) * random_random()
}

/// `random.getrandbits(k)`
pub fn random_getrandbits(k: i64) -> Res<Int> {
    match u64::try_from(k) {
        Ok(0) => Ok(Int::ZERO),
        Ok(k) => Ok(Int::from(draw(|g| g.bits(k)))),
        Err(_) => Err(value_error("number of bits must be non-negative")),
    }
}

/// `random.randrange(start, stop, step)`
pub fn random_randrange(start: &Int, stop: &Int, step: &Int) -> Res<Int> {
    let (start, stop, step) = (start.to_big(), stop.to_big(), step.to_big());
    let zero = BigInt::from(0);
    let width = &stop - &start;
    let count = match step.sign() {
        Sign::NoSign => return Err(value_error("zero step for randrange()")),
        Sign::Plus => (&width + &step - 1) / &step,
        Sign::Minus => (&width + &step + 1) / &step,
    };
    if (step.sign() == Sign::Plus) != (width > zero) || count <= zero {
        return Err(value_error(format!("empty range for randrange() ({start}, {stop}, {width})")));
    }
    Ok(Int::from(start + step * draw(|g| g.below(&count))))
}

/// `random.randint(a, b)`
pub fn random_randint(a: &Int, b: &Int) -> Res<Int> {
    let stop = b + 1;
    random_randrange(a, &stop, &Int::ONE)
}

/// `random.choice(xs)`
pub fn random_choice<T: Clone>(xs: &[T]) -> Res<T> {
    if xs.is_empty() {
        return Err(index_error("Cannot choose from an empty sequence"));
    }
    Ok(xs[draw(|g| g.below_small(xs.len()))].clone())
}

/// `random.choices(xs, k=k)`
pub fn random_choices<T: Clone>(xs: &[T], k: i64) -> Res<List<T>> {
    if xs.is_empty() {
        return Err(index_error("list index out of range"));
    }
    let n = xs.len() as f64;
    Ok((0..k).map(|_| xs[(random_random() * n).floor() as usize].clone()).collect())
}

/// `random.choice(v)` of anything: `v[i]` with an `i` below `len(v)`.
pub fn random_choice_of(v: &Value) -> Res<Value> {
    let n = v_len(v)?;
    if n == 0 {
        return Err(index_error("Cannot choose from an empty sequence"));
    }
    let i = draw(|g| g.below_small(n as usize));
    v_getitem(v, &Value::Int(i as i64))
}

/// `random.choices(v, k=k)` of anything.
pub fn random_choices_of(v: &Value, k: i64) -> Res<Value> {
    let n = v_len(v)? as f64;
    let chosen: Res<Vec<Value>> =
        (0..k).map(|_| v_getitem(v, &Value::Int((random_random() * n).floor() as i64))).collect();
    Ok(Value::List(List::from(chosen?)))
}

/// `random.sample(v, k)` of anything.
pub fn random_sample_of(v: &Value, k: i64) -> Res<Value> {
    if !matches!(v, Value::List(_) | Value::Tuple(_) | Value::Str(_) | Value::Range(_) | Value::Bytes(_)) {
        return Err(type_error("Population must be a sequence.  For dicts or sets, use sorted(d)."));
    }
    Ok(Value::List(random_sample(&v_list(v)?.to_vec(), k)?))
}

/// `random.shuffle(xs)`
pub fn random_shuffle<T>(xs: &List<T>) {
    let n = xs.len() as usize;
    for i in (1..n).rev() {
        let j = draw(|g| g.below_small(i + 1));
        xs.with_mut(|v| v.swap(i, j));
    }
}

/// `random.sample(xs, k)`
pub fn random_sample<T: Clone>(xs: &[T], k: i64) -> Res<List<T>> {
    let n = xs.len();
    let Some(k) = usize::try_from(k).ok().filter(|k| *k <= n) else {
        return Err(value_error("Sample larger than population or is negative"));
    };
    let mut set_size = 21.0;
    if k > 5 {
        set_size += 4f64.powf((k as f64 * 3.0).ln() / 4f64.ln()).ceil();
    }
    let mut out = Vec::with_capacity(k);
    if (n as f64) <= set_size {
        let mut pool = xs.to_vec();
        for i in 0..k {
            let j = draw(|g| g.below_small(n - i));
            out.push(pool[j].clone());
            pool[j] = pool[n - i - 1].clone();
        }
    } else {
        let mut chosen = std::collections::HashSet::new();
        for _ in 0..k {
            let mut j = draw(|g| g.below_small(n));
            while !chosen.insert(j) {
                j = draw(|g| g.below_small(n));
            }
            out.push(xs[j].clone());
        }
    }
    Ok(List::from(out))
}

/// `time.time()`
pub fn time_time() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}

/// `time.perf_counter()` and the like: seconds since the first call.
pub fn time_perf_counter() -> f64 {
    thread_local!(static START: Instant = Instant::now());
    START.with(|s| s.elapsed().as_secs_f64())
}

/// `time.sleep(s)`
pub fn time_sleep(seconds: f64) -> Res<()> {
    if seconds.is_nan() || seconds < 0.0 {
        return Err(value_error("sleep length must be non-negative"));
    }
    std::thread::sleep(Duration::from_secs_f64(seconds.min(1e9)));
    Ok(())
}
