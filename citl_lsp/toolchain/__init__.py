"""The Rust toolchain as processes: find it, run it under limits, read what it says.

Nothing here knows Python programs, source maps or decisions: text goes in, messages and files come out.
"""
