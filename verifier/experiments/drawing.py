"""Figures: the same numbers give the same bytes.

matplotlib is imported where something is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

import numpy as np

from verifier.errors import InputError
from verifier.experiments.record import Array, Curves, Surface, Surfaces
from verifier.experiments.regression import Fit
from verifier.experiments.surfaces import Way, compiled

MISSING = "figures need matplotlib: python -m pip install 'optimizer-verifier[experiments]'"
SALT = "optimizer-verifier"
"""The names of an SVG's parts are drawn from it, and not from chance."""
POINTS = 200
"""As many points of a curve as an eye can tell."""
LEAST = 1e-16
"""What is smaller is drawn there: a logarithm has no place for 0."""
DASHES = ("-", "--", ":", "-.")


def plots(rows: int, columns: int, size: tuple[float, float]) -> tuple[Any, list[Any]]:
    """A figure with a grid of places.

    Raises
    ------
    InputError
        When matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise InputError(MISSING) from None
    figure = Figure(figsize=size, layout="constrained")
    return figure, list(np.ravel(figure.subplots(rows, columns, squeeze=False)))


def svg(figure: Any) -> str:
    """The figure as SVG text, without a date, with text as text."""
    from matplotlib import rc_context

    out = StringIO()
    with rc_context({"svg.hashsalt": SALT, "svg.fonttype": "none"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def band(place: Any, run: Array, name: str, colour: int, dash: int = 0) -> None:
    """The middle of several seeds, and the space between the least and the largest."""
    steps = np.unique(np.linspace(0, run.shape[1] - 1, POINTS).astype(int))
    shown = np.maximum(np.where(np.isfinite(run), run, np.nan)[:, steps], LEAST)
    low, middle, high = np.sort(shown, axis=0)[[0, len(run) // 2, -1]]
    style = {"color": f"C{colour % 10}"}
    place.plot(steps, middle, DASHES[dash % 4], label=name, lw=1.3, **style)
    place.fill_between(steps, low, high, alpha=0.15, lw=0, **style)


def loss_curves(curves: Curves, groups: Sequence[tuple[str, Sequence[str]]], log: bool = True) -> Any:
    """A panel for each group of runs, on one scale."""
    figure, places = plots(1, len(groups), (4.5 * len(groups), 3.6))
    for place, (title, labels) in zip(places, groups, strict=True):
        for k, name in enumerate(labels):
            band(place, curves.runs[name], name, k, k // 10)
        place.set(title=title, xlabel=curves.step, ylabel=curves.value, yscale="log" if log else "linear")
        place.legend(fontsize=7)
    return figure


def fits(fit: Fit, shown: int) -> Any:
    """The document's panels: the points, the line after each of the first epochs, and after the last."""
    figure, places = plots(1, len(fit.ways), (14, 4))
    ends = np.array([[0.0, 1.0], [1.0, 1.0]])
    for place, (rate, way) in zip(places, fit.ways.items(), strict=True):
        place.scatter(fit.x[:, 0], fit.y[:, 0], s=9, color="C0", label="data")
        for epoch in range(1, shown + 1):
            place.plot(ends[:, 0], (ends @ way[epoch])[:, 0], color="blue", alpha=epoch / shown, lw=0.8)
        place.plot(ends[:, 0], (ends @ way[-1])[:, 0], color="red", label=f"after {len(way) - 1} epochs")
        place.set(title=f"learning rate {rate:g}", xlabel="x", ylabel="y")
        place.legend(fontsize=8)
    return figure


def landscape(setting: Surfaces, found: Mapping[Surface, Mapping[str, Way]]) -> Any:
    """The ways of some optimizers from the first start, over lines of equal height."""
    figure, places = plots(2, (len(found) + 1) // 2, (11, 9))
    for place, (surface, ways) in zip(places, found.items(), strict=False):
        left, right, low, high = surface.window
        x, y = np.meshgrid(np.linspace(left, right, 150), np.linspace(low, high, 150))
        height = compiled(surface)[0](np.stack([x, y], axis=-1))
        place.contour(x, y, np.log10(height + 1e-3), levels=14, colors="0.8", linewidths=0.6)
        for k, name in enumerate(setting.drawn):
            points = ways[name].points[:, 0]
            place.plot(points[:, 0], points[:, 1], DASHES[k // 7], color=f"C{k % 10}", lw=1.1, label=name)
        place.plot(*surface.minimum, "k*", ms=9)
        place.set(title=surface.name, xlim=(left, right), ylim=(low, high))
    places[0].legend(fontsize=7)
    return figure
