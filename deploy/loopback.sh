# What the loopback tests share: the program, a folder that goes away, a grid, and how a shard is
# killed midway. To be sourced, after `set -euo pipefail`; it starts no engine.
# shellcheck shell=bash
# shellcheck disable=SC2154 # whoever sources this sets `varprop` from `program`

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
folder=$(mktemp -d)

# Which shard of how many is killed.
shards=4
victim=2

# The folder that holds the shards; a test may choose another below ours.
run_folder=$folder

say() { printf '== %s\n' "$*" >&2; }
fail() { printf 'failed: %s\n' "$*" >&2; exit 1; }

# Ends whatever still runs in our folder, by the id of each process, and removes the folder.
tidy() {
  local pid
  for pid in $(pgrep -f -- "$folder/"); do kill "$pid" 2>/dev/null || true; done
  rm -rf "$folder"
}

# VARPROP names a program that is there already; else it is built.
program() {
  if [[ -n ${VARPROP:-} ]]; then
    realpath "$VARPROP"
  else
    (cd "$root" && cargo build --release --locked --quiet)
    printf '%s/release/varprop\n' "${CARGO_TARGET_DIR:-$root/target}"
  fi
}

# Shards of some seconds and five blocks each: long enough to be killed, far shorter than real ones.
# A slow machine takes fewer REPLICATES.
write_grid() {
  cat >"$folder/grid.toml" <<GRID
widths = [100]
depths = [10]
activations = ["tanh"]
engine = "direct"
sigma-w = { from = 0.5, to = 3.0, steps = 40 }
sigma-b = { from = 0.0, to = 0.5, steps = 30 }
replicates = ${REPLICATES:-20}
layers = "last"
GRID
}

# The table that one process writes: what every other way must give, to the byte.
whole() {
  say "the whole sweep in one process"
  "$varprop" sweep "$folder/grid.toml" --out "$folder/whole.jsonl" 2>/dev/null
}

# Waits until the victim has written something, and kills its process, by its id.
kill_victim() {
  local pid size=0 part=$run_folder/shards/$victim.part
  for _ in $(seq 1200); do
    size=$(stat -c %s "$part" 2>/dev/null || echo 0)
    [[ $size -gt 1000 ]] && break
    sleep 0.1
  done
  [[ $size -gt 1000 ]] || fail "shard $victim never began"
  pid=$(pgrep -f "^$varprop sweep .* --shard $victim/$shards .*--out $folder/" | head -n 1) || true
  [[ -n $pid ]] || fail "shard $victim ended before it could be killed"
  kill -KILL "$pid"
  say "killed shard $victim (process $pid) after $size bytes"
}

# Merges and compares, and says so as the last line.
merge_and_compare() {
  local files=()
  for k in $(seq "$shards"); do files+=("$run_folder/shards/$k"); done
  "$varprop" merge "${files[@]}" --out "$folder/merged.jsonl"
  cmp "$folder/whole.jsonl" "$folder/merged.jsonl" || fail "the bytes differ"
  say "$(wc -l <"$folder/merged.jsonl") rows, the same bytes as the whole"
  echo ok
}
