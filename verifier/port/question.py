"""A ratio of two terms: between which numbers it lies, and where it is close to one, proved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import islice, product
from math import ceil, floor, isfinite, log10
from random import Random

from flint import arb, fmpq

from verifier.algebra.ring import Effort
from verifier.domain import REAL, Domain
from verifier.port.effect import CLOSE, settled
from verifier.port.numbers import as_float, rational
from verifier.prove.facts import never_negative
from verifier.prove.relation import Pair
from verifier.term import GRADIENT, STEP, Term, postorder, state, substitute, symbols, term

SIZES = tuple(float(f"{m}e{k}") for k in range(-30, 13) for m in (1, 2, 5))
"""Of the values of letters at which a ratio is looked at."""
TIMES = (1, 2, 3, 5, 10, 100, 1000, 10**4, 10**6, 10**9)
SAMPLES = 2000
"""Of the settings of several letters."""
LARGEST = 1e6
"""A ratio that is larger somewhere is said to have no bound."""
DIGITS = (3, 2, 1)
"""Of a bound, most first: one that is less sharp may be proved where another is not."""
TRIES = 3
WORK = 400_000
"""What each proof may take."""
NEAR_ONE, NOISE = 0.5, 1e-12
"""Distances from one: of numbers that are rounded by it, and of those that are one but for float64."""
CEILING_DIGITS = 6
DEGREE = 2
"""Roots of this degree are left as they are."""
Point = Mapping[Term, float]
Rounding = Callable[[Fraction], int]


@dataclass(frozen=True)
class Question:
    """A ratio, and the pair of systems in whose letters it is written."""

    ratio: Term
    pair: Pair

    @cached_property
    def letters(self) -> tuple[Term, ...]:
        """What the ratio depends on beside the step."""
        return tuple(s for s in symbols([self.ratio]) if s is not STEP)

    @property
    def sizes(self) -> tuple[Term, ...]:
        """The letters that are never negative."""
        return tuple(s for s in self.letters if self._is_size(s))

    def _is_size(self, letter: Term) -> bool:
        lower = self.pair.domains.get(letter, REAL).lower
        return lower is not None and lower >= 0

    def bounds(self) -> tuple[Fraction | None, Fraction | None]:
        """Numbers below and above the ratio, each None where it is not proved."""
        values = [value for t in TIMES for value in self._values(t)]
        if not values or min(values) <= 0:  # as where states have no partner
            return None, None
        lows, highs = (
            [rounded(x, n) for n in DIGITS] for rounded, x in ((below, min(values)), (above, max(values)))
        )
        return (
            next((x for x in lows if self._proved(self.ratio - term(x), self.pair)), None),
            next((x for x in highs if x <= LARGEST and self._proved(term(x) - self.ratio, self.pair)), None),
        )

    def close_above(self, letter: Term) -> float | None:
        """A size of a letter from which on the ratio is close to one, whatever the others are; 0 for any."""
        if letter not in self.letters:
            return None
        points = [p for t in TIMES for p in self._points(t)]
        far = [abs(p[letter]) for p in points if not abs(as_float(self.ratio, p) - 1) < CLOSE]
        enough = (size for size in (0.0, *SIZES) if not far or size > max(far))
        return next((s for s in islice(enough, TRIES) if self._close(self._above(letter, s))), None)

    def close_from(self) -> int | None:
        """The step from which on the ratio is close to one, whatever the letters are."""
        first = settled(lambda t: all(abs(v - 1) < CLOSE for v in self._values(t)))
        if first is None:
            return None
        late = self._since(first)
        return first if late._close(late.pair) else None

    def _since(self, first: int) -> Question:
        """The ratio with a letter for each power of the step, below its value at a first step.

        The powers themselves have as many digits at a late step as no algebra takes.
        """
        powers = [node for node in postorder([self.ratio]) if _fades(node)]
        letters = {power: state(f"power {i}") for i, power in enumerate(powers)}
        domains = {letters[p]: Domain(Fraction(0), _ceiling(p, first), lower_open=True) for p in powers}
        (ratio,) = substitute([self.ratio], letters)
        return Question(ratio, replace(self.pair, domains=self.pair.domains | domains))

    def with_intervals(self) -> Question:
        """The ratio with a letter for each number that is a root, in an interval of few digits around it.

        Algebra takes the root of a high degree, as 0.96**(1/250), for a number that it knows nothing of.
        """
        roots = [node for node in postorder([self.ratio]) if _is_root(node)]
        letters = {root: state(f"root {i}") for i, root in enumerate(roots)}
        domains = {letters[root]: _around(root) for root in roots}
        (ratio,) = substitute([self.ratio], letters)
        return Question(ratio, replace(self.pair, domains=self.pair.domains | domains))

    def _values(self, t: int) -> Iterator[float]:
        """The ratio at settings of the letters at which it is defined."""
        return filter(isfinite, (as_float(self.ratio, point) for point in self._points(t)))

    def _points(self, t: int) -> Iterator[Point]:
        choices = [self._within(letter) or SIZES for letter in self.letters]
        if sum(each is SIZES for each in choices) <= 1:
            settings: Iterator[tuple[float, ...]] = product(*choices)
        else:
            settings = self._random_settings()
        return ({STEP: float(t), **dict(zip(self.letters, each, strict=True))} for each in settings)

    def _within(self, letter: Term) -> tuple[float, float] | None:
        """The ends of the interval in which a letter lies."""
        domain = self.pair.domains.get(letter, REAL)
        if domain.lower is None or domain.upper is None:
            return None
        return float(domain.lower), float(domain.upper)

    def _random_settings(self) -> Iterator[tuple[float, ...]]:
        source = Random(SAMPLES)
        for _ in range(SAMPLES // len(TIMES)):
            yield tuple(
                source.choice(SIZES) * (1 if self._is_size(s) else source.choice((-1, 1)))
                for s in self.letters
            )

    def _above(self, letter: Term, size: float) -> Pair:
        if not size:
            return self.pair
        bound = Fraction(str(size))
        if letter is GRADIENT:
            return replace(self.pair, gradients=(Domain(lower=bound), Domain(upper=-bound)))
        return replace(self.pair, domains=self.pair.domains | {letter: Domain(lower=bound)})

    def _close(self, pair: Pair, first: int = 1) -> bool:
        apart = (self.ratio - term(1 - CLOSE), term(1 + CLOSE) - self.ratio)
        return all(self._proved(gap, pair, first) for gap in apart)

    def _proved(self, value: Term, pair: Pair, first: int = 1) -> bool:
        return never_negative(replace(pair, effort=Effort(WORK)), value, first)


def _fades(node: Term) -> bool:
    """Whether a term is a power of the step with a base between 0 and 1."""
    return (
        node.op == "pow"
        and node.terms[1] is STEP
        and node.terms[0].op == "num"
        and 0 < node.terms[0].value < 1
    )


def _is_root(node: Term) -> bool:
    """Whether a term is a number's root of a higher degree than algebra takes gladly."""
    if node.op != "pow":
        return False
    base, exponent = map(rational, node.terms)
    return base is not None and exponent is not None and base > 0 and exponent.denominator > DEGREE


def _around(root: Term) -> Domain:
    base, exponent = (
        arb(fmpq(x.numerator, x.denominator)) for x in map(rational, root.terms) if x is not None
    )
    exactly = base**exponent
    return Domain(
        below(float(exactly.lower()) * (1 - NOISE), CEILING_DIGITS),
        above(float(exactly.upper()) * (1 + NOISE), CEILING_DIGITS),
    )


def _ceiling(power: Term, step: int) -> Fraction:
    """A number of few digits that a power of the step does not exceed from a step on."""
    base = power.terms[0].value
    exactly = arb(fmpq(base.numerator, base.denominator)) ** step
    return above(float(exactly.upper()) * (1 + NOISE), CEILING_DIGITS)


def above(value: float, digits: int = 3) -> Fraction:
    """A number of few digits that is not smaller; near one, of few digits of the distance.

    Examples
    --------
    >>> [float(above(value)) for value in (31.6227, 1.00000005, 0.99951234)]
    [31.7, 1.00000005, 0.999513]
    """
    return _short(value, digits, ceil, floor)


def below(value: float, digits: int = 3) -> Fraction:
    """A number of few digits that is not larger; near one, of few digits of the distance."""
    return _short(value, digits, floor, ceil)


def _short(value: float, digits: int, away: Rounding, towards: Rounding) -> Fraction:
    """Rounded; of a number near one its distance from one."""
    gap = value - 1
    if abs(gap) < NOISE:
        return Fraction(1)
    if not abs(gap) < NEAR_ONE:
        return _rounded(Fraction(value), digits, away)
    return (
        1 + _rounded(Fraction(gap), digits, away)
        if gap > 0
        else 1 - _rounded(Fraction(-gap), digits, towards)
    )


def _rounded(value: Fraction, digits: int, whole: Rounding) -> Fraction:
    if not value:
        return value
    unit = Fraction(10) ** (floor(log10(value)) + 1 - digits)
    return whole(value / unit) * unit
