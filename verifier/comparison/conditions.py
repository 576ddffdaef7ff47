"""The search for conditions under which two sides that differ are the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from verifier.comparison.asking import read_where_they_ask
from verifier.comparison.guesses import Guesses
from verifier.comparison.screen import moves_alike, plausible
from verifier.comparison.solve import agree
from verifier.comparison.special_cases import (
    CONSTANT_GRADIENT,
    CONSTANT_MAGNITUDE,
    NEVER_ZERO,
    Condition,
    at_fixed_values,
    at_special_points,
    at_two_fixed_values,
    of_gradients,
)
from verifier.comparison.supposition import Supposition, of_condition
from verifier.findings import Verdict
from verifier.prove.relation import pair_of
from verifier.system import System
from verifier.term import symbols


def conditions(left: System, right: System, guesses: Guesses) -> list[Supposition]:
    """The weakest conditions, of those that are tried, under which equality is proved; with the proofs.

    Tried are constant rates, one or two hyperparameters at 0 or 1 or equal, open boundaries, ties
    of comparisons, and gradients that are never zero, constant, or of constant magnitude.
    """
    elsewhere = not guesses.late and agree(pair_of(*read_where_they_ask(left, right)))
    found = _first_found(_special(left, right), guesses, [])
    if found and elsewhere:
        return _first_found(_beside(found, left, right), guesses, found)
    fixed = list(_plausible(left, right, at_fixed_values(left, right)))
    found = _first_found(chain(fixed, filter(_agrees, of_gradients(left, right))), guesses, found)
    if elsewhere:  # two at once exclude no point that one does not
        return found
    alone = {(name, value) for c in fixed for name, value in c.values.items()}
    both = sorted(at_two_fixed_values(left, right), key=lambda c: not alone.isdisjoint(c.values.items()))
    return _first_found(_plausible(left, right, both), guesses, found)


def _special(left: System, right: System) -> Iterator[Condition]:
    """What excludes points at which sides that agree elsewhere may differ."""
    return filter(_agrees, at_special_points(left, right))


def _beside(found: list[Supposition], left: System, right: System) -> Iterator[Condition]:
    """Fixed values of hyperparameters of which what excludes points says nothing: neither follows from it."""
    told = {name for f in found for name in re.findall(r"\w+", f.condition)}
    for condition in _plausible(left, right, at_fixed_values(left, right)):
        names = {*condition.values, *(s.name for s in symbols(condition.values.values()))}
        if told.isdisjoint(names):
            yield condition


def _agrees(condition: Condition) -> bool:
    """Whether floating point does not speak against the condition."""
    return _alike(*map(_closed, condition.sides))


@lru_cache(maxsize=4)
def _alike(left: System, right: System) -> bool:
    """As `moves_alike`; remembered, since conditions on ends of domains leave the same sides."""
    return moves_alike(pair_of(left, right))


def _closed(system: System) -> System:
    """The system on domains with their ends: of these, numbers in the middle tell nothing."""
    return replace(system, hypers=tuple(replace(h, domain=h.domain.closed) for h in system.hypers))


def _plausible(left: System, right: System, candidates: Iterable[Condition]) -> Iterator[Condition]:
    """The candidates that fix hyperparameters at values at which the runs agree."""
    listed = list(candidates)
    kept = plausible(pair_of(left, right), [c.values for c in listed])
    return filter(_agrees, (c for c, keep in zip(listed, kept, strict=True) if keep))


def _first_found(
    candidates: Iterable[Condition], guesses: Guesses, known: list[Supposition]
) -> list[Supposition]:
    """Those of the candidates that hold and do not follow from an earlier one."""
    found = list(known)
    for condition in candidates:
        if guesses.over:
            break
        if not _stronger(condition, found):
            judged = guesses.judged(*condition.sides, condition.gradients, condition.values)
            found += [of_condition(condition, judged.attempt)] if judged.verdict is Verdict.PROVED else []
    return found


def _stronger(condition: Condition, found: list[Supposition]) -> bool:
    """Whether one of the conditions that were found follows from this one."""
    parts = set(condition.text.split(" and "))
    texts = {f.condition for f in found}
    if texts & parts or texts & _equalities(parts):
        return True
    return condition.text == CONSTANT_GRADIENT and bool(texts & {NEVER_ZERO, CONSTANT_MAGNITUDE})


def _equalities(parts: set[str]) -> set[str]:
    """``a == b``, where both are fixed at one value."""
    sides = [part.split(" == ") for part in parts if part.count(" == ") == 1]
    return {f"{a} == {b}" for a, x in sides for b, y in sides if a != b and x == y}
