#!/usr/bin/env bash
# Dask on this machine: two workers, a shard killed midway, which the scheduler gives out again.
set -euo pipefail
# shellcheck source=deploy/loopback.sh
source "$(dirname "$0")/loopback.sh"
trap tidy EXIT

python=python3
if ! python3 -c 'import distributed' 2>/dev/null; then
  python3 -m venv "$folder/venv"
  python=$folder/venv/bin/python
  "$python" -m pip install --quiet dask distributed >&2
fi
varprop=$(program)
write_grid
whole

say "$shards shards on a local cluster of two workers"
"$python" "$root/examples/dask_sweep.py" "$folder/grid.toml" --shards "$shards" --workers 2 \
  --varprop "$varprop" --folder "$folder/shards" --out "$folder/by-dask.jsonl" 2>"$folder/log" & runner=$!
kill_victim
wait "$runner" || { tail -n 20 "$folder/log" >&2; fail "the sweep ended with an error"; }
grep -q "finished already" "$folder/log" || fail "the killed shard did not go on where it stopped"
cmp "$folder/by-dask.jsonl" "$folder/whole.jsonl" || fail "the adapter's merge differs"
merge_and_compare
