#!/usr/bin/env bash
# GNU parallel on this machine: a shard is killed midway, the run fails, the same command ends it.
set -euo pipefail
# shellcheck source=deploy/loopback.sh
source "$(dirname "$0")/loopback.sh"
trap tidy EXIT

command -v parallel >/dev/null || { apt-get update -q && apt-get install -qy --no-install-recommends parallel; } >&2
varprop=$(program)
write_grid
whole

run() { VARPROP=$varprop "$here/gnu-parallel/sweep.sh" "$folder/grid.toml" "$shards" "$folder" --jobs 2 2>>"$folder/log"; }
say "$shards shards, two at a time"
run & runner=$!
kill_victim
! wait "$runner" || fail "a run with a killed shard was called a success"
[[ ! -e $folder/merged ]] || fail "something was merged without shard $victim"
[[ ! -e $folder/shards/$victim ]] || fail "the killed shard left a file that looks complete"
say "the run ended with an error; the same command again"
run
grep -q "finished already" "$folder/log" || fail "the killed shard did not go on where it stopped"
merge_and_compare
