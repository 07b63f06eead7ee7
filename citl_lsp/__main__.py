"""`python -m citl_lsp`: the same as `citl`."""

from citl_lsp.cli.main import main

main()
