"""From fractions of polynomials back to terms, for relations and for printing."""

from __future__ import annotations

from functools import reduce

from flint import fmpz_mpoly

from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path
from verifier.algebra.powers import STEP_KEY
from verifier.algebra.ring import Generator, Unsupported
from verifier.domain import REAL
from verifier.term import ONE, STEP, ZERO, Term, term


def term_of_fraction(path: Path, value: Fraction) -> Term:
    """The fraction as a term in symbols; factors stay factors.

    Raises
    ------
    Unsupported
        When a generator has no term, such as one that stands for an assumption's slack.
    """
    above, below = _product(path, value.numerator), _product(path, value.denominator)
    return above if below == ONE else above / below


def _product(path: Path, polynomial: fmpz_mpoly) -> Term:
    if polynomial.is_zero():
        return ZERO
    content, factors = polynomial.factor()
    parts = [_sum(path, factor) ** int(e) if e != 1 else _sum(path, factor) for factor, e in factors]
    if int(content) != 1 or not parts:
        parts.insert(0, term(int(content)))
    return reduce(lambda a, b: a * b, parts)


def _sum(path: Path, polynomial: fmpz_mpoly) -> Term:
    monomials = [
        _monomial(path, exponents, int(c)) for exponents, c in sorted(polynomial.to_dict().items(), key=str)
    ]
    return reduce(lambda a, b: a + b, monomials) if monomials else ZERO


def _monomial(path: Path, exponents: tuple[int, ...], coefficient: int) -> Term:
    rest, parts = _whole_steps(path, list(exponents))
    parts += [
        _generator(path, i) if e == 1 else _generator(path, i) ** int(e) for i, e in enumerate(rest) if e
    ]
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
    if generator.key[0] == "symbol":
        return _symbol(path, generator)
    if generator.radicand is not None:
        return _sum(path, generator.radicand) ** (ONE / generator.order)
    if generator.key[0] == "number root":
        return term(generator.key[1]) ** (ONE / generator.key[2])
    if generator.key[0] == "power":
        return term_of_fraction(path, generator.base) ** _exponent(path, generator.key[1])
    if generator.key[0] == "log":
        return Term("log", term_of_fraction(path, generator.base))
    if generator.key[0] == "exp":
        return Term("exp", _exponent(path, generator.key[1]))
    raise Unsupported("a quantity without a term")


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


def _exponent(path: Path, key: tuple[object, ...]) -> Term:
    if key[-1] != "1":
        raise Unsupported("an exponent that is a quotient")
    result: Term | None = None
    for part in key[:-1]:
        assert isinstance(part, tuple)
        base = STEP - path.first if part[0] == "step" else _generator(path, part[0])
        piece = base if part[1] == 1 else base ** int(part[1])
        result = piece if result is None else result * piece
    return ONE if result is None else result


