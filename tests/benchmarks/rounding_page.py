"""The page of what rounding does over long runs."""

from __future__ import annotations

from typing import Any

HEAD = """# What rounding does over {steps:,} steps

Each form is computed in its own order of operations, with its usual hyperparameters, normal gradients (seed
{seed}) and the first weight 0, and held against the same run in balls of {bits} bits. *Up to t* is the
largest error of the weight in the first t steps, in units in the last place of the largest weight by then.
Only the first of them is about one step; over a run the errors of single steps add up as the optimizer lets
them. One run of one coordinate: another seed gives other digits. A dash: the balls no longer decide a branch.

To measure again: `python -m tests.benchmarks.rounding`. Numbers: [rounding.json](rounding.json).
"""

FORMATS = ("float32", "float64")

SAME = """## Forms that are proved to be the same

Other ways to compute a specification, each proved to be the same optimizer for every step, over a tenth of
the steps: which of them rounding treats better.
"""

CORRECTIONS = """
## `1 - beta**t` against `-expm1(t*log(beta))`

The relative error of each in units of roundoff, in the format's own arithmetic, beta being the number of the
format nearest to the one named. The usual form can lose digits at the first steps, the more the nearer beta
is to one; the other is never off by more than a few units here.

| beta | format | t | `1 - beta**t` | `-expm1(t*log(beta))` |
| --- | --- | ---: | ---: | ---: |"""


def page(data: dict[str, Any]) -> str:
    """The Markdown."""
    head = HEAD.format(steps=data["steps"], seed=data["seed"], bits=data["bits"])
    tables = [line for dtype in FORMATS for line in (f"## {dtype}", "", *_table(data["forms"], dtype))]
    same = [line for dtype in FORMATS for line in (f"### {dtype}", "", *_table(data["same"], dtype))]
    return "\n".join([head, *tables, SAME, *same, *_rows(data)])


def _table(forms: list[dict[str, Any]], dtype: str) -> list[str]:
    marks = list(forms[0]["errors"][dtype]["up_to"])
    lines = [
        "| form | " + " | ".join(f"up to {int(m):,}" for m in marks) + " | largest at |",
    ]
    lines.append("| --- |" + " ---: |" * (len(marks) + 1))
    for form in forms:
        errors = form["errors"][dtype]
        reached = errors["up_to"]
        cells = " | ".join(f"{reached[mark]:g}" if mark in reached else "–" for mark in marks)
        lines.append(f"| `{form['name']}` | {cells} | {errors['at']:,} |")
    return [*lines, ""]


def _rows(data: dict[str, Any]) -> list[str]:
    rows = [
        f"| {r['beta']} | {r['dtype']} | {r['t']} | {r['1 - beta**t']:.3g} | {r['expm1']:.3g} |"
        for r in data["corrections"]
    ]
    return [CORRECTIONS, *rows, ""]
