"""One walk through a piece of a program: its assignments in order, each under a name of its own.

Loops over parameters are walked once, for one coordinate. A condition that is a setting of the program is
decided beforehand; one that compares numbers becomes a case distinction. Nothing is ever run.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from verifier.audit.conditions import Kind, flag_of, kind_of
from verifier.audit.expressions import Reader, is_opaque, method_value
from verifier.audit.slots import MODULES, displayed, slot_of
from verifier.audit.survey import assigned_slots, first_count, in_place, receiver_of, surveyed
from verifier.audit.vocabulary import is_gradient_name
from verifier.lift.reading import Apply, Gradient, Index, Name, Node, Number, Span, parts

OLD, NEW = Index("t", -1), Index("t", 0)
MAX_LINES = 400


@dataclass(frozen=True)
class Line:
    """An assignment: the slot, the name of this value of it, and the value."""

    slot: str
    version: str
    value: Node
    span: Span


@dataclass(frozen=True)
class Program:
    """What a walk is told beforehand.

    Attributes
    ----------
    span : callable
        Where a piece of Python stands.
    settings : mapping
        Conditions that are settings, by their text: whether they hold.
    starts : mapping
        First values of slots that are known from elsewhere (a constructor).
    inline : callable
        The value of a call of a function of the same file, or None.
    """

    span: Callable[[ast.AST], Span]
    settings: Mapping[str, bool] = field(default_factory=dict)
    starts: Mapping[str, Node] = field(default_factory=dict)
    inline: Callable[[str, list[Node]], Node | None] = lambda name, args: None


class Walk:
    """The state of a walk: the present value of each slot, and what has been found."""

    def __init__(self, program: Program, statements: Sequence[ast.stmt]) -> None:
        self.program = program
        self.values: dict[str, Node] = {}
        self.links: dict[str, str] = {}
        survey = surveyed(statements)
        self.mutated, self.stored, self.again = survey.mutated, survey.stored, survey.again
        self.loops: dict[str, Fraction] = {}
        self.lines: list[Line] = []
        self.entries: dict[str, None] = {}
        self.starts: dict[str, Node] = dict(program.starts)
        self.asked: dict[str, bool] = {}
        self.returned: tuple[Node, ...] = ()
        self.first: dict[str, Node] = {}
        self._versions: dict[str, int] = {}
        self._starting = False
        self._depth = 0
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
        if slot not in self.values:
            self.entries[slot] = None
            self.values[slot] = Name(slot, OLD)
        return self.values[slot]

    def store(self, slot: str, value: Node, node: ast.AST) -> None:
        """A slot takes a value."""
        slot = self.canonical(slot)
        if self._starting:
            self.starts[slot] = value
            self.first[slot] = value
            return
        if len(self.lines) < MAX_LINES:
            count = self._versions[slot] = self._versions.get(slot, 0) + 1
            version = slot + "'" * (count - 1)
            self.lines.append(Line(slot, version, value, self.program.span(node)))
            self.values[slot] = Name(version, NEW)

    # -- statements

    def body(self, statements: Iterable[ast.stmt]) -> None:
        """Statements in their order, up to a return."""
        for statement in statements:
            walk = _STATEMENTS.get(type(statement))
            if walk is not None and self._depth < 60:
                self._depth += 1
                walk(self, statement)
                self._depth -= 1
            if isinstance(statement, ast.Return | ast.Break):
                return

    def assign(self, target: ast.expr, value: ast.expr, node: ast.stmt) -> None:
        """``target = value``, several at once element by element; a value may change its receiver."""
        if isinstance(value, ast.Call) and (changed := changed_by(value)) is not None:
            effect(self, value, node)
            if isinstance(target, ast.Name) and target.id != changed:
                self.links[target.id] = self.canonical(changed)
            return
        if isinstance(target, ast.Tuple | ast.List):
            self._unpack(list(target.elts), value, node)
            return
        if isinstance(target, ast.Starred):
            return
        slot = slot_of(target)
        if slot is None:
            return
        if isinstance(target, ast.Name) and self._linked(target.id, value):
            return
        self.store(self._own(target, slot), self._value(slot, value, node), node)

    def _own(self, target: ast.expr, slot: str) -> str:
        """A local name for a place stops being one when it is assigned and the place is, too."""
        linked = self.links.get(slot)
        if isinstance(target, ast.Name) and linked in self.stored:
            del self.links[slot]
        return slot

    def _linked(self, name: str, value: ast.expr) -> bool:
        """A local name for a place of a record: it is that place, where it is changed through the name."""
        place = slot_of(value)
        if place is None or isinstance(value, ast.Name) or self._starting:
            return False
        if isinstance(value, ast.Call) and _copies(value):
            return False
        place = self.canonical(place)
        if is_gradient_name(displayed(place)) or place == name or _gradient_of_something(value):
            return False
        if name in self.mutated or (name in self.again and place not in self.stored):
            self.links[name] = place
            return True
        return False

    def _value(self, slot: str, value: ast.expr, node: ast.AST) -> Node:
        found = self.reader.node(value)
        if is_gradient_name(displayed(slot)) and is_opaque(found):
            return Gradient(_point(found), displayed(slot), self.program.span(node))
        if isinstance(value, ast.Call) and isinstance(found, Name):
            self._default(found, value)
        return found

    def _default(self, found: Name, call: ast.Call) -> None:
        """``config.setdefault("m", 0)`` and ``state.get("m", 0)`` give a first value."""
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if method in ("get", "setdefault") and len(call.args) == 2:
            self.starts.setdefault(found.text, self.reader.node(call.args[1]))

    def _unpack(self, targets: list[ast.expr], value: ast.expr, node: ast.stmt) -> None:
        if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(targets):
            links = [
                isinstance(t, ast.Name) and self._linked(t.id, v)
                for t, v in zip(targets, value.elts, strict=True)
            ]
            values = [
                None if linked else self._value(slot_of(t) or "", v, node)
                for t, v, linked in zip(targets, value.elts, links, strict=True)
            ]
            for target, found in zip(targets, values, strict=True):
                slot = slot_of(target)
                if found is not None and slot is not None:
                    self.store(self._own(target, slot), found, node)
            return
        inner = self.reader.node(value)
        for target in targets:
            slot = slot_of(target)
            if slot is None:
                continue
            if is_gradient_name(displayed(slot)) and is_opaque(inner):
                self.store(slot, Gradient(_point(inner), displayed(slot), self.program.span(node)), node)
            elif (
                isinstance(inner, Apply) and isinstance(value, ast.Call) and self.values.get(slot) is not None
            ):
                self.store(slot, self.reader.opaque(value), node)
            else:
                self.values.pop(slot, None)

    # -- conditions

    def decided(self, test: ast.expr) -> bool | None:
        """Which side a condition takes: a setting's, or None where numbers are compared."""
        kind = kind_of(test, self._is_number)
        if kind is Kind.NUMBERS:
            return None
        text, holds = flag_of(test)
        known = self.program.settings.get(text, False)
        self.asked[text] = known
        return known == holds

    def _is_number(self, node: ast.expr) -> bool:
        found = self.reader.node(node)
        if is_opaque(found):
            return False
        return any(isinstance(n, Gradient) or (isinstance(n, Name) and n.index == NEW) for n in parts(found))

    def choose(self, statement: ast.If) -> None:
        """``if``: a first value, a setting, or a case distinction."""
        kind = kind_of(statement.test, self._is_number)
        if kind is Kind.START or kind is Kind.STARTED:
            first, later = statement.body, statement.orelse
            if kind is Kind.STARTED:
                first, later = later, first
            self._begin(first, later)
        elif kind is Kind.NUMBERS:
            self._cases(statement)
        elif all(isinstance(s, ast.Continue | ast.Raise | ast.Pass | ast.Break) for s in statement.body):
            self.body(statement.orelse)
        else:
            self.body(statement.body if self.decided(statement.test) else statement.orelse)

    def _begin(self, first: list[ast.stmt], later: list[ast.stmt]) -> None:
        """What is done at the first step alone; what it sets from the gradient is a case of that step."""
        self._starting, before, self.first = True, self._starting, {}
        self.body(first)
        self._starting = before
        values, mark = dict(self.first), len(self.lines)
        old = {slot: self.read(slot) for slot in values}
        self.body(later)
        for slot, start in values.items():
            if any(isinstance(n, Gradient) or _is_gradient(n) for n in parts(start)):
                self._first_step(slot, start, old[slot], mark)

    def _first_step(self, slot: str, start: Node, old: Node, mark: int) -> None:
        later = self.values.get(slot, old)
        test = Apply("eq", (Name("t", Index("step", 0)), Number(_ONE)))
        span = self.lines[mark].span if mark < len(self.lines) else Span(0, 0)
        count = self._versions[slot] = self._versions.get(slot, 0) + 1
        version = slot + "'" * (count - 1)
        self.starts[slot] = Number(_ZERO)
        self.lines.append(Line(slot, version, Apply("where", (test, start, later)), span))
        self.values[slot] = Name(version, NEW)

    def _cases(self, statement: ast.If) -> None:
        test = self.reader.node(statement.test)
        before = dict(self.values)
        self.body(statement.body)
        yes, self.values = self.values, dict(before)
        self.body(statement.orelse)
        no = self.values
        for slot in {**yes, **no}:
            one = yes.get(slot) or before.get(slot) or Name(slot, OLD)
            two = no.get(slot) or before.get(slot) or Name(slot, OLD)
            if one != two:
                if Name(slot, OLD) in (one, two):
                    self.entries[slot] = None
                self.store(slot, Apply("where", (test, one, two)), statement)

    # -- loops

    def loop(self, statement: ast.For | ast.While) -> None:
        """A loop over parameters or steps, walked once; what it carries on has its first value before it."""
        for slot in sorted(assigned_slots(statement.body)):
            slot = self.canonical(slot)
            if slot in self.values and slot not in self.entries:
                self.starts[slot] = self.resolved(self.values.pop(slot))
        if isinstance(statement, ast.For):
            self._bind(statement.target, statement.iter)
        self.body(statement.body)

    def resolved(self, value: Node) -> Node:
        """What a value that was assigned stands for."""
        known = {line.version: line.value for line in self.lines}
        for _ in range(8):
            if not (isinstance(value, Name) and value.text in known):
                break
            value = known[value.text]
        return value

    def _bind(self, target: ast.expr, source: ast.expr) -> None:
        """The loop's names are those of what it runs over."""
        first = first_count(source)
        if first is not None and isinstance(target, ast.Name):
            self.loops[target.id] = first
        if isinstance(source, ast.Call):
            self._bind_call(target, source)
            return
        place = slot_of(source)
        if not isinstance(target, ast.Name) or place is None or place == target.id:
            return
        named = isinstance(source, ast.Name)
        if (named and place in self.stored) or not (named or target.id in self.values):
            self.links[target.id] = self.canonical(place)

    def _bind_call(self, target: ast.expr, source: ast.Call) -> None:
        function = source.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        elements = target.elts if isinstance(target, ast.Tuple) else []
        if name == "enumerate" and len(elements) == 2 and source.args:
            if isinstance(elements[0], ast.Name):
                self.loops[elements[0].id] = first_count(source, 1) or _ZERO
            self._bind(elements[1], source.args[0])
        elif name == "zip" and elements and len(elements) == len(source.args):
            for each, inner in zip(elements, source.args, strict=True):
                self._bind(each, inner)
        elif name in ("items", "iteritems") and len(elements) == 2 and isinstance(function, ast.Attribute):
            self._bind(elements[1], function.value)
        elif name in ("list", "tuple", "reversed", "sorted") and source.args:
            self._bind(target, source.args[0])


_ONE, _ZERO = Fraction(1), Fraction(0)


def _is_gradient(node: Node) -> bool:
    return isinstance(node, Name) and is_gradient_name(displayed(node.text))


def _copies(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in ("copy", "clone", "deepcopy", "get", "setdefault")


def _gradient_of_something(value: ast.expr) -> bool:
    return any(isinstance(n, ast.Attribute) and n.attr == "grad" for n in ast.walk(value))


def _point(value: Node) -> Node | None:
    """Where a gradient that is computed from data is taken, if what it is made of says so by one sum."""
    found = [n for n in parts(value) if isinstance(n, Gradient) and n.at is not None]
    return found[0].at if len(found) == 1 else None


def _assign(walk: Walk, s: ast.Assign) -> None:
    for target in s.targets:
        walk.assign(target, s.value, s)


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


def effect(walk: Walk, call: ast.Call, statement: ast.stmt) -> None:
    """A call that changes its receiver: ``m.mul_(b).add_(g, alpha=a)``, ``w.assign_sub(x)``, ``out=w``."""
    function = call.func
    out = next((k.value for k in call.keywords if k.arg == "out"), None)
    if out is not None and (slot := slot_of(out)) is not None:
        walk.store(slot, walk.reader.node(call), statement)
        return
    if not isinstance(function, ast.Attribute):
        return
    name = function.attr
    if name in ("append", "extend") and len(call.args) == 1 and isinstance(call.args[0], ast.Call):
        effect(walk, call.args[0], statement)
    elif name in UPDATES and len(call.args) >= 2 and (slot := slot_of(call.args[0])) is not None:
        _update(walk, slot, name, call, statement)
    elif in_place(name) and (slot := receiver_of(function.value)) is not None:
        value = method_value(walk.reader, name.removesuffix("_"), walk.reader.node(function.value), call, 0)
        walk.store(slot, value if value is not None else walk.reader.opaque(call), statement)
    elif name == "setdefault" and len(call.args) == 2 and (slot := slot_of(call)) is not None:
        walk.starts.setdefault(walk.canonical(slot), walk.reader.node(call.args[1]))


def changed_by(call: ast.Call) -> str | None:
    """The place that a call changes whose value is used: ``m_t = m.assign(…)``, ``K.update(m, …)``."""
    function = call.func
    if not isinstance(function, ast.Attribute):
        return None
    if (
        function.attr in UPDATES
        and len(call.args) >= 2
        and slot_of(function.value) in MODULES | {"self", "state_ops"}
    ):
        return slot_of(call.args[0])
    return receiver_of(function.value) if function.attr.startswith("assign") else None


UPDATES = {"assign": "", "update": "", "assign_add": "add", "update_add": "add", "assign_sub": "sub",
           "update_sub": "sub", "copyto": "", "assign_variable": ""}  # fmt: skip
"""Functions that change their first argument by their second."""


def _update(walk: Walk, slot: str, name: str, call: ast.Call, statement: ast.stmt) -> None:
    value, op = walk.reader.node(call.args[1]), UPDATES[name]
    walk.store(slot, Apply(op, (walk.read(slot), value), walk.program.span(call)) if op else value, statement)


def _return(walk: Walk, s: ast.Return) -> None:
    if s.value is None:
        return
    values = s.value.elts if isinstance(s.value, ast.Tuple) else [s.value]
    walk.returned = tuple(walk.reader.node(v) for v in values)


def _with(walk: Walk, s: ast.With) -> None:
    walk.body(s.body)


def _try(walk: Walk, s: ast.Try) -> None:
    walk.body(s.body)


_STATEMENTS: dict[type[ast.stmt], Callable[[Walk, Any], None]] = {
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Expr: _expression,
    ast.If: Walk.choose,
    ast.For: Walk.loop,
    ast.While: Walk.loop,
    ast.With: _with,
    ast.Try: _try,
    ast.Return: _return,
}
