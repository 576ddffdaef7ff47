"""Linear states that are fed by the gradient and the one before it: recognised."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.closed_form import linear as lin
from verifier.closed_form.bound import (
    add,
    affine,
    at,
    element,
    multiply,
    replace,
    tidy,
)
from verifier.closed_form.draft import Study, at_step
from verifier.closed_form.induction import PREVIOUS, Induction
from verifier.closed_form.structure import Linear, changes
from verifier.term import (
    GRADIENT,
    ONE,
    STEP,
    ZERO,
    Term,
    fold,
    postorder,
    state,
    substitute,
    symbols,
)

NEW, OLD = (element(GRADIENT.name, x) for x in (STEP, tidy(STEP - 1)))
"""The gradient of a step, and the one before."""


@dataclass(frozen=True)
class Fed:
    """A state fed by the gradient and the one before, given rates not changing.

    Attributes
    ----------
    held : Linear
    first : Term
        The value after the first step, by the scale.
    input : Term
        What is added from the second step on, by the scale, at `STEP`, in `NEW` and `OLD`.
    """

    held: Linear
    first: Term
    input: Term

    @property
    def left(self) -> Term:
        """The state as the step leaves it."""
        return lin.left_of(self.held)

    def claim(self, closed: Term, first: Term, later: Term) -> Induction:
        """The claim that the state is ``closed``, its inputs by the scale being these."""
        added = ZERO if later == ZERO else multiply([self.held.scale, later])
        step = add([multiply([self.held.factor, PREVIOUS]), added])
        return Induction(
            self.left, closed, ZERO if first == ZERO else multiply([self.held.scale, first]), step
        )

    def faded(self, value: Term) -> Term:
        """A value of the first step, as it has faded at `STEP`."""
        power = ONE if self.held.factor == ONE else self.held.factor ** tidy(STEP - 1)
        return ZERO if value == ZERO else multiply([power, value])


@dataclass(frozen=True)
class Weights:
    """What is added by the scale: ``now g[t] + before g[t-1]``, and ``first g[1]`` at the first step."""

    now: Term
    before: Term
    first: Term


def read_fed(study: Study, linear: Linear) -> Fed | None:
    """A linear state as one that is fed by the gradient and the one before; None where it is none."""
    held = lin.hold(linear)
    kept = {s.name: study.reading.structures[s.name] for s in symbols([held.forcing], "state")}
    lasts = {n: s for n, s in kept.items() if isinstance(s, Linear) and s.factor == ZERO and s.closed}
    if not lasts or len(lasts) < len(kept) or changes(held.factor) or held.factor == ZERO:
        return None
    begins = {state(n): s.initial for n, s in lasts.items()}
    first, later = (of_steps(held.input, start) for start in (True, False))
    if first is None or later is None:
        return None
    before = {element(n, tidy(STEP - 1)): at(s.forcing, tidy(STEP - 1)) for n, s in lasts.items()}
    start = multiply([held.factor, lin.start_of(held)]) / held.scale
    begun = study.identities().simplest(add([start, at(substitute([first], begins)[0], ONE)]))
    fed = Fed(held, begun, written(study, replace(at_step(later), before)))
    return fed if _reads_gradients_alone(fed) else None


def written(study: Study, later: Term) -> Term:
    """What is added, as a combination of the two gradients where it is one."""
    identities = study.identities()
    now, before = (identities.simplest(replace(later, {NEW: ZERO, OLD: ZERO} | {x: ONE})) for x in (NEW, OLD))
    shown = add(multiply([c, x]) for c, x in ((now, NEW), (before, OLD)) if c != ZERO)
    return shown if identities.equal(later, shown) else later


def _reads_gradients_alone(fed: Fed) -> bool:
    names = {n.terms[0].name for n in postorder([fed.input, fed.first]) if n.op == "element"}
    kinds = {str(s.args[0]) for s in symbols([replace(fed.input, {NEW: ZERO, OLD: ZERO})])}
    return names == {GRADIENT.name} and kinds <= {"hyper"}


def of_steps(value: Term, first: bool) -> Term | None:
    """A term as it is at the first step, or at every later one; None where that is not one term."""

    def rebuild(node: Term, args: tuple[Term | None, ...]) -> Term | None:
        if node.op == "where":
            told = _decided(node.terms[0], first)
            return None if told is None else args[1] if told else args[2]
        found = [x for x in args if x is not None]
        if len(found) < len(args):
            return None
        return Term(node.op, *found) if args else node

    return fold([value], rebuild)[value]


def _decided(condition: Term, first: bool) -> bool | None:
    """Whether a comparison of the step number holds at step 1, or at all later ones; None where it varies."""
    if condition.op not in ("lt", "le", "eq", "ne"):
        return None
    parts = affine(tidy(condition.terms[1] - condition.terms[0]))
    if parts is None or set(parts[0]) - {STEP}:
        return None
    slope, constant_ = parts[0].get(STEP, Fraction(0)), parts[1]
    gap = constant_ + (slope if first else 2 * slope)
    if not first and _turns(gap, slope, condition.op):
        return None
    return {"lt": gap > 0, "le": gap >= 0, "eq": gap == 0, "ne": gap != 0}[condition.op]


def _turns(gap: Fraction, slope: Fraction, op: str) -> bool:
    """Whether a comparison of ``gap + slope k`` with 0 can change for a natural k."""
    if slope == 0:
        return False
    if op in ("eq", "ne"):
        root = -gap / slope
        return gap == 0 or (root > 0 and root.denominator == 1)
    return (gap > 0) != (slope > 0) or gap == 0


def weights_of(study: Study, fed: Fed) -> Weights | None:
    """The weights, where what is added is linear in the two gradients."""
    identities, begin = study.identities(), element(GRADIENT.name, ONE)
    now, before = (
        identities.simplest(replace(fed.input, {NEW: ZERO, OLD: ZERO} | {x: ONE})) for x in (NEW, OLD)
    )
    first = identities.simplest(replace(fed.first, {begin: ONE}))
    plain = identities.equal(fed.input, now * NEW + before * OLD)
    return Weights(now, before, first) if plain and identities.equal(fed.first, first * begin) else None
