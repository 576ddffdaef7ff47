"""Branches of a program: what is done at the first step alone, settings, and cases of numbers."""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from typing import TYPE_CHECKING

from verifier.audit.drafts.draft import NEW, OLD
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.slots import displayed, slot_of
from verifier.audit.drafts.vocabulary import is_gradient_name
from verifier.audit.programs.ahead import letters_below
from verifier.audit.programs.asked import asked_of
from verifier.audit.programs.conditions import Kind, flag_of, if_trained, is_of_index, is_zero
from verifier.audit.programs.expressions import is_opaque
from verifier.audit.programs.program import Line
from verifier.audit.programs.shortened import shortens
from verifier.audit.programs.survey import assigned_slots
from verifier.lift.reading import Apply, Gradient, Index, Name, Node, Number, Span, parts

if TYPE_CHECKING:
    from verifier.audit.programs.walk import Walk

_ONE, _ZERO = Fraction(1), Fraction(0)

SIZE = re.compile(r"norm|nrm|rms|\b[a-z]n\b", re.IGNORECASE)
"""How programs call the length of a vector."""


def choose(walk: Walk, statement: ast.If) -> None:
    """``if``: gradients that are clipped, a first value, a setting, or a case distinction."""
    if shortens(statement):
        walk.notes["the gradient is clipped first"] = None
    else:
        _choose(walk, statement)


def _choose(walk: Walk, statement: ast.If) -> None:
    guarded = True if is_of_index(statement) else _if_trained(statement)
    if guarded is not None:
        walk.body(statement.body if guarded else statement.orelse)
        return
    kind = asked_of(walk, statement.test)
    if kind is Kind.SETTING and (_is_absent(walk, statement) or _is_once(statement)):
        kind = Kind.START
    if kind is not Kind.SETTING and statement.orelse and _is_option(walk, statement):
        kind = Kind.SETTING
    if kind is Kind.STARTED and not statement.orelse and _is_of_few(statement):
        kind = Kind.SETTING
    if kind is Kind.START or kind is Kind.STARTED:
        first, later = statement.body, statement.orelse
        if kind is Kind.STARTED:
            first, later = later, first
        _begin(walk, first, later)
    elif kind is Kind.NUMBERS or _is_of_values(walk, statement):
        _cases(walk, statement)
    elif all(isinstance(s, ast.Continue | ast.Raise | ast.Pass | ast.Break) for s in statement.body):
        walk.body(statement.orelse)
    else:
        taken, skipped = statement.body, statement.orelse
        if not walk.decided(statement.test):
            taken, skipped = skipped, taken
        walk.skipped += skipped
        walk.guessed |= _is_guess(walk, statement.test)
        mark = len(walk.lines)
        walk.body(taken)
        walk.left |= not walk.starting and _leaves(walk, taken, mark)


def _if_trained(statement: ast.If) -> bool | None:
    """Which side is that of a parameter with a gradient; none where the other one gives it one."""
    trained = if_trained(statement.test)
    asked = {slot_of(n.left) for n in ast.walk(statement.test) if isinstance(n, ast.Compare)}
    other = statement.orelse if trained else statement.body
    return None if asked & assigned_slots(other) else trained


def _is_of_values(walk: Walk, statement: ast.If) -> bool:
    """``if norm == 0: ratio = 1``: what a step is multiplied by, where it is divided by a norm."""
    sets = all(isinstance(s, ast.Assign | ast.AugAssign) for s in (*statement.body, *statement.orelse))
    slots = assigned_slots([*statement.body, *statement.orelse])
    gradients = any(is_gradient_name(displayed(slot)) for slot in slots)
    return sets and not gradients and asks_for_values(walk, statement.test)


def asks_for_values(walk: Walk, test: ast.expr) -> bool:
    """Whether it asks if a norm is nought, or by name what was compared before: no setting decides that."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return asks_for_values(walk, test.operand)
    if isinstance(test, ast.BoolOp):
        return any(asks_for_values(walk, value) for value in test.values)
    if isinstance(test, ast.Name):
        return _is_compared(walk, test)
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and is_zero(test.comparators[0])):
        return False
    found = walk.reader.node(test.left)
    reckoned = is_opaque(found) or any(isinstance(n, Name) and n.index == NEW for n in parts(found))
    return reckoned and SIZE.search(ast.unparse(test.left)) is not None


def _is_compared(walk: Walk, name: ast.Name) -> bool:
    """Whether a name stands for a comparison of numbers of this step: ``rectify = rho > 5``."""
    found = walk.resolved(walk.reader.node(name))
    if not (isinstance(found, Apply) and found.op in ("lt", "le", "gt", "ge")) or is_opaque(found):
        return False
    return any(isinstance(n, Gradient) or (isinstance(n, Name) and n.index == NEW) for n in parts(found))


def completed(walk: Walk, statement: ast.stmt, rest: list[ast.stmt]) -> ast.stmt:
    """A case of numbers that ends with a step of its own, with what follows as its other side.

    ``if rho <= 4: return w - lr*m``; one that returns without a step only gives up.
    """
    if not isinstance(statement, ast.If) or statement.orelse or not rest:
        return statement
    last = statement.body[-1]
    steps = isinstance(last, ast.Return) and any(isinstance(n, ast.BinOp) for n in ast.walk(last))
    if not steps or asked_of(walk, statement.test) is not Kind.NUMBERS:
        return statement
    return ast.copy_location(ast.If(statement.test, statement.body, rest), statement)


def split(walk: Walk, statement: ast.Assign) -> bool:
    """``b = first if b is None else later``: what asks for the first step, as an ``if``."""
    value = statement.value
    steps = (Kind.START, Kind.STARTED)
    if not isinstance(value, ast.IfExp) or asked_of(walk, value.test) not in steps:
        return False
    first, later = (
        ast.copy_location(ast.Assign(statement.targets, v), v) for v in (value.body, value.orelse)
    )
    choose(walk, ast.copy_location(ast.If(value.test, [first], [later]), statement))
    return True


def _leaves(walk: Walk, taken: list[ast.stmt], mark: int) -> bool:
    """Whether a side ends the function after a step of its own; one that only gives up is a guard."""
    if not taken or not isinstance(taken[-1], ast.Return):
        return False
    made = [line.value for line in walk.lines[mark:]] + list(walk.returned)
    below = (n for value in made for n in (*parts(value), *letters_below(walk, value)))
    return any(isinstance(n, Gradient) or _is_gradient(n) for n in below)


def _is_absent(walk: Walk, statement: ast.If) -> bool:
    """``if self.m is None: self.m = ...`` of what is given another value later, whatever it is called."""
    test = statement.test
    if (slot := _without_any(test)) is not None:
        return slot in walk.again and slot in assigned_slots(statement.body)
    if (record := _empty(test)) is not None:
        return any(slot.startswith(f"{record}[") for slot in assigned_slots(statement.body))
    if not (isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is | ast.Eq)):
        return False
    right, slot = test.comparators[0], slot_of(test.left)
    absent = isinstance(right, ast.Constant) and right.value is None
    return absent and slot in walk.again and slot in assigned_slots(statement.body)


def _is_option(walk: Walk, statement: ast.If) -> bool:
    """``if self.decay is None`` of a hyperparameter that nothing gives a value: what was not asked for."""
    test = statement.test
    if not (isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is | ast.IsNot)):
        return False
    slot = slot_of(test.left)
    if slot is None or sort_of(displayed(slot)) not in (Sort.DECAY_RATE, Sort.WEIGHT_DECAY):
        return False
    return slot not in walk.again and slot not in assigned_slots([*statement.body, *statement.orelse])


def _is_of_few(statement: ast.If) -> bool:
    """``if getattr(p, "constraint", None) is not None: p = p.constraint(p)``: few parameters have one."""
    asked = statement.test.left if isinstance(statement.test, ast.Compare) else None
    if not isinstance(asked, ast.Call) or getattr(asked.func, "id", "") != "getattr" or len(asked.args) != 3:
        return False
    word = asked.args[1].value if isinstance(asked.args[1], ast.Constant) else None
    values = [s.value for s in statement.body if isinstance(s, ast.Assign)]
    called = (v.func.attr for v in values if isinstance(v, ast.Call) and isinstance(v.func, ast.Attribute))
    return len(values) == len(statement.body) and list(called) == [word] * len(values)


def _without_any(test: ast.expr) -> str | None:
    """The place that ``not self.m.any()`` asks about."""
    inner = test.operand if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) else None
    asks = isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr == "any"
    return slot_of(inner.func.value) if asks and not inner.args else None  # type: ignore[union-attr]


def _empty(test: ast.expr) -> str | None:
    """The place that ``not s`` asks about: a record without entries, where its own side makes them."""
    inner = test.operand if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) else None
    return slot_of(inner) if isinstance(inner, ast.Name | ast.Attribute | ast.Subscript) else None


def _is_once(statement: ast.If) -> bool:
    """``if self.fresh: self.fresh = False``: a condition that its own side ends for good."""
    flag, holds = flag_of(statement.test)
    changes = [s for s in statement.body if isinstance(s, ast.Assign) and isinstance(s.value, ast.Constant)]
    return any(s.value.value is (not holds) and ast.unparse(s.targets[0]) == flag for s in changes)  # type: ignore[attr-defined]


def _is_guess(walk: Walk, test: ast.expr) -> bool:
    """Whether a side is taken of a comparison that no setting decides, of a value worked out elsewhere."""
    if not (isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE)):
        return False
    sides = (test.left, test.comparators[0])
    if any(isinstance(s, ast.Constant) and isinstance(s.value, int | float) and s.value > 1 for s in sides):
        return True
    return any(isinstance(s, ast.Name | ast.Subscript) and is_opaque(walk.reader.node(s)) for s in sides)


def _begin(walk: Walk, first: list[ast.stmt], later: list[ast.stmt]) -> None:
    """What is done at the first step alone; what it sets from the gradient is a case of that step."""
    walk.starting, before, walk.first = True, walk.starting, {}
    walk.body(first)
    walk.starting = before
    values, mark = dict(walk.first), len(walk.lines)
    old = {slot: walk.read(slot) for slot in values}
    walk.body(later)
    for slot, start in values.items():
        if (origin := _before(walk, slot, start)) is not None:
            walk.starts[slot] = origin
        elif _holds_gradient(start) or walk.values.get(slot, old[slot]) != old[slot]:
            _first_step(walk, slot, start, old[slot], mark)


def _before(walk: Walk, slot: str, start: Node) -> Number | None:
    """From what every later step would make what the first one sets: 0 for ``t = 1`` beside ``t += 1``."""
    made = walk.resolved(walk.values.get(slot, start))
    own, other = made.args if isinstance(made, Apply) and len(made.args) == 2 else (start, start)
    if other == Name(slot, OLD):
        own, other = other, own
    if not isinstance(made, Apply) or own != Name(slot, OLD):
        return None
    if made.op == "add" and isinstance(start, Number) and isinstance(other, Number):
        return Number(start.value - other.value)
    return Number(_ONE) if made.op == "mul" and walk.resolved(other) == walk.resolved(start) else None


def _holds_gradient(value: Node) -> bool:
    return any(isinstance(n, Gradient) or _is_gradient(n) for n in parts(value))


def _first_step(walk: Walk, slot: str, start: Node, old: Node, mark: int) -> None:
    later = walk.values.get(slot, old)
    test = Apply("eq", (Name("t", Index("step", 0)), Number(_ONE)))
    made = [line.span for line in walk.lines[mark:] if line.slot == slot]
    span = made[-1] if made else walk.lines[mark].span if mark < len(walk.lines) else Span(0, 0)
    count = walk.versions[slot] = walk.versions.get(slot, 0) + 1
    version = slot + "'" * (count - 1)
    walk.starts[slot] = Number(_ZERO)
    walk.lines.append(Line(slot, version, Apply("where", (test, start, later)), span))
    walk.values[slot] = Name(version, NEW)


def _cases(walk: Walk, statement: ast.If) -> None:
    test = walk.reader.node(statement.test)
    before = dict(walk.values)
    yes = _side(walk, statement.body, before)
    one_way, walk.returned = walk.returned, ()
    no = _side(walk, statement.orelse, before)
    other_way = walk.returned
    walk.left = False
    walk.returned = other_way or one_way
    if one_way and len(one_way) == len(other_way):
        span = walk.program.span(statement)
        pairs = list[tuple[Node, Node]](zip(one_way, other_way, strict=True))
        walk.returned = tuple(Apply("where", (test, a, b), span) for a, b in pairs)
    for slot in {**yes, **no}:
        one = yes.get(slot) or before.get(slot) or Name(slot, OLD)
        two = no.get(slot) or before.get(slot) or Name(slot, OLD)
        if one != two:
            if Name(slot, OLD) in (one, two):
                walk.entries[slot] = None
            walk.store(slot, Apply("where", (test, one, two)), statement)


def _side(walk: Walk, statements: list[ast.stmt], before: dict[str, Node]) -> dict[str, Node]:
    """What places hold behind one side; a name of a value is one of a place, ``g = m``, in it alone."""
    links, walk.values = dict(walk.links), dict(before)
    walk.body(statements)
    for name in set(before) & (set(walk.links) - set(links)):
        place = walk.links.pop(name)
        walk.values[name] = walk.read(place)
    return walk.values


def _is_gradient(node: Node) -> bool:
    return isinstance(node, Name) and is_gradient_name(displayed(node.text))
