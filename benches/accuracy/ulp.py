#!/usr/bin/env python3
"""Measure `varprop::num::vector` against mpmath, in units in the last place of the true value.

    cargo build --release --example vector_values
    python3 benches/accuracy/ulp.py target/release/examples/vector_values [inputs per function]

Inputs per function: a grid over its domain, random ones uniform in value and uniform in their
bits (seeded), neighbours of the special points, and the special points themselves, where the
answer must be the right one to the bit. It prints the table of README.md beside it.
"""

import math
import random
import struct
import subprocess
import sys

from mpmath import mp, mpf

mp.prec = 160
INFINITY, NAN = float("inf"), float("nan")
TINY, SMALLEST, LARGEST = 2.0**-1074, 2.0**-1022, sys.float_info.max

sigmoid = lambda x: 1 / (1 + mp.exp(-x))
# Where it is 0 or 2 to every digit, mpmath's own fails.
erfc = lambda x: mp.erfc(max(mpf(-40), min(mpf(40), x)))
EVERYWHERE = (-LARGEST, LARGEST)

# name: function, the range sampled uniformly, the domain, points of interest.
FUNCTIONS = {
    "tanh": (mp.tanh, (-20, 20), EVERYWHERE, [0.0, 0.173, 0.347, 0.549, 1.0, 19.06, 22.0]),
    "exp": (mp.exp, (-746, 710), EVERYWHERE, [0.0, 0.347, 1.0, 709.78, -708.4, -745.13]),
    "exp_m1": (mp.expm1, (-38, 710), EVERYWHERE, [0.0, 2e-16, 0.347, 1.04, -0.347, -36.7, 709.78]),
    "sigmoid": (sigmoid, (-746, 40), EVERYWHERE, [0.0, -0.347, 1.0, 36.7, -708.4, -745.13]),
    "ln": (mp.log, (0, 4), (0.0, LARGEST), [0.5, 0.707, 1.0, 1.414, 2.0, 2.83, SMALLEST, 1.7e308]),
    "ln_1p": (mp.log1p, (-1, 4), (-1.0, LARGEST), [0.0, -0.293, 0.414, 1.0, 1.828, -0.999, 1.7e308]),
    "erf": (mp.erf, (-6, 6), EVERYWHERE, [0.0, 0.5, 1.0, 2.0, 5.92]),
    "erfc": (erfc, (-6, 27.3), EVERYWHERE, [0.0, 0.5, 0.75, 1.0, 2.0, 10.0, 26.54, 27.2]),
}

SPECIAL = {
    "tanh": [(0.0, 0.0), (-0.0, -0.0), (INFINITY, 1.0), (-INFINITY, -1.0), (TINY, TINY)],
    "exp": [(0.0, 1.0), (-0.0, 1.0), (INFINITY, INFINITY), (-INFINITY, 0.0), (710.0, INFINITY)],
    "exp_m1": [(0.0, 0.0), (-0.0, -0.0), (INFINITY, INFINITY), (-INFINITY, -1.0), (TINY, TINY)],
    "sigmoid": [(0.0, 0.5), (-0.0, 0.5), (INFINITY, 1.0), (-INFINITY, 0.0), (-800.0, 0.0)],
    "ln": [(0.0, -INFINITY), (-0.0, -INFINITY), (INFINITY, INFINITY), (1.0, 0.0), (-1.0, NAN)],
    "ln_1p": [(0.0, 0.0), (-0.0, -0.0), (INFINITY, INFINITY), (-1.0, -INFINITY), (-2.0, NAN)],
    "erf": [(0.0, 0.0), (-0.0, -0.0), (INFINITY, 1.0), (-INFINITY, -1.0)],
    "erfc": [(0.0, 1.0), (-0.0, 1.0), (INFINITY, 0.0), (-INFINITY, 2.0), (28.0, 0.0)],
}


def to_bits(x):
    return struct.unpack("<Q", struct.pack("<d", x))[0]


def from_bits(bits):
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


def inputs(name, count):
    """A grid, random points, neighbourhoods; each within the domain."""
    _, (low, high), (domain_low, domain_high), interest = FUNCTIONS[name]
    draw = random.Random(name)
    found = [low + (high - low) * (i + 0.5) / count for i in range(count // 3)]
    found += [draw.uniform(low, high) for _ in range(count // 6)]
    found += [draw.uniform(-1, 1) for _ in range(count // 6)]
    found += [from_bits(draw.getrandbits(64)) for _ in range(count // 6)]
    # Exponents from 2^-60 to 2^10, where the answers are neither x nor 0 nor infinite.
    found += [
        math.ldexp(draw.choice([-1, 1]) * draw.uniform(1, 2), draw.randint(-60, 10))
        for _ in range(count // 6)
    ]
    for x in interest:
        near = [from_bits(to_bits(abs(x)) + i) for i in range(50)]
        found += near + [-y for y in near]
        found += [x * (1 + draw.uniform(-1e-3, 1e-3)) for _ in range(count // 50)]
    inside = (x for x in found if math.isfinite(x) and domain_low < x < domain_high)
    return list(dict.fromkeys(inside))


def computed(command, name, xs):
    """Our values, read as bits."""
    lines = "".join(f"{to_bits(x):016x}\n" for x in xs)
    run = subprocess.run([command, name], input=lines, capture_output=True, text=True, check=True)
    return [from_bits(int(line, 16)) for line in run.stdout.split()]


def ulps(value, truth):
    """How far, in spacings of the doubles around the truth."""
    if abs(truth) >= mpf(LARGEST) * (1 + mpf(2) ** -54):
        return mpf(0) if value == math.copysign(INFINITY, truth) else mp.inf
    if not math.isfinite(value):
        return mp.inf
    if truth == 0:
        return abs(mpf(value)) / mpf(TINY)
    exponent = max(mp.frexp(truth)[1] - 53, -1074)
    return mp.ldexp(abs(mpf(value) - truth), -exponent)


def relative_error(value, truth):
    """In units of 2^-52, where the truth is a normal number: what `real::MAX_ULP` bounds."""
    if not SMALLEST <= abs(truth) <= LARGEST:
        return mpf(0)
    return mp.ldexp(abs((mpf(value) - truth) / truth), 52)


def same(value, wanted):
    return to_bits(value) == to_bits(wanted) or (math.isnan(value) and math.isnan(wanted))


def check_special(command, name):
    """Stops at the first special point with another answer than the right one."""
    points = SPECIAL[name] + [(NAN, NAN)]
    for (x, wanted), value in zip(points, computed(command, name, [x for x, _ in points])):
        if not same(value, wanted):
            sys.exit(f"{name}({x!r}) is {value!r}, not {wanted!r}")


def main():
    command = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200_000
    only = sys.argv[3:] or FUNCTIONS
    print("| function | inputs | largest error, ulp | at | largest relative error, 2^-52 | at |")
    print("|---|---|---|---|---|---|")
    for name in only:
        check_special(command, name)
        xs = inputs(name, count)
        f = FUNCTIONS[name][0]
        found = [(y, f(mpf(x)), x) for x, y in zip(xs, computed(command, name, xs))]
        worst = max((ulps(y, truth), x) for y, truth, x in found)
        relative = max((relative_error(y, truth), x) for y, truth, x in found)
        cells = " | ".join(f"{mp.nstr(error, 3)} | {x!r}" for error, x in (worst, relative))
        print(f"| `{name}` | {len(xs)} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
