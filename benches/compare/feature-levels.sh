#!/usr/bin/env bash
# Holds the bytes of the jobs in byte-jobs.txt on this processor against those on lesser ones,
# emulated: AVX2 without AVX-512 (Haswell), and no AVX nor fused multiply-add at all (Nehalem).
# It needs qemu-x86_64 (Debian: qemu-user) and cargo; the last line is `ok`.
set -euo pipefail
cd "$(dirname "$0")/../.."

command -v qemu-x86_64 >/dev/null || apt-get install -y qemu-user >/dev/null
varprop=${VARPROP:-}
if [[ -z $varprop ]]; then
    cargo build --release --bin varprop
    varprop=target/release/varprop
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

mapfile -t jobs <benches/compare/byte-jobs.txt
for job in "${jobs[@]}"; do
    read -ra words <<<"$job"
    "$varprop" --threads 2 "${words[@]}" >"$folder/here"
    for cpu in Haswell Nehalem; do
        qemu-x86_64 -cpu "$cpu" "$varprop" --threads 1 "${words[@]}" >"$folder/$cpu" 2>"$folder/log" ||
            { cat "$folder/log"; exit 1; }
        cmp "$folder/here" "$folder/$cpu"
    done
    echo "the same $(wc -c <"$folder/here") bytes on all three: $job"
done
echo ok
