#!/usr/bin/env python3
"""For whoever has a Dask cluster: the shards of a sweep as its tasks, then the merge.

    pip install dask distributed
    python3 examples/dask_sweep.py grid.toml --shards 64 --out diagram.jsonl
    python3 examples/dask_sweep.py grid.toml --shards 64 --out diagram.jsonl --scheduler tcp://host:8786

Without --scheduler a cluster is started on this machine. The workers see the grid, the program and
the folder of shards under the same paths. A shard that is killed is given out again; it goes on
where it stopped. Nothing here computes: a task is one process, and its file is complete or absent.
"""

import argparse
import subprocess
import sys
from pathlib import Path


def shard(command, out):
    """Runs one shard; what it says on stderr goes along, with its error or without."""
    done = subprocess.run([*command, "--out", out], stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.strip()}")
    return out, done.stderr


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("grid", type=Path)
    parser.add_argument("--shards", type=int, required=True, help="each of 30 s or more")
    parser.add_argument("--out", type=Path, required=True, help="the merged table")
    parser.add_argument("--folder", type=Path, default=Path("shards"), help="where shards go (shards)")
    parser.add_argument("--scheduler", help="address of a scheduler; else a local cluster")
    parser.add_argument("--workers", type=int, help="of the local cluster")
    parser.add_argument("--retries", type=int, default=3, help="of a shard that fails (3)")
    parser.add_argument("--varprop", default="varprop", help="the program")
    parser.add_argument("--options", default="", help="more options of `varprop sweep`, in one word")
    return parser.parse_args()


def client(arguments):
    from dask.distributed import Client, LocalCluster

    if arguments.scheduler:
        return Client(arguments.scheduler)
    return Client(LocalCluster(n_workers=arguments.workers, threads_per_worker=1, dashboard_address=None))


def commands(arguments):
    """The command of each shard and its file, by number."""
    folder, grid = arguments.folder.resolve(), str(arguments.grid.resolve())
    folder.mkdir(parents=True, exist_ok=True)
    for k in range(1, arguments.shards + 1):
        number = f"{k}/{arguments.shards}"
        command = [arguments.varprop, "sweep", grid, "--shard", number, "--threads", "1", *arguments.options.split()]
        yield command, str(folder / str(k))


def main():
    from dask.distributed import as_completed

    arguments = parsed()
    with client(arguments) as cluster:
        tasks = [cluster.submit(shard, *task, pure=False, retries=arguments.retries) for task in commands(arguments)]
        files = []
        for task in as_completed(tasks):
            out, said = task.result()
            files.append(out)
            print(f"{len(files)} of {len(tasks)} shards are done\n{said}", end="", file=sys.stderr)
    subprocess.run([arguments.varprop, "merge", *sorted(files), "--out", str(arguments.out)], check=True)


if __name__ == "__main__":
    main()
