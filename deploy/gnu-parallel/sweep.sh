#!/usr/bin/env bash
# Runs the shards of a sweep under GNU parallel, and merges them.
#
#   deploy/gnu-parallel/sweep.sh GRID.toml SHARDS FOLDER [OPTIONS OF parallel…]
#
# Started again with the same arguments it goes on: every shard is asked, one that is finished answers
# in milliseconds, one that was of another grid, seed or version refuses, and the others run.
# VARPROP names the program; VARPROP_OPTIONS are options of `varprop sweep` (--seed, --format).
set -euo pipefail

grid=$1 shards=$2 folder=$3
shift 3
varprop=${VARPROP:-varprop}
read -ra options <<<"${VARPROP_OPTIONS:-}"
mkdir -p "$folder/shards"

# The log is for people: what has to run is read from the shards, never from it.
# --quote: a space in a name stays a space.
seq "$shards" | parallel "$@" --joblog "$folder/parallel.log" --no-notice --quote \
  "$varprop" sweep "$grid" --shard "{}/$shards" --threads 1 "${options[@]}" --out "$folder/shards/{}"

files=()
for ((k = 1; k <= shards; k++)); do files+=("$folder/shards/$k"); done
"$varprop" merge "${files[@]}" --out "$folder/merged"
