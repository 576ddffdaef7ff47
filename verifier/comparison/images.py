"""Where the image of a map lies: the distances from the ends of a domain, and whether it may be inside."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path
from verifier.algebra.positivity import ANY
from verifier.algebra.ring import Unsupported
from verifier.algebra.signs import NOT_NEGATIVE, POSITIVE
from verifier.domain import Domain
from verifier.prove.relation import Pair
from verifier.prove.trace import evaluate, setting
from verifier.term import ONE, STEP, ZERO, Term, term

POINTS = 12
STEPS = (1, 2, 3, 4)
"""The steps at which an image is looked at: one that leaves its domain at any of them never lies there."""


def ends(value: Term, domain: Domain) -> Iterator[tuple[Term, bool]]:
    """The distances of a value from a domain's ends, and whether these are open.

    Of a power of a number that must be positive, or must be below one, its exponent tells; of a logarithm
    that must be positive, what it is of.
    """
    falling = _falling(value)
    if falling is not None and domain.lower == 0 and domain.upper in (None, 1):
        if domain.upper is not None:
            yield falling, domain.upper_open
        return
    if domain.lower == 0 and value.op == "log":
        yield value.terms[0] - ONE, domain.lower_open
    elif domain.lower is not None:
        yield value - domain.lower, domain.lower_open
    if domain.upper is not None:
        yield term(domain.upper) - value, domain.upper_open


def meets(pair: Pair, value: Term, domain: Domain) -> bool:
    """Whether the value lies in the domain at some generic setting, from the first step on."""
    return any(
        all(_inside(_number(pair, value, point, step), domain) for step in STEPS) for point in range(POINTS)
    )


def lies_in(pair: Pair, value: Term, domain: Domain) -> bool:
    """Whether the value lies in the domain in every case of what it reads: a size does, ``sqrt(c**2)``."""
    asked = [
        (value, ANY),
        *((end, POSITIVE if strict else NOT_NEGATIVE) for end, strict in ends(value, domain)),
    ]

    def task(path: Path) -> bool:
        evaluation = Evaluation(path)
        for each, signs in asked:
            found = evaluation.value(each)
            if evaluation.conditions or not isinstance(found, Fraction):
                return False
            if not evaluation.path.signs(found) <= signs:
                return False
        return True

    try:
        return pair.always(1, task)
    except Unsupported:
        return False


def _inside(value: float, domain: Domain) -> bool:
    above = domain.lower is None or value > float(domain.lower)
    return above and (domain.upper is None or value < float(domain.upper))


def _number(pair: Pair, value: Term, point: int, step: int) -> float:
    given = setting(pair, None, point)(step) | {STEP: float(step)}
    return float(evaluate({value: value}, given)[value][0])


def _falling(value: Term) -> Term | None:
    """What is positive where a power of a number, which always is so itself, lies below one."""
    if value.op == "exp":
        return ZERO - value.terms[0]
    if value.op != "pow" or value.terms[0].op != "num" or value.terms[0].value in (0, 1):
        return None
    base, exponent = value.terms
    return None if base.value < 0 else exponent if base.value < 1 else ZERO - exponent
