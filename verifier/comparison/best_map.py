"""The best map between two sides: in either direction, where they ask for gradients, at any rates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from verifier.algebra.ring import Unsupported
from verifier.comparison.asking import of_these, read_where_they_ask
from verifier.comparison.guesses import Guesses
from verifier.comparison.mapping import mapped_by_rates
from verifier.comparison.solve import agree
from verifier.comparison.translations import (
    Translation,
    at_zero_or_one,
    constant_translation,
    step_dependent_translation,
)
from verifier.comparison.unknowns import problem
from verifier.prove.relation import pair_of
from verifier.system import System, hold_constant

Search = Callable[[System, System, Guesses], Translation | None]


def any_translation(one: System, two: System, guesses: Guesses) -> Translation | None:
    """A translation; for constant rates alone where both sides read rates with ``[t]``: a constraint says so.

    A map that holds for any rates, each mapped by itself, has no such constraint. What holds for no
    constant rates holds for none that vary, and where constant rates need no map, it is theirs to be mapped.
    """
    rates = [h.name for h in one.hypers if h.varies]
    left, right = hold_constant(one, rates), hold_constant(two, rates)
    if not rates or agree(pair_of(left, right)):
        return _translation(one, two, guesses)
    found = _translation(left, right, guesses)
    if found is None:
        return None
    held = tuple(f"{name}[t] == {name}" for name in rates)
    return (
        _at_any_rates(one, two, found, guesses)
        or _translation(one, two, guesses)
        or replace(found, constraints=(*held, *found.constraints))
    )


def switched(one: System, two: System, guesses: Guesses) -> Translation | None:
    """A map that puts what one side alone has to 0 or 1, of sides that agree elsewhere than in a branch."""
    return _where_they_ask(_switched, one, two, guesses)


def _switched(one: System, two: System, guesses: Guesses) -> Translation | None:
    problems = (problem(one, two, "right"), problem(two, one, "left"))
    found = (at_zero_or_one(each, guesses) for each in problems)
    return next((each for each in found if each is not None), None)


def _at_any_rates(one: System, two: System, found: Translation, guesses: Guesses) -> Translation | None:
    """The same map of each rate by itself, where that is proved."""
    fixed, moved = (one, two) if found.to == "right" else (two, one)
    each = mapped_by_rates(fixed, moved, found.to, found.map)
    if each is None:
        return None
    judgement = guesses.judged(each.left, each.right)
    return replace(found, sides=(each.left, each.right), judgement=judgement) if judgement.proof else None


def _translation(one: System, two: System, guesses: Guesses) -> Translation | None:
    """What maps the points at which the sides ask; where these are the same as given, the weights."""
    left, right = read_where_they_ask(one, two)
    if left is not one and agree(pair_of(left, right)):
        return _best(one, two, guesses)
    return _where_they_ask(_best, one, two, guesses)


def _where_they_ask(search: Search, one: System, two: System, guesses: Guesses) -> Translation | None:
    """What is found of the sides; of those that ask elsewhere than at their weights, found where they ask."""
    left, right = read_where_they_ask(one, two)
    found = search(left, right, guesses)
    return found if found is None or left is one else of_these(one, two, found, guesses)


def _best(one: System, two: System, guesses: Guesses) -> Translation | None:
    """The best map in either direction: constant for all settings, constant for some, by the step."""
    problems = [problem(one, two, "right"), problem(two, one, "left")]
    found: list[Translation] = []
    for search in (constant_translation, step_dependent_translation):
        for each in problems:
            try:
                candidate = search(each, guesses)
            except Unsupported:
                continue
            if candidate is not None and not candidate.constraints:
                return candidate
            found += [] if candidate is None else [candidate]
        if found:
            return found[0]
    return None
