#!/usr/bin/env bash
# The shared rules as WebAssembly, in Node: the same questions and answers that the native run has had.
source "$(dirname "$0")/env.sh"
# shellcheck disable=SC1091
source "$VNR_CACHE/wasm.env"
export CARGO_TARGET_DIR=$WASM_TARGET_DIR
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner
exec cargo test --locked -p vnr-rules-check --test same_answers --target wasm32-unknown-unknown
