#!/usr/bin/env bash
# Makes a Debian machine ready to build: installs what is missing and nothing else, and says what it cannot mend.
# `make demo` and `make test` call it. Works as root, or with sudo; writes nothing when all is there.
set -euo pipefail

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

swift=$(command -v swift) || fail "there is no 'swift' in PATH: install a Swift 6.3 toolchain (https://swift.org/install), then run this again"

# Each line: the package, and a command that succeeds when what it brings is there.
has() { command -v "$1" >/dev/null; }
# (Not grep -q: it would end the pipe early, which pipefail takes for a failure.)
library() { "$(command -v ldconfig || echo /sbin/ldconfig)" -p | grep "[[:space:]]$1 " >/dev/null; }
configured() { has pkg-config && pkg-config --exists "$1"; }
requirements() {
  cat <<'LIST'
ca-certificates     test -e /etc/ssl/certs/ca-certificates.crt
git                 has git
g++                 has g++
pkg-config          has pkg-config
libopenblas-dev     configured openblas
libzstd-dev         configured libzstd
libssl-dev          configured libcrypto
zlib1g-dev          configured zlib
libcurl4-openssl-dev configured libcurl
tzdata              test -d /usr/share/zoneinfo
libxml2             library libxml2.so.2
libsqlite3-0        library libsqlite3.so.0
libncurses6         library libncurses.so.6
LIST
}

if [ "$(uname -s)" = Darwin ]; then
  # Untested: Accelerate replaces OpenBLAS, and zstd comes from Homebrew.
  has pkg-config || fail "there is no pkg-config: run 'brew install pkgconf zstd'"
  configured libzstd || fail "zstd is missing: run 'brew install zstd'"
else
  missing=()
  while read -r package check; do
    eval "$check" || missing+=("$package")
  done < <(requirements)
  if [ ${#missing[@]} -gt 0 ]; then
    has apt-get || fail "missing: ${missing[*]} (Debian's names); install them with this system's package manager"
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then
      has sudo || fail "missing: ${missing[*]}; run as root: apt-get install ${missing[*]}"
      as_root=(sudo)
    fi
    say "installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    "${as_root[@]}" apt-get -qq update
    "${as_root[@]}" apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
    while read -r package check; do
      eval "$check" || fail "'$package' is installed, but '$check' still fails"
    done < <(requirements)
  fi
fi

# Asked last: without its libraries the toolchain cannot say which it is.
version=$("$swift" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1)
[ -n "$version" ] || fail "'$swift --version' says nothing: the toolchain does not run here"
read -r major minor <<<"$version"
if [ "$major" -lt 6 ] || { [ "$major" -eq 6 ] && [ "$minor" -lt 3 ]; }; then
  fail "$swift is Swift $major.$minor; 6.3 or newer is needed (https://swift.org/install)"
fi
