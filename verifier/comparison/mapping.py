"""One side with its hyperparameters replaced, and the limits within which the map leads into its domains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction as Rational
from functools import reduce

from flint import fmpz_mpoly

from verifier.algebra import fraction as fr
from verifier.algebra.back import term_of_fraction
from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.in_front import sign_in_front, written
from verifier.algebra.path import Path, Split
from verifier.algebra.ring import Unsupported
from verifier.algebra.signs import NEGATIVE, NOT_NEGATIVE, NOT_ZERO, POSITIVE, Signs, factor_signs
from verifier.comparison.images import ends, lies_in, meets
from verifier.comparison.unknowns import UNKNOWN, Problem, problem
from verifier.domain import REAL, Domain
from verifier.system import System, fix_hypers, hold_constant, rename_hypers
from verifier.term import WEIGHT, ZERO, Term, hyper, sequence, state, substitute, symbols, term, where


@dataclass(frozen=True)
class Limit:
    """Where a map holds: a sentence, and the domain that it leaves where it speaks of one hyperparameter.

    Where it speaks of several, ``holds`` is what it says.
    """

    text: str
    name: str = ""
    domain: Domain = REAL
    holds: Term | None = None


@dataclass(frozen=True)
class Mapped:
    """Both sides with a map put in, on the domains that its limits leave."""

    limits: tuple[Limit, ...]
    left: System
    right: System

    @property
    def constraints(self) -> tuple[str, ...]:
        """The limits as sentences."""
        return tuple(limit.text for limit in self.limits)


def mapped(problem: Problem, images: Mapping[str, Term]) -> Mapped | None:
    """Both sides, one mapped; None where the images never lie in their domains."""
    limits: dict[str, Limit] = {}
    for name, value in images.items():
        found = _limits(problem, name, value)
        if found is None:
            return None
        limits |= {limit.text: limit for limit in found}
    kept = tuple(limit for limit in limits.values() if not _implied(limit, limits))
    sides = (problem.fixed, mapped_system(problem, images))
    fixed, moved = (_at_rest_outside(_narrowed(s, kept), kept) for s in sides)
    return Mapped(kept, fixed, moved) if problem.to == "right" else Mapped(kept, moved, fixed)


def mapped_system(problem: Problem, images: Mapping[str, Term]) -> System:
    """The mapped side with its hyperparameters replaced, in the other side's names."""
    hidden = rename_hypers(problem.moved, {n: UNKNOWN.format(n) for n in images})
    return fix_hypers(hidden, {UNKNOWN.format(n): value for n, value in images.items()})


def mapped_by_rates(fixed: System, moved: System, to: str, images: Mapping[str, Term]) -> Mapped | None:
    """As `mapped`, where both sides read rates with ``[t]`` and the map says what each of them becomes.

    None where what it says of another hyperparameter would vary with a rate.
    """
    rates: dict[Term, Term] = {hyper(h.name): sequence(h.name, 0) for h in fixed.hypers if h.varies}
    names = [rate.name for rate in rates]
    if any(rate in symbols([v]) for name, v in images.items() if name not in names for rate in rates):
        return None
    found = mapped(problem(hold_constant(fixed, names), hold_constant(moved, names), to), images)
    if found is None or any(limit.holds for limit in found.limits):
        return None
    hidden = {name: UNKNOWN.format(name) for name in images}
    values = dict(zip(hidden.values(), substitute(images.values(), rates), strict=True))
    sides = (fixed, fix_hypers(rename_hypers(moved, hidden), values))
    one, two = (_narrowed(side, found.limits) for side in sides)
    return Mapped(found.limits, one, two) if to == "right" else Mapped(found.limits, two, one)


def without_an_end(sides: Mapped) -> Iterator[Mapped]:
    """The same on a domain without one of its ends, for each that lies in it."""
    hypers = {h.name: h for side in (sides.left, sides.right) for h in side.hypers if not h.varies}
    for h in hypers.values():
        low, high = h.domain.lower, h.domain.upper
        if low is not None and not h.domain.lower_open:
            yield _limited(sides, Limit(f"{h.name} > {low}", h.name, Domain(lower=low, lower_open=True)))
        if high is not None and not h.domain.upper_open:
            yield _limited(sides, Limit(f"{h.name} < {high}", h.name, Domain(upper=high, upper_open=True)))


def _limited(sides: Mapped, limit: Limit) -> Mapped:
    left, right = (_narrowed(side, (limit,)) for side in (sides.left, sides.right))
    return Mapped((*sides.limits, limit), left, right)


def _narrowed(system: System, limits: tuple[Limit, ...]) -> System:
    for limit in limits:
        hypers = (
            replace(h, domain=h.domain.intersect(limit.domain)) if h.name == limit.name else h
            for h in system.hypers
        )
        system = replace(system, hypers=tuple(hypers))
    return system


def _implied(limit: Limit, others: Mapping[str, Limit]) -> bool:
    """Whether another of the limits says the same of the same quantity, and more."""
    weaker = {" != ": (" > ", " < "), " >= ": (" > ",), " <= ": (" < ",)}
    found = ((relation, each) for relation, strong in weaker.items() for each in strong)
    return any(r in limit.text and limit.text.replace(r, each) in others for r, each in found)


def _at_rest_outside(system: System, limits: tuple[Limit, ...]) -> System:
    """The system where the limits on several hyperparameters hold; elsewhere nothing moves.

    What is proved of two sides that both rest there is proved of the sides themselves where the limits hold.
    """
    holds = [limit.holds for limit in limits if limit.holds is not None]
    if not holds:
        return system
    inside = reduce(lambda a, b: Term("and", a, b), holds)
    states = (replace(s, update=where(inside, s.update, state(s.name))) for s in system.states)
    weight, query = (
        value if value is WEIGHT else where(inside, value, WEIGHT) for value in (system.weight, system.query)
    )
    return replace(system, states=tuple(states), weight=weight, query=query)


def _limits(problem: Problem, name: str, value: Term) -> list[Limit] | None:
    """What keeps an image in its domain; None where it never lies there.

    An image that lies on an open boundary everywhere is kept, the boundary being the condition, unless the
    other side never moves its weight: at the rate of 0 neither does.
    """
    domain = problem.domain(name)
    if value.op == "num":
        if domain.contains(value.value):
            return []
        at_end = value.value in (domain.lower, domain.upper) and not _read(problem, name)
        at_end = at_end and problem.fixed.weight is not WEIGHT
        return [Limit(f"{name} == {value.value}")] if at_end else None
    if not meets(problem.pair, value, domain):
        return None
    path = problem.pair.path(1)
    try:
        return list(_required(path, value, domain))
    except (Split, Unsupported):
        return [] if lies_in(problem.pair, value, domain) else [Limit(domain.describe(written(value)))]


def _read(problem: Problem, name: str) -> bool:
    """Whether the other side reads a hyperparameter of this name: what is said of it is said of both."""
    return hyper(name) in symbols([*problem.fixed.outputs, *(s.initial for s in problem.fixed.states)])


def _required(path: Path, value: Term, domain: Domain) -> Iterator[Limit]:
    """What the ends of the domain, and the existence of the image, ask for."""
    evaluation = Evaluation(path)
    image = evaluation.value(value)
    if not isinstance(image, Fraction):
        raise Unsupported("an image that does not exist")
    for assumption in evaluation.conditions.values():
        yield from _of_sign(path, assumption.polynomial, assumption.signs)
    for end, strict in ends(value, domain):
        distance = evaluation.value(end)
        if not isinstance(distance, Fraction):
            raise Unsupported("an image that does not exist")
        product = path.ring.reduce(distance.numerator * distance.denominator)
        yield from _of_sign(path, product, POSITIVE if strict else NOT_NEGATIVE)


def _of_sign(path: Path, polynomial: fmpz_mpoly, wanted: Signs) -> Iterator[Limit]:
    """What a polynomial's sign asks of its factors, those of one known sign left out."""
    ring = path.ring
    if path.signs(fr.whole(ring, polynomial)) <= wanted:
        return
    content, factors = ring.factors(polynomial)
    sign, odd = 1 if content > 0 else -1, []
    for factor, exponent in factors:
        signs = factor_signs(ring, factor, ())
        if signs == NEGATIVE and exponent % 2:
            sign = -sign
        elif signs not in (POSITIVE, NEGATIVE):
            if wanted == NOT_ZERO or (exponent % 2 == 0 and 0 not in wanted):
                yield _not_zero(path, factor)
            elif exponent % 2:
                odd.append((factor, signs))
    if odd:
        yield from _all_odd(path, odd, sign, strict=0 not in wanted)


def _all_odd(path: Path, factors: list[tuple[fmpz_mpoly, Signs]], sign: int, strict: bool) -> Iterator[Limit]:
    """That the product of factors with a sign is positive, or not negative."""
    free = [factor for factor, signs in factors if not signs <= NOT_NEGATIVE]
    if strict:
        yield from (_not_zero(path, factor) for factor, signs in factors if signs <= NOT_NEGATIVE)
    if len(free) == 1:
        yield _above_zero(path, free[0], sign, strict)
    elif free or sign < 0:
        product = path.ring.constant(sign)
        for factor in free:
            product = product * factor
        yield _of_several(path, product, 1, strict)


def _shown(path: Path, polynomial: fmpz_mpoly) -> tuple[bool, Term]:
    """Whether a minus stands before the polynomial, and what stands behind it."""
    return sign_in_front(term_of_fraction(path, fr.whole(path.ring, polynomial)))


def _of_several(path: Path, polynomial: fmpz_mpoly, sign: int, strict: bool) -> Limit:
    """That a polynomial in several hyperparameters has a sign, or is zero unless that is ``strict``."""
    negative, size = _shown(path, polynomial)
    up = (sign > 0) != negative
    sides = (ZERO, size) if up else (size, ZERO)
    text = f"{written(size)} {_relation(up, strict)} 0"
    return Limit(text, holds=_constant(Term("lt" if strict else "le", *sides)))


def _constant(relation: Term) -> Term | None:
    """The relation, if it holds at all steps or at none."""
    return relation if all(s.args[0] == "hyper" for s in symbols([relation])) else None


def _above_zero(path: Path, factor: fmpz_mpoly, sign: int, strict: bool) -> Limit:
    bound = _root(path, factor)
    if bound is None:
        return _of_several(path, factor, sign, strict)
    name, number, slope = bound
    up = (slope > 0) == (sign > 0)
    domain = Domain(lower=number, lower_open=strict) if up else Domain(upper=number, upper_open=strict)
    relation = _relation(up, strict)
    return Limit(f"{name} {relation} {number}", name, domain)


def _relation(up: bool, strict: bool) -> str:
    return (">" if up else "<") + ("" if strict else "=")


def _not_zero(path: Path, factor: fmpz_mpoly) -> Limit:
    """That a factor does not vanish: an open end of a domain, where it vanishes there alone."""
    generator = path.ring.single(factor)
    if generator is not None and generator.radicand is not None:
        return _not_zero(path, generator.radicand)
    base = generator and generator.key[0] == "power" and generator.base
    if isinstance(base, Fraction) and path.ring.single(base.numerator) is not None:
        return _not_zero(path, base.numerator)  # at some step a power vanishes where its base does
    bound = _root(path, factor)
    if bound is None:
        size = _shown(path, factor)[1]
        return Limit(f"{written(size)} != 0", holds=_constant(Term("ne", size, ZERO)))
    name, number, _ = bound
    domain = path.domains.get(hyper(name), REAL)  # the moved side's own letter has no domain here
    if number == domain.lower:
        return Limit(f"{name} > {number}", name, Domain(lower=number, lower_open=True))
    if number == domain.upper:
        return Limit(f"{name} < {number}", name, Domain(upper=number, upper_open=True))
    return Limit(f"{name} != {number}", holds=Term("ne", hyper(name), term(number)))


def _root(path: Path, factor: fmpz_mpoly) -> tuple[str, Rational, int] | None:
    """The hyperparameter in which a factor is linear, and nothing else in it; its zero; its slope's sign."""
    used = [i for i, d in enumerate(factor.degrees()) if d]
    symbol = path.ring.symbol_of(used[0]) if len(used) == 1 else None
    if symbol is None or symbol.args[0] != "hyper" or factor.total_degree() != 1:
        return None
    parts = path.ring.coefficients(factor, used[0])
    slope, rest = (int(parts[k].leading_coefficient()) if k in parts else 0 for k in (1, 0))
    image = path.leaf(symbol)
    moved = path.ring.coefficients(image.numerator, used[0])
    rise, start = (int(moved[k].leading_coefficient()) if k in moved else 0 for k in (1, 0))
    below = int(image.denominator.leading_coefficient())
    number = (Rational(rise) * Rational(-rest, slope) + start) / below
    return symbol.name, number, (1 if slope * rise * below > 0 else -1)


def changes_with_time(images: Mapping[str, Term]) -> bool:
    """Whether an image changes from step to step."""
    return any(symbols([v], "time") or symbols([v], "sequence") for v in images.values())
