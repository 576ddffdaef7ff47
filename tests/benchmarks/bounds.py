"""How far a step can be off, proved before any run, beside what drawn steps are off. Not part of the tests:

    python -m tests.benchmarks.bounds

`reports/measured/bounds.md` and `.json` are written. The bounds are the same on every machine.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.benchmarks.rounding import forms
from tests.single_steps import drawn, off
from verifier import catalogue
from verifier.kernel import compile_numpy, digest
from verifier.numerics.apriori import HYPOTHESES, SETTLED, Bounds, step_bounds
from verifier.numerics.precision import DOUBLE, SINGLE, Format
from verifier.system import System

ROOT = Path(__file__).parent.parent.parent
SAMPLES = 40
STEPS = (1, 2, 10, 100, 10_000)

HEAD = """# How far a step can be off, before any run

For each form and format a number B that is proved before anything is run: one step of the kernel that
`kernel --target numpy` prints is off by less than B units in the last place of the largest operand of the
last addition, sums within that operand being taken with the sizes of their terms. It holds for all weights,
all gradients, all step numbers up to 2**53, and all states that keep the signs that every run keeps, if

{hypotheses}

Roundings are counted through the operations (Higham 2002, lemma 3.1); what the hyperparameters and the step
number alone make up, such as `1 - beta**t`, is enclosed by balls of 128 bits for all step numbers. Where the
cancellation there is worst at the start, the bound from step {settled:,} on stands beside. *Measured* is the
largest error of {samples} drawn steps at each of the steps {steps}, against 50 digits. A bound before a run
counts every rounding as if it were as bad as can be and pushed the same way; that it is several times larger
than what is measured is its nature. A bound for given numbers, which is closer, is in `NAME.md`.

To make this again: `python -m tests.benchmarks.bounds`. Bounds of the states: [bounds.json](bounds.json)."""


def measured(name: str) -> dict[str, Any]:
    """The bounds of a form in both formats, and the largest errors of its weight in drawn steps."""
    system = catalogue.system(name)
    found = {fmt.name: _measured(system, fmt) for fmt in (SINGLE, DOUBLE)}
    return {"name": name, "hash": digest(system), "formats": found}


def _measured(system: System, fmt: Format) -> dict[str, Any]:
    bounds = step_bounds(system, fmt)
    known = {b.result: {"ulps": b.ulps, "at": b.at, "settled": b.settled} for b in bounds.bounds}
    weight = bounds.bounds[0]
    most = None if weight.ulps is None else max(_largest(system, fmt, bounds, t) for t in STEPS)
    assert most is None or most <= weight.ulps, (system.name, fmt.name, most, weight)
    return {"results": known, "reason": weight.reason, "measured": most, "signs": list(bounds.nonnegative)}


def _largest(system: System, fmt: Format, bounds: Bounds, t: int) -> float:
    given = drawn(system, fmt, t, bounds.nonnegative, SAMPLES)
    return round(float(off(system, compile_numpy(system), fmt, given, t).max()), 3)


def page(every: list[dict[str, Any]]) -> str:
    """The Markdown."""
    head = HEAD.format(
        hypotheses="\n".join(f"- {hypothesis}" for hypothesis in HYPOTHESES),
        settled=SETTLED,
        samples=SAMPLES,
        steps=", ".join(f"{t:,}" for t in STEPS),
    )
    return "\n".join([head, *(line for fmt in (SINGLE, DOUBLE) for line in _table(every, fmt.name))]) + "\n"


def _table(every: list[dict[str, Any]], dtype: str) -> list[str]:
    have = [form for form in every if form["formats"][dtype]["measured"] is not None]
    told = f"There is a bound for {len(have)} of {len(every)} forms."
    heads = f"| form | bound | from step {SETTLED:,} on | measured | why there is none |"
    lines = ["", f"## {dtype}", "", told, "", heads, "| --- | ---: | ---: | ---: | --- |"]
    for form in every:
        found = form["formats"][dtype]
        bound = found["results"]["w"]
        cells = ("ulps", "settled")
        numbers = [f"{bound[cell]:g}" if bound[cell] is not None else "–" for cell in cells]
        most = "–" if found["measured"] is None else f"{found['measured']:.2f}"
        lines.append(f"| `{form['name']}` | {' | '.join(numbers)} | {most} | {found['reason']} |")
    return lines


def main() -> None:
    """Measure, then write."""
    every = [measured(name) for name in forms()]
    lines = ",\n".join(map(json.dumps, every))
    (ROOT / "reports/measured/bounds.json").write_text(f"[\n{lines}\n]\n")
    (ROOT / "reports/measured/bounds.md").write_text(page(every))


if __name__ == "__main__":
    main()
