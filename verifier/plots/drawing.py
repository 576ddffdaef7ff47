"""Figures drawn with matplotlib: the same bytes from the same version, for readers of any eyesight."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from io import StringIO
from typing import Any

from verifier.errors import InputError
from verifier.plots.figure import Figure, Panel

MISSING = "plots are drawn by matplotlib: python -m pip install 'optimizer-verifier[plots]'"
SALT = "optimizer-verifier"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Okabe and Ito's, which those who see few colours can tell apart (2008)."""
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 1)))
"""Curves differ in their dashes too, for those who see none and for print."""
SETTINGS = {
    "svg.hashsalt": SALT,
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 8,
    "axes.titlesize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.formatter.useoffset": False,
    "axes.formatter.limits": (-3, 4),
    "lines.linewidth": 1.2,
}
TAG = re.compile(r"<[^>]*>")
POINT = re.compile(r"(?<=[ \"LMCQ-])(\d+\.\d\d)\d+")
"""A number in a tag, of which no screen shows more than two decimals; one between tags is to be read."""
LIGHTER = (
    (r" ?font-family: [^;\"]*;?", ""),  # said once, of the whole
    (r"<svg ", "<svg font-family=\"'DejaVu Sans', Verdana, Arial, sans-serif\" "),
    (r' transform="rotate\(-0 [^)]*\)"', ""),
    (r"\n\s*", "\n"),
)
"""What makes the text of an SVG file shorter, and leaves what it shows."""
WIDTH, HEIGHT = 3.2, 2.5
"""Of a panel, in inches."""


def left_out() -> str:
    """Why no plots are drawn here; empty where they are."""
    return "" if find_spec("matplotlib") else MISSING


def draw(figure: Figure) -> Any:
    """A ``matplotlib.figure.Figure``.

    Raises
    ------
    InputError
        When matplotlib is not installed.
    """
    if left_out():
        raise InputError(MISSING)
    with import_module("matplotlib").rc_context(SETTINGS):
        count = len(figure.panels)
        columns = min(count, 2)
        rows = -(-count // columns)
        drawing = import_module("matplotlib.figure").Figure(
            figsize=(WIDTH * columns, HEIGHT * rows), layout="constrained"
        )
        axes = drawing.subplots(rows, columns, squeeze=False).flat
        names = list(dict.fromkeys(each.name for panel in figure.panels for each in panel.curves))
        for place, panel in zip(axes, figure.panels, strict=False):
            _panel(place, panel, names)
        for place in list(axes)[count:]:
            place.set_axis_off()
        _legend(drawing, figure)
    return drawing


def _panel(place: Any, panel: Panel, names: Sequence[str]) -> None:
    """The curves, each looking as all of its name do and none of another."""
    if panel.levels is not None:
        drawn = place.contour(
            panel.levels.x, panel.levels.y, panel.levels.height, panel.levels.at, colors="#999999",
            linewidths=0.6,
        )  # fmt: skip
        if panel.levels.labelled:
            place.clabel(drawn, fontsize=6)
    for each in panel.curves:
        i = names.index(each.name)
        look = {"color": COLOURS[i % len(COLOURS)], "linestyle": DASHES[i % len(DASHES)]}
        place.plot(each.x, each.y, label=_plain(each.name), **look)
        if panel.levels is not None and not each.name:
            place.plot(
                each.x[:1], each.y[:1], "o", each.x[-1:], each.y[-1:], "s", markersize=4, color="black"
            )
    if panel.levels is not None:
        place.set(xlim=(panel.levels.x[0], panel.levels.x[-1]), ylim=(panel.levels.y[0], panel.levels.y[-1]))
    if "x" in panel.logarithmic:
        place.set_xscale("log")
    if "y" in panel.logarithmic:
        place.set_yscale("log")
    place.minorticks_off()
    place.set(title=_plain(panel.title), xlabel=_plain(panel.across), ylabel=_plain(panel.up))


def _plain(text: str) -> str:
    """Text that is no formula to matplotlib, whatever stands in it."""
    return text.replace("$", r"\$")


def _legend(drawing: Any, figure: Figure) -> None:
    """Every name once, below the panels."""
    known: dict[str, Any] = {}
    for place in drawing.axes:
        for handle, name in zip(*place.get_legend_handles_labels(), strict=True):
            known.setdefault(name, handle)
    if any(c.name for p in figure.panels for c in p.curves):
        drawing.legend(known.values(), known.keys(), loc="outside lower center", ncols=2, frameon=False)


def svg(figure: Figure) -> str:
    """The figure as the text of an SVG file, without a date.

    Raises
    ------
    InputError
        When matplotlib is not installed.
    """
    drawing, text = draw(figure), StringIO()
    with import_module("matplotlib").rc_context(SETTINGS):
        drawing.savefig(text, format="svg", metadata={"Date": None, "Creator": None, "Title": figure.title})
    shorter = TAG.sub(lambda tag: POINT.sub(r"\1", tag.group()), text.getvalue())
    for pattern, replacement in LIGHTER:
        shorter = re.sub(pattern, replacement, shorter)
    return shorter
