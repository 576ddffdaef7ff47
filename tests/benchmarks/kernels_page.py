"""The page and the plot of the kernels' speed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

TEXTBOOK, LIMIT = "textbook NumPy", "memory limit"
BLOCKED, CACHED = "blocked", "blocked, arrays in cache"
COMPILED, FUSED = "numba", "torch, fused"
CHECKED = ", inputs checked"
GOAL, NEAR = 5.0, 1.1
"""Speed-up that NumPy's calls should reach, and how near the compiled loop should come to the limit."""

HEAD = """# How fast are the kernels?

One step over arrays of {dtype}, the kernels by turns in one process, in another order each round; a turn
begins when no thread of the one before computes any more, since those of OpenMP spin for a while after their
work. The medians are divided by each other. *Speed-up* is how many times faster than the textbook's NumPy a
step is; *to the limit* how many times longer it takes than a compiled loop on the same threads that reads and
writes the same arrays and only adds them up. Measured on {cores} cores with {versions}.

The kernels of this package are `lambdify` (the reference), `blocked` and `numba`
(`python -m verifier kernel NAME --target blocked`). The last two read their inputs once before the step, to
refuse what is not finite; a file's constant `CHECK_FINITE` switches that off. No other kernel here checks.
Nothing may be written before all is read, so with arrays beyond the cache the check costs at least one more
reading of each. *Arrays in cache* are the blocked kernel's NumPy calls on one small block, as many times
as a thread has to make them: no sequence of these calls is faster than that, nor than the memory limit.

![speed-up over textbook NumPy](measured/kernels.svg)

To measure again: `python -m tests.benchmarks.kernels`, on a machine with nothing else to do. Numbers:
[measured/kernels.json](measured/kernels.json).
"""


def page(data: dict[str, Any]) -> str:
    """The Markdown."""
    versions = ", ".join(f"{name} {version}" for name, version in data["versions"].items())
    head = HEAD.format(dtype=data["dtype"], cores=data["cores"], versions=versions)
    goals = [line for threads in _threads(data) for line in _goals(data, threads)]
    return "\n".join([head, *goals, *(line for case in cases(data) for line in _table(*case))])


def _threads(data: dict[str, Any]) -> list[int]:
    return sorted({step["threads"] for step in data["steps"]})


def _goals(data: dict[str, Any], threads: int) -> Iterator[str]:
    """What was to be reached with the largest arrays, and what could be."""
    size = max(step["size"] for step in data["steps"])
    yield f"## Goals: {size:,} elements, {threads} thread{'s'[: threads != 1]}"
    yield ""
    yield (
        f"NumPy's calls {GOAL:g} times as fast as the textbook; the compiled loop within {NEAR:g} of the "
        "memory limit and not slower than PyTorch's fused kernel."
    )
    yield ""
    yield (
        "| optimizer | blocked | the most these calls can reach | the memory limit | numba to the limit "
        "| with the check | least with a check | fused to the limit |"
    )
    yield "| --- |" + " ---: |" * 7
    for name, s, by_threads in cases(data):
        if s == size:
            yield _goal(name, by_threads[threads], data["states"][name])
    yield ""


def _goal(name: str, seconds: dict[str, float], states: int) -> str:
    """The ratios of one optimizer; what misses its goal though it could be reached is marked."""
    limit, textbook = seconds[LIMIT], seconds[TEXTBOOK]
    most = textbook / max(limit, seconds[CACHED])
    reached = textbook / seconds[BLOCKED]
    verdict = "" if reached >= GOAL else " (out of reach)" if most < GOAL else " (missed)"
    near = seconds[COMPILED] / limit
    read, written = 2 + states, 1 + states
    cells = (
        f"{reached:.2f}{verdict}",
        f"{most:.2f}",
        f"{textbook / limit:.2f}",
        f"{near:.2f}{'' if near <= NEAR else ' (missed)'}",
        f"{seconds[COMPILED + CHECKED] / limit:.2f}",
        f"{(2 * read + written) / (read + written):.2f}",
        f"{seconds[FUSED] / limit:.2f}" if FUSED in seconds else "–",
    )
    return f"| {name} | {' | '.join(cells)} |"


def cases(data: dict[str, Any]) -> Iterator[tuple[str, int, dict[int, dict[str, float]]]]:
    """For each optimizer and size the seconds by threads."""
    keys = dict.fromkeys((step["name"], step["size"]) for step in data["steps"])
    for name, size in keys:
        by_threads = {
            step["threads"]: step["seconds"]
            for step in data["steps"]
            if (step["name"], step["size"]) == (name, size)
        }
        yield name, size, by_threads


def _table(name: str, size: int, by_threads: dict[int, dict[str, float]]) -> Iterator[str]:
    threads = sorted(by_threads)
    yield f"## {name}, {size:,} elements"
    yield ""
    yield "| kernel | " + " | ".join(f"speed-up, {n} thr. | to the limit, {n} thr." for n in threads) + " |"
    yield "| --- |" + " ---: | ---: |" * len(threads)
    for label in by_threads[threads[0]]:
        cells = []
        for n in threads:
            seconds = by_threads[n]
            cells += [f"{seconds[TEXTBOOK] / seconds[label]:.2f}", f"{seconds[label] / seconds[LIMIT]:.2f}"]
        yield f"| {label} | {' | '.join(cells)} |"
    yield ""


def plot(data: dict[str, Any]) -> str:
    """Speed-up at the largest size with most threads, as SVG."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "kernels"
    from matplotlib import pyplot

    size, threads = (max(step[key] for step in data["steps"]) for key in ("size", "threads"))
    chosen = [(name, by[threads]) for name, s, by in cases(data) if s == size]
    labels = list(dict.fromkeys(label for _, seconds in chosen for label in seconds))
    figure, axes = pyplot.subplots(figsize=(9, 5), layout="constrained")
    width = 0.8 / len(labels)
    for i, label in enumerate(labels):
        places = [k + i * width for k, (_, seconds) in enumerate(chosen) if label in seconds]
        ratios = [seconds[TEXTBOOK] / seconds[label] for _, seconds in chosen if label in seconds]
        axes.bar(places, ratios, width, label=label, color=pyplot.get_cmap("tab20")(i))
    axes.set_xticks([k + 0.4 for k in range(len(chosen))], [name for name, _ in chosen])
    axes.set_ylabel("times as fast as textbook NumPy")
    axes.set_title(f"{size:,} elements of {data['dtype']}, {threads} threads")
    figure.legend(loc="outside lower center", fontsize="small", ncols=4)
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()
