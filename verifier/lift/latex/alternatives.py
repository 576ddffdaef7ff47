"""Values behind a brace: which of them holds when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verifier.lift.latex.indices import affine
from verifier.lift.latex.tokens import Unreadable
from verifier.lift.latex.trees import Case, Cases, Relation
from verifier.lift.reading import Apply, Index, Node

if TYPE_CHECKING:
    from verifier.lift.latex.meaning import Meaning

_OPPOSITE = {("lt", "ge"), ("ge", "lt"), ("le", "gt"), ("gt", "le"), ("eq", "ne"), ("ne", "eq")}


def chosen(meaning: Meaning, tree: Cases) -> Node:
    """Alternatives with conditions, as one value."""
    rows = list(tree.rows)
    last = rows.pop()
    if any(row.condition is None for row in rows) or not rows:
        raise Unreadable(tree.span, "alternatives without conditions")
    if not _covers(meaning, rows, last):
        raise Unreadable(tree.span, "whether the cases cover everything is not to be seen")
    value = meaning.value(last.value)
    for row in reversed(rows):
        assert row.condition is not None
        value = Apply("where", (meaning.condition(row.condition), meaning.value(row.value), value), tree.span)
    return value


def _covers(meaning: Meaning, rows: list[Case], last: Case) -> bool:
    """Whether the last row holds whenever the others do not."""
    if last.condition is None:
        return last.words.strip("(). ,").lower() in ("otherwise", "else", "if otherwise")
    relations = [r.condition for r in (*rows, last) if r.condition is not None]
    sides = {tuple(meaning.value(a) for a in relation.args) for relation in relations}
    if len(sides) != 1 and not _counts(meaning, relations):
        return False
    ops = tuple(relation.op for relation in relations)
    return ops in _OPPOSITE or set(ops) == {"lt", "eq", "gt"} or _counts(meaning, relations)


def _counts(meaning: Meaning, relations: list[Relation]) -> bool:
    """``t = 1`` and ``t > 1`` (or ``t >= 2``): all steps there are."""
    if [r.op for r in relations] not in (["eq", "gt"], ["eq", "ge"], ["gt", "eq"], ["ge", "eq"]):
        return False
    letters = {affine(r.args[0]) for r in relations}
    bounds = {r.op: affine(r.args[1]) for r in relations}
    start, rest = bounds["eq"], bounds.get("gt") or bounds.get("ge")
    if (
        start is None
        or rest is None
        or start.letter
        or rest.letter
        or letters - {Index(s, 0) for s in meaning.habits.steps | {"t"}}
    ):
        return False
    return start.offset in (0, 1) and rest.offset - start.offset == ("ge" in bounds)
