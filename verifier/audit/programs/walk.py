"""One walk through a piece of a program: its assignments in order, each under a name of its own.

Loops over parameters are walked once, for one coordinate. A condition that is a setting of the program is
decided beforehand; one that compares numbers becomes a case distinction. Nothing is ever run.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

from verifier.audit.drafts.slots import displayed, name_called, slot_of
from verifier.audit.drafts.vocabulary import is_gradient_name
from verifier.audit.programs.ahead import computed
from verifier.audit.programs.asked import asked_of, side_of_later_steps
from verifier.audit.programs.branches import asks_for_values, choose, completed, split
from verifier.audit.programs.conditions import Kind, flag_of, if_finite, switch_called
from verifier.audit.programs.effects import beforehand, changed_by, effect, settled
from verifier.audit.programs.expressions import Reader
from verifier.audit.programs.loops import entered
from verifier.audit.programs.program import Line, Program
from verifier.audit.programs.simultaneous import begin, promise, promised
from verifier.audit.programs.survey import assigned_slots, copies, surveyed
from verifier.audit.programs.unpacking import (
    element_of,
    fill,
    is_given_gradient,
    is_gradient,
    of_gradients,
    returned,
    unpack,
    unpenalized,
)
from verifier.lift.reading import Apply, Gradient, Index, Name, Node, Number, parts

OLD, NEW = Index("t", -1), Index("t", 0)
MAX_LINES = 400


class Walk:
    """The state of a walk: the present value of each slot, and what has been found."""

    def __init__(self, program: Program, statements: Sequence[ast.stmt]) -> None:
        self.program = program
        self.values: dict[str, Node] = {}
        self.links: dict[str, str] = {}
        self.mutated, self.stored, self.again, self.gathered = surveyed(statements)
        self.assigned = assigned_slots(statements)
        self.promised = promised(statements)
        self.pending: list[tuple[str, Node, ast.stmt]] = []
        self.loops: dict[str, Fraction] = dict(program.loops)
        self.lines: list[Line] = []
        self.entries: dict[str, None] = {}
        self.starts: dict[str, Node] = dict(program.starts)
        self.asked: dict[str, bool] = {}
        self.skipped: list[ast.stmt] = []
        self.notes: dict[str, None] = {}
        self.returned: tuple[Node, ...] = ()
        self.first: dict[str, Node] = {}
        self.versions: dict[str, int] = {}
        self.starting = self.guessed = self.left = False
        self.unpacked, self._depth = tuple[str, ...](), 0
        self.reader = Reader(self.read, program.span, program.inline, self.decided)

    # -- slots

    def canonical(self, slot: str) -> str:
        """The place that a local name stands for, or a place within it."""
        if slot in self.links:
            return self.links[slot]
        head, bracket, rest = slot.partition("[")
        return self.links[head] + bracket + rest if bracket and head in self.links else slot

    def read(self, slot: str) -> Node:
        """The present value of a slot: what was assigned last, or what it held before."""
        slot = self.canonical(slot)
        base, bracket, index = slot.partition("[")
        if slot not in self.values and base in self.values and index[:-1].isdecimal():
            held = self.resolved(self.values[base])
            if isinstance(held, Gradient):
                return held
            if isinstance(held, Name) and held.index == OLD and held.text != base:
                return self.read(held.text + bracket + index)
        if slot not in self.values:
            self.entries[slot] = None
            self.values[slot] = Name(slot, OLD)
        return self.values[slot]

    def store(self, slot: str, value: Node, node: ast.AST) -> None:
        """A slot takes a value."""
        slot = self.canonical(slot)
        if self.starting:
            self.starts[slot] = value
            self.first[slot] = value
            return
        if len(self.lines) < MAX_LINES:
            count = self.versions[slot] = self.versions.get(slot, 0) + 1
            version = slot + "'" * (count - 1)
            self.lines.append(Line(slot, version, value, self.program.span(node)))
            self.values[slot] = Name(version, NEW)

    # -- statements

    def body(self, statements: Iterable[ast.stmt]) -> None:
        """Statements in their order, up to a return."""
        every = list(statements)
        for place, each in enumerate(every, 1):
            statement = completed(self, each, every[place:])
            walk = None if promise(self, statement) else _STATEMENTS.get(type(statement))
            if walk is not None and self._depth < 60:
                self._depth += 1
                walk(self, statement)
                self._depth -= 1
            if self.left or statement is not each or isinstance(statement, ast.Return | ast.Break):
                return

    def assign(self, target: ast.expr, value: ast.expr, node: ast.stmt) -> None:
        """``target = value``, several at once element by element; a value may change its receiver."""
        if isinstance(value, ast.Call) and (changed := changed_by(value)) is not None:
            effect(self, value, node)
            if isinstance(target, ast.Name) and target.id != changed:
                self.links[target.id] = self.canonical(changed)
            return
        if isinstance(target, ast.Tuple | ast.List):
            unpack(self, list(target.elts), value, node)
            return
        if isinstance(target, ast.Starred) or fill(self, target, value, node):
            return
        slot = slot_of(target)
        if slot is None:
            return
        if begin(self, slot, value) or (isinstance(target, ast.Name) and self.linked(target.id, value)):
            return
        found = self.value(slot, settled(self, value, node), node)
        if isinstance(target, ast.Name) and self._is_handed(slot, found):
            self.values.pop(slot, None)
            return
        self.store(self.own(target, slot, value), found, node)

    def _is_handed(self, slot: str, value: Node) -> bool:
        """Whether a place comes from a call and is changed then: somebody else keeps it."""
        call = isinstance(value, Apply) and value.op == "call"
        return call and slot in self.mutated and not self.starting and not self.in_loop(slot)

    def own(self, target: ast.expr, slot: str, value: ast.expr | None = None) -> str:
        """A local name for a place stops being one when both are assigned, or it is given another."""
        linked, other = self.links.get(slot), None if value is None else slot_of(value)
        another = other is not None and self.canonical(other) != linked
        if isinstance(target, ast.Name) and linked is not None and (another or linked in self.stored):
            del self.links[slot]
        return slot

    def linked(self, name: str, value: ast.expr) -> bool:
        """A local name for a place of a record: it is that place, where it is changed through the name."""
        place = slot_of(value)
        if place is None or isinstance(value, ast.Name) or self.starting or copies(value):
            return False
        place = self.canonical(place)
        # No gradient begins with a number.
        begins = isinstance(value, ast.Call) and name_called(value) == "setdefault"
        kept = begins or place in self.starts or name in self.gathered
        called = is_gradient_name(displayed(place)) and not kept
        if called or place == name or of_gradients(value) or is_given_gradient(self, name, value):
            return False
        if name in self.mutated or (name in self.again and place not in self.stored):
            self.links[name] = place
            if isinstance(value, ast.Call):
                self._default(place, value)
            return True
        return False

    def value(self, slot: str, value: ast.expr, node: ast.AST) -> Node:
        """What an expression gives that a slot takes: computed from data, a slot called so is a gradient."""
        if is_given_gradient(self, slot, value):
            return Gradient(None, displayed(slot), self.program.span(node))
        found = self.reader.node(value)
        if slot not in self.gathered and (gradient := computed(self, slot, value, found, node)) is not None:
            return gradient
        if isinstance(value, ast.Call) and isinstance(found, Name):
            self._default(found.text, value)
        return self.unclipped(slot, unpenalized(self, slot, found))

    def unclipped(self, slot: str, value: Node) -> Node:
        """What a slot takes; of a gradient that is clipped first, the gradient."""
        inner = value
        while isinstance(inner, Apply) and inner.op in ("min", "max", "clip"):
            inner = next((a for a in inner.args if not isinstance(a, Number)), inner.args[0])
        if inner is value or not is_gradient(self.resolved(inner)):
            return value
        if is_gradient_name(displayed(slot)):
            self.notes["the gradient is clipped first"] = None
            return inner
        return value

    def _default(self, place: str, call: ast.Call) -> None:
        """``config.setdefault("m", 0)`` and ``state.get("m", 0)`` give a first value."""
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if method in ("get", "getOrDefault", "setdefault") and len(call.args) == 2:
            self.starts.setdefault(place, self.reader.node(call.args[1]))

    # -- conditions

    def decided(self, test: ast.expr) -> bool | None:
        """Which side a condition takes: a setting's, or None where numbers are compared."""
        if asked_of(self, test) is Kind.NUMBERS or asks_for_values(self, test):
            return None
        if (known := if_finite(test)) is not None or (known := side_of_later_steps(self, test)) is not None:
            return known
        text, holds = flag_of(test)
        settings = self.program.settings
        known = settings.get(text, settings.get(switch_called(text), text == "1"))
        self.asked[text] = known
        return known == holds

    # -- loops

    def in_loop(self, slot: str) -> bool:
        """Whether a place has been read or assigned before."""
        return slot in self.values or slot in self.entries

    def loop(self, statement: ast.For | ast.While) -> None:
        """A loop over parameters or steps, walked once; what it carries on has its first value before it."""
        sums = entered(self, statement)
        self.body(statement.body)
        self.values |= sums

    def elements(self) -> None:
        """Elements that are read of a place that is changed as a whole: ``b[1]``, and ``b .= b .* beta``."""
        whole = {line.slot: line for line in self.lines}
        for slot in list(self.entries):
            base, bracket, index = slot.partition("[")
            if index[:-1].isdecimal() and base in whole and slot not in whole:
                line = whole[base]
                if Name(base, OLD) in parts(line.value):
                    self.lines.append(Line(slot, slot, element_of(line.value, bracket + index), line.span))

    def resolved(self, value: Node) -> Node:
        """What a value that was assigned stands for."""
        known = {line.version: line.value for line in self.lines}
        for _ in range(8):
            if not (isinstance(value, Name) and value.text in known):
                break
            value = known[value.text]
        return value


def _assign(walk: Walk, s: ast.Assign) -> None:
    if split(walk, s):
        return
    first, *others = s.targets
    read = {slot_of(n) for n in ast.walk(s.value) if isinstance(n, ast.expr)} if others else set()
    again = any(slot_of(target) in read - {None} for target in s.targets)  # made before all of them
    walk.assign(first, s.value, s)
    for target in others:
        walk.assign(target, first if again else s.value, s)


def _annotated(walk: Walk, s: ast.AnnAssign) -> None:
    if s.value is not None:
        walk.assign(s.target, s.value, s)


def _augmented(walk: Walk, s: ast.AugAssign) -> None:
    slot = slot_of(s.target)
    if slot is not None:
        value = ast.BinOp(left=s.target, op=s.op, right=s.value)
        walk.store(slot, walk.reader.node(ast.copy_location(value, s)), s)


def _expression(walk: Walk, s: ast.Expr) -> None:
    if isinstance(s.value, ast.Call):
        effect(walk, s.value, s)


def _within(walk: Walk, s: ast.With | ast.Try) -> None:
    if isinstance(s, ast.With):
        beforehand(walk, s)
    walk.body(s.body)


_STATEMENTS: dict[type[ast.stmt], Callable[[Walk, Any], None]] = {
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Expr: _expression,
    ast.If: choose,
    ast.For: Walk.loop,
    ast.While: Walk.loop,
    ast.With: _within,
    ast.Try: _within,
    ast.Return: returned,
}
