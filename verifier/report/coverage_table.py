"""Which optimizers of the installed frameworks are read, and why others are not: a section of the matrix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from verifier.implementations import Side, Unread
from verifier.report.markdown import code, sentence, table

Covered = Mapping[str, Sequence[Side | Unread]]
"""By framework what it has."""

LEGEND = """
All that the frameworks have, found by looking into their modules, and read with the usual arguments; what
wraps another transformation with one, which is shown. What is read was held against the running code. What
is not read is refused in the words that a user would see.
""".strip()


def coverage_section(covered: Covered) -> Iterator[str]:
    """The section as lines of Markdown; none where nothing was looked at."""
    if not covered:
        return
    yield from ("## Coverage", "", LEGEND, "")
    yield from table(("framework", "optimizers", "read"), map(_counted, covered, covered.values()))
    for framework, found in covered.items():
        read = [code(_name(each.name)) for each in found if isinstance(each, Side)]
        yield from (f"### Read of {framework}", "", f"{', '.join(read)}.", "")
        yield from (f"### Not read of {framework}", "")
        refused = ([code(_name(e.subject)), sentence(e.reason)] for e in found if isinstance(e, Unread))
        yield from table(("optimizer", "why"), refused)


def coverage_data(covered: Covered) -> dict[str, dict[str, str | None]]:
    """By framework and call why it is not read, None where it is."""
    return {framework: dict(map(_reason, found)) for framework, found in covered.items()}


def _reason(each: Side | Unread) -> tuple[str, str | None]:
    return (each.name, None) if isinstance(each, Side) else (each.subject, each.reason)


def _counted(framework: str, found: Sequence[Side | Unread]) -> list[str]:
    return [framework, str(len(found)), str(sum(isinstance(each, Side) for each in found))]


def _name(call: str) -> str:
    return call.partition(":")[2].removesuffix("()")
