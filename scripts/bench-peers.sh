#!/usr/bin/env bash
# `make bench-peers`: the figures of three peers on this machine: a socket.io server as one writes it first, the CoT router taky,
# and pouchdb-server for what tablets did without a network. None has access rules. They are installed beside the other tools, never into the project.
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

pouchdb() {
  mkdir -p "$PEERS/pouchdb"
  cp e2e/peers/pouchdb.mjs e2e/peers/table.mjs "$PEERS/pouchdb/"
  [ -d "$PEERS/pouchdb/node_modules/pouchdb-server" ] && return
  npm install --prefix "$PEERS/pouchdb" --no-audit --no-fund pouchdb-server@4.2.0 pouchdb-core@7.3.1 \
    pouchdb-adapter-http@7.3.1 pouchdb-adapter-memory@7.3.1 pouchdb-replication@7.3.1
}

# BENCH_ONLY=pouchdb measures that one alone.
wanted() { [ -z "${BENCH_ONLY:-}" ] || [ "$BENCH_ONLY" = "$1" ]; }

if wanted pouchdb; then
  if step peers-pouchdb "get pouchdb-server" pouchdb; then
    node "$PEERS/pouchdb/pouchdb.mjs"
  else
    say "pouchdb-server was not measured: it could not be installed"
  fi
fi
wanted socketio || exit 0
step peers-node "get socket.io" socketio
say ""
node "$PEERS/node/socketio.mjs"
if step peers-python "get taky" taky; then
  "$PEERS/python/bin/python" e2e/peers/taky.py
else
  say "taky was not measured: it could not be installed (python3-venv is needed)"
fi
