"""Terms as they are written: numbers in front of products, powers put together, no needless minus."""

from __future__ import annotations

from fractions import Fraction as Rational

from verifier.evaluate.infix import infix
from verifier.evaluate.infix import number as decimal
from verifier.term import ONE, STEP, ZERO, Term, fold, term

Scaled = tuple[Rational, Term]
"""A number, and what it is multiplied by."""


def written(value: Term) -> str:
    """The whole term in the notation of formula files: ``w - beta*v``, and not ``(-beta)*v + w``."""
    plain = _applied(*_turned(*_numbers_in_front(value)))
    return infix(plain, {}, plain.depth)


def _turned(number: Rational, rest: Term) -> Scaled:
    """A difference the other way about, where a minus stands before it."""
    if number < 0 and rest.op == "add":
        one, two = rest.terms
        negative, other = sign_in_front(two)
        if negative:
            return -number, other - one
    return number, rest


def sign_in_front(value: Term) -> tuple[bool, Term]:
    """Whether a minus stands before a product or quotient, and the rest, in which none stands."""
    number, rest = _numbers_in_front(value)
    return number < 0, _applied(abs(number), rest)


def _numbers_in_front(value: Term) -> Scaled:
    return fold([value], _with_number_in_front)[value]


def _with_number_in_front(node: Term, args: tuple[Scaled, ...]) -> Scaled:
    if node.op == "num":
        return node.value, ONE
    if node.op == "mul":
        (one, left), (other, right) = args
        return one * other, _product(left, right)
    if node.op == "div" and args[1][0]:
        (one, left), (other, right) = args
        return one / other, left if right is ONE else left / right
    plain = [_applied(*each) for each in args]
    if node.op == "add" and args[0][0] < 0 <= args[1][0]:
        plain.reverse()
    return Rational(1), Term(node.op, *plain) if plain else node


def _applied(number: Rational, value: Term) -> Term:
    """The product as it is written: ``-v``, ``2*v``, ``v/2``, ``3*a/(2*b)``."""
    if value is ONE:
        return term(number)
    if number <= 0:
        return -_applied(-number, value) if number else _product(ZERO, value)
    above, below = value.terms if value.op == "div" else (value, ONE)
    short = number if "/" not in decimal(number) else Rational(number.numerator)  # 1e-8*v, and not v/1e8
    above, below = _product(term(short), above), _product(term(short / number), below)
    return above if below is ONE else above / below


def _product(left: Term, right: Term) -> Term:
    """``1*v`` is ``v``, ``1/lr*v`` is ``v/lr``, and ``b*b**t`` is ``b**(t + 1)``."""
    if left is ONE or right is ONE:
        return right if left is ONE else left
    if left.op == "div" and left.terms[0] is ONE:
        return right / left.terms[1]
    return _put_together(left, right) or _put_together(right, left) or left * right


def _put_together(bases: Term, value: Term) -> Term | None:
    """The product, a factor of the first put into a power of it in the second; None where there is none."""
    found = _one_power_up(bases, value)
    if found is not None or bases.op != "mul":
        return found
    left, right = bases.terms
    found = _one_power_up(right, value)
    if found is not None:
        return left * found
    found = _put_together(left, value)
    return None if found is None else found * right


def _one_power_up(base: Term, value: Term) -> Term | None:
    """The product of a base and a product with a power of it whose exponent is the step and a number."""
    if value.op == "mul":
        left, right = value.terms
        found = _one_power_up(base, left)
        if found is not None:
            return found * right
        found = _one_power_up(base, right)
        return None if found is None else left * found
    later = _after_the_step(value.terms[1]) if value.op == "pow" and value.terms[0] is base else None
    if later is None:
        return None
    return base ** (STEP if later == -1 else STEP + (later + 1))


def _after_the_step(exponent: Term) -> Rational | None:
    """How many steps after the one that is taken: -1 of ``t - 1``; None of another exponent."""
    if exponent is STEP:
        return Rational(0)
    plain = exponent.op == "add" and exponent.terms[0] is STEP and exponent.terms[1].op == "num"
    later = exponent.terms[1].value if plain else None
    return later if later is not None and later >= -1 else None
