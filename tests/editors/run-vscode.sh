#!/bin/bash
# run-vscode.sh : the extension in the real VS Code workbench (code-server, Chromium). Installs what it needs.
#
#   tests/editors/run-vscode.sh [NAME...]      NAME: a part of a test file's name, e.g. "refusal"; default all
#                                              or the path of another file of tests
#
# Screenshots go to artefacts/vscode. CITL_PYTHON, CHROMIUM, CODE_SERVER_VERSION, CITL_EDITOR_CACHE may be set.
set -euo pipefail
source "$(dirname "$0")/lib/tools.sh"

[ -n "${CHROMIUM:-}" ] || debian chromium=chromium
export CHROMIUM=${CHROMIUM:-$(command -v chromium)}
node_environment
python_environment
rust_runtime

step "extension: install, check, bundle, package"
arguments=()
for name in "$@"; do [ -f "$name" ] && name=$(realpath "$name"); arguments+=("$name"); done
set -- "${arguments[@]}"
cd "$repo/editors/vscode"
stamp=$(sha256sum package.json | cut -c1-16)
if [ "$(cat node_modules/.citl-stamp 2> /dev/null || true)" != "$stamp" ]; then
  npm_install .
  echo "$stamp" > node_modules/.citl-stamp
fi
npm run -s check
npm run -s build
npm run -s package > /dev/null

version=${CODE_SERVER_VERSION:-4.100.3}
step "code-server $version"
cached "$tools/code-server-$version" "$here/lib/install-code-server.sh" "$tools/code-server-$version" "$version"
export CODE_SERVER=$tools/code-server-$version CITL_VSIX=$PWD/citl-lsp.vsix

step "tests"
export SHOTS=${SHOTS:-$artefacts/vscode}
rm -rf "$SHOTS"
mkdir -p "$SHOTS"
files=()
for name in "$@"; do [ -f "$name" ] && files+=("$name"); done
for file in "$here"/vscode/*.test.mjs; do
  [ $# -eq 0 ] && files+=("$file")
  for name in "$@"; do [[ $(basename "$file") == *"$name"* ]] && files+=("$file"); done
done
# A user without settings or caches of his own.
export CITL_CONFIG=${CITL_CONFIG:-$tools/no-config.toml}
node --test --test-reporter=spec --test-concurrency=1 "${files[@]}"
step "done; screenshots in $SHOTS"
