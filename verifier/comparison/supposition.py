"""What is supposed so that two sides are the same: a condition or a translation, and the sides under it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from verifier.algebra.in_front import written
from verifier.comparison.mapping import mapped, mapped_by_rates, without_an_end
from verifier.comparison.special_cases import Condition, condition_named
from verifier.comparison.translations import Translation
from verifier.comparison.unknowns import Problem, problem
from verifier.domain import REAL, Domain
from verifier.prove.proof import Attempt
from verifier.system import System, hold_constant
from verifier.term import Term, symbols, term


@dataclass(frozen=True)
class Supposition:
    """Two sides as they are under a condition or a translation.

    Attributes
    ----------
    sides : (System, System)
    condition : str
        The condition, or the constraints under which the images of a translation lie in their domains.
    to : str
        The side whose hyperparameters are replaced; empty where none are.
    map : dict of str to Term
    images : tuple of Term
        What must hold, everywhere, for the images to lie in their domains.
    gradients : tuple of Domain
    attempt : Attempt or None
        The proof that the sides are the same, where it is at hand.
    """

    sides: tuple[System, System]
    condition: str = ""
    to: str = ""
    map: dict[str, Term] = field(default_factory=dict)
    images: tuple[Term, ...] = ()
    gradients: tuple[Domain, ...] = (REAL,)
    attempt: Attempt | None = None

    def sentence(self) -> str:
        """What is supposed, for a person."""
        replaced = ", ".join(f"{name} -> {written(value)}" for name, value in self.map.items())
        said = f"on the {self.to}, {replaced}" if replaced else ""
        return ", where ".join(filter(None, (said, self.condition)))


@dataclass(frozen=True)
class Found:
    """What a search has found: fields of the comparison, and all under which the two were proved the same."""

    fields: dict[str, Any] = field(default_factory=dict)
    suppositions: tuple[Supposition, ...] = ()


def of_condition(condition: Condition, attempt: Attempt | None = None) -> Supposition:
    """The sides under a condition."""
    return Supposition(condition.sides, condition.text, gradients=condition.gradients, attempt=attempt)


def of_translation(left: System, right: System, translation: Translation) -> Supposition:
    """The sides under a translation that was found for these two; with its proof, where that is of these."""
    where = " and ".join(translation.constraints)
    found = translated(left, right, translation.to, translation.map, where)
    if found is None or found.sides != translation.sides:
        return Supposition(translation.sides, where, translation.to, translation.map)
    return replace(found, attempt=translation.judgement.attempt)


def supposed(left: System, right: System, condition: str) -> Supposition | None:
    """The two sides under the condition that reads so; None where no such condition is known."""
    found = condition_named(left, right, condition)
    return None if found is None else of_condition(found)


def translated(
    left: System, right: System, to: str, images_: Mapping[str, Term], where: str
) -> Supposition | None:
    """The two sides once one's hyperparameters are replaced; None where the map is none, or not so limited.

    ``where`` is what limits it: rates that are constant, where an image leaves its domain, and an end at
    which the two part.
    """
    rates = [h.name for h in left.hypers if h.varies]
    held = [name for name in rates if f"{name}[t] == {name}" in where.split(" and ")]
    by_rates = not held and any(name in images_ for name in rates)
    one, two = (hold_constant(side, rates if by_rates else held) for side in (left, right))
    each = problem(one, two, to) if to == "right" else problem(two, one, to)
    if not _is_map(each, images_):
        return None
    fixed, moved = (left, right) if to == "right" else (right, left)
    found = mapped_by_rates(fixed, moved, to, images_) if by_rates else mapped(each, images_)
    if found is None:
        return None
    said = [f"{name}[t] == {name}" for name in held]
    ranges = (found, *without_an_end(found))
    within = next((m for m in ranges if " and ".join((*said, *m.constraints)) == where), None)
    if within is None:
        return None
    inside = () if found.limits else tuple(_inside(each, images_))
    return Supposition((within.left, within.right), where, to, dict(images_), inside)


def _is_map(each: Problem, images_: Mapping[str, Term]) -> bool:
    """Whether hyperparameters of one side are given by those of the other and the step."""
    read = symbols(images_.values())
    constant = all(s.args[0] in ("hyper", "sequence", "time") for s in read)
    known = {h.name for h in each.fixed.hypers} | {h.name for h in each.moved.hypers}
    named = {s.name for s in read if s.args[0] != "time"}
    return constant and named <= known and set(images_) <= set(each.names)


def _inside(each: Problem, images_: Mapping[str, Term]) -> Iterator[Term]:
    """That an image is at least, or more than, the lower end of its domain; and the upper end."""
    for name, value in images_.items():
        domain = each.domain(name)
        if domain.lower is not None:
            yield Term("lt" if domain.lower_open else "le", term(domain.lower), value)
        if domain.upper is not None:
            yield Term("lt" if domain.upper_open else "le", value, term(domain.upper))


__all__ = ["Found", "Supposition", "of_condition", "of_translation", "supposed", "translated"]
