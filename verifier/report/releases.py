"""What several releases of the frameworks run: a measurement, as Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from verifier.implementations import Side, Unread, details
from verifier.releases import Releases, Stretch, Turn, releases
from verifier.report.files import write_all
from verifier.report.markdown import code, sentence, table
from verifier.work import QUIET, Effort

SCHEMA = 1
NAME = "releases"

LEGEND = """
Each optimizer was read out of the running code of every release, and every two releases between which its
recurrence or its defaults changed were compared: before on the left, after on the right. Releases between
two that stand here were not looked at. *Equal* is proved: the same weights, computed in another way.
""".strip()


def write(pythons: Sequence[str], names: Sequence[str], out: Path, effort: Effort = QUIET) -> list[Path]:
    """Read and compare what several interpreters have, and write what was found.

    Raises
    ------
    InputError
        As `verifier.releases.releases`.
    """
    return write_pages(releases(pythons, names, effort), out)


def write_pages(found: Releases, out: Path) -> list[Path]:
    """What was found as Markdown and JSON, under ``measured/``."""
    text = json.dumps(_data(found), ensure_ascii=False, indent=1) + "\n"
    page = "\n".join(_page(found)) + "\n"
    return write_all(out, {f"measured/{NAME}.md": page, f"measured/{NAME}.json": text})


def _data(found: Releases) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "environments": [dict(each.versions) for each in found.environments],
        "histories": {call: [_stretch_data(e) for e in each] for call, each in found.histories.items()},
        "turns": [{"left": t.left, "right": t.right, "verdicts": dict(t.verdicts)} for t in found.turns],
        "steady": found.steady,
    }


def _stretch_data(each: Stretch) -> dict[str, Any]:
    sides = (each.read,) if isinstance(each.read, Side) else ()
    return {
        "versions": list(each.versions),
        "not_read": each.read.reason if isinstance(each.read, Unread) else None,
        "change": None if each.change is None else details(each.change, *sides),
    }


def _page(found: Releases) -> Iterator[str]:
    yield from ("# What releases of the frameworks run", "", LEGEND, "")
    yield from ("## What changed", "")
    changed = {call: each for call, each in found.histories.items() if len(each) > 1}
    rows = (row for call, each in changed.items() for row in _rows(call, each))
    yield from table(("optimizer", "releases", "what it is", "defaults that changed"), rows)
    yield from ("## What is the same in all of them", "")
    same = [f"{code(call)} ({_span(h[0].versions)})" for call, h in found.histories.items() if len(h) == 1]
    yield from (f"{', '.join(same)}." if same else "Nothing.", "")
    yield from ("## Verdicts that changed", "")
    pairs = len(found.turns) + found.steady
    yield from (f"Of {pairs} pairs of the matrix {found.steady} have one verdict in all releases.", "")
    if found.turns:
        yield from table(("left", "right", "verdict, and in which releases"), map(_turn, found.turns))
    yield from ("## Environments", "")
    yield from (f"- {each.name}" for each in found.environments)
    yield ""
    yield f"Witnesses, maps, states: [{NAME}.json]({NAME}.json)."


def _rows(call: str, stretches: Sequence[Stretch]) -> Iterator[list[str]]:
    for place, each in enumerate(stretches):
        name = code(call) if place == 0 else ""
        yield [name, _span(each.versions), _what(each), _defaults(each)]


def _span(versions: Sequence[str]) -> str:
    """The first and the last of some releases of one framework, without what runs it."""
    first, last = (version.partition(",")[0] for version in (versions[0], versions[-1]))
    return first if first == last else f"{first} to {last.partition(' ')[2]}"


def _what(each: Stretch) -> str:
    if isinstance(each.read, Unread):
        return sentence(f"not read: {each.read.reason.partition(';')[0]}")
    if each.change is None:
        return "read"
    said = each.change.sentence().replace("the left", "the one before").replace("the right", "this one")
    renamed = [(a, b) for a, b in (each.change.state_map or {}).items() if a != b]
    kept = f"; its states: {', '.join(f'{a} is {b}' for a, b in renamed)}" if renamed else ""
    return sentence(f"{said}{kept}")


def _defaults(each: Stretch) -> str:
    differ = {} if each.change is None else each.change.defaults_differ
    return ", ".join(f"{code(name)}: {before}, then {after}" for name, (before, after) in differ.items())


def _turn(turn: Turn) -> list[str]:
    said = (f"{verdict}: {'; '.join(at)}" for verdict, at in turn.verdicts)
    return [code(turn.left), code(turn.right), ". ".join(said)]
