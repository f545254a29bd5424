"""The reference job in JAX, jitted, compilation left out: see `numpy_job.py` for the options.

Threads are set from outside, by the processors that the process may run on.
"""

import json
import sys
import time

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


def main():
    given = dict(argument.split("=", 1) for argument in sys.argv[1:])
    n, depth, batch = (int(given.get(k, d)) for k, d in (("width", 500), ("depth", 10), ("batch", 1000)))
    dtype = jnp.float32 if given.get("precision") == "f32" else jnp.float64
    act = {"tanh": jnp.tanh, "relu": jax.nn.relu, "identity": lambda z: z}[given.get("activation", "tanh")]

    def forward(weights, x):
        records = []
        for w in weights:
            x = act(x @ w)
            records.append((x.mean(), x.std()))
        return x, records

    def job(key):
        keys = jax.random.split(key, depth + 2)
        x = jax.random.normal(keys[0], (batch, n), dtype)
        weights = [jax.random.normal(k, (n, n), dtype) / n**0.5 for k in keys[2:]]
        if given.get("direction") != "backward":
            return forward(weights, x)[1]
        seed = jax.random.normal(keys[1], (batch, n), dtype)
        value = lambda ws: (lambda out: ((out[0] * seed).sum(), out[1]))(forward(ws, x))
        (_, records), gradients = jax.value_and_grad(value, has_aux=True)(weights)
        return records, [g.std() for g in gradients]

    compiled, first = jax.jit(job), int(given.get("seed", 1))
    jax.block_until_ready(compiled(jax.random.key(first - 1)))
    for repeat in range(int(given.get("repeats", 1))):
        start = time.perf_counter()
        jax.block_until_ready(compiled(jax.random.key(first + repeat)))
        print(json.dumps({"seconds": time.perf_counter() - start}))


if __name__ == "__main__":
    main()
