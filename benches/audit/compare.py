#!/usr/bin/env python3
"""An audit of a checkpoint against one pass of NumPy over it (mean and variance), in turn.

Usage: python3 benches/audit/compare.py [--megabytes 1024] [--rounds 5] [--folder DIR]

Writes safetensors files of He-normal weights in single precision into DIR (a temporary folder that
is removed, by default): "few" has four tensors, "many" has tensors of a million values. Each round
runs, one after the other, on files that are in the page cache: NumPy's pass in this process, a pass
that only reads, and `varprop audit` with one and with two threads as a whole process. Prints medians
of the rounds, the ratio of the audit to NumPy with its range over rounds, and peak memory.
"""

import argparse
import json
import os
import pathlib
import statistics
import struct
import subprocess
import tempfile
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = ROOT / "target" / "release" / "varprop"


def write(path, shapes):
    """A safetensors file of He-normal weights [out, in]."""
    header, offset = {}, 0
    for index, shape in enumerate(shapes):
        size = 4 * shape[0] * shape[1]
        header[f"layers.{index}.weight"] = {
            "dtype": "F32",
            "shape": shape,
            "data_offsets": [offset, offset + size],
        }
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    generator = np.random.default_rng(1)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for shape in shapes:
            weights = generator.standard_normal(shape, dtype=np.float32)
            (weights * np.float32((2 / shape[1]) ** 0.5)).tofile(file)


def tensors(path):
    """The offsets and sizes of a file's tensors."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
    places = [entry["data_offsets"] for entry in header.values()]
    return [(8 + length + begin, (end - begin) // 4) for begin, end in places]


def numpy_pass(path):
    """Mean and variance of every tensor, as NumPy computes them in single precision."""
    for offset, count in tensors(path):
        values = np.fromfile(path, dtype=np.float32, count=count, offset=offset)
        values.mean()
        values.var()


def reading(path):
    """The bytes alone."""
    buffer = bytearray(1 << 20)
    with open(path, "rb", buffering=0) as file:
        while file.readinto(buffer):
            pass


def audit(path, threads):
    subprocess.run(
        [BINARY, "audit", path, "--threads", str(threads)],
        check=True,
        stdout=subprocess.DEVNULL,
    )


def seconds(task, *arguments):
    begin = time.perf_counter()
    task(*arguments)
    return time.perf_counter() - begin


def peak_mib(path):
    """The peak memory of an audit with two threads, by the system's count."""
    code = "import resource,subprocess,sys;subprocess.run(sys.argv[1:],check=True,stdout=subprocess.DEVNULL);print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    command = ["python3", "-c", code, BINARY, "audit", path, "--threads", "2"]
    found = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(found.stdout) / 1024


def measure(path, rounds):
    columns = {"numpy": [], "read": [], "one": [], "two": []}
    for _ in range(rounds + 1):
        columns["numpy"].append(seconds(numpy_pass, path))
        columns["read"].append(seconds(reading, path))
        columns["one"].append(seconds(audit, path, 1))
        columns["two"].append(seconds(audit, path, 2))
    # The first round fills the page cache.
    return {name: times[1:] for name, times in columns.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder")
    options = parser.parse_args()
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        million = 1024
        many = [(million, million)] * (options.megabytes // 4)
        few = [(4 * million, options.megabytes * million // 64)] * 4
        print("| file | NumPy, s | read only, s | audit, 1 thread, s | 2 threads, s | audit / NumPy, 1 thread | 2 threads | peak, MiB |")
        print("|---|--:|--:|--:|--:|--:|--:|--:|")
        for name, shapes in [("few", few), ("many", many)]:
            path = os.path.join(folder, f"{name}.safetensors")
            write(path, shapes)
            times = measure(path, options.rounds)
            medians = {key: statistics.median(value) for key, value in times.items()}
            ratios = []
            for key in ["one", "two"]:
                paired = [a / b for a, b in zip(times[key], times["numpy"])]
                middle = statistics.median(paired)
                ratios.append(f"{middle:.2f} ({min(paired):.2f} to {max(paired):.2f})")
            cells = [f"{medians[key]:.2f}" for key in ["numpy", "read", "one", "two"]]
            shape = f"{len(shapes)} × [{shapes[0][0]}, {shapes[0][1]}]"
            print(f"| {shape} | {' | '.join(cells)} | {' | '.join(ratios)} | {peak_mib(path):.0f} |")
            os.remove(path)


if __name__ == "__main__":
    main()
