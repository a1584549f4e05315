#!/usr/bin/env bash
# Gets everything that building and running needs ("run"), or testing too ("test"). Does nothing when all is there.
# As root it installs packages by itself; as an ordinary user it prints the one command to run, and stops.
source "$(dirname "$0")/env.sh"
LEVEL=${1:-run}

TRUNK_VERSION=0.21.14
CARGO_DENY_VERSION=0.19.0
WASM_BINDGEN_VERSION=$(locked wasm-bindgen)

has() { command -v "$1" >/dev/null 2>&1; }

postgis_there() {
  if [ -n "${VNR_PG_BIN:-}" ]; then return 0; fi
  compgen -G '/usr/share/postgresql/*/extension/postgis.control' >/dev/null && return 0
  compgen -G '/usr/pgsql-*/share/extension/postgis.control' >/dev/null && return 0
  has initdb && compgen -G "$(dirname "$(readlink -f "$(command -v initdb)")")/../share/**/extension/postgis.control" >/dev/null
}

node_there() {
  has npm && has node && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ]
}

browser_there() { [ -n "${CHROMIUM:-}" ] || has chromium || has chromium-browser || has google-chrome; }

postgis_package() {
  local found
  found=$(apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' 2>/dev/null | cut -d' ' -f1 | sort -V | tail -n 1)
  printf '%s' "${found:-postgresql-15-postgis-3}"
}

# Packages of the system that are missing, into PACKAGES.
missing_packages() {
  PACKAGES=()
  has cc || PACKAGES+=(build-essential)
  node_there || PACKAGES+=(nodejs npm)
  if [ "$LEVEL" = test ] || [ -z "${DATABASE_URL:-}" ]; then
    postgis_there || PACKAGES+=("$(postgis_package)")
    # The Latvian dictionary makes search better; without it search still works, so only a package manager gets it.
    if has apt-get && [ ! -e /usr/share/hunspell/lv_LV.aff ] && [ "$(id -u)" = 0 ]; then
      PACKAGES+=(hunspell-lv)
    fi
  fi
  if [ "$LEVEL" = test ] && ! browser_there; then PACKAGES+=(chromium); fi
}

# install PACKAGE...: with the system's package manager as root; otherwise says the one command and stops.
install() {
  if ! has apt-get; then
    fail "These are missing, and this system has no apt-get to get them with: $*
Install PostgreSQL 15 or newer with PostGIS 3, Node.js 18 or newer, a C compiler and (for tests) Chromium; then run make again."
  fi
  if [ "$(id -u)" != 0 ]; then
    fail "Some packages are missing. Run this once, then make again:

    sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
  fi
  export DEBIAN_FRONTEND=noninteractive
  step apt-update "list of packages" apt-get update
  step apt-install "packages: $*" apt-get install -y --no-install-recommends "$@"
}

# The compiler for the page: the ordinary one with its WebAssembly target, or, where rustup cannot fetch that, the newer
# compiler Debian ships with the standard library's source. The variables of the choice go into a file.
wasm_toolchain() {
  local settings=$VNR_CACHE/wasm.env target=wasm32-unknown-unknown
  if [ -d "$(rustc --print target-libdir --target $target 2>/dev/null)" ]; then
    : >"$settings"
    return
  fi
  if ! has rustup; then
    fail "This Rust has no WebAssembly target ($target) and no rustup to get it with: install the target from where this Rust came."
  fi
  if [ -s "$settings" ] && rustup run vnr-wasm rustc --version >/dev/null 2>&1; then return; fi
  if step wasm-target "WebAssembly target" timeout 300 rustup target add $target >"$LOGS/wasm-target.out" 2>&1; then
    : >"$settings"
    return
  fi
  say "  rustup cannot fetch the WebAssembly target here; taking Debian's compiler and building its standard library"
  if [ ! -d /usr/lib/rustlib/src/rust/library/std ] || [ ! -x /usr/bin/rustc ] || [ ! -x /usr/bin/cargo ]; then
    install rustc-web cargo-web rust-web-src
  fi
  rustup toolchain link vnr-wasm /usr
  local linker
  linker=$(rustc --print sysroot)/lib/rustlib/$(rustc -vV | sed -n 's/^host: //p')/bin/rust-lld
  [ -x "$linker" ] || linker=$(compgen -c rust-lld | head -n 1 || true)
  [ -n "$linker" ] || fail "There is no rust-lld to link the page with (looked in $(rustc --print sysroot))."
  cat >"$settings" <<SETTINGS
export RUSTUP_TOOLCHAIN=vnr-wasm
export RUSTC_BOOTSTRAP=1
export CARGO_UNSTABLE_BUILD_STD=std,panic_abort
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$linker
SETTINGS
}

# build_tool NAME CRATE VERSION FLAGS...: compiles a tool into the cache unless that very version is there.
build_tool() {
  local name=$1 crate=$2 version=$3
  shift 3
  if [ "$("$name" --version 2>/dev/null | awk '{ print $2 }')" = "$version" ]; then return; fi
  CARGO_TARGET_DIR=$TOOLS/target step "install-$crate" "compile $crate $version (once, some minutes)" \
    cargo install "$crate" --version "$version" --root "$TOOLS" "$@"
}

node_modules() {
  local wanted
  wanted=$(sha256sum package-lock.json | cut -c1-16)
  if [ "$(cat node_modules/.vnr-stamp 2>/dev/null)" = "$wanted" ]; then return; fi
  step npm-ci "Node packages" npm ci --no-audit --no-fund
  printf '%s' "$wanted" >node_modules/.vnr-stamp
}

has cargo || fail "Rust is missing: install it from https://rustup.rs, then run make again."
missing_packages
if ((${#PACKAGES[@]})); then install "${PACKAGES[@]}"; fi
wasm_toolchain
node_modules
# Without its lock file: that may name a release younger than what the registry at hand serves.
build_tool wasm-bindgen wasm-bindgen-cli "$WASM_BINDGEN_VERSION" --no-default-features
build_tool trunk trunk "$TRUNK_VERSION" --locked
if [ "$LEVEL" = test ]; then
  build_tool cargo-deny cargo-deny "$CARGO_DENY_VERSION" --locked
fi
rm -rf "$TOOLS/target"
