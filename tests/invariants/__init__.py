"""Tests of the invariants in DESIGN section 4, one file each."""
