"""From what the compiler says about generated Rust to what a Python programmer reads on a Python line. Pure."""
