#!/usr/bin/env bash
# `make test`: every check and test. A stage that fails does not stop the ones that do not need it; the last line counts.
source "$(dirname "$0")/env.sh"

PASSED=0
FAILED=0

# check NAME "what" command...: a stage without tests of its own; it counts only when it fails.
check() {
  step "$@" || FAILED=$((FAILED + 1))
}

# tests NAME "what" command...: a stage that runs tests; they are counted from its log, in the words of whichever runner.
tests() {
  local name=$1 status=0 counts
  step "$@" || status=$?
  counts=$(awk '
    { gsub(/\033\[[0-9;]*m/, "") }
    # nextest:      Summary [ 9.8s] 23 tests run: 22 passed (1 slow), 1 failed, 2 skipped
    /Summary \[.*tests? run:/ { for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) p += $(i - 1); if ($i ~ /^(failed|timed)/) f += $(i - 1) } }
    # cargo test:   test result: ok. 3 passed; 0 failed; 0 ignored
    /^test result:/ { for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) p += $(i - 1); if ($i ~ /^failed/) f += $(i - 1) } }
    # Playwright:     5 passed (12.3s)  /  1 failed  /  1 did not run
    /^ +[0-9]+ (passed|failed|interrupted|did not run)/ { if ($2 == "passed") p += $1; else f += $1 }
    # Node:         # pass 3
    /^# pass / { p += $3 }
    /^# fail / { f += $3 }
    END { print p + 0, f + 0 }' "$LOGS/$name.log")
  local passed=${counts% *} failed=${counts#* }
  # A runner that fails before it counts (a compile error) is one failure.
  if ((status != 0 && failed == 0)); then failed=1; fi
  printf '    %s passed, %s failed in %s\n' "$passed" "$failed" "$name"
  PASSED=$((PASSED + passed))
  FAILED=$((FAILED + failed))
}

finish() {
  local status=$?
  trap - EXIT
  # An integration server keeps nothing running; at a desk the database stays up for the next run.
  if [ -n "${CI:-}" ]; then scripts/stop.sh || status=1; fi
  if ((status != 0 && FAILED == 0)); then FAILED=1; fi
  printf '\n%d passed, %d failed\n' "$PASSED" "$FAILED"
  ((FAILED == 0)) || exit 1
}
trap finish EXIT

scripts/setup.sh test

check fmt "formatting" cargo fmt --all --check
check deny "licences, bans and sources of dependencies" scripts/deny.sh
page=1
scripts/page.sh || { page=0; FAILED=$((FAILED + 1)); }

# With the page inside from the start, so that the server is compiled once and not a second time for the browser.
features=()
if ((page)); then
  features=(--features vnr/ui)
  check size "size of the first load" node scripts/size.mjs
  sed -n '$s/^ */    /p' "$LOGS/size.log"
fi
check clippy "lints" cargo clippy --workspace --all-targets --locked "${features[@]}" -- -D warnings

if cargo nextest --version >/dev/null 2>&1; then
  tests rust "unit, database and API tests" cargo nextest run --workspace --locked --no-fail-fast "${features[@]}"
else
  tests rust "unit, database and API tests" cargo test --workspace --locked --no-fail-fast --lib --bins --tests "${features[@]}"
fi
tests doc "examples in the documentation" cargo test --workspace --locked --doc "${features[@]}"
tests wasm "rules compiled to WebAssembly" scripts/wasm-test.sh

if ((page)) && check server "build the server" cargo build -p vnr --locked --features ui; then
  tests browser "browser tests" npx --no-install playwright test --config e2e/playwright.config.ts
fi
