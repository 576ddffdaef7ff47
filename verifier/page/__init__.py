"""The page of all verdicts: one file that needs no network."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from verifier import __version__
from verifier.check import CheckResult
from verifier.page.forms import Compared, compared_forms
from verifier.page.pairs import pairs
from verifier.plots.sketch import drawn_steps
from verifier.plots.variants import SIZES

TITLES = {"keras": "Keras", "torch": "PyTorch", "optax": "Optax", "python": "Python"}
"""What frameworks are called in a sentence."""
MARK = "/* {} */"
"""Where the template has a place for the style, the programs and the data."""
TEMPLATE = "page.html"
ASSETS = {"style": "page.css", "drawing": "drawing.js", "pair": "pair.js", "program": "page.js"}


def page(results: Sequence[CheckResult], forms: Mapping[str, Compared], matrix: Mapping[str, Any]) -> str:
    """The page as one HTML file.

    Parameters
    ----------
    results : sequence of CheckResult
        The judged printed forms of each optimizer.
    forms : mapping
        Their comparisons: see `compared_forms`.
    matrix : mapping
        The matrix of frameworks as it was written; empty where there is none.
    """
    data = {
        "version": __version__,
        "titles": TITLES,
        "versions": matrix.get("versions", {}),
        "axes": {"steps": drawn_steps(), "sizes": [float(f"{size:.4g}") for size in SIZES]},
    } | pairs(results, forms, matrix)
    # No text of a source can end the element that holds the data, nor open a comment in it.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    made = _asset(TEMPLATE)
    for name, part in (*((name, _asset(file)) for name, file in ASSETS.items()), ("data", text)):
        made = made.replace(MARK.format(name), part)
    return made


def _asset(name: str) -> str:
    return files("verifier.page").joinpath(name).read_text(encoding="utf-8")


__all__ = ["ASSETS", "TEMPLATE", "Compared", "compared_forms", "page"]
