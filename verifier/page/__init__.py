"""The page of all verdicts: one file that needs no network."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from verifier import __version__
from verifier.check import CheckResult
from verifier.page.pairs import pairs

MARK = "/* {} */"
"""Where the template has a place for the style, the program and the data."""


def page(results: Sequence[CheckResult], matrix: Mapping[str, Any]) -> str:
    """The page as one HTML file.

    Parameters
    ----------
    results : sequence of CheckResult
        The judged printed forms of each optimizer.
    matrix : mapping
        The matrix of frameworks as it was written; empty where there is none.
    """
    data = {"version": __version__, "versions": matrix.get("versions", {}), "pairs": pairs(results, matrix)}
    # No text of a source can end the element that holds the data.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    made = _asset("page.html")
    for name, part in (("style", _asset("page.css")), ("program", _asset("page.js")), ("data", text)):
        made = made.replace(MARK.format(name), part)
    return made


def _asset(name: str) -> str:
    return files("verifier.page").joinpath(name).read_text(encoding="utf-8")
