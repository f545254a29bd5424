"""The reference job as a NumPy program: what a careful person writes, in place where that pays.

    python3 numpy_job.py width=500 depth=10 batch=1000 repeats=5

It prints one JSON line a repeat. Options as in `examples/reference_job.rs`; `engine` is ignored,
since NumPy multiplies whatever the law of the outputs. Threads are set from outside
(OPENBLAS_NUM_THREADS), before NumPy loads. With `style=notebook` the forward pass is written as
notebooks write it: `np.random.randn`, and a new array for every result.
"""

import json
import sys
import time

import numpy as np


def options(arguments):
    given = dict(argument.split("=", 1) for argument in arguments)
    number = lambda key, default: int(given.get(key, default))
    return {
        "width": number("width", 500),
        "depth": number("depth", 10),
        "batch": number("batch", 1000),
        "repeats": number("repeats", 1),
        "seed": number("seed", 1),
        "activation": given.get("activation", "tanh"),
        "dtype": np.float32 if given.get("precision") == "f32" else np.float64,
        "backward": given.get("direction") == "backward",
        "notebook": given.get("style") == "notebook",
    }


def activate(name, z):
    """The activation, written over its argument."""
    if name == "tanh":
        return np.tanh(z, out=z)
    if name == "relu":
        return np.maximum(z, 0, out=z)
    if name == "identity":
        return z
    raise SystemExit(f"activation {name} is not written for NumPy")


def slope(name, a):
    """The derivative at the pre-activation, from the activation."""
    if name == "tanh":
        return 1 - a * a
    if name == "relu":
        return (a > 0).astype(a.dtype)
    return np.ones_like(a)


def forward_of_notebook(job):
    """The experiment as it is taught, on the global generator of old."""
    n, h, records = job["width"], np.random.randn(job["batch"], job["width"]), []
    for _ in range(job["depth"]):
        w = np.random.randn(n, n) / np.sqrt(n)
        h = np.tanh(h.dot(w)) if job["activation"] == "tanh" else activate(job["activation"], h.dot(w))
        records.append((np.mean(h), np.std(h)))
    return [], records


def forward(job, rng):
    if job["notebook"]:
        return forward_of_notebook(job)
    n, draw = job["width"], lambda *shape: rng.standard_normal(shape, dtype=job["dtype"])
    a, kept, records = draw(job["batch"], n), [], []
    for _ in range(job["depth"]):
        w = draw(n, n)
        w *= job["dtype"](n**-0.5)
        before, a = a, activate(job["activation"], a @ w)
        if job["backward"]:
            kept.append((before, w, a))
        records.append((a.mean(), a.std()))
    return kept, records


def backward(job, kept, rng):
    """dJ/da, dJ/dz and dJ/dW from a standard normal gradient at the last layer."""
    delta = rng.standard_normal((job["batch"], job["width"]), dtype=job["dtype"])
    records = []
    for before, w, a in reversed(kept):
        delta = delta * slope(job["activation"], a)
        gradient = before.T @ delta
        delta = delta @ w.T
        records.append((delta.mean(), delta.std(), gradient.std()))
    return records


def peak_kib():
    """The most memory that this program has held, where the system says so."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return None


def main():
    job = options(sys.argv[1:])
    for repeat in range(job["repeats"]):
        rng = np.random.default_rng(job["seed"] + repeat)
        np.random.seed(job["seed"] + repeat)
        start = time.perf_counter()
        kept, records = forward(job, rng)
        if job["backward"]:
            records += backward(job, kept, rng)
        seconds = time.perf_counter() - start
        print(json.dumps({"seed": job["seed"] + repeat, "seconds": seconds, "peak_kib": peak_kib()}))


if __name__ == "__main__":
    main()
