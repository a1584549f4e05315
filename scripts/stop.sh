#!/usr/bin/env bash
# `make stop`: stops the tests' database cluster, which otherwise stays up between runs. With --remove, removes it too.
source "$(dirname "$0")/env.sh"

data=$VNR_CACHE/testdb
folder=$(cat "$data/cluster-is-in" 2>/dev/null || printf '%s' "$data/cluster")
if [ -f "$folder/pg/postmaster.pid" ]; then
  pid=$(head -n 1 "$folder/pg/postmaster.pid")
  # Only the postmaster of this very folder: numbers are used again.
  if [ "$(readlink "/proc/$pid/cwd" 2>/dev/null)" = "$(readlink -f "$folder/pg")" ]; then
    kill -INT "$pid"
    for _ in $(seq 300); do
      [ -d "/proc/$pid" ] || break
      sleep 0.1
    done
    [ ! -d "/proc/$pid" ] || fail "The tests' database (process $pid) does not stop."
    say "✓ the tests' database is stopped"
  fi
fi
if [ "${1:-}" = --remove ]; then rm -rf "$folder" "$data"; fi
