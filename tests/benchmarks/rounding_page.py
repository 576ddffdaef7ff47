"""The page of what rounding does over long runs."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import Any

HEAD = """# What rounding does over {steps:,} steps

Each form is computed in its own order of operations, with its usual hyperparameters, normal gradients (seed
{seed}, {coordinates} coordinates) and the first weight 0, and held against the same recurrence in numbers
of {bits} bits, which were checked with twice as many. *Up to t* is the largest error of the weight in the
first t steps, in units in the last place of the largest weight by then. Only the first of them is about one
step; over a run the errors of single steps add up as the optimizer lets them. *Growth* is the exponent p of
the t^p that fits the largest error so far best from step 100 on: about 1/2 where errors add up like a
random walk, 1 where they all push the same way, near 0 where an early error stays the largest. Other seeds
give other digits.

To measure again: `python -m tests.benchmarks.rounding`. Numbers: [rounding.json](rounding.json).
"""

FORMATS = ("float32", "float64")

SUMMARY = """## How errors grow

| format | forms | median growth | smallest | largest | median error at the end, ulps | largest |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |"""

RULES = """## Which of two equal forms is more accurate

Other ways to compute a specification, each proved to be the same optimizer for every step, over a tenth of
the steps. *Better in* counts the optimizers in which the rewriting has the smaller largest error; the ratio
is its largest error divided by the specification's, so that less than 1 is better.

| rewriting | format | better in | median ratio | smallest | largest |
| --- | --- | ---: | ---: | ---: | ---: |"""

SAME = """
Each by itself:
"""

CORRECTIONS = """
## `1 - beta**t` against `-expm1(t*log(beta))`

The relative error of each in units of roundoff over the steps 1 to 10,000, in the format's own arithmetic,
beta being the number of the format nearest to the one named. *Worse* counts the steps at which the usual
form is off by two units more than the other, and names the last of them.

| beta | format | usual form, largest | at t | with expm1, largest | at t | worse at steps | the last |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"""

AVERAGES = """
## Averages and roots

200,000 drawn inputs of each kind, relative errors in units of roundoff. *Average*: `b*m + (1 - b)*g` against
`m + (1 - b)*(g - m)`. *Root*: one root `sqrt(v/d)` against two, `sqrt(v)/sqrt(d)`.

| pair | inputs | format | largest | mean | largest of the second | mean | first better | second better |
| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"""


def page(data: dict[str, Any]) -> str:
    """The Markdown."""
    head = HEAD.format(**{key: data[key] for key in ("steps", "seed", "coordinates", "bits")})
    tables = [line for dtype in FORMATS for line in (f"## {dtype}", "", *_table(data["forms"], dtype))]
    same = [line for dtype in FORMATS for line in (f"### {dtype}", "", *_table(data["same"], dtype))]
    summary = [SUMMARY, *(_summary(data["forms"], dtype) for dtype in FORMATS), ""]
    rules = [RULES, *_rules(data["same"])]
    return "\n".join(
        [head, *summary, *rules, *_corrections(data), *_averages(data), "", *tables, SAME, *same]
    )


def _end(form: dict[str, Any], dtype: str) -> float:
    """The largest error of the whole run."""
    return max(form["errors"][dtype]["up_to"].values())


def _summary(forms: list[dict[str, Any]], dtype: str) -> str:
    growths = [f["errors"][dtype]["growth"] for f in forms if f["errors"][dtype]["growth"] is not None]
    ends = [_end(form, dtype) for form in forms]
    cells = (median(growths), min(growths), max(growths), median(ends), max(ends))
    return f"| {dtype} | {len(forms)} | " + " | ".join(f"{cell:.3g}" for cell in cells) + " |"


def _rules(same: list[dict[str, Any]]) -> Iterator[str]:
    """For each rewriting the ratios of its errors to those of the specification."""
    ratios: dict[tuple[str, str], list[float]] = {}
    specified: dict[str, Any] = {}
    for form in same:
        _, text = form["name"].split(": ", 1)
        if text == "as specified":
            specified = form
            continue
        for dtype in FORMATS:
            found = ratios.setdefault((_general(text), dtype), [])
            found.append(_end(form, dtype) / max(_end(specified, dtype), 0.5))
    for (text, dtype), found in ratios.items():
        better = sum(ratio < 1 for ratio in found)
        cells = " | ".join(f"{x:.2g}" for x in (median(found), min(found), max(found)))
        yield f"| {text} | {dtype} | {better} of {len(found)} | {cells} |"


def _general(text: str) -> str:
    """The rewriting without the names of one optimizer."""
    words = text.split(" ")
    if words[:2] == ["keep", "1"]:
        return "keep 1 - beta\\*\\*t as a state"
    if words[:3] == ["keep", "the", "root"]:
        return "keep the root of the second moment as a state"
    return text.replace("*", "\\*")


def _table(forms: list[dict[str, Any]], dtype: str) -> list[str]:
    marks = list(forms[0]["errors"][dtype]["up_to"])
    heads = " | ".join(f"up to {int(m):,}" for m in marks)
    lines = [f"| form | {heads} | largest at | growth |", "| --- |" + " ---: |" * (len(marks) + 2)]
    for form in forms:
        errors = form["errors"][dtype]
        reached = errors["up_to"]
        cells = " | ".join(f"{reached[mark]:g}" if mark in reached else "–" for mark in marks)
        grown = "–" if errors["growth"] is None else f"{errors['growth']:.2f}"
        lines.append(f"| `{form['name']}` | {cells} | {errors['at']:,} | {grown} |")
    return [*lines, ""]


def _corrections(data: dict[str, Any]) -> list[str]:
    rows = [
        f"| {r['beta']} | {r['dtype']} | {r['usual']['largest']:.3g} | {r['usual']['at']:,} "
        f"| {r['expm1']['largest']:.3g} | {r['expm1']['at']:,} | {r['worse']:,} | {r['worse_up_to']:,} |"
        for r in data["corrections"]
    ]
    return [CORRECTIONS, *rows]


def _averages(data: dict[str, Any]) -> list[str]:
    rows = []
    for r in data["averages"]:
        (a, b), (x, y), (p, q) = r["largest"], r["mean"], r["better"]
        cells = f"{a:.3g} | {x:.2g} | {b:.3g} | {y:.2g} | {p:.0%} | {q:.0%}"
        rows.append(f"| {r['pair']} | {r['inputs']} | {r['dtype']} | {cells} |")
    return [AVERAGES, *rows]
