"""A notebook of one optimizer: its theorems derived, its kernel run, its variants compared and drawn."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from verifier import catalogue
from verifier.errors import InputError
from verifier.report.markdown import sentence
from verifier.show import Display, shown

CELLS: Any = import_module("nbformat.v4")
"""nbformat's makers, which have no types."""

MISSING = "a notebook is executed when it is written: python -m pip install 'optimizer-verifier[notebook]'"
SECONDS = 300
"""How long a cell may take."""

IMPORTS = """\
import matplotlib.pyplot as plt
import numpy as np

import verifier
from verifier import catalogue
from verifier.kernel import compile_numpy
"""

THEOREMS = """\
for theorem in verifier.derive({name!r}).theorems:
    given = "; ".join(theorem.hypotheses)
    print(f"{{theorem.verdict.value}}: {{theorem.statement}}" + (f"   if {{given}}" if given else ""))
"""

KERNEL = """\
usual = {{h.name: float(h.usual) for h in catalogue.system({name!r}).hypers if h.usual is not None}}


def run(name, gradients):
    \"\"\"The weights after each step, from the weight 0; None if a hyperparameter has no usual value.\"\"\"
    system = catalogue.system(name)
    names = {{h.name for h in system.hypers}}
    if not names <= usual.keys():
        return None
    step, now = compile_numpy(system), [np.zeros(1) for _ in range(1 + len(system.states))]
    weights = []
    with np.errstate(all="ignore"):
        for t, g in enumerate(gradients, start=1):
            now = list(step(now[0], np.array([g]), t, *now[1:], **{{n: usual[n] for n in names}}))
            weights.append(now[0][0])
    return np.array(weights)


gradients = {{
    "constant": np.ones(200),
    "one, then zeros": np.eye(1, 200)[0],
    "alternating": (-1.0) ** np.arange(200),
}}
figure, axes = plt.subplots(1, len(gradients), figsize=(12, 3), layout="constrained")
for place, (label, given) in zip(axes, gradients.items()):
    place.plot(run({name!r}, given))
    place.set(title=label, xlabel="step", ylabel="weight")
"""

COMPARED = """\
found = {{}}
for other in {others!r}:
    found[other] = verifier.compare({name!r}, other)
    print(f"{{other}}: {{found[other].sentence()}}\\n")
"""

DISTANCES = """\
figure, place = plt.subplots(figsize=(8, 4), layout="constrained")
shown = 0
for other, comparison in found.items():
    weights = run(other, gradients["constant"])
    if comparison.verdict != "equal" and weights is not None:
        apart = np.abs(weights - run({name!r}, gradients["constant"]))
        if np.isfinite(apart).all() and apart.any():
            place.semilogy(np.maximum(apart, 1e-18), label=other)
            shown += 1
place.set(title="distance of the weights from {name}'s, gradient 1", xlabel="step")
if shown:
    place.legend()
"""


def notebook(name: str) -> str:
    """The notebook of a specification, executed, as the text of an ``.ipynb`` file.

    Raises
    ------
    InputError
        When what executes notebooks is not installed.
    """
    try:
        from nbclient import NotebookClient
    except ImportError:
        raise InputError(MISSING) from None
    book = CELLS.new_notebook(
        cells=list(_cells(name)), metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )
    for number, cell in enumerate(book.cells):
        cell["id"] = f"cell-{number}"
    NotebookClient(book, timeout=SECONDS, kernel_name="python3").execute()
    return str(CELLS.writes(book)) + "\n"


def _cells(name: str) -> Iterator[Any]:
    display = shown(name)
    yield CELLS.new_markdown_cell(_head(display))
    yield CELLS.new_code_cell(IMPORTS.strip())
    yield CELLS.new_markdown_cell(
        "## What follows from the recurrence alone\n\nEach line is derived, and proved."
    )
    yield CELLS.new_code_cell(THEOREMS.format(name=name).strip())
    yield CELLS.new_markdown_cell("## What it does\n\nThe kernel that is generated from it, over 200 steps.")
    yield CELLS.new_code_cell(KERNEL.format(name=name).strip())
    others = _others(name)
    if others:
        told = "Each is proved the same, or parts from it at the numbers shown."
        yield CELLS.new_markdown_cell(f"## What is printed under its name\n\n{told}")
        yield CELLS.new_code_cell(COMPARED.format(name=name, others=others).strip())
        yield CELLS.new_code_cell(DISTANCES.format(name=name).strip())


def _others(name: str) -> list[str]:
    """The printed forms that can be compared, one for each source."""
    found = []
    for form in catalogue.forms(name):
        try:
            catalogue.system(form)
        except InputError:
            continue  # not printed, or with several readings
        if "~" not in form and not form[-1].isdigit():
            found.append(form)
    return found


def _head(display: Display) -> str:
    lines = [f"$${line.latex}$$" for line in (*display.equations, *display.initial)]
    return "\n\n".join([f"# {display.title or display.name}", f"{sentence(display.source)}.", *lines])
