#!/usr/bin/env bash
# How long a cold build of the default binary takes, and how many crates it compiles.
#
#   benches/compare/build-time.sh [ARGUMENTS OF cargo build…]
#
# It builds into an empty folder of its own and removes it. On a machine that does other work, read
# the processor seconds: they grow with contention too, but far less than the wall clock.
set -euo pipefail
cd "$(dirname "$0")/../.."

fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
cargo fetch --locked --quiet

crates() { cargo tree --locked --edges no-dev --prefix none "$@" | sed 's/ (\*)$//' | sort -u; }
total=$(($(crates | wc -l) - 1))
direct=$(($(crates --depth 1 | wc -l) - 1))
printf 'dependencies: %d direct, %d in all\n' "$direct" "$total"

TIMEFORMAT='%R %U %S'
{ time CARGO_TARGET_DIR="$fresh" cargo build --release --locked --offline --quiet "$@" 2>"$fresh.log"; } \
  2>"$fresh.time" || { cat "$fresh.log" >&2; rm -f "$fresh.log" "$fresh.time"; exit 1; }
awk '{ printf "cold build: %.0f s wall, %.0f s of processor (%.0f user, %.0f system)\n", $1, $2 + $3, $2, $3 }' \
  "$fresh.time"
wc -c <"$fresh/release/varprop" | awk '{ printf "binary: %.1f MiB\n", $1 / 1048576 }'
rm -f "$fresh.log" "$fresh.time"
