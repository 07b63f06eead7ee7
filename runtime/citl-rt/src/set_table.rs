//! CPython's hash table of a set, probe by probe: sets of numbers iterate in its order, which programs can see.
//!
//! Nine linear probes, then a jump with the hash shifted by five; a new key takes the last dummy met on its way; tables
//! grow when 3/5 full. Measured against CPython: see `specs/runtime.md` section 6.

use crate::error::Res;
use crate::map::Ask;
use crate::obj::Obj;
use crate::seq::fast_same;

const MIN_SIZE: usize = 8;
const LINEAR_PROBES: usize = 9;
const PERTURB_SHIFT: u32 = 5;
/// Hash of a slot whose key was removed; no key has it.
const DUMMY: i64 = -1;

#[derive(Clone)]
struct Slot<T> {
    hash: i64,
    key: Option<T>,
}

impl<T> Slot<T> {
    const EMPTY: Self = Slot { hash: 0, key: None };

    #[inline]
    fn is_unused(&self) -> bool {
        self.hash == 0 && self.key.is_none()
    }
}

/// Where a key is, or where it would go.
pub enum Probe {
    Found(usize),
    Free(usize),
}

#[derive(Clone)]
pub struct SetTable<T> {
    /// Empty until the first key comes; it then has `MIN_SIZE` slots.
    slots: Vec<Slot<T>>,
    /// Slots that are not unused (keys and dummies).
    fill: usize,
    used: usize,
    /// Where `pop` goes on.
    finger: usize,
}

/// The slots that a hash visits, in order: groups of a first slot and up to nine neighbours.
struct Path {
    at: usize,
    left: usize,
    perturb: u64,
    base: usize,
    mask: usize,
}

impl Path {
    #[inline]
    fn new(hash: i64, mask: usize) -> Path {
        let base = hash as usize & mask;
        Path { at: base, left: Path::neighbours(base, mask), perturb: hash as u64, base, mask }
    }

    #[inline]
    fn neighbours(base: usize, mask: usize) -> usize {
        if base + LINEAR_PROBES <= mask {
            LINEAR_PROBES
        } else {
            0
        }
    }

    #[inline]
    fn step(&mut self) {
        if self.left > 0 {
            self.left -= 1;
            self.at += 1;
            return;
        }
        self.perturb >>= PERTURB_SHIFT;
        self.base = (self.base * 5 + 1).wrapping_add(self.perturb as usize) & self.mask;
        self.at = self.base;
        self.left = Path::neighbours(self.base, self.mask);
    }
}

impl<T> SetTable<T> {
    pub const fn new() -> Self {
        SetTable { slots: Vec::new(), fill: 0, used: 0, finger: 0 }
    }

    #[inline]
    pub fn len(&self) -> usize {
        self.used
    }

    /// Whether no slot was ever used since the table was made or cleared.
    pub fn is_fresh(&self) -> bool {
        self.fill == 0
    }

    #[inline]
    fn mask(&self) -> usize {
        self.slots.len().max(MIN_SIZE) - 1
    }

    #[inline]
    pub fn end(&self) -> usize {
        self.slots.len()
    }

    #[inline]
    pub fn at(&self, i: usize) -> Option<(i64, &T)> {
        let slot = self.slots.get(i)?;
        slot.key.as_ref().map(|k| (slot.hash, k))
    }

    fn ready(&mut self) {
        if self.slots.is_empty() {
            self.slots.resize_with(MIN_SIZE, || Slot::EMPTY);
        }
    }

    /// Where a key that isn't in the table goes.
    pub fn free_slot(&self, hash: i64) -> usize {
        let mut path = Path::new(hash, self.mask());
        let mut free = None;
        loop {
            match self.slots.get(path.at) {
                Some(slot) if !slot.is_unused() => {
                    if slot.hash == DUMMY {
                        free = Some(path.at);
                    }
                }
                _ => return free.unwrap_or(path.at),
            }
            path.step();
        }
    }

    /// Puts a new key where `probe` or `free_slot` said.
    pub fn put(&mut self, i: usize, hash: i64, key: T) {
        self.ready();
        let mask = self.mask();
        let slot = &mut self.slots[i];
        let was_dummy = slot.hash == DUMMY;
        *slot = Slot { hash, key: Some(key) };
        self.used += 1;
        if was_dummy {
            return;
        }
        self.fill += 1;
        if self.fill * 5 >= mask * 3 {
            self.resize(self.wanted());
        }
    }

    fn wanted(&self) -> usize {
        if self.used > 50_000 {
            self.used * 2
        } else {
            self.used * 4
        }
    }

    /// Rebuilds the table with more than `min_used` slots.
    pub fn resize(&mut self, min_used: usize) {
        let mut size = MIN_SIZE;
        while size <= min_used {
            size <<= 1;
        }
        if size == MIN_SIZE && self.slots.len() <= MIN_SIZE && self.fill == self.used {
            return;
        }
        let old = std::mem::take(&mut self.slots);
        self.slots.resize_with(size, || Slot::EMPTY);
        self.fill = self.used;
        for slot in old {
            if slot.key.is_some() {
                self.place(slot);
            }
        }
    }

    /// Puts a slot into the first unused one on its path; counts nothing.
    fn place(&mut self, slot: Slot<T>) {
        let mut path = Path::new(slot.hash, self.slots.len() - 1);
        while self.slots[path.at].key.is_some() {
            path.step();
        }
        self.slots[path.at] = slot;
    }

    pub fn remove_at(&mut self, i: usize) -> Option<T> {
        let slot = self.slots.get_mut(i)?;
        let key = slot.key.take()?;
        slot.hash = DUMMY;
        self.used -= 1;
        Some(key)
    }

    pub fn pop(&mut self) -> Option<T> {
        if self.used == 0 {
            return None;
        }
        let mut i = self.finger & self.mask();
        while self.slots[i].key.is_none() {
            i += 1;
            if i == self.slots.len() {
                i = 0;
            }
        }
        self.finger = i + 1;
        self.remove_at(i)
    }

    /// What `difference_update` does at its end: many dummies are swept away.
    pub fn sweep(&mut self) {
        if self.fill - self.used > self.mask() / 4 {
            self.resize(self.wanted());
        }
    }

    /// Takes the keys of `body` (a result computed apart, or none for `clear`); the place of `pop` stays.
    pub fn swap_body(&mut self, body: SetTable<T>) -> SetTable<T> {
        let finger = self.finger;
        let old = std::mem::replace(self, body);
        self.finger = finger;
        old
    }

    /// The same table with every key replaced by an equal one.
    pub fn map_keys<U>(&self, f: impl Fn(&T) -> Res<U>) -> Res<SetTable<U>> {
        let slot = |s: &Slot<T>| Ok(Slot { hash: s.hash, key: s.key.as_ref().map(&f).transpose()? });
        let slots = self.slots.iter().map(slot).collect::<Res<Vec<_>>>()?;
        Ok(SetTable { slots, fill: self.fill, used: self.used, finger: self.finger })
    }

    /// Grows for the keys of `other`, as `update` does before it adds them.
    pub fn reserve_for(&mut self, other_used: usize) {
        if (self.fill + other_used) * 5 >= self.mask() * 3 {
            self.ready();
            self.resize((self.used + other_used) * 2);
        }
    }
}

impl<T: Clone> SetTable<T> {
    /// `set(other)`: an exact copy or a rebuilt one, as CPython chooses.
    pub fn merged_copy(other: &Self) -> Self {
        let mut new = SetTable::new();
        if other.used > 0 {
            new.reserve_for(other.used);
            new.fill_from(other);
        }
        new
    }

    /// Takes the keys of `other` into a table without keys and dummies, after `reserve_for`.
    pub fn fill_from(&mut self, other: &Self) {
        self.ready();
        if self.mask() == other.mask() && other.fill == other.used {
            self.slots.clone_from(&other.slots);
        } else {
            for slot in &other.slots {
                if slot.key.is_some() {
                    self.place(slot.clone());
                }
            }
        }
        self.fill = other.used;
        self.used = other.used;
    }
}

impl<T: Obj> SetTable<T> {
    /// Looks for a key without user code.
    #[inline]
    pub fn probe(&self, hash: i64, key: &T) -> Result<Probe, Ask> {
        let mut path = Path::new(hash, self.mask());
        let mut free = None;
        let mut ask = false;
        loop {
            match self.slots.get(path.at) {
                Some(slot) if !slot.is_unused() => {
                    if slot.hash == hash {
                        match slot.key.as_ref().map(|k| fast_same(k, key)) {
                            Some(Some(true)) => return Ok(Probe::Found(path.at)),
                            Some(None) => ask = true,
                            _ => {}
                        }
                    } else if slot.hash == DUMMY {
                        free = Some(path.at);
                    }
                }
                _ if ask => return Err(Ask),
                _ => return Ok(Probe::Free(free.unwrap_or(path.at))),
            }
            path.step();
        }
    }

    /// Keys with this hash in the order in which a lookup meets them.
    pub fn candidates(&self, hash: i64) -> Vec<(usize, T)> {
        let mut path = Path::new(hash, self.mask());
        let mut out = Vec::new();
        loop {
            match self.slots.get(path.at) {
                Some(slot) if !slot.is_unused() => {
                    if let (true, Some(k)) = (slot.hash == hash, &slot.key) {
                        out.push((path.at, k.clone()));
                    }
                }
                _ => return out,
            }
            path.step();
        }
    }
}
