"""A step over arrays as NumPy calls that write into given arrays: which result lies where, and when.

Each call computes one operation into an array that exists: into a weight's or state's own array once its old
value is read no more, else into scratch, which is used again as soon as it is free.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, permutations

from verifier.kernel.functions import NUMPY_NAMES
from verifier.kernel.program import Program
from verifier.system import System
from verifier.term import CONNECTIVES, HALF, MINUS_ONE, RELATIONS, WEIGHT, Term, fold, state

ORDERS = 24
"""How many orders of the results are tried: all of up to four."""


@dataclass(frozen=True)
class Operation:
    """One NumPy function of terms that are computed already; ``copy`` is of one term."""

    function: str
    operands: tuple[Term, ...]


@dataclass(frozen=True)
class Call:
    """An operation with the names of its operands and of the array that it is written into."""

    function: str
    operands: tuple[str, ...]
    into: str


@dataclass(frozen=True)
class Layout:
    """A step as calls.

    Attributes
    ----------
    calls : tuple of Call
        In order; the last ones may be copies from scratch to where the results belong.
    numbers, truths : tuple of str
        The scratch arrays of the arrays' dtype, and those of truth values.
    """

    calls: tuple[Call, ...]
    numbers: tuple[str, ...]
    truths: tuple[str, ...]

    @property
    def cost(self) -> tuple[int, int]:
        """Passes over a block, then blocks of scratch."""
        return len(self.calls), len(self.numbers) + len(self.truths)


def operation(node: Term) -> Operation:
    """A term as the NumPy function that computes it: a sum with a sign in it as a difference."""
    match node.op:
        case "add":
            a, b = node.terms
            if (x := _opposite(b)) is not None:
                return Operation("subtract", (a, x))
            if (x := _opposite(a)) is not None:
                return Operation("subtract", (b, x))
            return Operation("add", (a, b))
        case "mul" if (x := _opposite(node)) is not None:
            return Operation("negative", (x,))
        case "pow" if node.terms[1] is HALF:
            return Operation("sqrt", node.terms[:1])
        case "pow" if node.terms[1].op == "num" and node.terms[1].value == 2:
            return Operation("multiply", (node.terms[0], node.terms[0]))
    names = {"mul": "multiply", "div": "divide", "pow": "power"}
    return Operation(names.get(node.op) or NUMPY_NAMES[node.op], node.terms)


def _opposite(node: Term) -> Term | None:
    """What a minus sign stands in front of, if one does."""
    if node.op != "mul" or MINUS_ONE not in node.terms:
        return None
    return node.terms[1] if node.terms[0] is MINUS_ONE else node.terms[0]


def schedule(
    results: Sequence[Term], known: Mapping[Term, object], needs: Mapping[Term, int] | None = None
) -> list[Term]:
    """The terms to compute, operands first; what is known and numbers are not computed.

    Parameters
    ----------
    results : sequence of Term
    known : mapping of Term
    needs : mapping of Term to int, optional
        How much each needs; of several operands the one that needs most is computed first.
    """
    order: dict[Term, None] = {}
    stack = [*reversed(results)]
    while stack:
        node = stack[-1]
        missing = [] if node in known or node.op == "num" else _missing(node, known, order)
        if missing:
            stack += sorted(missing, key=needs.__getitem__) if needs else reversed(missing)
            continue
        stack.pop()
        if node not in known and node.op != "num":
            order.setdefault(node)
    return list(order)


def _missing(node: Term, known: Mapping[Term, object], order: Mapping[Term, None]) -> list[Term]:
    return [a for a in operation(node).operands if a not in known and a.op != "num" and a not in order]


def scratch_needs(results: Sequence[Term], known: Mapping[Term, object]) -> dict[Term, int]:
    """How many arrays are held at once while a term is computed, if nothing is shared.

    Sethi and Ullman 1970, *The generation of optimal code for arithmetic expressions*.
    """

    def need(node: Term, args: tuple[int, ...]) -> int:
        if node in known or not node.terms:
            return 0
        held = sorted(args, reverse=True)
        return max((1, *(count + before for before, count in enumerate(held) if count)))

    return fold(results, need)


def outcomes(system: System) -> dict[Term, Term]:
    """For each array that a step changes, its new value."""
    updates = {WEIGHT: system.weight} | {state(s.name): s.update for s in system.states}
    return {place: value for place, value in updates.items() if place is not value}


def layout(program: Program) -> Layout:
    """The program's step as calls into given arrays and scratch: the shortest of several orders."""
    goals = outcomes(program.system)
    orders = [dict(order) for order in islice(permutations(reversed(goals.items())), ORDERS)]
    needs = scratch_needs(tuple(goals.values()), program.leaves)
    found = [_laid_out(program, order, first) for order in orders for first in (None, needs)]
    return min(found, key=lambda layout: layout.cost)


def _laid_out(
    program: Program, goals: Mapping[Term, Term], needs: Mapping[Term, int] | None = None
) -> Layout:
    """The layout in which the new values are computed in this order."""
    names = {term: str(symbol) for term, symbol in program.leaves.items()}
    order = schedule(tuple(goals.values()), names, needs)
    last = {a: i for i, node in enumerate(order) for a in operation(node).operands}
    last |= dict.fromkeys(goals.values(), len(order))
    allocation = _Allocation(goals, {node: i for i, node in enumerate(order)}, last, dict(names))
    truth = fold(order, _is_truth)
    for node in order:
        allocation.emit(node, truth[node])
    allocation.finish()
    return Layout(tuple(allocation.calls), tuple(allocation.made[False]), tuple(allocation.made[True]))


@dataclass
class _Allocation:
    """One pass over a schedule.

    Attributes
    ----------
    goals : dict of Term to Term
        The arrays to change, and their new values.
    index, last : dict of Term to int
        When a term is computed, and when it is read for the last time.
    place : dict of Term to str
        Where the values lie that are known by now.
    """

    goals: Mapping[Term, Term]
    index: Mapping[Term, int]
    last: Mapping[Term, int]
    place: dict[Term, str]
    calls: list[Call] = field(default_factory=list)
    free: dict[bool, list[str]] = field(default_factory=lambda: {False: [], True: []})
    made: dict[bool, list[str]] = field(default_factory=lambda: {False: [], True: []})

    def emit(self, node: Term, truth: bool) -> None:
        """The call that computes the node, into an array that is free by then."""
        function, operands = operation(node).function, operation(node).operands
        now = self.index[node]
        dying = [self.place[a] for a in dict.fromkeys(operands) if a in self.index and self.last[a] == now]
        given = tuple(self._text(a) for a in operands)
        # A choice is written in two goes, the second of which reads the first two operands.
        busy = given[:2] if function == "where" else ()
        own = [self.place[p] for p in (*self._due(node), *self._on_the_way(node))]
        spare = [name for name in dying if name in self.made[truth]]
        into = next((name for name in (*own, *spare) if name not in busy), None) or self._fresh(truth)
        self.calls.append(Call(function, given, into))
        for kind, names in self.made.items():
            self.free[kind] += [name for name in dying if name in names and name != into]
        self.place[node] = into

    def _due(self, node: Term) -> list[Term]:
        """The arrays whose new value this is, and whose old one is read no more."""
        now = self.index[node]
        return [p for p, value in self.goals.items() if value is node and self.last.get(p, -1) <= now][:1]

    def _on_the_way(self, node: Term) -> list[Term]:
        """The arrays whose old value is read here for the last time, this being an operand of the new one."""
        now, found = self.index[node], []
        for p in operation(node).operands:
            due = self.index.get(self.goals.get(p, node), now)
            if self.last[p] == now < due == self.last[node] and node in operation(self.goals[p]).operands:
                found.append(p)
        return found

    def _fresh(self, truth: bool) -> str:
        if self.free[truth]:
            return self.free[truth].pop()
        letter = "truth" if truth else "scratch"
        self.made[truth].append(f"{letter}{len(self.made[truth])}")
        return self.made[truth][-1]

    def _text(self, value: Term) -> str:
        if value not in self.place:
            number = value.value
            return str(number) if number.denominator == 1 else repr(float(number))
        return self.place[value]

    def finish(self) -> None:
        """Copies to where the results belong; a copy of what another copy overwrites goes by scratch."""
        moves = [(self._text(value), self.place[p]) for p, value in self.goals.items()]
        moves = [(source, into) for source, into in moves if source != into]
        targets = {into for _, into in moves}
        held: dict[str, str] = {}
        for source, _ in moves:
            if source in targets and source not in held:
                held[source] = self._fresh(False)
                self.calls.append(Call("copy", (source,), held[source]))
        self.calls += [Call("copy", (held.get(source, source),), into) for source, into in moves]


def _is_truth(node: Term, args: tuple[bool, ...]) -> bool:
    return node.op in RELATIONS + CONNECTIVES or (node.op == "where" and args[1])


def written(call: Call) -> Iterator[str]:
    """The call as lines of Python."""
    operands = ", ".join(call.operands)
    if call.function == "copy":
        yield f"numpy.copyto({call.into}, {operands})"
    elif call.function == "where":
        condition, yes, no = call.operands
        if no != call.into:
            yield f"numpy.copyto({call.into}, {no})"
        yield f"numpy.copyto({call.into}, {yes}, where={condition})"
    else:
        # By position is faster; of a maximum that is deprecated.
        into = f"out={call.into}" if call.function in ("maximum", "minimum") else call.into
        yield f"numpy.{call.function}({operands}, {into})"


__all__ = ["Call", "Layout", "Operation", "layout", "operation", "outcomes", "schedule", "written"]
