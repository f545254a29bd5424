"""The reference job in PyTorch, eager: see `numpy_job.py`, whose options it shares."""

import json
import sys
import time

import torch


def main():
    given = dict(argument.split("=", 1) for argument in sys.argv[1:])
    n, depth, batch = (int(given.get(k, d)) for k, d in (("width", 500), ("depth", 10), ("batch", 1000)))
    dtype = torch.float32 if given.get("precision") == "f32" else torch.float64
    act = {"tanh": torch.tanh, "relu": torch.relu, "identity": lambda z: z}[given.get("activation", "tanh")]
    backward = given.get("direction") == "backward"
    torch.set_num_threads(int(given.get("threads", 1)))
    torch.set_grad_enabled(backward)
    for repeat in range(int(given.get("repeats", 1))):
        torch.manual_seed(int(given.get("seed", 1)) + repeat)
        start = time.perf_counter()
        a, records, weights = torch.randn(batch, n, dtype=dtype), [], []
        for _ in range(depth):
            w = (torch.randn(n, n, dtype=dtype) / n**0.5).requires_grad_(backward)
            weights.append(w)
            a = act(a @ w)
            records.append((a.detach().mean().item(), a.detach().std().item()))
        if backward:
            a.backward(torch.randn(batch, n, dtype=dtype))
            records += [w.grad.std().item() for w in weights]
        print(json.dumps({"seconds": time.perf_counter() - start}))


if __name__ == "__main__":
    main()
