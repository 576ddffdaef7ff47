"""How far apart implementations are that are equal over the reals, in ulps. Not part of the tests:

    python -m tests.benchmarks.distances [NAME...]

Specifications, what Keras, PyTorch and Optax print of them, and, where the frameworks are installed, what
they run: every pair of one optimizer that is proved to have the same weights.
`reports/measured/distances.md` and `.json` are written when no name is given.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from verifier import catalogue
from verifier.hazards.inputs import usual_setting
from verifier.implementations import Side, side
from verifier.lift.matching import match
from verifier.numerics.precision import DOUBLE, SINGLE
from verifier.numerics.runs import MARKS, SEQUENCES, apart
from verifier.numerics.settings import Setting
from verifier.referee import judge

ROOT = Path(__file__).parent.parent.parent
KEYS = ("keras", "pytorch", "optax")
SECONDS = 2.0
"""How long the proof of a pair may take."""
SEED = 1985

HEAD = """# How far apart are implementations that are equal over the reals?

Every pair of one optimizer that is proved to have the same weights at every step: the specification, what
frameworks print (`adam/keras`) and what they run (`keras:Adam()`), each computed in its own order of
operations with the usual hyperparameters, {sequences} sequences of normal gradients (seed {seed}) and the
first weight 0. *Up to t*: the largest distance of their weights within t steps, in units in the last place
of the largest weight of the sequence by then. What a framework runs is the formula that was read out of it:
numbers that do not depend on arrays are computed in double precision here. Pairs that agree in every bit of
every weight are counted, not listed.

To measure again: `python -m tests.benchmarks.distances`. Numbers: [distances.json](distances.json).
"""


def measured(name: str) -> dict[str, Any]:
    """The pairs of one optimizer."""
    found = []
    for left, right in combinations(sides(name), 2):
        matched = match(left.system, right.system)
        if judge(matched.left, matched.right, seconds=SECONDS).same_weights:
            usual = usual_setting(matched.right) | usual_setting(matched.left)
            setting = Setting("usual", {key: float(value) for key, value in usual.items()})
            with np.errstate(all="ignore"):
                far = {f.name: apart(matched.left, matched.right, setting, f, SEED) for f in (SINGLE, DOUBLE)}
            found.append({"left": left.name, "right": right.name, "ulps": far})
    return {"name": name, "pairs": found}


def sides(name: str) -> list[Side]:
    """The specification, what is printed of it, and what runs."""
    forms = [name, *(f"{name}/{key}" for key in KEYS)]
    printed = [Side(form, system) for form in forms if (system := _printed(form)) is not None]
    return [*printed, *running(catalogue.implementations().get(name, ()))]


def _printed(form: str) -> Any:
    try:
        return catalogue.system(form)
    except ValueError:
        return None  # not printed, or not readable in one way only


def running(calls: Iterable[str]) -> Iterator[Side]:
    """What was read of installed frameworks."""
    there = [call for call in calls if find_spec(call.partition(":")[0]) is not None]
    found = catalogue.readings(there) if there else {}
    yield from (each for call in there if isinstance(each := side(call, found[call]), Side))


def page(data: dict[str, Any]) -> str:
    """The Markdown."""
    lines = [HEAD.format(sequences=SEQUENCES, seed=SEED)]
    heads = [f"{f.name}, up to {mark:,}" for f in (SINGLE, DOUBLE) for mark in MARKS]
    for family in (each for each in data["families"] if each["pairs"]):
        parted = [pair for pair in family["pairs"] if _largest(pair)]
        agree = len(family["pairs"]) - len(parted)
        lines += [
            f"## {family['name']}",
            "",
            f"Pairs: {len(family['pairs'])}; in every bit the same: {agree}.",
            "",
        ]
        if parted:
            lines += [f"| pair | {' | '.join(heads)} |", "| --- |" + " ---: |" * len(heads)]
            lines += [*map(_row, parted), ""]
    return "\n".join(lines)


def _largest(pair: dict[str, Any]) -> float:
    return max(far for each in pair["ulps"].values() for far in each.values())


def _row(pair: dict[str, Any]) -> str:
    cells = [f"{far:.3g}" for each in pair["ulps"].values() for far in each.values()]
    return f"| `{pair['left']}`, `{pair['right']}` | {' | '.join(cells)} |"


def main() -> None:
    """Measure with two processes; write unless names were given."""
    names = sys.argv[1:] or list(catalogue.names())
    with ProcessPoolExecutor(2) as pool:
        data = {"seed": SEED, "families": list(pool.map(measured, names))}
    if sys.argv[1:]:
        print(page(data))
        return
    (ROOT / "reports/measured/distances.json").write_text(json.dumps(data, indent=1) + "\n")
    (ROOT / "reports/measured/distances.md").write_text(page(data))


if __name__ == "__main__":
    main()
