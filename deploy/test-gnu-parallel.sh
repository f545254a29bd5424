#!/usr/bin/env bash
# GNU parallel on this machine, in a folder with a space in its name: a shard is killed midway, the
# run fails, the same command ends it. A shard that was deleted is made again; shards of another grid
# or seed are refused, never merged.
set -euo pipefail
# shellcheck source=deploy/loopback.sh
source "$(dirname "$0")/loopback.sh"
trap tidy EXIT

command -v parallel >/dev/null || { apt-get update -q && apt-get install -qy --no-install-recommends parallel; } >&2
varprop=$(program)
write_grid
whole
run_folder="$folder/a run"
mkdir "$run_folder"
cp "$folder/grid.toml" "$run_folder/the grid.toml"

run() {
  VARPROP=$varprop "$here/gnu-parallel/sweep.sh" "$run_folder/the grid.toml" "$shards" "$run_folder" --jobs 2 \
    2>>"$folder/log"
}

say "$shards shards, two at a time"
run & runner=$!
kill_victim
! wait "$runner" || fail "a run with a killed shard was called a success"
[[ ! -e $run_folder/merged ]] || fail "something was merged without shard $victim"
[[ ! -e $run_folder/shards/$victim ]] || fail "the killed shard left a file that looks complete"
say "the run ended with an error; the same command again"
run
grep -q "points are finished already" "$folder/log" || fail "the killed shard did not go on where it stopped"
cmp "$folder/whole.jsonl" "$run_folder/merged" || fail "the bytes differ"

say "a shard is deleted; the same command again"
rm "$run_folder/shards/$victim" "$run_folder/merged"
run || fail "a deleted shard was not made again"
cmp "$folder/whole.jsonl" "$run_folder/merged" || fail "the bytes differ after a shard was deleted"

say "another seed, then another grid, into the same folder"
! VARPROP_OPTIONS='--seed 9' run || fail "shards of another seed were merged"
grep -q "another seed (1, expected 9)" "$folder/log" || fail "it was not said that the seed differs"
sed -i 's/steps = 30/steps = 29/' "$run_folder/the grid.toml"
! run || fail "shards of another grid were merged"
grep -q "another grid" "$folder/log" || fail "it was not said that the grid differs"
cmp "$folder/whole.jsonl" "$run_folder/merged" || fail "a refused run changed the table"
merge_and_compare
