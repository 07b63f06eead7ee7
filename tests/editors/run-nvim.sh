#!/bin/bash
# run-nvim.sh : the plugin in real Neovims, headless and on a terminal's screen. Installs what it needs.
#
#   tests/editors/run-nvim.sh [NVIM...]        default: 0.10 and 0.12, as newer Debian suites have them
#
# (0.10 uses vim.lsp.start, as 0.8 and 0.9 do; Debian 12's own 0.7 is too old.)
#
# CITL_PYTHON and CITL_EDITOR_CACHE may be set.
set -euo pipefail
source "$(dirname "$0")/lib/tools.sh"

python_environment
rust_runtime
if [ $# -eq 0 ]; then
  debian tmux=tmux patchelf=patchelf
  for suite in ${CITL_NVIM_SUITES:-trixie forky}; do
    cached "$tools/nvim-$suite" "$here/lib/install-neovim.sh" "$tools/nvim-$suite" "$suite"
    set -- "$@" "$tools/nvim-$suite/bin/nvim"
  done
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Even with --clean, lsp.log is written.
export XDG_STATE_HOME=$work/xdg XDG_DATA_HOME=$work/xdg CITL_CONFIG=$work/no-config.toml
export CITL_NVIM_PLUGIN=$repo/editors/nvim
for nvim in "$@"; do
  step "$("$nvim" --version | head -1) headless"
  rm -rf "$work/project" && mkdir -p "$work/project"
  cp "$here"/workspace/*.py "$work/project/"
  (cd "$work/project" && "$nvim" --headless --clean -c "luafile $here/nvim/headless.lua")
done
step "done"
