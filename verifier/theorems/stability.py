"""Where a recurrence on a quadratic objective converges, swings, falls and rises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce

from verifier.closed_form.bound import add, element, multiply, tidy
from verifier.closed_form.draft import Study
from verifier.closed_form.numeric import decided
from verifier.domain import POSITIVE, UNIT
from verifier.term import HALF, ONE, STEP, WEIGHT, ZERO, Term, hyper, substitute, term
from verifier.theorems.draft import Check, Draft, Limit, at_most, equals, say
from verifier.theorems.quadratic import (
    Quadratic,
    conditions,
    letter,
    radius,
    read_quadratic,
    regime,
    setting,
    trace_and_determinant,
    upper_edge,
)
from verifier.theorems.regime import Regime, trial

LEMMA_ONE = "The powers of a number tend to 0 just where it lies strictly between -1 and 1."


LEMMA_TWO = (
    "Lemma: both roots of z² - p z + q lie inside the unit circle just where q < 1, 1 - p + q > 0 and 1 "
    "+ p + q > 0. "
    "Conjugate complex roots have the product q, the square of their size, and the polynomial is "
    "positive everywhere. "
    "Real roots r, s inside give q = r s < 1 and positive values (1 - r)(1 - s) at 1 and (1 + r)(1 + s) "
    "at -1. "
    "Conversely these values being positive, r and s lie on one side of 1 and on one side of -1; both "
    "above 1 or both "
    "below -1 would give r s > 1; so both lie between."
)


LEMMA_THREE = (
    "Lemma (Schur 1917): the roots of z³ + a z² + b z + c lie inside the unit circle just where c² < 1, "
    "1 - c² - b + a c > 0, 1 + a + b + c > 0 and 1 - a + b - c > 0. "
    "Where c² < 1, c z³ times the conjugate of the polynomial at 1/z̄ is smaller than the polynomial on the "
    "circle, so that by Rouché's theorem their difference, z times (1 - c²) z² + (a - b c) z + b - a c, has "
    "as many roots inside as the polynomial. "
    "By the lemma on the second degree its other two are inside just where 1 - c² > b - a c and the values "
    "of the bracket at 1 and -1 are positive, which are (1 - c) (1 + a + b + c) and (1 + c) (1 - a + b - c). "
    "The product of the roots being -c, c² < 1 is needed."
)


def theorems(study: Study) -> Iterator[Draft]:
    """Stability, descent and swinging on a quadratic objective."""
    found = read_quadratic(study)
    if found is not None:
        yield from stability(study, found)


def stability(study: Study, found: Quadratic) -> Iterator[Draft]:
    """The rates at which the weight goes to the minimum, from everywhere."""
    edge = upper_edge(study, found)
    if edge is None or len(found.polynomial) > 3:
        yield from region(study, found)
        return
    u = letter(study, "uoy")
    write = study.plain.write
    inside, outside = radius(found, u * edge), radius(found, (ONE + u) * edge)
    small = Regime(letters=((u.name, UNIT), (found.h.name, POSITIVE)))
    lemma = LEMMA_ONE if len(found.polynomial) == 2 else LEMMA_TWO
    asked = ", ".join(f"{write(study.identities().simplest(c))} > 0" for c in conditions(found.polynomial))
    yield Draft(
        WEIGHT.name,
        "stability-on-a-quadratic",
        say(
            Limit("t", element(WEIGHT.name, STEP)),
            " = 0 from every start just where ",
            Term("lt", found.product, edge),
        ),
        setting(study, found),
        (
            lemma,
            f"With {write(found.x)} = {write(found.product)} > 0 the conditions are {asked}.",
            f"For {write(found.x)} > 0 all of them hold just where {write(found.x)} < {write(edge)}.",
        ),
        (
            Check(Term("lt", inside, ONE), small, (1,)),
            Check(Term("lt", ONE, outside), small, (1,)),
            Check(equals(radius(found, edge), ONE), small, (1,)),
        ),
        (
            f"At {write(found.product)} = {write(edge)} a root has the size 1, and there are starts from "
            "which the weight does not go to 0.",
        ),
    )
    if len(found.polynomial) == 2:
        yield monotone(study, found)
    else:
        yield oscillation(study, found)
        yield from rising(study, found)


def region(study: Study, found: Quadratic) -> Iterator[Draft]:
    """Where it is stable as inequalities, where that is no interval of rates that begins at 0."""
    identities, write = study.identities(), study.plain.write
    asked = [substitute([c], {found.x: found.product})[0] for c in conditions(found.polynomial)]
    left = [c for c in map(identities.simplest, asked) if not identities.positive(c)]
    if not left or any(identities.non_negative(ZERO - c) for c in left):
        return
    shown = [part for c in dict.fromkeys(left) for part in (", ", Term("lt", ZERO, c))][1:]
    lemma = {2: LEMMA_ONE, 3: LEMMA_TWO, 4: LEMMA_THREE}[len(found.polynomial)]
    yield Draft(
        WEIGHT.name,
        "region-of-stability-on-a-quadratic",
        say(Limit("t", element(WEIGHT.name, STEP)), " = 0 from every start where ", *shown),
        setting(study, found),
        (
            f"The characteristic polynomial is that of the theorem on the weight, with {write(found.x)} = "
            f"{write(found.product)}.",
            lemma,
            "Conditions that hold for every rate are left out.",
        ),
        tuple(lemma_checks(len(found.polynomial) - 1)),
    )


def lemma_checks(degree: int) -> Iterator[Check]:
    """The lemma on polynomials of a degree, held against polynomials that are made from their roots."""
    first, second, third = (hyper(f"r_{k}") for k in (1, 2, 3))
    there = Regime(letters=tuple((r.name, UNIT) for r in (first, second, third)))
    linear: list[tuple[Term, ...]] = [(ZERO - first, ONE), (second, ONE), (ZERO - third, ONE)]
    real = linear[:degree]
    yield Check(Term("lt", ZERO, _least(real)), there, (1,))
    yield Check(at_most(_least([(ONE + first, ONE), *real[1:]]), ZERO), there, (1,))
    if degree > 1:
        # A pair of the size r_1, the cosine of its angle being r_2.
        pair = (first**2, ZERO - first * second * 2, ONE)
        yield Check(Term("lt", ZERO, _least([pair, *real[2:]])), there, (1,))


def _least(parts: Sequence[tuple[Term, ...]]) -> Term:
    """The least of what must be positive for a product of polynomials."""
    first, *others = conditions(reduce(_product, parts))
    return reduce(lambda a, b: Term("min", a, b), others, first)


def _product(left: Sequence[Term], right: Sequence[Term]) -> Sequence[Term]:
    """The product of two polynomials, coefficients from the constant on."""
    degree = len(left) + len(right) - 2
    pairs = [[(i, k - i) for i in range(len(left)) if 0 <= k - i < len(right)] for k in range(degree + 1)]
    return tuple(add(multiply([left[i], right[j]]) for i, j in row) for row in pairs)


def rising(study: Study, found: Quadratic) -> Iterator[Draft]:
    """That the objective can rise on the way to the minimum: a run in exact numbers."""
    others = [h.name for h in found.system.hypers if h.name != found.rate]
    for share in (Fraction(1, 2), Fraction(3, 4), Fraction(9, 10)):
        fixed = ((found.rate, Fraction(1, 2)), *((n, share) for n in others))
        there = Regime(letters=((found.h.name, Fraction(1)),), fixed=fixed, start=Fraction(1))
        run = trial(found.system, there, 0)
        w, stable = run.families[WEIGHT.name], Term("lt", radius(found, hyper(found.rate)), ONE)
        at_ = next((t for t in range(1, 6) if abs(w[t]) > abs(w[t - 1])), None)
        if at_ is not None and decided(stable, run, 1):
            yield _risen(study, found, there, at_)
            return


def _risen(study: Study, found: Quadratic, there: Regime, at_: int) -> Draft:
    before, after = (found.h * element(WEIGHT.name, tidy(STEP - k)) ** 2 / 2 for k in (1, 0))
    numbers = ", ".join(f"{study.plain.name(n)} = {v}" for n, v in there.fixed)
    return Draft(
        WEIGHT.name,
        "objective-can-rise-on-a-quadratic",
        say(
            f"the objective is larger after the step {at_} than before it, though the weight tends to "
            "the minimum"
        ),
        (f"the objective is {found.h.name} w²/2 with {found.h.name} = 1", numbers, "w[0] = 1"),
        (
            "The run in exact numbers; the product of rate and curvature, 1/2, lies in the region of "
            "stability.",
        ),
        (
            Check(Term("lt", before, after), there, (at_,), found.system),
            Check(Term("lt", radius(found, hyper(found.rate)), ONE), there, (1,)),
        ),
    )


def monotone(study: Study, found: Quadratic) -> Draft:
    """Where each step brings the weight nearer to the minimum, and where it never crosses it."""
    root = ZERO - found.polynomial[0]
    h, write = found.h, study.plain.write
    now_, before = (element(WEIGHT.name, tidy(STEP - k)) for k in (0, 1))
    loss, earlier = (h * v**2 / 2 for v in (now_, before))
    shown = study.identities().simplest(substitute([root], {found.x: found.product})[0])
    inner = substitute([ONE - root**2], {found.x: found.product})[0]
    drop = study.identities().simplest(inner * earlier)
    return Draft(
        WEIGHT.name,
        "descent-on-a-quadratic",
        say(
            "each step lowers the objective by ",
            drop,
            ": it falls just where ",
            Term("lt", found.product, term(2)),
            " and rises beyond",
        ),
        (*setting(study, found), "the weight is not 0"),
        (
            f"A step multiplies the weight with {write(shown)}, and the objective with its square.",
            f"{write(ONE - shown**2)} = {write(study.identities().simplest(inner))}, identically, which "
            "is positive for "
            f"0 < {write(found.product)} < 2, zero at 2 and negative beyond.",
        ),
        (Check(equals(earlier - loss, drop), regime(found), (1, 2, 3), found.system),),
        (f"With {write(found.product)} = 3 the weight 1 becomes -2, and the objective is multiplied by 4.",),
    )


def oscillation(study: Study, found: Quadratic) -> Draft:
    """Where the roots are complex, so that the weight swings about the minimum."""
    identities, write = study.identities(), study.plain.write
    p, q = trace_and_determinant(found)
    gap = identities.simplest(p**2 - q * 4)
    shown = substitute([gap], {found.x: found.product})[0]
    u = letter(study, "uoy")
    size = Term("abs", substitute([q], {found.x: u})[0]) ** HALF
    complex_only = Term(
        "where", Term("lt", substitute([gap], {found.x: u})[0], ZERO), radius(found, u) - size, ZERO
    )
    det = substitute([q], {found.x: found.product})[0]
    return Draft(
        WEIGHT.name,
        "swinging-on-a-quadratic",
        say(
            "the weight goes as the cosine of an angle that grows evenly, its swings multiplied by ",
            det**HALF,
            " at each step, just where ",
            Term("lt", shown, ZERO),
        ),
        setting(study, found),
        (
            f"The polynomial z² - p z + q with p = {write(identities.simplest(p))} and q = {write(q)} "
            "has complex roots just where "
            f"p² - 4 q = {write(gap)} is negative.",
            "Conjugate roots have the product q, hence the size √q each; powers of them turn at a "
            "constant angle, "
            "and real ones do not.",
        ),
        (Check(equals(complex_only, ZERO), Regime(letters=((u.name, UNIT),)), (1,)),),
    )
