"""From fractions of polynomials back to terms, for relations and for printing."""

from __future__ import annotations

from fractions import Fraction as Rational
from functools import reduce

from flint import fmpz_mpoly

from verifier.algebra.factoring import factored
from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path
from verifier.algebra.powers import LARGEST
from verifier.algebra.quantities import FALLING, Key, quantity
from verifier.algebra.ring import REALS, STEP_KEY, Generator, Unsupported
from verifier.domain import REAL
from verifier.term import ONE, STEP, ZERO, Term, term


def term_of_fraction(path: Path, value: Fraction) -> Term:
    """The fraction as a term in symbols; factors stay factors.

    Raises
    ------
    Unsupported
        When a generator has no term, such as one that stands for an assumption's slack.
    """
    above, ups = _factors(_in_steps(path, value.numerator))
    below, downs = _factors(_in_steps(path, value.denominator))
    number = Rational(above, below)
    if max(map(int.bit_length, number.as_integer_ratio())) > LARGEST:
        raise Unsupported("a number of so many digits")
    ups, downs = _without_squares_of_roots(path, ups, downs)
    top = sorted((_power(_sum(path, factor), e) for factor, e in ups), key=lambda t: t.depth)
    bottom = sorted((_power(_sum(path, factor), e) for factor, e in downs), key=lambda t: t.depth)
    if abs(number.numerator) != 1 or not top:
        top.insert(0, term(abs(number.numerator)))
    if number.denominator != 1:
        bottom.insert(0, term(number.denominator))
    result = reduce(lambda a, b: a * b, top)
    if bottom:
        result = result / reduce(lambda a, b: a * b, bottom)
    return -result if number < 0 else result


Factors = list[tuple[fmpz_mpoly, int]]


def _without_squares_of_roots(path: Path, ups: Factors, downs: Factors) -> tuple[Factors, Factors]:
    """``sqrt(f)/f`` is ``1/sqrt(f)``, and ``f/sqrt(f)`` is ``sqrt(f)``."""
    ups, downs = _roots_moved(path, ups, downs)
    downs, ups = _roots_moved(path, downs, ups)
    return ups, downs


def _roots_moved(path: Path, ours: Factors, theirs: Factors) -> tuple[Factors, Factors]:
    """Each root whose radicand stands on the other side of the fraction goes there in its place."""
    kept, others = [], list(theirs)
    for factor, exponent in ours:
        root = path.ring.single(factor)
        square = root is not None and root.order == 2 and exponent == 1
        place = next((i for i, (f, _) in enumerate(others) if square and root and f == root.radicand), None)
        if place is None:
            kept.append((factor, exponent))
            continue
        radicand, rest = others[place]
        others[place] = (factor, 1)
        others += [(radicand, rest - 1)] if rest > 1 else []
    return kept, others


def _in_steps(path: Path, polynomial: fmpz_mpoly) -> fmpz_mpoly:
    """The polynomial in the step ``t`` itself where it stands outside of exponents."""
    ring, index = path.ring, path.ring.find(("step",))
    if index is None or not path.first or not polynomial.degrees()[index]:
        return polynomial
    steps = ring.generator(("itself", STEP), REALS) - path.first
    parts = ring.coefficients(polynomial, index)
    return sum((c * steps**k for k, c in parts.items()), ring.zero)


def _factors(polynomial: fmpz_mpoly) -> tuple[int, list[tuple[fmpz_mpoly, int]]]:
    """The content and the factors, each with the sign that makes its last coefficient positive.

    The last coefficient is the constant's: ``1 - beta`` and not ``beta - 1``.
    """
    if polynomial.is_zero():
        return 0, []
    number, factors = factored(polynomial)
    result = []
    for factor, exponent in factors:
        if int(factor.coeffs()[-1]) < 0:
            factor, number = -factor, number * (-1) ** exponent
        result.append((factor, exponent))
    return number, result


def _power(base: Term, exponent: int) -> Term:
    return base if exponent == 1 else base**exponent


def _sum(path: Path, polynomial: fmpz_mpoly) -> Term:
    monomials = [(exponents, int(c)) for exponents, c in polynomial.to_dict().items()]
    monomials.sort(key=lambda m: (sum(m[0]), m[1] < 0))
    result: Term | None = None
    for exponents, coefficient in monomials:
        part = _monomial(path, exponents, abs(coefficient))
        if result is None:
            result = part if coefficient > 0 else -part
        else:
            result = result + part if coefficient > 0 else result - part
    return ZERO if result is None else result


def _monomial(path: Path, exponents: tuple[int, ...], coefficient: int) -> Term:
    rest, parts = _whole_steps(path, list(exponents))
    parts = [_power(_generator(path, i), int(e)) for i, e in enumerate(rest) if e] + parts
    if coefficient.bit_length() > LARGEST:
        raise Unsupported("a number of so many digits")
    if coefficient != 1 or not parts:
        parts.insert(0, term(coefficient))
    return reduce(lambda a, b: a * b, parts)


def _whole_steps(path: Path, exponents: list[int]) -> tuple[list[int], list[Term]]:
    """``b**first * b**n`` is put together as ``b**t``, which is defined at every step."""
    parts: list[Term] = []
    for index, exponent in enumerate(exponents):
        generator = path.ring.at(index)
        if not exponent or generator is None or generator.key[:2] != ("power", STEP_KEY):
            continue
        base = path.ring.single(generator.base.numerator) if generator.base.denominator.is_one() else None
        if base is not None and exponents[base.index] >= path.first * exponent:
            exponents[base.index] -= path.first * exponent
            exponents[index] = 0
            parts.append(_generator(path, base.index) ** (STEP if exponent == 1 else STEP * int(exponent)))
    return exponents, parts


def _generator(path: Path, index: int) -> Term:
    generator = path.ring.at(index)
    if generator is None:
        raise Unsupported("a complement of its own")
    if generator.key == ("step",):
        return STEP - path.first if path.first else STEP
    if generator.key[0] == "itself":
        itself: Term = generator.key[1]
        return itself
    if generator.key[0] == "symbol":
        return _symbol(path, generator)
    if generator.radicand is not None:
        return _root(path, generator)
    if generator.key[0] == "number root":
        number, order = generator.key[1:]
        return term(number) ** term(Rational(1, order))
    if generator.key[0] == "power":
        return term_of_fraction(path, generator.base) ** _exponent(path, generator.key[1])
    if generator.key[0] in ("log", "cos"):
        return Term(str(generator.key[0]), term_of_fraction(path, generator.base))
    if generator.key[0] == "exp":
        exponent = _exponent(path, generator.key[1])
        return Term("exp", -exponent if generator.key[2:] == FALLING else exponent)
    raise Unsupported("a quantity without a term")


def _root(path: Path, generator: Generator) -> Term:
    """A root; that of one which changes its sign from step to step is a power of minus one."""
    if generator.range == REALS:
        return term(-1) ** (STEP - path.first if path.first else STEP)
    return _sum(path, _in_symbols(path, generator.radicand)) ** Rational(1, generator.order)


def _in_symbols(path: Path, polynomial: fmpz_mpoly) -> fmpz_mpoly:
    """The polynomial in the step, and in symbols themselves where these lie beyond a whole number."""
    polynomial, ring = _in_steps(path, polynomial), path.ring
    for index, degree in enumerate(polynomial.degrees()):
        symbol = ring.symbol_of(index) if degree else None
        domain = REAL if symbol is None else path.domains.get(symbol, REAL)
        if domain.lower and domain.upper is None and domain.lower.denominator == 1:
            beyond = ring.generator(("itself", symbol), REALS) - int(domain.lower)
            parts = ring.coefficients(polynomial, index)
            polynomial = sum((c * beyond**k for k, c in parts.items()), ring.zero)
    return polynomial


def _symbol(path: Path, generator: Generator) -> Term:
    symbol: Term = generator.key[1]
    domain = path.domains.get(symbol, REAL)
    if generator.key[2] == -1:
        return -symbol
    if domain.lower is not None and domain.upper is not None:
        shifted = symbol - domain.lower if domain.lower else symbol
        width = domain.upper - domain.lower
        return shifted if width == 1 else shifted / width
    if domain.lower is not None:
        return symbol - domain.lower if domain.lower else symbol
    return term(domain.upper) - symbol if domain.upper is not None else symbol


def _exponent(path: Path, key: Key) -> Term:
    result: Term | None = None
    for part in key[:-1]:
        assert isinstance(part, tuple)
        base = STEP - path.first if part[0] == "step" else _generator(path, part[0])
        piece = base if part[1] == 1 else base ** int(part[1])
        result = piece if result is None else result * piece
    above, below = ONE if result is None else result, quantity(path.ring, key).denominator
    return above if below.is_one() else above / term_of_fraction(path, Fraction(below, path.ring.one))
