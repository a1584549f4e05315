#!/usr/bin/env bash
# `make bench-peers`: the figures of two peers on this machine: a socket.io server as one writes it first, and the CoT router
# taky. Neither has a database or access rules. They are installed beside the other tools, never into the project.
source "$(dirname "$0")/env.sh"
scripts/setup.sh test

PEERS=$VNR_CACHE/peers
socketio() {
  mkdir -p "$PEERS/node"
  cp e2e/peers/package.json e2e/peers/*.mjs "$PEERS/node/"
  npm install --prefix "$PEERS/node" --no-audit --no-fund
}
taky() {
  [ -x "$PEERS/python/bin/taky" ] && return
  python3 -m venv "$PEERS/python"
  # Its web part wants an older helper library than Python carries today; the router does not use it.
  "$PEERS/python/bin/pip" install --quiet taky==0.10 setuptools==65.5.0
}

step peers-node "get socket.io" socketio
say ""
node "$PEERS/node/socketio.mjs"
if step peers-python "get taky" taky; then
  "$PEERS/python/bin/python" e2e/peers/taky.py
else
  say "taky was not measured: it could not be installed (python3-venv is needed)"
fi
