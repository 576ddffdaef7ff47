"""Jumps made smooth, so that what decides them can be solved for: suggestions only, never proofs.

Weights that move by signs, or by one of two values, jump with what stands in the sign or the comparison, and
no small change of that is felt.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial, reduce
from operator import add

from verifier.comparison.crossings import crossing
from verifier.comparison.solve import agree
from verifier.comparison.unknowns import Problem, problem
from verifier.domain import Domain
from verifier.prove.relation import pair_of
from verifier.system import System, map_terms
from verifier.term import (
    GRADIENT,
    HALF,
    ONE,
    STEP,
    ZERO,
    Term,
    fold,
    hyper,
    shift,
    substitute,
    symbols,
    where,
)

COMPARED = ("lt", "le")

Domains = Mapping[Term, Domain]


def smoothed(given: Problem) -> Problem | None:
    """The problem with signs of gradients and choices smooth on both sides; None where there are none."""
    fixed, moved = _smooth(given.fixed), _smooth(given.moved)
    same = fixed is given.fixed and moved is given.moved
    return None if same else problem(fixed, moved, given.to)


def parts_in_jumps(one: System, two: System) -> bool:
    """Whether two sides part where their jumps are smooth, though they may be seen to part nowhere else."""
    found = smoothed(problem(one, two, "right"))
    return found is not None and not agree(pair_of(found.fixed, found.moved))


@lru_cache(maxsize=4)
def _smooth(system: System) -> System:
    domains: Domains = {hyper(h.name): h.domain for h in system.hypers}
    values = fold(system.outputs, partial(_without_jump, domains))
    jumps = {node: value for node, value in values.items() if node.op in ("sign", "where")}
    return map_terms(system, {node: value for node, value in jumps.items() if value is not node}, {})


def _without_jump(domains: Domains, node: Term, args: tuple[Term, ...]) -> Term:
    if node.op == "sign":
        return _beside_gradient(args[0])
    if node.op == "where":
        condition, yes, no = args
        part = _part(condition, domains)
        return Term("where", *args) if part is None else no + part * (yes - no)
    return node if args == node.terms else Term(node.op, *args)


def _beside_gradient(value: Term) -> Term:
    """The value beside the size of what the gradient adds: as its sign, the same for every multiple."""
    (rest,) = substitute([value], {GRADIENT: ZERO})
    return value if rest is value else value / Term("abs", value - rest)


def _beside_step(value: Term, domains: Domains) -> Term:
    """The value beside what one more step adds: the same for every multiple, however it is split.

    Where it can be written, so is how many steps lie between now and when the value is zero, which is
    the same of every value that is zero then.
    """
    (later,) = shift([value], 1)
    zero, rise = crossing(value, domains), later - value
    past = value if zero is None else (STEP - zero) * rise
    return HALF * (ONE + past / Term("abs", rise))


def _part(condition: Term, domains: Domains) -> Term | None:
    """How far a condition holds, from 0 to 1, the same for every multiple of what is compared.

    None where no change of a hyperparameter is felt in that either.
    """
    if condition.op in COMPARED:
        low, high = condition.terms
        return _apart(low, high, domains)
    if condition.op in ("eq", "ne"):
        one, other = condition.terms
        near = _near(one, other, domains)
        return near if near is None or condition.op == "eq" else ONE - near
    if condition.op not in ("and", "or", "not"):
        return None
    found = [_part(each, domains) for each in condition.terms]
    if not any(found):
        return None
    parts = [part or where(each, ONE, ZERO) for part, each in zip(found, condition.terms, strict=True)]
    if condition.op == "not":
        return ONE - parts[0]
    a, b = parts
    return a * b if condition.op == "and" else a + b - a * b


def _near(one: Term, other: Term, domains: Domains) -> Term | None:
    """From 0 on to 1, as the step comes to where the two are equal; None where that is not written."""
    zero = crossing(one - other, domains) if _of_the_step([one, other]) else None
    return None if zero is None else ONE / (ONE + (STEP - zero) * (STEP - zero))


def _of_the_step(terms: list[Term]) -> bool:
    """Whether the step and hyperparameters are read, and nothing else."""
    return {str(s.args[0]) for s in symbols(terms)} == {"time", "hyper"}


def _apart(low: Term, high: Term, domains: Domains) -> Term | None:
    """From 0 on, as ``high`` lies below or above ``low``; None for signs, and for the step alone."""
    parts = [each for each in (low, high) if each is not ZERO]
    parts = [*parts[0].terms] if len(parts) == 1 and parts[0].op == "add" else parts
    kinds = {str(s.args[0]) for s in symbols(parts)}
    if len(parts) < 2 or kinds <= {"time"}:
        return None
    if _of_the_step(parts):
        return _beside_step(high - low, domains)
    sizes = reduce(add, (Term("abs", part) for part in parts))
    return HALF * (ONE + (high - low) / sizes)
