"""Systems compiled to straight-line programs over hybrid numbers."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from verifier.evaluate import number, power
from verifier.evaluate.number import Site, Value, exact
from verifier.system import System
from verifier.term import HALF, WEIGHT, Term, postorder

Instruction = tuple[Callable[[Value, Value], Value], int, int, int]
"""An operation, the register that it writes, and the two that it reads."""

_OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    "add": operator.add,
    "mul": number.multiply,
    "abs": number.absolute,
    "sign": number.sign,
    "max": number.maximum,
    "min": number.minimum,
    "exp": number.exponential,
    "cos": number.cosine,
    "lt": number.less,
    "le": number.at_most,
    "eq": number.equal,
    "ne": number.unequal,
    "and": number.both,
    "or": number.either,
    "not": number.negation,
}
_PARTIAL: dict[str, Callable[[Site, Value, Value], Value]] = {
    "div": number.divide,
    "pow": power.power,
    "log": number.logarithm,
}


@dataclass(frozen=True)
class Code:
    """Terms as a list of instructions.

    Attributes
    ----------
    registers : tuple
        The registers before a run: the numbers of the text in their places.
    once, each : tuple of Instruction
        What depends on constant hyperparameters alone, and what is computed at each step.
    hypers, reads, sequences : tuple
        The registers that wait for constants, by name; for what changes with the step, by state
        name or by term; for given sequences, by name and offset.
    outputs : tuple of int
        The registers of the terms that were compiled, in their order.
    """

    registers: tuple[Value, ...]
    once: tuple[Instruction, ...]
    each: tuple[Instruction, ...]
    hypers: tuple[tuple[str, int], ...]
    reads: tuple[tuple[Term | str, int], ...]
    sequences: tuple[tuple[str, int, int], ...]
    outputs: tuple[int, ...]


_Slots = tuple[
    tuple[tuple[str, int], ...], tuple[tuple[Term | str, int], ...], tuple[tuple[str, int, int], ...]
]


@dataclass(frozen=True)
class Program:
    """A system, compiled: its initial states, its query point (None for the weight) and its step.

    The step computes the weight, the states, and then the terms that were asked for besides.
    """

    system: System
    start: Code
    ask: Code | None
    step: Code


def compile_system(system: System, besides: Iterable[Term] = ()) -> Program:
    """The program of a system.

    Parameters
    ----------
    system : System
    besides : iterable of Term
        Further terms to be computed in each step, for explanations.
    """
    names = tuple((value, name) for name, value in system.lets)
    updates = (system.weight, *(s.update for s in system.states), *besides)
    return Program(
        system=system,
        start=compile_terms([s.initial for s in system.states], names),
        ask=None if system.query is WEIGHT else compile_terms([system.query], names),
        step=compile_terms(updates, names),
    )


def compile_terms(terms: Iterable[Term], names: tuple[tuple[Term, str], ...] = ()) -> Code:
    """The terms as straight-line code; shared subterms are computed once."""
    roots = tuple(terms)
    registers: list[Value] = []
    place: dict[Term, int] = {}
    constant: set[Term] = set()
    once: list[Instruction] = []
    each: list[Instruction] = []
    for node in postorder(roots):
        if node.op == "where":
            branches = place[node.terms[1]], place[node.terms[2]]
            each.append((number.pair, len(registers), *branches))
            registers.append(None)
        target = place[node] = len(registers)
        registers.append(exact(node.value) if node.op == "num" else None)
        if _is_constant(node, constant):
            constant.add(node)
        if node.terms:
            (once if node in constant else each).append(_instruction(node, target, place, names))
    outputs = tuple(place[root] for root in roots)
    return Code(tuple(registers), tuple(once), tuple(each), *_slots(place), outputs)


def _slots(place: dict[Term, int]) -> _Slots:
    """The registers of constants, of what changes with the step, and of given sequences."""
    symbols = [(node, str(node.args[0]), slot) for node, slot in place.items() if node.op == "sym"]
    return (
        tuple((node.name, slot) for node, kind, slot in symbols if kind == "hyper"),
        tuple(
            (node.name if kind == "state" else node, slot)
            for node, kind, slot in symbols
            if kind not in ("hyper", "sequence")
        ),
        tuple(
            (node.name, int(str(node.args[2])), slot) for node, kind, slot in symbols if kind == "sequence"
        ),
    )


def _is_constant(node: Term, constant: set[Term]) -> bool:
    if node.op == "sym":
        return node.args[0] == "hyper"
    return node.op != "where" and all(a in constant for a in node.terms)


def _instruction(
    node: Term, target: int, place: dict[Term, int], names: tuple[tuple[Term, str], ...]
) -> Instruction:
    operation = _operation(node, names)
    if node.op == "where":
        return operation, target, place[node.terms[0]], target - 1
    if _is_square_of_root(node):
        return power.square_of_root, target, place[node.terms[0]], place[node.terms[0].terms[0]]
    return operation, target, place[node.terms[0]], place[node.terms[-1]]


def _is_square_of_root(node: Term) -> bool:
    if node.op not in ("mul", "pow"):
        return False
    root, other = node.terms
    twice = other is root if node.op == "mul" else other.op == "num" and other.value == 2
    return twice and root.op == "pow" and root.terms[1] is HALF


def _operation(node: Term, names: tuple[tuple[Term, str], ...]) -> Callable[[Value, Value], Value]:
    if node.op == "where":
        return number.choose
    if node.op not in _PARTIAL:
        return _OPERATIONS[node.op]
    site = Site(node, names)
    exponent = node.terms[-1]
    if node.op == "pow" and exponent.op == "num":
        if exponent.value.denominator == 1:
            return partial(power.integer_power, site, exponent.value.numerator)
        if exponent is HALF:
            return partial(power.square_root, site)
    return partial(_PARTIAL[node.op], site)
