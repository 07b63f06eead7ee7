#!/usr/bin/env bash
# Style, types, the runtime's own tests, and the test suite, in the environment that is active.
set -euo pipefail
cd "$(dirname "$0")/.."
ruff check citl_lsp benchmarks tests
ruff format --check citl_lsp benchmarks tests
mypy
(cd runtime/citl-rt && cargo fmt --check && cargo clippy --quiet --all-targets -- -D warnings && cargo test --quiet)
pytest -q -n 2 --dist loadfile "$@"
