#!/usr/bin/env bash
# Builds the page into frontend/dist, compressed: each application (a row of frontend/applications.txt) by itself, unless its
# sources are the ones it was built from, here or in another checkout of this machine: the last ones built are kept beside the
# tools. What two of them load has one name and lies there once.
source "$(dirname "$0")/env.sh"

# The contents of everything that an application is made of.
sources_of() {
  local app others=() excluded=()
  for app in "${APPS[@]}"; do
    # shellcheck disable=SC2206
    [ "$app" = "$1" ] || others+=(${OWN[$app]})
  done
  for app in "${others[@]}"; do excluded+=(-not -path "$app" -not -path "$app/*"); done
  find frontend shared style Cargo.toml Cargo.lock Trunk.toml package-lock.json scripts/page.sh scripts/compress.mjs \
    -type f -not -path 'frontend/dist*' -not -path frontend/page.html -not -path frontend/applications.txt "${excluded[@]}" -print0 |
    LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16
}

build() {
  # shellcheck disable=SC1091
  source "$VNR_CACHE/wasm.env"
  # Trunk reads NO_COLOR as a boolean and refuses the "1" that the rest of the world writes.
  env -u NO_COLOR CARGO_TARGET_DIR="$WASM_TARGET_DIR" \
    trunk build --release --dist "frontend/dist.$1" --html-output "$1.html" "frontend/pages/$1.html"
}

# Built applications, by what they were built from and with; a few of each, because branches come and go.
PAGES=$VNR_CACHE/pages
KEPT=4
COMPILER=$(rustc --version 2>/dev/null | sha256sum | cut -c1-8)

# fetch APP KEY: takes an application that was built before.
fetch() {
  [ -f "$PAGES/$1/$2/$1.html" ] || return 1
  rm -rf "frontend/dist.$1"
  cp -a "$PAGES/$1/$2" "frontend/dist.$1"
  touch "$PAGES/$1/$2"
  say "✓ the page: $1, as it was built before"
}

# keep APP KEY: keeps what was just built, whole or not at all, and lets go of the oldest.
keep() {
  mkdir -p "$PAGES/$1"
  local half
  half=$(mktemp -d "$PAGES/half.XXXXXX")
  cp -a "frontend/dist.$1/." "$half"
  if [ -e "$PAGES/$1/$2" ]; then rm -rf "$half"; else mv "$half" "$PAGES/$1/$2"; fi
  find "$PAGES/$1" -mindepth 1 -maxdepth 1 -printf '%T@ %p\n' | sort -rn | tail -n +$((KEPT + 1)) | cut -d' ' -f2- |
    xargs -r rm -rf
}

changed=0
for app in "${APPS[@]}"; do
  sources=$(sources_of "$app")
  stamp=frontend/dist.$app.stamp
  if [ -f "frontend/dist.$app/$app.html" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$sources" ]; then continue; fi
  rm -f "$stamp"
  if ! fetch "$app" "$sources-$COMPILER"; then
    step "page-$app" "build the page: $app" build "$app"
    keep "$app" "$sources-$COMPILER"
  fi
  printf '%s' "$sources" >"$stamp"
  changed=1
done

if ((changed)) || [ ! -f frontend/dist/index.html ]; then
  rm -rf frontend/dist
  mkdir frontend/dist
  for app in "${APPS[@]}"; do cp -a "frontend/dist.$app/." frontend/dist/; done
fi
