#!/usr/bin/env bash
# Builds the page into frontend/dist, compressed, unless its sources are the ones it was built from.
source "$(dirname "$0")/env.sh"

sources=$(fingerprint frontend shared style Cargo.toml Cargo.lock Trunk.toml package-lock.json scripts/page.sh scripts/compress.mjs)
stamp=frontend/dist.stamp
if [ -f frontend/dist/index.html ] && [ "$(cat $stamp 2>/dev/null)" = "$sources" ]; then
  exit 0
fi

build() {
  # shellcheck disable=SC1091
  source "$VNR_CACHE/wasm.env"
  # Trunk reads NO_COLOR as a boolean and refuses the "1" that the rest of the world writes.
  env -u NO_COLOR CARGO_TARGET_DIR="$WASM_TARGET_DIR" trunk build --release
}

rm -f $stamp
step page "build the page" build
printf '%s' "$sources" >$stamp
