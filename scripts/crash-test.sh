#!/usr/bin/env bash
# `make crash-test`: kills the server and PostgreSQL with -9 while calls are replayed, and compares afterwards. With
# CALLS=… that log is replayed, otherwise a made-up one; further arguments go to the tool.
source "$(dirname "$0")/env.sh"
scripts/setup.sh run
step server "build the server" cargo build --release --locked -p vnr
exec "$CARGO_TARGET_DIR/release/vnr" crash-test ${CALLS:+--calls "$CALLS"} "$@"
