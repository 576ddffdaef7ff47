"""The page of where floating point breaks the formulas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from verifier.hazards.told import DOUBT

HEAD = """# Where floating point breaks the formulas

For every specification and format what `python -m verifier hazards NAME --dtype FORMAT` finds: inputs of
the domain that are answered wrongly although the exact answer is fine, with the smallest trigger that was
found, the operation to blame, and the cheapest rewriting with which nothing is wrong there and at 31 inputs
like it. A rewriting of the formula was proved to give the same weights at every step. It is a search: what
is not listed may yet exist.

Each of the {hazards:,} triggers was run again by other means, in the format's own arithmetic and beside it
in 50 digits: {confirmed:,} are as wrong as is said here. {searches} searches took {mean:.1f} s of processor
time in the mean, the longest, `{slowest}`, {most:.1f} s; seed {seed}. An operation is to blame if all is
well without its rounding: alone, along with what it is computed from or what is computed from it, or with as
few others as will do, which are named. That was seen of {sure:,} hazards; of the others the operation is told
that goes wrong first.

What is rounded: **e** every operation, the step counter and the hyperparameters too; **a** arrays, the
scalars being computed in double precision and then rounded (as the generated kernels do); **s** what is
stored, every operation being computed in float32. Settings are the usual ones but for what is named.

To make this again: `python -m tests.benchmarks.hazards`. All bits: [hazards.json](hazards.json).

## How many

| kind | {formats} |
| --- |{lines}
"""

COLUMNS = """
| result | kind | trigger | rounded | to blame | instead |
| --- | --- | --- | --- | --- | --- |"""

EXACT = """
In exact arithmetic:
"""


def page(every: list[dict[str, Any]]) -> str:
    """The Markdown."""
    usual = {found["name"]: _usual(found["name"]) for found in every}
    lines = [_head(every)]
    for name, group in groupby(every, key=lambda found: str(found["name"])):
        lines += _section(name, list(group), usual[name])
    return "\n".join(lines) + "\n"


def _head(every: list[dict[str, Any]]) -> str:
    formats = list(dict.fromkeys(found["dtype"] for found in every))
    hazards = [(found["dtype"], hazard) for found in every for hazard in found["hazards"]]
    slowest = max(every, key=lambda found: found["seconds"])
    head = HEAD.format(
        hazards=len(hazards),
        confirmed=sum(sum(found["confirmed"]) for found in every),
        sure=sum(hazard["sure"] for _, hazard in hazards),
        searches=len(every),
        mean=sum(found["seconds"] for found in every) / len(every),
        slowest=f"{slowest['name']} in {slowest['dtype']}",
        most=slowest["seconds"],
        seed=every[0]["seed"],
        formats=" | ".join(formats),
        lines=" ---: |" * len(formats),
    )
    kinds = dict.fromkeys(hazard["kind"] for _, hazard in hazards)
    rows = [
        f"| {kind} | "
        + " | ".join(str(sum(d == dtype and h["kind"] == kind for d, h in hazards)) for dtype in formats)
        + " |"
        for kind in kinds
    ]
    return head + "\n".join(rows)


def _usual(name: str) -> dict[str, str]:
    from verifier import catalogue
    from verifier.hazards.inputs import usual_setting

    return {key: str(value) for key, value in usual_setting(catalogue.system(name)).items()}


def _section(name: str, group: list[dict[str, Any]], usual: dict[str, str]) -> Iterator[str]:
    yield from ("", f"## {name}")
    for found in group:
        yield from ("", f"### {name}, {found['dtype']}")
        if not found["hazards"]:
            yield from ("", "Nothing was found.")
            continue
        yield COLUMNS
        yield from (_row(hazard, usual) for hazard in found["hazards"])
    if group[0]["domains"]:
        yield EXACT
        yield from (f"- `{edge['condition']}`: {edge['consequence']}" for edge in group[0]["domains"])


def _row(hazard: dict[str, Any], usual: dict[str, str]) -> str:
    trigger, rewrite = hazard["trigger"], hazard["rewrite"]
    kinds = "; ".join([hazard["kind"], *hazard["also"]])
    proved = rewrite and rewrite["proof"].startswith("proved")
    instead = "–" if rewrite is None else rewrite["text"] + (" (proved)" if proved else "")
    cells = (
        f"`{trigger['result']}`",
        kinds,
        _trigger(trigger, usual),
        trigger["rounded"][0].replace("w", "s"),
        hazard["operation"] + ("" if hazard["sure"] else DOUBT),
        instead,
    )
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _trigger(trigger: dict[str, Any], usual: dict[str, str]) -> str:
    setting = trigger["hyperparameters"]
    changed = [f"{name} = {value}" for name, value in setting.items() if value != usual[name]]
    first = [f"w = {trigger['w0']}"] if float(trigger["w0"]) else []
    return ", ".join([*changed, *first, f"g = {_gradients(trigger)}"])


def _gradients(trigger: dict[str, Any]) -> str:
    given = [f"{float(g):.6g}" for g in trigger["gradients"]]
    if len(given) == 1:
        return given[0] + (f" at {trigger['steps']} steps" if trigger["steps"] > 1 else "")
    rest = f", … ({len(given)} steps)" if len(given) > 4 else ""
    return ", ".join(_shortened(given[:4])) + rest


def _shortened(given: Iterable[str]) -> list[str]:
    return [x.replace("e-0", "e-").replace("e+0", "e") for x in given]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*").replace("_", "\\_")
