"""Plots of one optimizer with what is seen in them: drawn from floating point, hence measurements."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import version

from verifier import catalogue
from verifier.kernel import digest
from verifier.plots import Figure, figures, svg
from verifier.report.markdown import code, sentence

SCHEMA = 1
FOLDER = "measured/plots"
LIBRARIES = ("numpy", "matplotlib")
LEGEND = """
Every curve is computed from the specification: by the kernel that is generated from it, by its closed forms,
and by those of the printed forms that are proved not to be it. A hyperparameter has the value that its source
calls usual; where that names none, what most specifications give to its name, else what switches it off.
""".strip()


def plots(name: str) -> dict[str, str]:
    """The plots as SVG, with a page and their numbers, by path.

    Raises
    ------
    InputError
        When matplotlib is not installed.
    """
    found = figures(name)
    drawn = {f"{FOLDER}/{_file(name, figure)}": svg(figure) for figure in found}
    versions = {"python": platform.python_version()} | {each: version(each) for each in LIBRARIES}
    data = {
        "schema": SCHEMA,
        "name": name,
        "specification": digest(catalogue.system(name)),
        "versions": versions,
        "figures": [{"key": f.key, "title": f.title, "caption": f.caption} for f in found],
    }
    return {
        f"{FOLDER}/{name}.md": "\n".join(_page(name, found)) + "\n",
        f"{FOLDER}/{name}.json": json.dumps(data, ensure_ascii=False, indent=1) + "\n",
    } | drawn


def _file(name: str, figure: Figure) -> str:
    return f"{name}-{figure.key}.svg"


def _page(name: str, found: Sequence[Figure]) -> Iterator[str]:
    yield from (f"# Plots: {code(name)}", "", LEGEND, "")
    yield from (f"The method: [{code(name)}](../../{name}.md).", "")
    for figure in found:
        yield from (f"## {sentence(figure.title)}", "", f"![{figure.title}]({_file(name, figure)})", "")
        yield from (sentence(figure.caption), "")
    yield f"To reproduce: {code(f'python -m verifier report {name} --format svg')}"
