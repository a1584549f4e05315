#!/usr/bin/env bash
# `make screens`: photographs every screen, dark and light, on a desk and on a tablet, into docs/screens.
source "$(dirname "$0")/env.sh"
scripts/setup.sh test
scripts/page.sh
step server "build the server" cargo build -p vnr --locked --features ui
SCREENS=1 npx --no-install playwright test --config e2e/playwright.config.ts screens
