#!/bin/bash
# install-neovim.sh TARGET SUITE
# Unpacks the Neovim of another Debian suite (trixie: 0.10, forky: 0.12) and the
# libraries it needs into TARGET, beside the system's own; no root needed. Debian on x86-64 only.
# Needs apt, dpkg-deb and patchelf.
set -euo pipefail
target=$1 suite=$2
mkdir -p "$target"
target=$(cd "$target" && pwd)
work=$target/.apt
mkdir -p "$work"/{lists/partial,cache/archives/partial,etc}
: > "$work/status"
# the mirror and the signing key this machine already uses for Debian
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' | grep -v security | head -1)
key=$(ls /usr/share/keyrings/debian-archive-keyring.gpg)
echo "deb [signed-by=$key] $mirror $suite main" > "$work/etc/sources.list"
apt=(apt-get -q=2 -o "Dir::Etc::sourcelist=$work/etc/sources.list" -o Dir::Etc::sourceparts=/dev/null
  -o Dir::Etc::preferencesparts=/dev/null -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache"
  -o "Dir::State::status=$work/status" -o APT::Install-Recommends=false -o Debug::NoLocking=1)
apt+=(-o APT::Sandbox::User=root)
"${apt[@]}" update
"${apt[@]}" install --download-only -y neovim
for d in "$work"/cache/archives/*.deb; do dpkg-deb -x "$d" "$target"; done
rm -rf "$work"
lib=$target/usr/lib/x86_64-linux-gnu
loader=$lib/ld-linux-x86-64.so.2
# its own loader and libraries; an RPATH, unlike LD_LIBRARY_PATH, is not passed on to the
# programs Neovim starts (the language server)
patchelf --set-interpreter "$loader" --force-rpath --set-rpath "$lib" "$target/usr/bin/nvim"
mkdir -p "$target/bin"
cat > "$target/bin/nvim" <<W
#!/bin/sh
export VIMRUNTIME="$target/usr/share/nvim/runtime"
export LUA_CPATH="$lib/lua/5.1/?.so;;"
exec "$target/usr/bin/nvim" "\$@"
W
chmod +x "$target/bin/nvim"
"$target/bin/nvim" --version | head -3
