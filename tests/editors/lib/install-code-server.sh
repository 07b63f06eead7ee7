#!/bin/sh
# install-code-server.sh TARGET [VERSION]
#
# Installs VS Code for the browser (the npm package code-server) into TARGET.
# VERSION: 4.100.3 (VS Code 1.100.3, Node 20; the default) up to 4.139.1 (VS Code 1.139.1, Node 24).
# Only @vscode/spdlog and native-watchdog are compiled (20 s; needs g++, make, python3). Without them everything works
# except Output channels and log files.
set -eu
target=${1:?usage: install-code-server.sh TARGET [VERSION]}
version=${2:-4.100.3}
mkdir -p "$target"
cd "$target"

# argon2 (password login, unused here): this version carries its binary, so nothing is compiled
cat > package.json <<EOF
{ "private": true,
  "dependencies": { "code-server": "$version" },
  "overrides": { "argon2": "0.44.0" } }
EOF
npm install --ignore-scripts --no-audit --no-fund --loglevel=error

# what the package's own install script would do, less the parts that are not needed
cd node_modules/code-server/lib/vscode
npm install --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error
ln -sfn node_modules node_modules.asar

command -v g++ > /dev/null && command -v make > /dev/null || exit 0
# Node's headers must be local, or they are downloaded from outside the registries.
prefix=$(dirname "$(dirname "$(node -p 'fs.realpathSync(process.execPath)')")")
[ -f "$prefix/include/node/node.h" ] || exit 0
npm_config_nodedir="$prefix" JOBS=2 npm rebuild --loglevel=error @vscode/spdlog native-watchdog @vscode/native-watchdog \
  || echo "install-code-server: no log files and empty Output channels, all else works" >&2
