# Sourced by env.sh: reads frontend/applications.txt into APPS and OWN, and writes the document of
# each application into frontend/pages. A document that stays as it is keeps its date, so nothing is built again for it.
# shellcheck shell=bash
declare -a APPS=()
declare -A OWN=()

map_part() {
  cat <<'PART'
    <link data-trunk rel="css" href="../../node_modules/leaflet/dist/leaflet.css" />
    <link data-trunk rel="css" href="../../style/map.css" />
    <script data-trunk src="../../node_modules/leaflet/dist/leaflet.js" defer></script>
    <link data-trunk rel="copy-dir" href="../assets/map" data-target-path="map" />
PART
}

device_part() {
  cat <<'PART'
    <meta name="theme-color" content="#161a20" />
    <link data-trunk rel="copy-file" href="../assets/manifest.webmanifest" />
    <link data-trunk rel="copy-file" href="../assets/icon.svg" />
    <link rel="manifest" href="/manifest.webmanifest" />
PART
}

# document_of PROGRAM TITLE PART...: the template, filled.
document_of() {
  local program=$1 title=$2 viewport='width=device-width, initial-scale=1' parts='' part
  shift 2
  for part in "$@"; do
    case $part in
    map | maps) parts+=$(map_part)$'\n' ;;
    device)
      parts+=$(device_part)$'\n'
      viewport+=', viewport-fit=cover'
      ;;
    *.css) parts+="    <link data-trunk rel=\"css\" href=\"../../style/$part\" />"$'\n' ;;
    *) fail "frontend/applications.txt: there is no part $part" ;;
    esac
  done
  local text
  text=$(<frontend/page.html)
  text=${text//'{{viewport}}'/"$viewport"}
  text=${text//'{{title}}'/"$title"}
  text=${text//'{{program}}'/"$program"}
  text=${text/$'    {{parts}}\n'/"$parts"}
  printf '%s\n' "$text"
}

documents() {
  local name program ceiling parts title own file text
  mkdir -p frontend/pages
  while IFS='|' read -r name program ceiling parts title own; do
    name=${name// /} program=${program// /}
    [[ -z $name || $name == '#'* ]] && continue
    title=$(sed 's/^ *//; s/ *$//' <<<"$title")
    file=frontend/pages/$name.html
    # shellcheck disable=SC2086
    text=$(document_of "$program" "$title" $parts)
    if [ ! -f "$file" ] || [ "$(<"$file")" != "$text" ]; then printf '%s\n' "$text" >"$file"; fi
    APPS+=("$name")
    OWN[$name]="$file frontend/src/bin/$program.rs frontend/src/app/$program.rs $own"
  done <frontend/applications.txt
}

documents
