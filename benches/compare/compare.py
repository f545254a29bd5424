#!/usr/bin/env python3
"""Our simulations beside the NumPy program of the same job, run in turn, as tables.

    benches/compare/compare.py                  everything, into the terminal
    benches/compare/compare.py --quick          fewer and smaller jobs, to see that it works
    benches/compare/compare.py --only reference --repeats 21
    benches/compare/compare.py --svg costs.svg  and the picture of the sweeps

It measures and prints, nothing more: what the columns mean is in README.md beside it. Only the
standard library is needed here, and NumPy in the jobs; PyTorch and JAX run where they import.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


@dataclass(frozen=True)
class Job:
    """One network; `name` is what --only looks for."""

    name: str
    width: int = 500
    depth: int = 10
    batch: int = 1000
    activation: str = "tanh"
    precision: str = "f64"
    engine: str = "direct"
    direction: str = "forward"
    detail: str = "everything"
    initializer: str = "lecun-normal"

    def arguments(self):
        return [f"{key}={value}" for key, value in vars(self).items() if key != "name"]

    def label(self):
        parts = [f"{self.batch} × {self.width}, {self.depth} {self.activation}", self.precision]
        parts += [self.engine] if self.engine != "direct" else []
        parts += ["forward and backward"] if self.direction == "backward" else []
        return ", ".join(parts)

    def operations(self):
        """Of the products that no direct simulation can do without."""
        products = self.depth if self.direction == "forward" else 3 * self.depth - 1
        return 2 * self.batch * self.width**2 * products


REFERENCE = Job("reference")
JOBS = [
    REFERENCE,
    replace(REFERENCE, name="relu", activation="relu"),
    replace(REFERENCE, name="f32", precision="f32"),
    replace(REFERENCE, name="backward", direction="backward"),
    Job("width-64", width=64),
    Job("width-256", width=256),
    Job("width-1024", width=1024, depth=4),
    Job("width-4096", width=4096, depth=1),
    Job("depth-1000", width=64, depth=1000, batch=100),
    Job("exact-batch", batch=100, engine="exact"),
    Job("exact-one", width=2000, batch=1, engine="exact"),
    Job("exact-backward", width=2000, batch=1, engine="exact", direction="backward"),
]
QUICK = [
    replace(REFERENCE, width=128, batch=256),
    Job("backward", width=128, batch=256, depth=3, direction="backward"),
    Job("exact-one", width=500, batch=1, engine="exact"),
]


@dataclass(frozen=True)
class Sweep:
    """One job at several sizes of one of its keys, and the exponent that theory gives its time."""

    name: str
    key: str
    values: tuple
    job: Job
    expected: float
    why: str


SWEEPS = [
    Sweep("direct, width n", "width", (128, 256, 512, 1024, 2048), Job("", depth=3, batch=256), 2, "B·n² multiplications and n² draws a layer"),
    Sweep("direct, depth L", "depth", (4, 8, 16, 32, 64), Job("", width=256, batch=256), 1, "equal layers"),
    Sweep("direct, batch B", "batch", (512, 1024, 2048, 4096, 8192), Job("", width=256, depth=3), 1, "B·n² multiplications; the n² draws are the same for every B"),
    Sweep("exact, width n", "width", (4000, 16000, 64000, 256000), Job("", depth=50, batch=1, engine="exact"), 1, "n draws a layer"),
    Sweep("exact, depth L", "depth", (50, 200, 800, 3200), Job("", width=2000, batch=1, engine="exact"), 1, "equal layers"),
    Sweep("second moments of ReLU, width n", "width", (1000, 10000, 100000, 1000000), Job("", depth=2000, batch=1, engine="exact", activation="relu", initializer="he-normal", detail="second-moments"), 0, "two χ² draws a layer, whatever n"),
]
QUICK_SWEEPS = [
    Sweep("direct, width n", "width", (64, 128, 256), Job("", depth=2, batch=64), 2, "B·n² multiplications and n² draws a layer"),
    Sweep("direct, depth L", "depth", (2, 4, 8), Job("", width=64, batch=64), 1, "equal layers"),
]


@dataclass
class Run:
    """One process: its wall time, what it measured inside, and its peak memory."""

    wall: float
    inside: float
    memory: float


@dataclass
class Program:
    """Something that runs jobs: ours, NumPy, PyTorch, JAX, or the peak of multiplication."""

    name: str
    command: list
    quantity: str = "seconds"
    broken: dict = field(default_factory=dict)

    def run(self, arguments, threads, repeats, seed):
        """Runs one process and waits for it; nothing where it fails, with the reason once."""
        command = self.command + arguments + [f"threads={threads}", f"repeats={repeats}", f"seed={seed}"]
        started = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(threads), preexec_fn=affinity(threads, self.name), text=True)
        output, complaint = child.stdout.read(), child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        child.stdout.close()
        child.stderr.close()
        if child.returncode != 0:
            self.complain(arguments, complaint)
            return None
        lines = [json.loads(line) for line in output.splitlines()]
        peak = lines[-1].get("peak_kib") or usage.ru_maxrss
        return Run(wall, statistics.median(line[self.quantity] for line in lines), peak / 1024)

    def complain(self, arguments, complaint):
        reason = (complaint.strip().splitlines() or ["no reason given"])[-1]
        if self.broken.setdefault(tuple(arguments), reason) == reason:
            print(f"{self.name} {' '.join(arguments)}: {reason}", file=sys.stderr)


def environment(threads):
    """Every library that may sit under NumPy is told how many threads it has."""
    names = ("OPENBLAS", "OMP", "MKL", "BLIS", "VECLIB")
    return {**os.environ, **{f"{name}_NUM_THREADS": str(threads) for name in names}}


def affinity(threads, name):
    """JAX takes its threads from the processors that it may run on."""
    if name != "JAX" or not hasattr(os, "sched_setaffinity"):
        return None
    allowed = sorted(os.sched_getaffinity(0))[:threads]
    return lambda: os.sched_setaffinity(0, allowed)


def built(folder):
    """Our job and the peak kernel: those in the folder given, else built in release mode."""
    if folder:
        return str(folder.resolve() / "reference_job"), str(folder.resolve() / "peak")
    command = ["cargo", "build", "--release", "--locked", "--example", "reference_job", "--example", "peak", "--message-format=json-render-diagnostics"]
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    messages = (json.loads(line) for line in output.splitlines())
    found = {m["target"]["name"]: m["executable"] for m in messages if m.get("executable")}
    return found["reference_job"], found["peak"]


def importable(module):
    check = [sys.executable, "-c", f"import {module}"]
    return subprocess.run(check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def programs(ours, style):
    others = [("NumPy", "numpy"), ("PyTorch", "torch"), ("JAX", "jax")]
    found = [Program("ours", [ours])]
    for name, module in others:
        script = HERE / f"{module}_job.py"
        found.append(Program(name, [sys.executable, str(script)]) if importable(module) else None)
    if found[1]:
        found[1].command.append(f"style={style}")
    return found


def measure(job, threads, contestants, peak, rounds, repeats):
    """Rounds of A B C …: a process of one job for the whole, one of several for the inside."""
    gathered = [[] for _ in contestants]
    floors = []
    for number in range(rounds):
        seed = 1 + number * repeats
        for place, program in enumerate(contestants):
            gathered[place].append(program and both(program, job, threads, repeats, seed))
        ceiling = peak.run([f"precision={job.precision}"], threads, 1, seed)
        floors.append(ceiling and ceiling.inside and job.operations() / ceiling.inside)
    return gathered, floors


def both(program, job, threads, repeats, seed):
    whole = program.run(job.arguments(), threads, 1, seed)
    inside = whole and program.run(job.arguments(), threads, repeats, seed)
    return inside and Run(whole.wall, inside.inside, whole.memory)


class Ratios:
    """Paired ratios of one quantity: median, and the middle half."""

    def __init__(self, above, below):
        pairs = zip(above, below)
        self.values = sorted(a / b for a, b in pairs if a is not None and b)

    def __str__(self):
        if not self.values:
            return "—"
        middle = statistics.median(self.values)
        if len(self.values) < 4:
            return significant(middle)
        low, _, high = statistics.quantiles(self.values, n=4, method="inclusive")
        return f"{significant(middle)} ({significant(low)}–{significant(high)})"


def significant(x, digits=3):
    if x == 0 or not math.isfinite(x):
        return str(x)
    decimals = digits - 1 - math.floor(math.log10(abs(x)))
    rounded = round(x, decimals)
    return f"{rounded:,.{max(decimals, 0)}f}"


def column(runs, quantity):
    return [run and getattr(run, quantity) for run in runs]


def median_of(values, scale=1.0):
    known = [value for value in values if value is not None]
    return significant(statistics.median(known) * scale) if known else "—"


COLUMNS = ["job", "threads", "ours, ms", "NumPy, ms", "× NumPy, in process", "× NumPy, whole process", "× PyTorch", "× JAX", "share of floor", "ours, MiB", "NumPy, MiB", "memory of NumPy's"]


def row(job, threads, gathered, floors):
    ours, numpy, torch, jax = gathered
    inside = column(ours, "inside")
    against = lambda runs, quantity: str(Ratios(column(runs, quantity), column(ours, quantity)))
    share = str(Ratios(floors, inside)) if job.engine == "direct" else "—"
    memory = Ratios(column(ours, "memory"), column(numpy, "memory"))
    return [
        f"{job.name}: {job.label()}",
        str(threads),
        median_of(inside, 1e3),
        median_of(column(numpy, "inside"), 1e3),
        against(numpy, "inside"),
        against(numpy, "wall"),
        against(torch, "inside"),
        against(jax, "inside"),
        share,
        median_of(column(ours, "memory")),
        median_of(column(numpy, "memory")),
        str(memory),
    ]


def emit(cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def heading(names):
    emit(names)
    emit(["---"] * len(names))


def compare(jobs, thread_counts, contestants, peak, arguments):
    print("## Speed and memory, in turn\n")
    heading(COLUMNS)
    for job in jobs:
        for threads in thread_counts:
            gathered, floors = measure(job, threads, contestants, peak, arguments.repeats, arguments.inside)
            emit(row(job, threads, gathered, floors))
    print()


@dataclass
class Fit:
    """log t = intercept + exponent · log x by least squares."""

    exponent: float
    error: float
    intercept: float


def fit(xs, ys):
    logs = [(math.log(x), math.log(y)) for x, y in zip(xs, ys)]
    n = len(logs)
    mean_x, mean_y = (sum(pair[k] for pair in logs) / n for k in (0, 1))
    spread = sum((x - mean_x) ** 2 for x, _ in logs)
    exponent = sum((x - mean_x) * (y - mean_y) for x, y in logs) / spread
    intercept = mean_y - exponent * mean_x
    rest = sum((y - intercept - exponent * x) ** 2 for x, y in logs)
    error = math.sqrt(rest / (n - 2) / spread) if n > 2 else math.nan
    return Fit(exponent, error, intercept)


def times_of(sweep, ours, arguments):
    """Medians over rounds that go through all sizes in turn; none where ours cannot run it."""
    seen = {value: [] for value in sweep.values}
    for number in range(arguments.repeats):
        for value in sweep.values:
            job = replace(sweep.job, **{sweep.key: value})
            run = ours.run(job.arguments(), 1, arguments.inside, 1 + number * arguments.inside)
            if run is None:
                return None
            seen[value].append(run.inside)
    return [statistics.median(times) for times in seen.values()]


def costs(sweeps, ours, arguments):
    print("## Cost against n, L and B, one thread\n")
    heading(["what grows", "sizes", "ms at each", "exponent ± standard error", "expected", "because"])
    drawn = []
    for sweep in sweeps:
        times = times_of(sweep, ours, arguments)
        sizes = ", ".join(f"{value:,}" for value in sweep.values)
        if times is None:
            emit([sweep.name, sizes, "—", "—", str(sweep.expected), sweep.why])
            continue
        found = fit(sweep.values, times)
        shown = ", ".join(significant(seconds * 1e3) for seconds in times)
        emit([sweep.name, sizes, shown, f"{found.exponent:.2f} ± {found.error:.2f}", str(sweep.expected), sweep.why])
        drawn.append((sweep, times, found))
    print()
    return drawn


def picture(drawn):
    """A log-log plot of every sweep: measured points, the fitted line, one colour each."""
    width, height, edge, legend = 760, 460, 56, 250
    colours = ["#1b6ca8", "#c1440e", "#2e8b57", "#7b4ea3", "#b8860b", "#444444"]
    xs = [math.log10(x) for sweep, _, _ in drawn for x in sweep.values]
    ys = [math.log10(t * 1e3) for _, times, _ in drawn for t in times]
    left, right, low, high = math.floor(min(xs)), math.ceil(max(xs)), math.floor(min(ys)), math.ceil(max(ys))
    at_x = lambda x: edge + (math.log10(x) - left) / max(right - left, 1) * (width - edge - legend)
    at_y = lambda t: height - edge - (math.log10(t * 1e3) - low) / max(high - low, 1) * (height - 2 * edge)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">', f'<rect width="{width}" height="{height}" fill="white"/>']
    for power in range(left, right + 1):
        x = at_x(10.0**power)
        parts.append(f'<line x1="{x:.1f}" y1="{edge}" x2="{x:.1f}" y2="{height - edge}" stroke="#ddd"/><text x="{x:.1f}" y="{height - edge + 18}" text-anchor="middle">{10**power:,}</text>')
    for power in range(low, high + 1):
        y = at_y(10.0 ** (power - 3))
        parts.append(f'<line x1="{edge}" y1="{y:.1f}" x2="{width - legend}" y2="{y:.1f}" stroke="#ddd"/><text x="{edge - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} ms</text>')
    for (sweep, times, found), colour, place in zip(drawn, colours, range(len(drawn))):
        ends = (sweep.values[0], sweep.values[-1])
        line = " ".join(f"{at_x(x):.1f},{at_y(math.exp(found.intercept) * x**found.exponent):.1f}" for x in ends)
        parts.append(f'<polyline points="{line}" stroke="{colour}" fill="none"/>')
        parts += [f'<circle cx="{at_x(x):.1f}" cy="{at_y(t):.1f}" r="3.5" fill="{colour}"/>' for x, t in zip(sweep.values, times)]
        y = edge + 20 * place
        parts.append(f'<circle cx="{width - legend + 20}" cy="{y - 4}" r="4" fill="{colour}"/><text x="{width - legend + 30}" y="{y}">{sweep.name}: {found.exponent:.2f} (expected {sweep.expected})</text>')
    return "\n".join(parts + ["</svg>", ""])


def processors():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer and smaller jobs")
    parser.add_argument("--repeats", type=int, default=None, help="rounds of A B A B … (9; 3 with --quick)")
    parser.add_argument("--inside", type=int, default=3, help="jobs in one process for the time in process (3)")
    parser.add_argument("--only", default="", help="jobs and sweeps whose name contains this; `jobs` or `sweeps` for one of the tables")
    parser.add_argument("--threads", default="1,2", help="thread counts, by commas (1,2)")
    parser.add_argument("--programs", type=Path, help="folder of `reference_job` and `peak`, built already")
    parser.add_argument("--notebook", action="store_true", help="NumPy as notebooks write it: np.random.randn, a new array for every result (double precision, forward)")
    parser.add_argument("--svg", type=Path, help="where to draw the sweeps")
    arguments = parser.parse_args()
    arguments.repeats = arguments.repeats or (3 if arguments.quick else 9)
    return arguments


def chosen(things, only, table):
    return list(things) if only in ("", table) else [thing for thing in things if only in thing.name]


def main():
    arguments = parsed()
    reference_job, peak = built(arguments.programs)
    contestants = programs(reference_job, "notebook" if arguments.notebook else "careful")
    counts = [int(text) for text in arguments.threads.split(",")]
    counts = [count for count in counts if count <= processors()]
    jobs = chosen(QUICK if arguments.quick else JOBS, arguments.only, "jobs")
    sweeps = chosen(QUICK_SWEEPS if arguments.quick else SWEEPS, arguments.only, "sweeps")
    if not jobs and not sweeps:
        sys.exit(f"no job and no sweep is called {arguments.only!r}")
    print(f"Medians of {arguments.repeats} rounds in turn; in brackets the middle half of the paired ratios.\n")
    if jobs:
        compare(jobs, counts, contestants, Program("peak", [peak], quantity="flops_per_second"), arguments)
    drawn = costs(sweeps, contestants[0], arguments) if sweeps else []
    if arguments.svg and drawn:
        arguments.svg.write_text(picture(drawn), encoding="utf-8")


if __name__ == "__main__":
    main()
