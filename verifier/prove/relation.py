"""A relation between the states of two systems, as equations solved for some of them."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, field, replace
from fractions import Fraction as Rational
from functools import cached_property, lru_cache
from itertools import product
from typing import TypeVar

from verifier.algebra import fraction as fr
from verifier.algebra.cases import explore
from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path, Split
from verifier.algebra.ring import CAPACITY, Effort, Ring, Unsupported
from verifier.algebra.signs import NOT_NEGATIVE, POSITIVE, ZERO, Assumption
from verifier.domain import REAL, Domain
from verifier.system import System, live_states, map_terms
from verifier.term import (
    GRADIENT,
    STEP,
    WEIGHT,
    Term,
    hyper,
    sequence,
    shift,
    state,
    substitute,
    symbols,
    term,
)

RIGHT_WEIGHT = Term("sym", "weight", "w'")
"""The right side's weight, where it is not the left's."""

T = TypeVar("T")

Way = dict[Term, Domain]
"""Where some states lie, or what they are given by."""

REACH = 4
"""How many steps away from its own a given sequence is read in a proof."""


@dataclass(frozen=True)
class Pair:
    """Two systems over one set of hyperparameters, their states kept apart by prefixes.

    Attributes
    ----------
    left, right : System
        Only states that a weight depends on; the right's weight is `RIGHT_WEIGHT`.
    domains : dict of Term to Domain
        The domain of every hyperparameter, and of every state whose sign has been proved.
    effort : Effort
        What computations with the pair may still take; past it they give up.
    gradients : tuple of Domain
        Where gradients lie: in one of these at each step.
    facts : tuple of Term
        Terms in the old states that have been proved never to be negative.
    capacity : int
        How many generators its rings hold.
    ways : tuple of dict of Term to Domain
        Where some states, or terms in states, lie together: in one of these ways before each step;
        of `STEP` one says before which steps.
    still : dict of Term to (Term, Term)
        A condition on the step after which a state is known still to have its first value, and that value.
    """

    left: System
    right: System
    domains: dict[Term, Domain] = field(default_factory=dict)
    effort: Effort = field(default_factory=Effort, compare=False)
    gradients: tuple[Domain, ...] = (REAL,)
    facts: tuple[Term, ...] = ()
    capacity: int = CAPACITY
    ways: tuple[Way, ...] = ({},)
    still: dict[Term, tuple[Term, Term]] = field(default_factory=dict)

    def path(self, first: int) -> Path:
        """A path on which nothing but the domains is assumed, from a step on, in a ring of its own."""
        return Path(Ring(self.effort, self.capacity), self.domains, first)

    def cases(
        self, first: int, task: Callable[[Path], T], enough: Callable[[T], bool] = lambda result: False
    ) -> list[T]:
        """The task's result in every case, the gradient lying in each of its domains.

        States that lie in one of several ways have each of these in cases of its own.

        A result that is ``enough`` is the last one that is asked for.

        Raises
        ------
        Unsupported
            When there are too many cases, or the time is over.
        """
        found = []
        for domain, held in product(self.gradients, self.ways):
            given = held if domain == REAL else held | {GRADIENT: domain}
            domains = self.domains | {x: d for x, d in given.items() if x.op == "sym"}
            steps = held.get(STEP, REAL)
            if steps.upper is not None and steps.upper < first:
                continue
            begun = first if steps.lower is None else max(first, int(steps.lower))
            path = Path(Ring(self.effort, self.capacity), domains, begun, only=steps.upper is not None)
            path = _assuming(_lying(path, given), self.facts)
            for _, result in explore(path, task):
                found.append(result)
                if enough(result):
                    return found
        return found

    def always(self, first: int, task: Callable[[Path], bool]) -> bool:
        """Whether the task's result is true in every case; False as soon as it is not in one.

        Raises
        ------
        Unsupported
            As `cases`.
        """
        return all(self.cases(first, task, enough=lambda holds: not holds))

    @cached_property
    def updates(self) -> dict[Term, Term]:
        """The new value of every state and weight of both sides."""
        table = {state(s.name): s.update for s in (*self.left.states, *self.right.states)}
        return table | {WEIGHT: self.left.weight, RIGHT_WEIGHT: self.right.weight}

    @property
    def in_turn(self) -> list[Term]:
        """The states that are numbers, in whichever way they lie."""
        first = self.ways[0]
        points = [
            x is not STEP and all(x in way and way[x].lower == way[x].upper for way in self.ways)
            for x in first
        ]
        return [x for x, is_point in zip(first, points, strict=True) if is_point]

    @cached_property
    def clocks(self) -> frozenset[Term]:
        """The states that depend on the step and on one another alone."""
        found = {state(s.name): s.update for s in (*self.left.states, *self.right.states)}
        while moved := [x for x, value in found.items() if not _ticks(value, found)]:
            found = {x: value for x, value in found.items() if x not in moved}
        return frozenset(found)

    @cached_property
    def settings(self) -> dict[int, dict[Term, float]]:
        """Generic numbers for the hyperparameters, by setting, as they are asked for."""
        return {}

    @cached_property
    def coefficients(self) -> dict[tuple[object, ...], list[Term] | None]:
        """Coefficients of relations that have been solved for, by what was asked."""
        return {}

    @cached_property
    def first_values(self) -> dict[Term, Term]:
        """The first value of every state of both sides, at step 0."""
        return self.starts(0)

    def starting_at(self, weight: Term) -> dict[Term, Term]:
        """All states and weights at step 0, both weights being one number."""
        both = {WEIGHT: weight, RIGHT_WEIGHT: weight}
        values = substitute(self.first_values.values(), both)
        return dict(zip(self.first_values, values, strict=True)) | both

    def starts(self, step: int) -> dict[Term, Term]:
        """The first value of every state of both sides, as read at a step with that number."""
        states = (*self.left.states, *self.right.states)
        values = shift((s.initial for s in states), -step)
        return {state(s.name): value for s, value in zip(states, values, strict=True)}


def _ticks(value: Term, clocks: Container[Term]) -> bool:
    """Whether nothing but the step, hyperparameters and these states is read."""
    kinds = ("gradient", "weight")
    return not any(symbols([value], kind) for kind in kinds) and all(
        s in clocks for s in symbols([value], "state")
    )


def _lying(path: Path, given: Way) -> Path:
    """The path on which terms in states lie where they do; one that would need cases is left out."""
    for each, domain in given.items():
        value = None if each.op == "sym" else _always(path, each)
        if value is not None and not value.numerator.is_constant():
            ends = [(domain.lower, domain.lower_open, 1), (domain.upper, domain.upper_open, -1)]
            if domain.lower is not None and domain.lower == domain.upper:
                path = _at(path, fr.subtract(path.ring, value, _number(path, domain.lower)))
                continue
            for end, is_open, side in ends:
                if end is not None:
                    past = fr.subtract(path.ring, value, _number(path, end))
                    polynomial = past.numerator * past.denominator * side
                    path = path.assuming(Assumption(polynomial, POSITIVE if is_open else NOT_NEGATIVE))
    return path


def _number(path: Path, value: Rational) -> Fraction:
    return fr.rational(path.ring, value.numerator, value.denominator)


def _at(path: Path, zero: Fraction) -> Path:
    """The path on which a value is zero: its one factor that may be, where there is one."""
    factors = [f for f, _ in path.ring.factors(zero.numerator)[1]]
    if len(factors) > 1:
        factors = [f for f in factors if 0 in path.signs(fr.whole(path.ring, f))]
    return (path.child(factors[0], ZERO) or path) if len(factors) == 1 else path


def _always(path: Path, each: Term) -> Fraction | None:
    """A term's value, where it has one without cases or conditions."""
    evaluation = Evaluation(path)
    try:
        value = evaluation.value(each)
    except (Split, Unsupported):
        return None
    return value if not evaluation.conditions and isinstance(value, Fraction) else None


def _assuming(path: Path, facts: tuple[Term, ...]) -> Path:
    """The path on which the facts are not negative; a fact that would need cases is left out."""
    for fact in facts:
        value = _always(path, fact)
        if value is not None:
            polynomial = value.numerator * value.denominator
            if not (polynomial.is_constant() or path.signs(value) <= NOT_NEGATIVE):
                path = path.assuming(Assumption(polynomial, NOT_NEGATIVE))
    return path


@dataclass(frozen=True)
class Relation:
    """States and weights given by others: ``solved[x](t)`` is the value of ``x`` after step t.

    What is not solved is free. The right's weight is always solved; where the left's is too, it is kept
    nowhere but in the states.
    """

    solved: dict[Term, Term]

    def before(self) -> dict[Term, Term]:
        """The solved values before step ``t``: the same equations at ``t - 1``."""
        return dict(zip(self.solved, shift(self.values(), -1), strict=True))

    def values(self) -> list[Term]:
        """What is solved in terms of what is free alone."""
        return substitute(self.solved.values(), {WEIGHT: self.solved.get(WEIGHT, WEIGHT)})


def pair_of(left: System, right: System, effort: Effort | None = None) -> Pair:
    """The two systems side by side, states renamed, dead states left out."""
    domains: dict[Term, Domain] = {}
    names = {h.name for h in (*left.hypers, *right.hypers)}
    for name in sorted(names):
        sides = [h for h in (left.hyper(name), right.hyper(name)) if h is not None]
        domain = sides[0].domain.intersect(sides[-1].domain)
        domains[hyper(name)] = domain
        if any(h.varies for h in sides):
            domains |= {sequence(name, k): domain for k in range(-REACH, REACH + 1)}
    return Pair(_prefixed(left, "left"), _prefixed(right, "right", RIGHT_WEIGHT), domains, effort or Effort())


@lru_cache(maxsize=64)
def _prefixed(system: System, side: str, weight: Term = WEIGHT) -> System:
    live = live_states(system)
    system = replace(system, states=live, lets=())
    moved = {state(s.name): state(f"{side}.{s.name}") for s in live}
    if weight is not WEIGHT:
        moved[WEIGHT] = weight
    renamed = map_terms(system, moved, {} if weight is WEIGHT else {WEIGHT: weight})
    states = tuple(replace(s, name=f"{side}.{s.name}") for s in renamed.states)
    return replace(renamed, states=states)


def substituted(pair: Pair, replacement: dict[Term, Term]) -> Pair:
    """The pair with terms replaced in the steps of both sides."""
    return replace(
        pair,
        left=map_terms(pair.left, replacement, {}),
        right=map_terms(pair.right, replacement, {}),
    )


def without(pair: Pair, solved: dict[Term, Term]) -> Pair:
    """The pair with states left out that depend on the step alone, their old values put in."""
    names = {s.name for s in solved}
    moved = substituted(pair, solved)
    left = replace(moved.left, states=tuple(s for s in moved.left.states if s.name not in names))
    right = replace(moved.right, states=tuple(s for s in moved.right.states if s.name not in names))
    return replace(moved, left=left, right=right)


def at_step(value: Term, step: int) -> Term:
    """A term at a step with a number."""
    return substitute([value], {STEP: term(step)})[0]
