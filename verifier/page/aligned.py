"""Two recurrences in the same letters, line by line, with the terms marked in which they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from itertools import islice, permutations

from verifier.algebra.ring import Unsupported
from verifier.closed_form.identities import Identities
from verifier.lift.matching import Match
from verifier.notation import Latex, Printed, write
from verifier.reading_order import in_reading_order
from verifier.system import System, map_terms
from verifier.term import MINUS_ONE, ONE, WEIGHT, Term, sequence, state, substitute, symbols

MARK = "mark"
COLOUR = "differs"
"""What stands in LaTeX for the mark."""
TRIED = 720
"""So many ways to name the states of one side as those of the other are tried."""


@dataclass(frozen=True)
class Row:
    r"""One quantity on both sides, as LaTeX; a side that has none is empty.

    Attributes
    ----------
    left, right : str
        With the terms that differ in ``\textcolor{differs}{…}``.
    same : bool
        Whether the two are equal, proved as an identity of fractions over the domains.
    """

    left: str
    right: str
    same: bool


@dataclass(frozen=True)
class Alignment:
    """Two sides in the left's letters.

    Attributes
    ----------
    rows : tuple of Row
    states : dict of str to str
        The right's states, as they are called in the rows.
    """

    rows: tuple[Row, ...]
    states: dict[str, str]


Lines = dict[str, Term]
"""What each quantity becomes, by name: first values, new states, the weight, the gradient's point."""


def aligned(matched: Match) -> Alignment:
    """Both sides in the left's letters, states called as they make most lines equal.

    A line that is not proved equal may still be: nothing here is a verdict.
    """
    judge = _Judge(matched.domains)
    theirs = _renamed(matched.left, matched.right, judge)
    lines, others = _lines(matched.left), _lines(theirs)
    names = [*dict.fromkeys((*lines, *others))]
    return Alignment(
        tuple(_row(name, lines.get(name), others.get(name), judge) for name in names),
        {old.name: new.name for old, new in zip(matched.right.states, theirs.states, strict=True)},
    )


class _Judge:
    """Whether two terms are equal; what cannot be decided is not."""

    def __init__(self, domains: Mapping[str, object]) -> None:
        self._identities = Identities(dict(domains))  # type: ignore[arg-type]

    def __call__(self, one: Term | None, other: Term | None) -> bool:
        if one is other:
            return True
        try:
            return one is not None and other is not None and self._identities.equal(one, other)
        except (Unsupported, ZeroDivisionError):
            return False


def _renamed(left: System, right: System, judge: _Judge) -> System:
    """The right side with its states under the names of the left's that make most lines equal."""
    ours, theirs = ([s.name for s in side.states] for side in (left, right))
    spare = [f"{name}'" for name in theirs]
    tried = (
        _with_states(right, dict(zip(theirs, names, strict=True)))
        for names in islice(permutations([*ours, *spare], len(theirs)), TRIED)
        if all(n not in spare or n == f"{old}'" for old, n in zip(theirs, names, strict=True))
    )
    lines = _lines(left)
    return max(tried, key=lambda side: _agreement(lines, _lines(side), judge), default=right)


def _with_states(system: System, names: Mapping[str, str]) -> System:
    moved = {state(old): state(new) for old, new in names.items()}
    changed = map_terms(system, moved, {})
    return replace(changed, states=tuple(replace(s, name=names[s.name]) for s in changed.states))


def _agreement(ours: Lines, theirs: Lines, judge: _Judge) -> int:
    return sum(judge(ours[name], theirs[name]) for name in ours.keys() & theirs.keys())


def _lines(system: System) -> Lines:
    """The lines of a system; new states stand in the weight under their names."""
    named = {s.update: sequence(s.name, 0) for s in system.states if s.update.terms}
    lines = {_symbol(s.name, "t"): _told(s.update, named, s.name) for s in system.states}
    lines[_symbol(WEIGHT.name, "t")] = substitute([system.weight], named)[0]
    if system.query is not WEIGHT:
        lines[r"\text{gradient at}\;"] = system.query
    return lines | {_symbol(s.name, "0"): _at_start(s.initial) for s in system.states}


def _at_start(initial: Term) -> Term:
    """A first value, which may read the first weight and a rate at the start."""
    outside = [s for s in symbols([initial]) if s.args[0] in ("weight", "sequence")]
    return substitute([initial], {s: Term("sym", "start", s.name, 0) for s in outside})[0]


def _told(update: Term, named: Mapping[Term, Term], own: str) -> Term:
    """A state's new value, in which the other states' new values have their names."""
    others = {value: name for value, name in named.items() if name != sequence(own, 0)}
    return substitute([update], others)[0]


def _symbol(name: str, index: str) -> str:
    kind = sequence(name, 0) if index == "t" else Term("sym", "start", name, 0)
    return write(kind, Latex()) + " = "


def _row(name: str, left: Term | None, right: Term | None, judge: _Judge) -> Row:
    same = judge(left, right)
    if left is not None and right is not None:
        left, right = in_reading_order(left), in_reading_order(right)
        if not same:
            left, right = _marked(left, right, judge)
    one, other = ("" if side is None else name + write(side, Marked()) for side in (left, right))
    return Row(one, other, same)


class Marked(Latex):
    """LaTeX with marked terms."""

    def function(self, op: str, args: tuple[Printed, ...]) -> Printed:
        if op == MARK:
            return Printed(rf"\textcolor{{{COLOUR}}}{{{args[0].text}}}", args[0].binds)
        return super().function(op, args)


def _mark(node: Term) -> Term:
    """The term marked; a minus in front stays outside."""
    positive = _without_minus(node)
    return Term(MARK, node) if positive is None else Term("mul", MINUS_ONE, Term(MARK, positive))


def _without_minus(node: Term) -> Term | None:
    """The term without the minus that is its first factor; None where there is none."""
    if node.op not in ("mul", "div"):
        return None
    first, second = node.terms
    if first is MINUS_ONE and node.op == "mul":
        return second
    rest = _without_minus(first)
    return None if rest is None else Term(node.op, rest, second)


def _marked(a: Term, b: Term, judge: _Judge) -> tuple[Term, Term]:
    """Both terms, with their smallest differing parts marked."""
    if judge(a, b):
        return a, b
    for ops in (("add",), ("mul", "div")):
        found = _parts(a, b, ops, judge) if a.op in ops or b.op in ops else None
        if found is not None:
            return found
    if a.op == b.op and len(a.terms) == len(b.terms) > 0:
        pairs = [_marked(x, y, judge) for x, y in zip(a.terms, b.terms, strict=True)]
        return Term(a.op, *(x for x, _ in pairs)), Term(b.op, *(y for _, y in pairs))
    return _mark(a), _mark(b)


def _parts(a: Term, b: Term, ops: tuple[str, ...], judge: _Judge) -> tuple[Term, Term] | None:
    """Two sums or products, with what one side alone has marked; None where they have nothing in common."""
    ours, theirs = _spine(a, ops), _spine(b, ops)
    lonely = [_without(ours[below], theirs[below], judge) for below in (False, True)]
    common = sum(map(len, ours.values())) > sum(len(left) for left, _ in lonely)
    if not common and a.op != b.op:
        return None
    moved: tuple[dict[Term, Term], dict[Term, Term]] = ({}, {})
    for left, right in lonely:
        if len(left) == len(right) == 1:
            moved[0][left[0]], moved[1][right[0]] = _marked(left[0], right[0], judge)
        else:
            moved[0].update({x: _mark(x) for x in left})
            moved[1].update({x: _mark(x) for x in right})
    return _rebuilt(a, ops, moved[0]), _rebuilt(b, ops, moved[1])


def _spine(node: Term, ops: tuple[str, ...], below: bool = False) -> dict[bool, list[Term]]:
    """The summands or factors of a term, by whether they stand below a line."""
    if node.op not in ops:
        return {below: [node], not below: []}
    first, second = node.terms
    sides = (_spine(first, ops, below), _spine(second, ops, below ^ (node.op == "div")))
    return {key: sides[0][key] + sides[1][key] for key in (False, True)}


def _without(ours: list[Term], theirs: list[Term], judge: _Judge) -> tuple[list[Term], list[Term]]:
    """What is left of both when equal parts are taken away in pairs."""
    left, right = [], list(theirs)
    for part in ours:
        twin = next((other for other in right if judge(part, other)), None)
        if twin is None:
            left.append(part)
        else:
            right.remove(twin)
    if len(left) == len(right) > 1 and judge(_product(left), _product(right)):
        return [], []
    return left, right


def _product(parts: list[Term]) -> Term:
    return reduce(lambda a, b: a * b, parts, ONE)


def _rebuilt(node: Term, ops: tuple[str, ...], moved: Mapping[Term, Term]) -> Term:
    if node.op in ops:
        return Term(node.op, *(_rebuilt(each, ops, moved) for each in node.terms))
    return moved.get(node, node)
