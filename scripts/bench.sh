#!/usr/bin/env bash
# `make bench`: the figures of the goals, side by side with the goals, on this machine. Nothing here passes or fails.
source "$(dirname "$0")/env.sh"
scripts/setup.sh test
scripts/page.sh
step server "build the server" cargo build --release --locked -p vnr --features ui
VNR=$CARGO_TARGET_DIR/release/vnr

say ""
say "machine   $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores, $(awk '/MemTotal/ { printf "%.0f GB", $2 / 1048576 }' /proc/meminfo)"
say "system    $(. /etc/os-release 2>/dev/null && printf '%s' "${PRETTY_NAME:-}"), Linux $(uname -r)"
say "versions  vnr $(git describe --always --dirty 2>/dev/null || printf '?'), $(rustc --version | cut -d' ' -f1,2), $(node --version | sed 's/^/node /')"
say ""
node scripts/bench-page.mjs "$VNR"
node scripts/bench-map.mjs "$VNR"

# Lighthouse stands beside the other tools, like the peers: never in the project.
export LIGHTHOUSE=$VNR_CACHE/peers/lighthouse
lighthouse() {
  [ -x "$LIGHTHOUSE/node_modules/.bin/lighthouse" ] || npm install --prefix "$LIGHTHOUSE" --no-audit --no-fund lighthouse@12.8.2
}
step lighthouse "get Lighthouse" lighthouse || true
node scripts/bench-tablet.mjs "$VNR"
exec "$VNR" bench "$@"
