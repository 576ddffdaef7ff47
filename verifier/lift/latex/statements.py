"""Statements: the equations of a formula, and what is refused of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from verifier.lift.latex.branches import Condition
from verifier.lift.latex.conditional import Conditional, unconditional
from verifier.lift.latex.expressions import parsed
from verifier.lift.latex.indices import habits, items, quantities
from verifier.lift.latex.layout import Line
from verifier.lift.latex.meaning import Meaning
from verifier.lift.latex.naming import COORDINATES
from verifier.lift.latex.qualified import A_LIST, qualified
from verifier.lift.latex.settled import settled
from verifier.lift.latex.symbols import ASSIGNMENTS, COMPARISONS
from verifier.lift.latex.tokens import Token, Unreadable, covering
from verifier.lift.latex.trees import (
    Average,
    Bracket,
    Cases,
    Figure,
    Letter,
    Operation,
    Relation,
    Scripted,
    Slope,
    Tree,
    core_of,
    letter_of,
    scripted_core,
    walk,
)
from verifier.lift.latex.vocabulary import CONNECTIVES
from verifier.lift.reading import Apply, Equation, Name, Node, Reading, Refusal, Span, parts

_OPERATIONS = {"+=": "add", "-=": "sub", "*=": "mul", "/=": "div"}
_DEFINING = {"=", *ASSIGNMENTS}


@dataclass(frozen=True)
class Statement:
    """A chain ``a = b = c`` as trees; a part that is unreadable is the reason."""

    parts: tuple[Tree | Unreadable, ...]
    relations: tuple[str, ...]
    line: Line
    conditions: tuple[tuple[Tree | Unreadable, bool], ...] = ()

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.line.span

    @property
    def left(self) -> Tree | Unreadable:
        """Its left side."""
        return self.parts[0]


def reading_of(lines: list[Line]) -> Reading:
    """What the statements of one formula say, in their order."""
    statements = [s for s in map(_statement, qualified(lines)) if s is not None]
    sides = [
        (part, place == 0)
        for s in statements
        for place, part in enumerate((*s.parts, *(c for c, _ in s.conditions)))
        if not isinstance(part, Unreadable)
    ]
    try:
        usage = habits(sides)
    except Unreadable as fault:
        return Reading((), (Refusal(fault.span, fault.reason),))
    meaning = Meaning(usage)
    said: list[Conditional] = []
    refusals: list[Refusal] = []
    for statement in statements:
        for found in _read(statement, meaning, len(said)):
            if isinstance(found, Refusal):
                refusals.append(found)
                continue
            try:
                said.append(Conditional(found, _outcomes(statement, meaning)))
            except Unreadable as fault:
                refusals.append(Refusal(fault.span, fault.reason, found.target.text))
    equations, unread = unconditional(said)
    return Reading(settled(equations), (*refusals, *unread))


def _outcomes(statement: Statement, meaning: Meaning) -> tuple[tuple[Node, bool], ...]:
    """The comparisons under which a statement holds."""
    found = []
    for condition, holds in statement.conditions:
        if isinstance(condition, Unreadable) or not isinstance(condition, Relation):
            raise Unreadable(condition.span, getattr(condition, "reason", "a condition"))
        found.append((meaning.condition(condition), holds))
    return tuple(found)


def _statement(line: Line) -> Statement | None:
    places = line.relations
    if not places or any(c.option and not c.taken for c in line.conditions):
        return None
    kept = 0
    for place in places:
        if line.tokens[place].text not in _DEFINING:
            break
        kept += 1
    if not kept:
        return None
    end = places[kept] if kept < len(places) else len(line.tokens)
    bounds = [-1, *places[:kept], end]
    pieces = [list(line.tokens[a + 1 : b]) for a, b in pairwise(bounds)]
    trees = tuple(_parsed(piece, line) for piece in pieces)
    if _becomes(trees, line.tokens[places[0]].text):
        trees, places, kept = trees[1:], places[1:], kept - 1
    conditions = tuple((_compared(c, line), c.holds) for c in line.conditions if not c.option)
    return Statement(trees, tuple(line.tokens[p].text for p in places[:kept]), line, conditions)


def _becomes(trees: tuple[Tree | Unreadable, ...], relation: str) -> bool:
    """``v -> v' = ...``: the arrow names the letter and its new value, which the equation gives."""
    if relation != "->" or len(trees) < 3:
        return False
    old, new = trees[:2]
    primed = isinstance(new, Scripted) and new.primes == 1
    return primed and not isinstance(old, Unreadable) and letter_of(old) == letter_of(new)  # type: ignore[arg-type]


def _compared(condition: Condition, line: Line) -> Tree | Unreadable:
    """A condition as a comparison."""
    places = [i for i, t in enumerate(condition.tokens) if t.kind == "relation"]
    if len(places) != 1:
        return Unreadable(line.span, "how far a condition reaches is not to be seen")
    left, right = condition.tokens[: places[0]], condition.tokens[places[0] + 1 :]
    sides = _parsed(list(left), line), _parsed(list(right), line)
    for side in sides:
        if isinstance(side, Unreadable):
            return side
    op = COMPARISONS[condition.tokens[places[0]].text]
    return Relation(op, (sides[0], sides[1]), covering(condition.tokens))  # type: ignore[arg-type]


def _parsed(tokens: list[Token], line: Line) -> Tree | Unreadable:
    try:
        return parsed(tokens)
    except Unreadable as fault:
        span = fault.span if fault.span.end else (covering(tokens) if tokens else line.span)
        return Unreadable(span, fault.reason)


def _read(statement: Statement, meaning: Meaning, before: int) -> Iterator[Equation | Refusal]:
    """The equations of one statement, or why it is refused."""
    if isinstance(statement.left, Unreadable):
        if any(t.kind == "bad" for t in statement.line.tokens):
            yield Refusal(statement.left.span, statement.left.reason)
        return
    try:
        target = meaning.target(statement.left)
    except Unreadable as fault:
        if not isinstance(scripted_core(statement.left), Average):  # an expectation defines nothing
            yield Refusal(fault.span, fault.reason, letter_of(statement.left) or "")
        return
    if target is None or not _defines(statement, meaning, target):
        return
    if statement.line.condition:
        yield Refusal(statement.span, statement.line.condition, target.text)
        return
    yield from _equations(statement, meaning, target, before)


def _defines(statement: Statement, meaning: Meaning, target: Name) -> bool:
    """Whether this says what a letter is; ``t = 1, 2, …``, ``p → ∞`` do not."""
    if _is_count(statement, meaning) or statement.line.condition == A_LIST:
        return False
    return "->" not in statement.relations or _is_assignment(statement, target)


def _equations(
    statement: Statement, meaning: Meaning, target: Name, before: int
) -> Iterator[Equation | Refusal]:
    targets = _more_targets(statement, meaning, target)
    chosen = _coordinates(statement, meaning)
    if len(chosen) > 1:
        yield Refusal(statement.span, "several coordinates are read at once", target.text)
        return
    for place, part in enumerate(statement.parts[len(targets) :]):
        if not isinstance(part, Unreadable) and _is_list(part):
            continue
        try:
            for tree, words in _alternatives(part):
                value = _operated(statement, target, meaning.value(tree))
                span = _span(statement, tree, words, place)
                for name in targets:
                    yield Equation(
                        target=_same_place(name, value),
                        value=value,
                        span=span,
                        assigned=any(r in ASSIGNMENTS for r in statement.relations),
                        label=words or _label(statement.line.words),
                        alternative=before if words else None,
                        chained=place > 0,
                    )
        except Unreadable as fault:
            yield Refusal(fault.span, fault.reason, target.text)


def _is_list(part: Tree) -> bool:
    """Whether several things stand in brackets, a vector or names of states: nothing of a step."""
    core = scripted_core(part)
    return isinstance(core, Bracket) and len(core.items) > 1


def _coordinates(statement: Statement, meaning: Meaning) -> set[frozenset[str]]:
    """The coordinates at which a statement reads its letters: ``{i}`` for ``G_{t,ii}`` and ``g_{t,i}``."""
    other = meaning.habits.steps | meaning.habits.counters
    chosen = set()
    for part in statement.parts:
        for quantity in () if isinstance(part, Unreadable) else quantities(part):
            subs = quantity.subs if isinstance(quantity, Scripted) else ()
            letters = {letter_of(item) or "" for below in subs for item in items(below)}
            chosen.add(frozenset((letters & COORDINATES) - other))
    return chosen - {frozenset()}


def _span(statement: Statement, tree: Tree, words: str, place: int) -> Span:
    """The statement up to this part of it; of a later part, or one of several cases, that part alone."""
    return tree.span if words or place else Span(statement.span.start, tree.span.end)


def _is_count(statement: Statement, meaning: Meaning) -> bool:
    r"""``t = 1, 2, …``: what the letter of the step counts; ``t \gets t + 1`` is kept."""
    left = statement.left
    counts = isinstance(left, Letter) and left.text in meaning.habits.steps | meaning.habits.counters
    return counts and not any(r in ASSIGNMENTS for r in statement.relations) and len(statement.parts) == 2


def _is_assignment(statement: Statement, target: Name) -> bool:
    """Whether an arrow to the right assigns: the new value is a sum with the old one or a gradient in it."""
    right = statement.parts[-1]
    if len(statement.parts) != 2 or isinstance(right, Unreadable) or not isinstance(right, Operation):
        return isinstance(right, Unreadable) and len(statement.parts) == 2 and len(statement.line.tokens) > 6
    letters = {part.text for part in walk(right) if isinstance(part, Letter)}
    slopes = any(isinstance(part, Slope) for part in walk(right))
    return right.op in ("add", "sub") and (target.text in letters or slopes)


def _label(words: str) -> str:
    text = words.strip(" ()[]:;,.")
    return "" if text.lower() in CONNECTIVES else text


def _more_targets(statement: Statement, meaning: Meaning, target: Name) -> list[Name]:
    """The left sides of ``m_0 = v_0 = 0``: all names before a number."""
    last = statement.parts[-1]
    if not isinstance(last, Figure) or len(statement.parts) < 3:
        return [target]
    names = [target]
    for part in statement.parts[1:-1]:
        if isinstance(part, Unreadable) or not isinstance(core_of(part), Letter):
            return [target]
        name = meaning.target(part)
        if name is None:
            return [target]
        names.append(name)
    return names


def _alternatives(part: Tree | Unreadable) -> Iterator[tuple[Tree, str]]:
    """The value, or where words stand beside its cases each of them with its words."""
    if isinstance(part, Unreadable):
        raise part
    if isinstance(part, Cases) and all(row.condition is None and row.words for row in part.rows):
        ends = ("otherwise", "else", "if", "when")
        if not any(row.words.strip("(). ").lower().split(" ")[0] in ends for row in part.rows):
            for row in part.rows:
                yield row.value, _label(row.words)
            return
    yield part, ""


def _operated(statement: Statement, target: Name, value: Node) -> Node:
    """The new value in ``a -= b``."""
    operation = _OPERATIONS.get(statement.relations[0])
    return value if operation is None else Apply(operation, (target, value), statement.span)


def _same_place(name: Name, value: Node) -> Name:
    """``theta_0 := theta_0 - …`` is about the first coordinate, not about the first step."""
    if name.index is None or name.index.letter or isinstance(value, Figure):
        return name
    spelled = f"{name.text}_{name.index.offset}"
    if any(isinstance(p, Name) and p.text == spelled for p in parts(value)):
        return Name(spelled, None, name.span)
    return name
