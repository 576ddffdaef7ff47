"""Linear forms in the gradients so far, and sums of their squares, by the weights of their ages.

The gradient of the step ``i`` has the age ``t - i``. A combination of discounted sums gives the age ``k`` the
weight ``Σ c a**k``, and the age 0 the weight of the newest gradient itself beside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from verifier.closed_form import linear as lin
from verifier.closed_form.bound import add, multiply, now, replace
from verifier.closed_form.draft import Study, at_step
from verifier.closed_form.invariants import timeless
from verifier.closed_form.naming import is_schedule
from verifier.closed_form.structure import Linear
from verifier.term import GRADIENT, ONE, STEP, ZERO, Term, postorder, substitute, symbols
from verifier.theorems.normaliser import written_out
from verifier.theorems.ratio import sums_of


@dataclass(frozen=True)
class Form:
    """A linear form in the gradients so far, or in their squares.

    Attributes
    ----------
    newest : Term
        What the newest gradient has beside its weight in the sums, at `STEP`.
    parts : tuple of (Term, Term)
        For each sum its coefficient, at `STEP`, and the factor by which an input fades in a step.
    """

    newest: Term
    parts: tuple[tuple[Term, Term], ...]

    def at(self, age: Term) -> Term:
        """The weight of a gradient that is not the newest."""
        return add(multiply([c, a if a == ONE else a**age]) for c, a in self.parts)

    @property
    def first(self) -> Term:
        """The weight of the newest gradient."""
        return add([self.newest, *(c for c, _ in self.parts)])


def form(study: Study, value: Term, of: Term) -> Form | None:
    """A value of one step as a form in gradients, or in their squares; None where it is none.

    Parameters
    ----------
    study : Study
    value : Term
        In new states and the gradient.
    of : Term
        The gradient, or its square.
    """
    identities = study.identities()
    sums = {now(s.name): s for s in sums_of(study, of)}
    held = dict.fromkeys((GRADIENT, *sums), ZERO)
    found = {
        x: identities.simplest(substitute([value], held | {x: ONE})[0]) for x in held if x in symbols([value])
    }
    whole = add(c * (of if x == GRADIENT else x) for x, c in found.items())
    if not identities.equal(value, whole) or not all(is_number(study, c) for c in found.values()):
        return None
    newest = at_step(found.pop(GRADIENT, ZERO))
    parts = ((multiply([c, sums[x].scale]), sums[x].factor) for x, c in found.items() if c != ZERO)
    return Form(newest, tuple((at_step(identities.simplest(c)), a) for c, a in parts))


def is_number(study: Study, value: Term) -> bool:
    """Whether a term of one step depends on given numbers and the step number alone."""
    clock = timeless(study.reading.system)
    return all(
        s.args[0] in ("hyper", "sequence", "time")
        or is_schedule(s)
        or (s.args[0] == "now" and s.name in clock)
        for s in symbols([value])
    )


def in_time(study: Study, value: Term) -> Term:
    """A closed form with the definitions of schedules, and the products of them, in place of their names."""
    products = dict(_clocks(study))
    named = [n for n in postorder([value]) if n.op == "element" and n.terms[0].name in products]
    closed = {n: lin.claim(study, products[n.terms[0].name]).closed for n in named}
    put = {n: replace(c, {STEP: n.terms[1]}) for n, c in closed.items()}
    return written_out(study, replace(value, put))


def _clocks(study: Study) -> Iterator[tuple[str, Linear]]:
    """The states that are functions of the step number alone, where they are solved."""
    for name in timeless(study.reading.system):
        structure = study.reading.structures[name]
        if isinstance(structure, Linear):
            yield name, structure
