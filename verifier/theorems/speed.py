"""The parameters that are best on a quadratic objective, and how fast they are."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from verifier.closed_form.bound import replace as put
from verifier.closed_form.draft import Study
from verifier.domain import UNIT
from verifier.term import (
    HALF,
    ONE,
    WEIGHT,
    ZERO,
    Term,
    hyper,
    symbols,
    term,
)
from verifier.theorems.draft import Check, Draft, at_most, equals, say
from verifier.theorems.quadratic import Quadratic, radius, read_quadratic, trace_and_determinant
from verifier.theorems.regime import Regime


def theorems(study: Study) -> Iterator[Draft]:
    """Best and usual parameters on a quadratic objective."""
    found = read_quadratic(study)
    if found is not None:
        yield from speeds(study, found)


def speeds(study: Study, found: Quadratic) -> Iterator[Draft]:
    """The parameters with which the slowest of all curvatures between two is fastest."""
    if len(found.polynomial) == 2:
        root = ZERO - found.polynomial[0]
        if study.identities().equal(root, ONE - found.x):
            yield best_rate(study, found)
        return
    if len(found.polynomial) > 3:
        return
    p, q = trace_and_determinant(found)
    identities = study.identities()
    for name in sorted({s.name for s in symbols([q])} - {found.x.name}):
        b = hyper(name)
        if identities.equal(q, b) and identities.equal(p, ONE + b - found.x):
            yield best_heavy_ball(study, found, b)
        if identities.equal(q, b * (ONE - found.x)) and identities.equal(p, (ONE + b) * (ONE - found.x)):
            yield look_ahead(study, found, b)
            yield better_look_ahead(study, found, b)


LOWEST = hyper("h_min")


HIGHEST = hyper("h_max")


RANGE = "the curvatures lie between h_min and h_max, and reach both, 0 < h_min < h_max"


def ends_of(low: Term, high: Term) -> Regime:
    """Two curvatures by their roots: ``high`` is larger."""
    return Regime(letters=((low.name, UNIT), (high.name, Fraction(2))))


def best_rate(study: Study, found: Quadratic) -> Draft:
    """The best rate of a step that multiplies the weight with one minus rate times curvature."""
    rate = term(2) / (LOWEST + HIGHEST)
    speed = (HIGHEST - LOWEST) / (HIGHEST + LOWEST)
    write = study.plain.write
    ends = ends_of(LOWEST, HIGHEST)
    checks = tuple(
        Check(equals(Term("abs", ONE - rate * end), speed), ends, (1,)) for end in (LOWEST, HIGHEST)
    )
    return Draft(
        WEIGHT.name,
        "best-rate-on-a-quadratic",
        say(
            "the slowest direction is fastest with ",
            hyper(found.rate),
            " = ",
            rate,
            ", which multiplies it by ",
            speed,
            " at each step",
        ),
        (RANGE, f"{study.plain.name(found.rate)} does not change"),
        (
            f"Along the curvature h a step multiplies by 1 - {write(found.x)}, {write(found.x)} = "
            f"{study.plain.name(found.rate)} h. "
            "The size is largest at an end of the interval, |1 - z| being convex.",
            f"With {study.plain.name(found.rate)} = {write(rate)} both ends give {write(speed)}, with "
            "opposite signs.",
            "A smaller rate makes 1 minus the rate times h_min larger, a larger one makes the rate times "
            "h_max minus 1 larger: it is the best.",
        ),
        checks,
    )


def best_heavy_ball(study: Study, found: Quadratic, b: Term) -> Draft:
    """The best rate and momentum of the heavy ball."""
    low, high = LOWEST**HALF, HIGHEST**HALF
    rate, momentum = term(4) / (low + high) ** 2, ((high - low) / (high + low)) ** 2
    speed = (high - low) / (high + low)
    ends = ends_of(LOWEST, HIGHEST)
    sizes = [
        put(radius(found, rate * end), {b: momentum}) for end in (LOWEST, HIGHEST, (LOWEST + HIGHEST) / 2)
    ]
    gaps = [put(discriminant(found), {b: momentum, found.x: rate * end}) for end in (LOWEST, HIGHEST)]
    name, other = study.plain.name(found.rate), study.plain.name(b.name)
    return Draft(
        WEIGHT.name,
        "best-parameters-on-a-quadratic",
        say(
            "the slowest direction is fastest with ",
            hyper(found.rate),
            " = ",
            rate,
            " and ",
            b,
            " = ",
            momentum,
            ", with the spectral radius ",
            speed,
        ),
        (RANGE, f"{name} and {other} do not change"),
        (
            f"With these values the discriminant p² - 4 q is 0 at both ends of the interval of {name} h; "
            "it is a "
            "quadratic in it that opens upward, hence not positive between: all roots have the size "
            f"√{other}, which is the value given.",
            f"None is smaller: if all roots have at most the size r < 1, then {other} ≤ r², and the "
            "polynomial is not negative at r and "
            f"at -r, which says (1 - r)(1 - {other}/r) ≤ {name} h ≤ (1 + r)(1 + {other}/r) for every "
            "curvature. The quotient of the two "
            f"ends grows with {other}, so that h_max/h_min ≤ ((1 + r)/(1 - r))²: solved for r, it is at "
            "least the value given.",
        ),
        (
            *(Check(equals(g, ZERO), ends, (1,)) for g in gaps),
            *(
                Check(
                    at_most(Term("abs", s**2 - put(momentum, {})), Term("num", Fraction(1, 10**20))),
                    ends,
                    (1,),
                )
                for s in sizes
            ),
        ),
    )


def discriminant(found: Quadratic) -> Term:
    """The discriminant of the characteristic polynomial."""
    p, q = trace_and_determinant(found)
    return p**2 - q * 4


def look_ahead(study: Study, found: Quadratic, b: Term) -> Draft:
    """The usual parameters of the look-ahead gradient."""
    low, high = LOWEST**HALF, HIGHEST**HALF
    rate, momentum = ONE / HIGHEST, (high - low) / (high + low)
    speed = ONE - low / high
    ends = ends_of(LOWEST, HIGHEST)
    near = Term("num", Fraction(1, 10**20))
    slow = put(radius(found, rate * LOWEST), {b: momentum})
    middle = put(radius(found, rate * (LOWEST + HIGHEST) / 2), {b: momentum})
    name, other = study.plain.name(found.rate), study.plain.name(b.name)
    return Draft(
        WEIGHT.name,
        "usual-parameters-on-a-quadratic",
        say(
            "with ",
            hyper(found.rate),
            " = ",
            rate,
            " and ",
            b,
            " = ",
            momentum,
            " the spectral radius of the slowest direction is ",
            speed,
        ),
        (RANGE, f"{name} and {other} do not change"),
        (
            f"The discriminant is (1 - x)((1 + {other})²(1 - x) - 4 {other}) with x = {name} h, from "
            "h_min/h_max to 1. Its second factor "
            f"is 0 at x = ((1 - {other})/(1 + {other}))² = h_min/h_max and falls: the roots are complex "
            "or double.",
            f"Their size is √({other} (1 - x)), which falls with x and is largest at h_min/h_max: the "
            "value given.",
        ),
        (
            Check(at_most(Term("abs", slow - speed), near), ends, (1,)),
            Check(at_most(middle, speed + near), ends, (1,)),
        ),
    )


def better_look_ahead(study: Study, found: Quadratic, b: Term) -> Draft:
    """Parameters that are better than the usual ones: both ends are equally slow."""
    s = (HIGHEST * 3 / LOWEST + 1) ** HALF
    rate, momentum = term(4) / (HIGHEST * 3 + LOWEST), (s - 2) / (s + 2)
    speed = ONE - term(2) / s
    ends = ends_of(LOWEST, HIGHEST)
    near = Term("num", Fraction(1, 10**20))
    sizes = [put(radius(found, rate * end), {b: momentum}) for end in (LOWEST, HIGHEST)]
    usual = ONE - (LOWEST / HIGHEST) ** HALF
    name, other = study.plain.name(found.rate), study.plain.name(b.name)
    return Draft(
        WEIGHT.name,
        "better-parameters-on-a-quadratic",
        say(
            "with ",
            hyper(found.rate),
            " = ",
            rate,
            " and ",
            b,
            " = ",
            momentum,
            " it is ",
            speed,
            ", which is less",
        ),
        (RANGE, f"{name} and {other} do not change"),
        (
            f"Put s² = 3 h_max/h_min + 1 and x = {name} h. At h_min, x = 4/s² = ((1 - {other})/(1 + "
            f"{other}))², where the roots are double, of the size 1 - 2/s. "
            "Up to x = 1 they are complex and fall in size.",
            "Beyond 1 they are real, and the size of the larger grows with x; at h_max it is the root "
            "-(1 - 2/s), as putting it in shows.",
            "4 h_max < 3 h_max + h_max, so that s < 2 √(h_max/h_min) and 2/s > √(h_min/h_max): less than "
            "with the usual parameters.",
        ),
        (
            *(Check(at_most(Term("abs", x - speed), near), ends, (1,)) for x in sizes),
            Check(Term("lt", speed, usual), ends, (1,)),
        ),
    )
