"""A recurrence on a quadratic objective: where it converges, how fast, and which parameters are best.

The objective is ``h w**2/2`` with the curvature ``h > 0``; each coordinate of a quadratic of more
variables is of this kind along its principal axes. A recurrence that is linear in gradient, weight and
states is then a linear map, and its powers go to zero just where all roots of its characteristic
polynomial lie inside the unit circle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from verifier.algebra.ring import Unsupported
from verifier.closed_form.bound import add, element, multiply, tidy
from verifier.closed_form.draft import Study
from verifier.closed_form.identities import Identities
from verifier.domain import POSITIVE
from verifier.system import System, hold_constant, live_states, map_terms
from verifier.term import (
    GRADIENT,
    HALF,
    ONE,
    STEP,
    WEIGHT,
    ZERO,
    Term,
    hyper,
    state,
    substitute,
    symbols,
    term,
)
from verifier.theorems.draft import Check, Draft, equals, say
from verifier.theorems.matrices import Matrix, characteristic, linear_map
from verifier.theorems.regime import Regime

MOST = 3
"""How many states a recurrence may have: of more the polynomial is beyond what a reader takes in."""


@dataclass(frozen=True)
class Quadratic:
    """A recurrence on a quadratic objective.

    Attributes
    ----------
    system : System
        With the gradient of the objective put in.
    rate : str
        The hyperparameter that stands with the curvature alone.
    h, x : Term
        The curvature, and the product of rate and curvature.
    matrix : Matrix
        The step on weight and states, in ``x``, the states scaled so that the curvature is not in it.
    polynomial : tuple of Term
        The coefficients of the characteristic polynomial from the constant on, in ``x``.
    """

    system: System
    rate: str
    h: Term
    x: Term
    matrix: Matrix
    polynomial: tuple[Term, ...]

    @property
    def product(self) -> Term:
        """The product of rate and curvature in the letters of the recurrence."""
        return hyper(self.rate) * self.h


def theorems(study: Study) -> Iterator[Draft]:
    """The recurrence that the weight alone obeys on a quadratic objective."""
    found = read_quadratic(study)
    if found is not None:
        yield polynomial(study, found)


def read_quadratic(study: Study) -> Quadratic | None:
    """The recurrence on a quadratic objective, where it is a linear map of a few numbers."""
    hypers = study.reading.system.hypers
    system = seen(hold_constant(study.reading.system, [h.name for h in hypers if h.varies]))
    if len(system.states) > MOST:
        return None
    h, x = letter(study, "hLc"), letter(study, "xyz")
    moved = map_terms(system, {GRADIENT: h * system.query}, {})
    matrix = matrix_of(study, moved)
    if matrix is None or not any(h in symbols(row) for row in matrix):
        return None
    identities = study.identities()
    polynomial = characteristic(identities, matrix)
    for rate in (k for k in hypers if k.domain == POSITIVE):
        shown = substitute(polynomial, {hyper(rate.name): x / h})
        normal = tuple(identities.simplest(c) for c in shown)
        if h not in symbols(normal) and x in symbols(normal):
            return Quadratic(moved, rate.name, h, x, matrix, normal)
    return None


def seen(system: System) -> System:
    """The system without the states that no weight ever depends on, such as averages for evaluation."""
    kept = live_states(system)
    return system if kept == system.states else replace(system, states=kept, lets=())


def matrix_of(study: Study, system: System) -> Matrix | None:
    """The matrix of a step on the weight and the states; None where the step is not linear or moves."""
    variables = [WEIGHT, *(state(s.name) for s in system.states)]
    updates = [system.weight, *(s.update for s in system.states)]
    try:
        found = linear_map(study.identities(), updates, variables)
    except (Unsupported, ZeroDivisionError):
        return None
    return None if found is None or any(STEP in symbols(row) for row in found) else found


def letter(study: Study, choices: str) -> Term:
    """A letter that the recurrence does not use."""
    return hyper(next(c for c in choices if c not in study.taken))


def setting(study: Study, found: Quadratic) -> tuple[str, ...]:
    """The hypotheses on the objective."""
    rate, h = study.plain.name(found.rate), found.h.name
    return (f"the objective is {h} w²/2 with {h} > 0", f"{rate} does not change")


def trace_and_determinant(found: Quadratic) -> tuple[Term, Term]:
    """``p`` and ``q`` of ``z² - p z + q``."""
    q, minus_p, _ = found.polynomial
    return ZERO - minus_p, q


def polynomial(study: Study, found: Quadratic) -> Draft:
    """The recurrence of the weight alone: Cayley and Hamilton."""
    identities = study.identities()
    real = [substitute([c], {found.x: found.product})[0] for c in found.polynomial]
    order = len(real) - 1
    past = [element(WEIGHT.name, tidy(STEP - k)) for k in range(order + 1)]
    right = add(
        multiply([identities.simplest(ZERO - c), past[order - k]])
        for k, c in list(enumerate(real[:-1]))[::-1]
    )
    z = letter(study, "zqk")
    shown = add(
        multiply([c, *([z**k if k > 1 else z] if k else [])])
        for k, c in reversed(list(enumerate(found.polynomial)))
    )
    write = study.plain.write
    return Draft(
        WEIGHT.name,
        "on-a-quadratic",
        say(past[0], " = ", right, " for ", Term("ge", STEP, term(order))),
        setting(study, found),
        (
            f"With the gradient {write(found.h)} times the point at which it is asked for, a step is a "
            "linear map of "
            f"{' and '.join(['the weight', *(s.name for s in found.system.states)])}.",
            f"Its characteristic polynomial is {write(shown)} with {write(found.x)} = "
            f"{write(found.product)}.",
            "By the theorem of Cayley and Hamilton the map satisfies it, hence every sequence that it "
            "makes does.",
        ),
        (Check(equals(past[0], right), regime(found), tuple(range(order, 6)), found.system),),
    )


def regime(found: Quadratic, **fixed: Fraction) -> Regime:
    """Runs on the objective: there is no gradient from outside."""
    return Regime(letters=((found.h.name, POSITIVE),), fixed=tuple(fixed.items()))


def conditions(polynomial: Sequence[Term]) -> tuple[Term, ...]:
    """What must be positive for all roots of a monic polynomial to lie inside the unit circle.

    Schur's conditions (1917) up to the third degree; none where the degree is higher.
    """
    match polynomial:
        case (c, _):
            return ONE + c, ONE - c
        case (c, b, _):
            return ONE - c, ONE + b + c, ONE - b + c
        case (c, b, a, _):
            return (ONE - c, ONE + c, ONE - c**2 - b + a * c, ONE + a + b + c, ONE - a + b - c)
    return ()


def bounds_on(study: Study, found: Quadratic) -> tuple[list[Term], list[Term]] | None:
    """The lower and upper bounds that the conditions put on ``x``; None where one is not affine in it."""
    identities = study.identities()
    low: list[Term] = []
    high: list[Term] = []
    for condition in conditions(found.polynomial):
        zero, one, two = (substitute([condition], {found.x: term(k)})[0] for k in (0, 1, 2))
        slope = identities.simplest(one - zero)
        if not identities.equal(two - one, slope):
            return None
        if slope == ZERO:
            if not identities.positive(zero):
                return None
            continue
        edge = identities.simplest(ZERO - zero / slope)
        if identities.positive(slope):
            low.append(edge)
        elif identities.positive(ZERO - slope):
            high.append(edge)
        elif not implied(identities, found, condition):
            return None
    return low, high


def implied(identities: Identities, found: Quadratic, condition: Term) -> bool:
    """Whether a condition of which the slope may vanish holds for every positive ``x``."""
    zero = substitute([condition], {found.x: ZERO})[0]
    one = substitute([condition], {found.x: ONE})[0]
    return identities.positive(zero) and identities.non_negative(one - zero)


def upper_edge(study: Study, found: Quadratic) -> Term | None:
    """The end of the stable interval that begins at 0."""
    bounds = bounds_on(study, found)
    if bounds is None:
        return None
    identities, (low, high) = study.identities(), bounds
    if not (low or high) or not all(identities.non_negative(ZERO - edge) for edge in low) or ZERO not in low:
        return None
    least = [e for e in high if all(identities.non_negative(other - e) for other in high)]
    return least[0] if least else None


def radius(found: Quadratic, x: Term) -> Term:
    """The size of the largest root."""
    if len(found.polynomial) == 2:
        return Term("abs", substitute([found.polynomial[0]], {found.x: x})[0])
    p, q = (substitute([v], {found.x: x})[0] for v in trace_and_determinant(found))
    gap = p**2 - q * 4
    real = (Term("abs", p) + Term("abs", gap) ** HALF) / 2
    return Term("where", Term("lt", gap, ZERO), Term("abs", q) ** HALF, real)
