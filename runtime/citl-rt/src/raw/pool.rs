//! The program's memory. Python's values are many, small and short-lived, so small blocks come from lists of freed
//! blocks of their size, without locks: a translated program runs on one thread (`start`), and what another thread
//! frees stays with that thread. Larger blocks are the system's.
//!
//! The feature `system-memory` leaves all blocks to the system, so that tools which watch memory (valgrind) see each.
//!
//! Must not know: what is stored.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ptr;

/// Blocks are multiples of this, and lie at multiples of it.
const STEP: usize = 16;
/// Number of block sizes: the largest is 512 bytes.
const SIZES: usize = 32;
/// What is asked of the system at a time.
const CHUNK: usize = 64 << 10;

/// Blocks of one thread.
struct Blocks {
    /// For each size the last block that was freed; a free block holds the one that was freed before it.
    free: [Cell<*mut u8>; SIZES],
    /// The rest of the newest chunk.
    rest: Cell<*mut u8>,
    left: Cell<usize>,
}

thread_local! {
    static BLOCKS: Blocks = const {
        Blocks {
            free: [const { Cell::new(ptr::null_mut()) }; SIZES],
            rest: Cell::new(ptr::null_mut()),
            left: Cell::new(0),
        }
    };
}

impl Blocks {
    /// A block of size number `size`; null if the system has no memory.
    #[inline]
    fn take(&self, size: usize) -> *mut u8 {
        let block = self.free[size].get();
        if block.is_null() {
            return self.cut((size + 1) * STEP);
        }
        // SAFETY: blocks in the list were given back whole (`give`), which wrote the next one into them.
        self.free[size].set(unsafe { block.cast::<*mut u8>().read() });
        block
    }

    /// # Safety
    /// `block` came from `take(size)`, of any thread, and nothing uses it any more.
    #[inline]
    unsafe fn give(&self, block: *mut u8, size: usize) {
        block.cast::<*mut u8>().write(self.free[size].get());
        self.free[size].set(block);
    }

    #[cold]
    #[inline(never)]
    fn cut(&self, bytes: usize) -> *mut u8 {
        if self.left.get() < bytes {
            // SAFETY: the layout is a constant: `CHUNK` isn't zero, `STEP` a power of two.
            let chunk = unsafe { System.alloc(Layout::from_size_align_unchecked(CHUNK, STEP)) };
            if chunk.is_null() {
                return chunk;
            }
            self.rest.set(chunk);
            self.left.set(CHUNK);
        }
        let block = self.rest.get();
        // SAFETY: `bytes` of the chunk are left, by the test above.
        self.rest.set(unsafe { block.add(bytes) });
        self.left.set(self.left.get() - bytes);
        block
    }
}

/// Number of the block size for `layout`; None for what is the system's.
#[inline]
fn size_of(layout: Layout) -> Option<usize> {
    let size = layout.size().wrapping_sub(1) / STEP;
    (size < SIZES && layout.align() <= STEP).then_some(size)
}

struct Pool;

// SAFETY: `take` gives blocks of at least the size that was asked for, aligned to `STEP`, which nobody else has; the
// layout says where a block came from, when it is given back as when it was taken.
unsafe impl GlobalAlloc for Pool {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        match size_of(layout) {
            Some(size) => BLOCKS.with(|blocks| blocks.take(size)),
            None => System.alloc(layout),
        }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        match size_of(layout) {
            Some(size) => BLOCKS.with(|blocks| blocks.give(block, size)),
            None => System.dealloc(block, layout),
        }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if size_of(layout).is_none() {
            return System.alloc_zeroed(layout);
        }
        let block = self.alloc(layout);
        if !block.is_null() {
            block.write_bytes(0, layout.size());
        }
        block
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        let new_layout = Layout::from_size_align_unchecked(new_size, layout.align());
        match (size_of(layout), size_of(new_layout)) {
            (None, None) => System.realloc(block, layout, new_size),
            (old, new) if old == new => block,
            _ => {
                let moved = self.alloc(new_layout);
                if !moved.is_null() {
                    moved.copy_from_nonoverlapping(block, layout.size().min(new_size));
                    self.dealloc(block, layout);
                }
                moved
            }
        }
    }
}

#[cfg(not(feature = "system-memory"))]
#[global_allocator]
static POOL: Pool = Pool;

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(size: usize, align: usize) -> Layout {
        Layout::from_size_align(size, align).expect("a layout")
    }

    #[test]
    fn blocks_of_a_size_are_used_again() {
        for size in [1, 16, 17, 512] {
            // SAFETY: allocated, written within its size, and freed with the same layout.
            unsafe {
                let first = Pool.alloc(layout(size, 8));
                first.write_bytes(7, size);
                Pool.dealloc(first, layout(size, 8));
                let again = Pool.alloc_zeroed(layout(size, 1));
                assert_eq!(first, again);
                assert!((0..size).all(|i| again.add(i).read() == 0));
                Pool.dealloc(again, layout(size, 1));
            }
        }
    }

    #[test]
    fn contents_move_between_sizes() {
        // SAFETY: every block is freed or moved with the layout that it has, and read within its size.
        unsafe {
            let mut size = 1;
            let mut block = Pool.alloc(layout(size, 1));
            block.write(42);
            for new in [16, 17, 500, 512, 513, 100_000, 600, 30, 1] {
                block = Pool.realloc(block, layout(size, 1), new);
                assert_eq!(block.read(), 42);
                size = new;
                block.add(size - 1).write(42);
                block.write(42);
            }
            Pool.dealloc(block, layout(size, 1));
        }
    }

    #[test]
    fn what_needs_a_larger_alignment_gets_it() {
        // SAFETY: freed with the layout that it was made with.
        unsafe {
            let block = Pool.alloc(layout(64, 64));
            assert_eq!(block as usize % 64, 0);
            Pool.dealloc(block, layout(64, 64));
        }
    }

    #[test]
    fn blocks_may_be_freed_on_another_thread() {
        let made: Vec<Box<u64>> = (0..10_000).map(Box::new).collect();
        let sum = std::thread::spawn(move || made.iter().map(|x| **x).sum::<u64>()).join();
        assert_eq!(sum.ok(), Some(49_995_000));
        let more: Vec<Box<u64>> = (0..10_000).map(Box::new).collect();
        assert_eq!(more.iter().map(|x| **x).sum::<u64>(), 49_995_000);
    }
}
