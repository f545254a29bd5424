#!/usr/bin/env bash
# Runs the shards of a sweep under GNU parallel, and merges them.
#
#   deploy/gnu-parallel/sweep.sh GRID.toml SHARDS FOLDER [OPTIONS OF parallel…]
#
# Started again with the same arguments it runs what has failed or is missing, and nothing else.
# VARPROP names the program; VARPROP_OPTIONS are options of `varprop sweep` (--seed, --format).
set -euo pipefail

grid=$1 shards=$2 folder=$3
shift 3
varprop=${VARPROP:-varprop}
read -ra options <<<"${VARPROP_OPTIONS:-}"
mkdir -p "$folder/shards"

seq "$shards" | parallel "$@" --joblog "$folder/parallel.log" --resume-failed --no-notice \
  "$varprop" sweep "$grid" --shard "{}/$shards" --threads 1 "${options[@]}" --out "$folder/shards/{}"

mapfile -t files < <(seq -f "$folder/shards/%.0f" "$shards")
"$varprop" merge "${files[@]}" --out "$folder/merged"
