#!/usr/bin/env bash
# Holds the bytes of this x86-64 processor against those of aarch64, emulated: the jobs in
# byte-jobs.txt, and every vector function over 120,000 doubles, half of them of random bits.
#
#     benches/compare/aarch64.sh            # the compiler at hand; rustup adds the target to it
#     benches/compare/aarch64.sh --debian   # Debian's compiler for aarch64, of another version
#
# It needs cargo and python3. A linker, an emulator or a compiler that is missing comes from Debian
# into target/aarch64-tools; nothing is installed but the target that rustup adds. The last line is
# `ok`, or says why it was skipped.
set -euo pipefail
cd "$(dirname "$0")/../.."

target=aarch64-unknown-linux-gnu
debian=trixie # the release whose backports have a compiler that is new enough
build=${CARGO_TARGET_DIR:-target}
mkdir -p "$build/aarch64-tools"
tools=$(realpath "$build/aarch64-tools")

skip() {
    echo "skipped: $1"
    exit 0
}

# Unpacks every package that was fetched into folder/debs.
unpack() {
    local deb
    for deb in "$1"/debs/*.deb; do dpkg-deb -x "$deb" "$1"; done
    rm -r "$1/debs"
}

# Sets `linker`. The cross compiler is one of this machine's release, so its C library will do.
find_linker() {
    local root=$tools/cross
    linker=$(command -v aarch64-linux-gnu-gcc) && return
    linker=$tools/linker
    [[ ! -x $linker ]] || return 0
    mkdir -p "$root/debs/partial"
    apt-get install -qq -y --download-only --no-install-recommends \
        -o Dir::Cache::archives="$root/debs" -o APT::Sandbox::User=root \
        gcc-aarch64-linux-gnu libc6-dev-arm64-cross >/dev/null ||
        skip "no linker for aarch64 (gcc-aarch64-linux-gnu; is apt-get update due?)"
    unpack "$root"
    cat >"$linker" <<END
#!/bin/sh
LD_LIBRARY_PATH='$root/usr/lib/x86_64-linux-gnu' \
    exec '$root/usr/bin/aarch64-linux-gnu-gcc' --sysroot='$root' "\$@"
END
    chmod +x "$linker"
}

# Sets `emulator`, the words before a program; the linker knows where aarch64's C library lies.
find_emulator() {
    local qemu root=$tools/qemu
    if ! qemu=$(command -v qemu-aarch64 || command -v qemu-aarch64-static); then
        qemu=$root/usr/bin/qemu-aarch64-static
        if [[ ! -x $qemu ]]; then
            mkdir -p "$root/debs"
            (cd "$root/debs" && apt-get download -qq -o APT::Sandbox::User=root qemu-user-static) ||
                skip "no emulator of aarch64 (qemu-user; is apt-get update due?)"
            unpack "$root"
        fi
    fi
    emulator=("$qemu" -L "$(dirname "$("$linker" -print-file-name=libc.so.6)")/..")
}

# Whether a compiler makes programs that the emulator runs.
works() {
    "$1" --target "$target" -C linker="$linker" -o "$tools/trial" - 2>"$tools/log" \
        <<<'fn main() { println!("{}", std::env::consts::ARCH); }' &&
        [[ $("${emulator[@]}" "$tools/trial" 2>"$tools/log") == aarch64 ]]
}

# Sets `compiler` to Debian's, as backported to one release: run by that release's own loader and
# C library, it works in any other.
find_debian_compiler() {
    local root=$tools/rust repository
    compiler=$tools/rustc
    [[ ! -x $compiler ]] || return 0
    # shellcheck disable=SC2016 # apt-get expands it.
    repository=$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Created-By: Packages' |
        grep -v security | sed -n 1p) || skip "no compiler: apt knows no Debian repository"
    mkdir -p "$root"/{debs,lists}/partial "$root"/{sources,apt.conf.d,preferences.d}
    : >"$root/status"
    cat >"$root/sources/debian.sources" <<END
Types: deb
URIs: $repository
Suites: $debian $debian-backports
Components: main
Architectures: amd64 arm64
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
END
    cat >"$root/apt.conf" <<END
Dir::Etc "$root";
Dir::Etc::sourceparts "sources";
Dir::State "$root";
Dir::State::status "$root/status";
Dir::Cache "$root";
Dir::Cache::archives "debs";
APT::Architectures { "amd64"; "arm64"; };
APT::Default-Release "$debian-backports";
APT::Sandbox::User "root";
Acquire::Languages "none";
END
    # The compiler depends on a C compiler that is not needed here, its libraries do not.
    (
        export APT_CONFIG=$root/apt.conf
        apt-get update -qq
        apt-get install -qq -y --download-only --no-install-recommends libstd-rust-dev:amd64
        cd "$root/debs"
        apt-get download -qq rustc:amd64 libstd-rust-dev:arm64
    ) >/dev/null || skip "no compiler: Debian's rustc and libstd-rust-dev:arm64 cannot be fetched"
    unpack "$root"
    cat >"$compiler" <<END
#!/bin/sh
exec '$root/usr/lib64/ld-linux-x86-64.so.2' --library-path '$root/usr/lib/x86_64-linux-gnu' \
    '$root/usr/bin/rustc' --sysroot '$root/usr' "\$@"
END
    chmod +x "$compiler"
}

# Sets `compiler` to one that makes programs for aarch64 and is new enough.
find_compiler() {
    local least version
    compiler=${RUSTC:-rustc}
    if [[ ${1:-} == --debian ]] || ! { works "$compiler" ||
        { rustup target add "$target" && works "$compiler"; } 2>/dev/null; }; then
        find_debian_compiler
        works "$compiler" || { cat "$tools/log"; skip "no compiler makes programs for aarch64"; }
    fi
    least=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    version=$("$compiler" --version)
    printf '%s\n' "$least" "$(cut -d' ' -f2 <<<"$version")" | sort -VC ||
        skip "$version is older than $least"
    echo "for aarch64: $version"
}

# Doubles of random bits, doubles where the functions bend, and the special ones, as hexadecimal.
write_arguments() {
    python3 - <<'END'
import random, struct
draw = random.Random(1)
print("\n".join(f"{draw.getrandbits(64):016x}" for _ in range(60_000)))
for reach in (2, 40, 760):
    for _ in range(20_000):
        print(struct.pack(">d", draw.uniform(-reach, reach)).hex())
for half in (0x0000000000000000, 0x0000000000000001, 0x0010000000000000, 0x3FF0000000000000,
             0x7FF0000000000000, 0x7FF0000000000001, 0x7FF8000000000000, 0x7FF8000000001234):
    print(f"{half:016x}\n{half | 1 << 63:016x}")
END
}

[[ $(uname -sm) == "Linux x86_64" ]] || skip "it compares x86-64 with aarch64, run it on x86-64 Linux"
find_linker
find_emulator
find_compiler "$@"

wanted=(--release --bin varprop --example vector_values)
cargo build "${wanted[@]}"
RUSTC=$compiler CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=$linker \
    cargo build "${wanted[@]}" --target "$target"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

mapfile -t jobs <benches/compare/byte-jobs.txt
for job in "${jobs[@]}"; do
    read -ra words <<<"$job"
    "$build/release/varprop" --threads 2 "${words[@]}" >"$folder/here"
    "${emulator[@]}" "$build/$target/release/varprop" --threads 1 "${words[@]}" >"$folder/there"
    cmp "$folder/here" "$folder/there"
    echo "the same $(wc -c <"$folder/here") bytes on both: $job"
done
write_arguments >"$folder/arguments"
for function in erf erfc exp exp_m1 ln ln_1p sigmoid tanh; do
    program=release/examples/vector_values
    "$build/$program" "$function" <"$folder/arguments" >"$folder/here"
    "${emulator[@]}" "$build/$target/$program" "$function" <"$folder/arguments" >"$folder/there"
    cmp "$folder/here" "$folder/there"
    echo "the same $(wc -l <"$folder/here") values on both: $function"
done
echo ok
