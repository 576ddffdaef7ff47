"""What is claimed of values on one path: that they exist alike and are equal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from verifier.algebra import fraction as fr
from verifier.algebra.back import term_of_fraction
from verifier.algebra.evaluate import Evaluation, Value
from verifier.algebra.fraction import Fraction, Undefined
from verifier.algebra.in_front import written
from verifier.algebra.path import Path
from verifier.algebra.ring import Unsupported
from verifier.algebra.signs import NOT_NEGATIVE, NOT_ZERO, POSITIVE, vanishes
from verifier.algebra.smt import infeasible
from verifier.prove.relation import Pair
from verifier.term import Term


class Outcome(NamedTuple):
    """What one path of a step's proof gave: proved, by what, and under which side conditions.

    ``lost`` holds the weights and states that are undefined wherever the step is undefined; None
    where it is always defined. ``late`` holds what is undefined where the weights are not and some state is,
    a set for each reason why.
    """

    proved: bool
    by: str = "normal form"
    conditions: frozenset[str] = frozenset()
    reason: str = ""
    lost: frozenset[Term] | None = None
    late: tuple[frozenset[Term], ...] = ()


def all_proved(outcomes: Iterable[Outcome]) -> bool:
    """Whether nothing is left open."""
    return all(o.proved for o in outcomes)


def claimed(evaluation: Evaluation, claims: list[tuple[Term, Term]]) -> Outcome:
    """Whether the values of each pair are equal, and exist wherever the evaluation's other ones do."""
    known, methods = set(evaluation.conditions), {"normal form"}
    for a, b in claims:
        outcome = equal(evaluation, evaluation.value(a), evaluation.value(b))
        if not outcome.proved:
            return outcome
        methods.add(outcome.by)
    if set(evaluation.conditions) != known:
        impossible = infeasible(evaluation.path, [])
        return Outcome(impossible, "z3", reason="the relation is not defined wherever the step is")
    return Outcome(True, "z3" if "z3" in methods else "normal form", sentences(evaluation))


def equal(evaluation: Evaluation, a: Value, b: Value) -> Outcome:
    """Whether two values exist and are equal, by the algebra or else by the solver."""
    if not isinstance(a, Fraction) or not isinstance(b, Fraction):
        return Outcome(False, reason="a value that is related is undefined")
    difference = fr.difference(evaluation.ring, a, b)
    if vanishes(evaluation.ring, difference, evaluation.path.assumptions):
        return Outcome(True)
    if infeasible(evaluation.path, [(difference, NOT_ZERO)]):
        return Outcome(True, "z3")
    return Outcome(False, reason="the values differ as polynomials")


def in_all_cases(pair: Pair, claims: list[tuple[Term, Term]], first: int) -> list[Outcome]:
    """What becomes of claims that nothing else is asked with, from a step on."""

    def task(path: Path) -> Outcome:
        return claimed(Evaluation(path), claims)

    return pair.cases(first, task, enough=lambda outcome: not outcome.proved)


def sentences(evaluation: Evaluation) -> frozenset[str]:
    """The conditions under which the step is defined, in symbols."""
    relation = {NOT_ZERO: "!= 0", NOT_NEGATIVE: ">= 0", POSITIVE: "> 0"}
    found = set()
    for assumption in evaluation.conditions.values():
        fraction = fr.whole(evaluation.ring, assumption.polynomial)
        found.add(f"{written(term_of_fraction(evaluation.path, fraction))} {relation[assumption.signs]}")
    return frozenset(found)


def equal_where_both_exist(pair: Pair, claim: tuple[Term, Term]) -> bool:
    """Whether two values are equal wherever they exist."""

    def task(path: Path) -> bool:
        evaluation = Evaluation(path)
        values = [evaluation.value(each) for each in claim]
        return any(isinstance(v, Undefined) for v in values) or equal(evaluation, *values).proved

    try:
        return pair.always(1, task)
    except Unsupported:
        return False
