#!/usr/bin/env bash
# `make fuzz`: feeds each parser of outside bytes (the targets of fuzz/) with made-up input for so many seconds and says how many
# inputs it took. Not a part of `make test`: it needs a nightly compiler, and chance decides what it finds.
# fuzz.sh SECONDS [TARGET...]
source "$(dirname "$0")/env.sh"
each=${1:-60}
shift || true
[[ $each =~ ^[1-9][0-9]*$ ]] || fail "SECONDS is how long each target runs, a whole number; not $each."

rustup run nightly rustc --version >/dev/null 2>&1 ||
  fail "Fuzzing needs a nightly compiler, which nothing else here does. Get it once, then make fuzz again:

    rustup toolchain install nightly --profile minimal"
command -v cargo-fuzz >/dev/null 2>&1 ||
  fail "Fuzzing needs cargo-fuzz. Get it once, then make fuzz again:

    cargo install cargo-fuzz"

# Sanitizers and coverage make another program of every crate: in the folder of the tests the two would undo each other's work.
export CARGO_TARGET_DIR=$CARGO_TARGET_DIR-fuzz
targets=("$@")
if ((${#targets[@]} == 0)); then
  for file in fuzz/fuzz_targets/*.rs; do targets+=("$(basename "$file" .rs)"); done
fi

failed=0
step fuzz-build "build the targets" cargo +nightly fuzz build
for target in "${targets[@]}"; do
  if step "fuzz-$target" "$target" cargo +nightly fuzz run "$target" -- -max_total_time="$each" -timeout=10 -print_final_stats=1; then
    sed -n 's/^stat::number_of_executed_units: */    inputs: /p' "$LOGS/fuzz-$target.log"
  else
    failed=$((failed + 1))
    say "    what it fell over lies in fuzz/artifacts/$target: make an ordinary test of it"
  fi
done
((failed == 0)) || fail "$failed of ${#targets[@]} targets fell over."
