#!/usr/bin/env bash
# `make run`: everything from nothing to a served register. The server takes this process's place, so Ctrl-C reaches it,
# and it stops the database it started.
source "$(dirname "$0")/env.sh"

scripts/setup.sh run
scripts/page.sh
step server "build the server" cargo build --release --locked -p vnr --features ui
exec "$CARGO_TARGET_DIR/release/vnr" serve
