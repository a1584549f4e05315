#!/usr/bin/env bash
# `make dev`: the page with live reload on http://127.0.0.1:8113, and the server rebuilt and restarted when its sources
# change. Debug builds: quick to make, slow to run. APP=office is another application (a row of frontend/applications.txt);
# links from one to the other do not work here, since only one is built.
source "$(dirname "$0")/env.sh"
app=${APP:-index}
[ -f "frontend/pages/$app.html" ] || fail "There is no application $app: APP is one of ${APPS[*]}."
scripts/setup.sh run

server=
stop() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  [ -z "${page:-}" ] || kill "$page" 2>/dev/null || true
  wait
}
trap 'stop; exit 130' INT TERM
trap stop EXIT

(
  # shellcheck disable=SC1091
  source "$VNR_CACHE/wasm.env"
  exec env -u NO_COLOR CARGO_TARGET_DIR="$WASM_TARGET_DIR" trunk serve --html-output index.html "frontend/pages/$app.html"
) &
page=$!

seen=
while kill -0 "$page" 2>/dev/null; do
  now=$(fingerprint backend shared migrations Cargo.toml Cargo.lock)
  if [ "$now" != "$seen" ]; then
    seen=$now
    if cargo build -p vnr; then
      if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
      "$CARGO_TARGET_DIR/debug/vnr" serve &
      server=$!
    fi
  fi
  sleep 1
done
