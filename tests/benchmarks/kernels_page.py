"""The page and the plot of the kernels' speed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

TEXTBOOK, LIMIT = "textbook NumPy", "memory limit"

HEAD = """# How fast are the kernels?

One step over arrays of {dtype}, every kernel in turn in one process, again and again; the medians are
divided by each other. *Speed-up* is how many times faster than the textbook's NumPy a step is; *to the limit*
how many times longer it takes than a compiled loop on the same threads that reads and writes the same arrays
and only adds them up. Measured on {cores} cores with {versions}.

The kernels of this package are `lambdify` (the reference), `blocked` and `numba`
(`python -m verifier kernel NAME --target blocked`). The last two read their inputs once before the step, to
refuse what is not finite; a file's constant `CHECK_FINITE` switches that off. No other kernel here checks.

![speed-up over textbook NumPy](measured/kernels.svg)

To measure again: `python -m tests.benchmarks.kernels`, on a machine with nothing else to do. Numbers:
[measured/kernels.json](measured/kernels.json).
"""


def page(data: dict[str, Any]) -> str:
    """The Markdown."""
    versions = ", ".join(f"{name} {version}" for name, version in data["versions"].items())
    head = HEAD.format(dtype=data["dtype"], cores=data["cores"], versions=versions)
    return "\n".join([head, *(line for case in cases(data) for line in _table(*case))])


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
    figure, axes = pyplot.subplots(figsize=(9, 4.5), layout="constrained")
    width = 0.8 / len(labels)
    for i, label in enumerate(labels):
        places = [k + i * width for k, (_, seconds) in enumerate(chosen) if label in seconds]
        ratios = [seconds[TEXTBOOK] / seconds[label] for _, seconds in chosen if label in seconds]
        axes.bar(places, ratios, width, label=label, color=pyplot.get_cmap("tab20")(i))
    axes.set_xticks([k + 0.4 for k in range(len(chosen))], [name for name, _ in chosen])
    axes.set_ylabel("times as fast as textbook NumPy")
    axes.set_title(f"{size:,} elements of {data['dtype']}, {threads} threads")
    axes.legend(fontsize="small", ncols=2)
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()
