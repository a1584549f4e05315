#!/usr/bin/env bash
# Licences, banned crates and sources of everything the lock file names, by the rules in deny.toml. Known
# vulnerabilities are looked up only where their database is at hand or may be fetched: VNR_ADVISORIES=1.
source "$(dirname "$0")/env.sh"

checks=(licenses bans sources)
offline=(--offline)
if [ -n "${VNR_ADVISORIES:-}" ]; then
  checks+=(advisories)
  offline=()
fi
cargo deny "${offline[@]}" --workspace check "${checks[@]}"
