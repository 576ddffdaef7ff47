"""Settings at and beyond the ends of the domains: where the exact formula is undefined or runs away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from verifier.evaluate import run
from verifier.evaluate.infix import infix
from verifier.evaluate.number import is_number
from verifier.hazards.inputs import usual_setting
from verifier.system import System, first_step
from verifier.term import GRADIENT, MINUS_ONE, ONE, WEIGHT, ZERO, Term, fold

GRADIENTS = (
    (Fraction(0), Fraction(0), Fraction(0)),
    (Fraction(1), Fraction(1), Fraction(1)),
    (Fraction(0), Fraction(1), Fraction(0)),
)
"""What is tried at the end of a domain."""


@dataclass(frozen=True)
class Edge:
    """A setting at which the formula fails in exact arithmetic.

    Attributes
    ----------
    condition : str
    consequence : str
        In words, with what shows it.
    """

    condition: str
    consequence: str


def edges(system: System) -> tuple[Edge, ...]:
    """The settings at which the exact formula is undefined, or its weight grows without a gradient."""
    return (*_undefined(system), *_runaway(system))


def _undefined(system: System) -> Iterator[Edge]:
    usual = usual_setting(system)
    for gradients in GRADIENTS:
        if (step := _breaks(system, usual, gradients)) is not None:
            yield Edge("everywhere", _said(gradients, step))
            return
    for h in system.hypers:
        ends = ((h.domain.lower, h.domain.lower_open), (h.domain.upper, h.domain.upper_open))
        for end in (value for value, is_open in ends if value is not None and is_open):
            steps = ((g, _breaks(system, {**usual, h.name: end}, g)) for g in GRADIENTS)
            found = next(((g, step) for g, step in steps if step is not None), None)
            if found is not None:
                yield Edge(f"{h.name} == {end}", _said(*found))


def _breaks(system: System, setting: dict[str, Fraction], gradients: tuple[Fraction, ...]) -> int | None:
    """The first step whose weight is undefined."""
    weights = run(system, setting, Fraction(1), gradients).weights
    return next((t for t, w in enumerate(weights) if not is_number(w)), None)


def _said(gradients: tuple[Fraction, ...], step: int) -> str:
    given = ", ".join(map(str, gradients[: max(step, 1)]))
    return f"the weight after step {step} is undefined with gradient{'s' * (step > 1)} {given}"


def _runaway(system: System) -> Iterator[Edge]:
    """What the weight is multiplied by at every step without a gradient: 1 - x, say."""
    parts = _in_the_weight(first_step(system))
    factor = None if parts is None or parts[1] is not ZERO else parts[0]
    is_sum = factor is not None and factor.op == "add" and ONE in factor.terms
    lost = factor.terms[factor.terms[0] is ONE] if is_sum and factor is not None else None
    if lost is not None and lost.op == "mul" and lost.terms[0] is MINUS_ONE:
        x = infix(lost.terms[1], {}, depth=8)
        yield Edge(
            f"{x} > 1", f"at zero gradient each step multiplies the weight by 1 - {x}: its sign alternates"
        )
        yield Edge(
            f"{x} > 2", f"at zero gradient each step multiplies the weight by 1 - {x}: it grows for ever"
        )


def _in_the_weight(system: System) -> tuple[Term, Term] | None:
    """The first step at zero gradient as a*w + b, if it is linear in the weight."""

    def split(node: Term, args: tuple[tuple[Term, Term] | None, ...]) -> tuple[Term, Term] | None:
        if not args:
            return (ONE, ZERO) if node is WEIGHT else (ZERO, ZERO if node is GRADIENT else node)
        known = [a for a in args if a is not None]
        return _combined(node, known) if len(known) == len(args) else None

    return fold((system.weight,), split)[system.weight]


def _combined(node: Term, args: list[tuple[Term, Term]]) -> tuple[Term, Term] | None:
    match node.op:
        case "add":
            return _plus(args[0][0], args[1][0]), _plus(args[0][1], args[1][1])
        case "mul":
            (a, b), (c, d) = args if args[0][0] is ZERO else (args[1], args[0])
            return (_times(b, c), _times(b, d)) if a is ZERO else None
        case "div":
            (a, b), (c, d) = args
            if c is not ZERO:
                return None
            return (ZERO if a is ZERO else a / d), (ZERO if b is ZERO else b / d)
        case "pow" if args[0] == (ZERO, ZERO):
            return ZERO, ZERO
        case "abs" | "sign" | "max" if all(a == (ZERO, ZERO) for a in args):
            return ZERO, ZERO
    return (ZERO, Term(node.op, *(b for _, b in args))) if all(a is ZERO for a, _ in args) else None


def _plus(a: Term, b: Term) -> Term:
    return b if a is ZERO else a if b is ZERO else a + b


def _times(a: Term, b: Term) -> Term:
    if ZERO in (a, b):
        return ZERO
    for x, y in ((a, b), (b, a)):
        if x.op == "mul" and x.terms[0] is MINUS_ONE and y is not MINUS_ONE:
            return MINUS_ONE * (x.terms[1] * y)
    return b if a is ONE else a if b is ONE else a * b
