"""What installed frameworks run, every pair compared: a measurement, as Markdown and JSON."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import combinations
from typing import Any

from verifier import catalogue
from verifier.comparison import Comparison
from verifier.comparison.record import by_themselves, says_its_limits
from verifier.findings import Finding, said
from verifier.implementations import SECONDS, Side, details
from verifier.kernel import digest
from verifier.matrix import Family
from verifier.page.beside import beside
from verifier.report.backends import backend_section
from verifier.report.coverage_table import Covered, coverage_data, coverage_section
from verifier.report.markdown import code, sentence, table
from verifier.show import of_lift
from verifier.work import QUIET, Effort, Unit, results

SCHEMA = 2
NAME = "frameworks"
DIGITS = 20
"""How much of a number a cell shows."""

LEGEND = f"""
What stands here was read out of the running code of the frameworks, held against that code at random points,
and compared: every pair of implementations that are meant to be one method, and each with the specification.

- **equal**: the same weights for every sequence of gradients and all hyperparameters of the common domains.
- **translated**: the same once hyperparameters of one side are replaced as stated, by constants.
- **conditional**: the same under each of the stated conditions, or once replaced by what depends on t.
- **different**: they part at the numbers given; no translation and no condition was found in {SECONDS:g} s.
- **undecided**: neither a proof nor numbers within {SECONDS:g} s.
- **…**: the search for translations and conditions was not over by then; `compare` takes longer.

A difference between frameworks is no defect: [where one departs from its own documentation or from the
article that it cites](../{NAME}.md) is another list. Defaults never enter a verdict.
""".strip()


def frameworks(
    families: Sequence[Family],
    backends: Sequence[Finding] = (),
    covered: Covered | None = None,
    effort: Effort = QUIET,
) -> dict[str, str]:
    """The matrix as files, by path; with what Keras' backends make of its optimizers, and what is covered."""
    data = _data(families, effort) | {
        "backends": [asdict(finding) for finding in backends],
        "coverage": coverage_data(covered or {}),
    }
    return {
        f"measured/{NAME}.md": "\n".join(_page(families, data, backends, covered or {})) + "\n",
        f"measured/{NAME}.json": json.dumps(data, ensure_ascii=False, indent=1) + "\n",
    }


def _data(families: Sequence[Family], effort: Effort) -> dict[str, Any]:
    pairs = iter(results([unit for family in families for unit in _beside(family)], effort))
    specified = [side for family in families for side in family.sides if side.lift is None]
    return {
        "schema": SCHEMA,
        "versions": {"python": platform.python_version()} | catalogue.frameworks(),
        "specifications": {side.name: digest(side.system) for side in specified},
        "optimizers": [_family_data(family, pairs) for family in families],
    }


def _beside(family: Family) -> Iterator[Unit[dict[str, Any]]]:
    """For every comparison of a family, what the page shows beside its verdict."""
    sides = {side.name: side for side in family.sides}
    for found in family.comparisons:
        left, right = sides[found.left], sides[found.right]
        witness = found.to_json()["witness"]
        content = f"{left.content}\n{right.content}\n{witness}"
        yield Unit(f"{left.name} beside {right.name}", beside, (left, right, witness), content)


def _family_data(family: Family, pairs: Iterator[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": family.name,
        "implementations": [_implementation(side) for side in family.sides if side.lift is not None],
        "not_read": {each.subject: each.reason for each in family.unread},
        "comparisons": [
            details(found, *family.sides) | {"sentence": found.sentence(), "beside": next(pairs)}
            for found in family.comparisons
        ],
    }


def _implementation(side: Side) -> dict[str, Any]:
    lift = side.lift
    assert lift is not None
    display = of_lift(lift)
    return {
        "call": side.name,
        "version": lift.version,
        "latex": [line.latex for line in (*display.equations, *display.initial)],
        "validated": lift.validated,
        "conditions": list(lift.conditions),
        "notes": list(lift.notes),
        "defaults": {name: None if v is None else str(v) for name, v in lift.defaults.items()},
    }


def _page(
    families: Sequence[Family], data: Mapping[str, Any], backends: Sequence[Finding], covered: Covered
) -> Iterator[str]:
    sides = [side for family in families for side in family.sides]
    versions = dict.fromkeys(side.lift.version for side in sides if side.lift is not None)
    yield from ("# What frameworks run", "", f"Measured with {'; '.join(versions)}.", "", LEGEND, "")
    yield from ("## All pairs", "", *_overview(families), *_unread(families))
    for family, written in zip(families, data["optimizers"], strict=True):
        yield from _family(family, [each["beside"] for each in written["comparisons"]])
    yield from backend_section(backends)
    yield from coverage_section(covered)
    yield from ("## Limits", "", *_limits(sides))
    yield f"States, witnesses, proofs, schedules: [{NAME}.json]({NAME}.json)."
    yield "To reproduce: `python -m verifier report --all`"


def _overview(families: Sequence[Family]) -> list[str]:
    pairs = list(combinations(("specification", *catalogue.FRAMEWORKS), 2))
    head = ("optimizer", *(f"{a} and {b}" for a, b in pairs))
    alone = [family.name for family in families if not family.comparisons]
    rows = table(head, (_verdicts(family, pairs) for family in families if family.comparisons))
    return [*rows, f"With nothing to compare: {', '.join(map(code, alone))}.", ""] if alone else rows


def _unread(families: Sequence[Family]) -> Iterator[str]:
    for each in (each for family in families for each in family.unread):
        yield from (f"{code(each.subject)} is not read: {sentence(each.reason)}.", "")


def _verdicts(family: Family, pairs: Sequence[tuple[str, str]]) -> list[str]:
    found: dict[tuple[str, str], list[str]] = {}
    for each in family.comparisons:
        found.setdefault((_origin(each.left), _origin(each.right)), []).append(_verdict(each))
    return [f"[{code(family.name)}](#{family.name})", *(", ".join(found.get(pair, ())) for pair in pairs)]


def _verdict(found: Comparison) -> str:
    """The verdict, marked where a longer search may find what makes the two the same."""
    return f"{found.verdict} …" if _cut_off(found) else found.verdict


def _cut_off(found: Comparison) -> bool:
    return found.verdict in ("different", "undecided") and found.constant_translation is None


def _origin(name: str) -> str:
    """The framework of a call, or that it is the specification."""
    framework, colon, _ = name.partition(":")
    return framework if colon else "specification"


def _calls(pairs: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What to set: the calls that a user copies and pastes, each once."""
    found = {(each["of"], each["to"]): each for pair in pairs for each in pair["calls"]}
    told = {
        True: "the same run, proved at these numbers",
        False: "the same numbers, and **not** the same run: `verifier port` says how far apart the two are",
    }
    for (of, to), each in found.items():
        yield f"- {code(of)} with its defaults, as {code(to)}: {code(each['call'])}, {told[each['same']]}"
    if found:
        yield ""


def _family(family: Family, beside: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not family.comparisons:
        return
    yield from (f"### {family.name}", "")
    head = ("left", "right", "verdict", "the same …, or where they part", "defaults that differ")
    ordered = sorted(family.comparisons, key=lambda found: ":" not in found.left)
    yield from table(head, (_comparison(found) for found in ordered))
    yield from _calls(beside)


def _comparison(found: Comparison) -> list[str]:
    differ = (f"{code(name)}: {a} and {b}" for name, (a, b) in found.defaults_differ.items())
    return [code(found.left), code(found.right), _verdict(found), "; ".join(_why(found)), ", ".join(differ)]


def _why(found: Comparison) -> Iterator[str]:
    names = found.weight_map or {}
    if any(name != "w" for name in names.values()):
        yield f"weights read at {code(names['left'])} and {code(names['right'])}"
    alone = by_themselves(found.conditions, found.translation)
    if alone:
        yield f"if {' or if '.join(map(code, alone))}"
    told = found.translation
    if told is not None and not says_its_limits(told):
        moved = " and ".join(f"{code(name)} is {code(value)}" for name, value in told["map"].items())
        limits = f", where {' and '.join(map(code, told['where']))}" if told["where"] else ""
        yield f"once {moved} on the {told['to']} ({told['kind']}){limits}"
    if found.verdict in ("undecided", "ill-formed"):
        yield sentence(found.reason or "")
    if found.verdict == "different" and found.witness is not None:
        yield _witness(found)


def _witness(found: Comparison) -> str:
    """Where two sides part; the hyperparameters and all digits are in the JSON."""
    witness = found.witness
    assert witness is not None
    left, right = _short(witness.left), _short(witness.right)
    values = f": {left} and {right}" if left != right else ""
    if witness.queries is not None:
        return f"they ask for the gradient of step {witness.t} at different points{values}"
    steps = "step" if witness.t == 1 else "steps"
    return f"with gradients {', '.join(map(said, witness.gradients))} apart after {witness.t} {steps}{values}"


def _short(value: str) -> str:
    return value if len(value) <= DIGITS else f"{value[:DIGITS]}…"


def _limits(sides: Sequence[Side]) -> Iterator[str]:
    """What the code needs to run as it was read, each limit once, with those that have it."""
    calls: dict[str, list[str]] = {}
    for side in sides:
        for limit in (*side.lift.conditions, *side.lift.notes) if side.lift is not None else ():
            calls.setdefault(limit, []).append(side.name)
    yield from (f"- {sentence(limit)}: {', '.join(map(code, names))}" for limit, names in calls.items())
    yield ""
