# Sourced by every script here: where things are, and how a long step is shown.
# shellcheck shell=bash
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"

# Compiled tools, compiler output and the test cluster live outside the checkout, so that a later clean checkout
# on the same machine finds them again.
export VNR_CACHE=${VNR_CACHE:-$HOME/.cache/vnr}
TOOLS=$VNR_CACHE/tools
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$VNR_CACHE/target}
# The page is built by another toolchain on some machines; in one folder the two would undo each other's work.
WASM_TARGET_DIR=$CARGO_TARGET_DIR-wasm
LOGS=$VNR_CACHE/logs
mkdir -p "$TOOLS/bin" "$LOGS"
export PATH=$TOOLS/bin:$ROOT/node_modules/.bin:$PATH:$HOME/.cargo/bin
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1

# Cargo tells whether a crate of ours is fresh by its path within the workspace and the dates of its files, so two checkouts
# that share a target folder could take each other's output for their own. The one that builds after another therefore
# makes its sources new; the dependencies, which are what takes time, stay shared.
for folder in "$CARGO_TARGET_DIR" "$WASM_TARGET_DIR"; do
  if [ "$(cat "$folder/.checkout" 2>/dev/null)" != "$ROOT" ]; then
    mkdir -p "$folder"
    find shared backend frontend migrations data e2e -type f -not -path '*/node_modules/*' -not -path 'frontend/dist*' -exec touch {} +
    printf '%s' "$ROOT" >"$folder/.checkout"
  fi
done

STEP_PID=
# A background command of a script ignores Ctrl-C, so the script hands it on.
trap '[ -z "$STEP_PID" ] || kill "$STEP_PID" 2>/dev/null; exit 130' INT TERM

say() { printf '%s\n' "$*"; }

fail() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

# step NAME "what is done" command...: runs the command with its output in a log, shows that it lives, and shows the
# end of the log when it fails.
step() {
  local log=$LOGS/$1.log what=$2 began=$SECONDS shown=0 status=0
  shift 2
  "$@" >"$log" 2>&1 </dev/null &
  STEP_PID=$!
  while kill -0 "$STEP_PID" 2>/dev/null; do
    sleep 0.2
    if ((SECONDS - began >= shown + 20)); then
      shown=$((SECONDS - began))
      printf '  … %s: %d s  %s\n' "$what" "$shown" "$(tail -n 1 "$log" | tr -cd '[:print:]' | cut -c1-80)"
    fi
  done
  wait "$STEP_PID" || status=$?
  STEP_PID=
  if ((status == 0)); then
    printf '✓ %s (%d s)\n' "$what" $((SECONDS - began))
  else
    printf '✗ %s (%d s); the end of %s:\n' "$what" $((SECONDS - began)) "$log"
    tail -n 80 "$log" | sed 's/^/    /'
  fi
  return "$status"
}

# One number for the contents of files and folders: unlike a date it survives a fresh checkout.
fingerprint() {
  find "$@" -type f -not -path '*/node_modules/*' -not -path 'frontend/dist*' -print0 |
    LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16
}

# The version of a package as Cargo.lock has it.
locked() {
  awk -v name="$1" '$0 == "name = \"" name "\"" { getline; gsub(/version = |"/, ""); print; exit }' Cargo.lock
}

# The documents of the page's applications are made from a template: whatever builds the page finds them.
source "$ROOT/scripts/documents.sh"
