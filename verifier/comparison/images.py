"""Whether the image of a map lies in a domain: always, somewhere, or never."""

from __future__ import annotations

from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path
from verifier.algebra.ring import Unsupported
from verifier.algebra.signs import NOT_NEGATIVE, POSITIVE, Signs
from verifier.domain import Domain
from verifier.prove.relation import Pair
from verifier.prove.trace import evaluate, setting
from verifier.term import STEP, Term, term

POINTS = 12


def within(pair: Pair, value: Term, domain: Domain) -> bool:
    """Whether the value is proved to lie in the domain for all hyperparameters and steps."""
    ends: list[tuple[Term, bool]] = []
    if domain.lower is not None:
        ends.append((value - domain.lower, domain.lower_open))
    if domain.upper is not None:
        ends.append((term(domain.upper) - value, domain.upper_open))
    return all(_has_signs(pair, end, POSITIVE if strict else NOT_NEGATIVE) for end, strict in ends)


def _has_signs(pair: Pair, value: Term, signs: Signs) -> bool:
    def task(path: Path) -> bool:
        evaluation = Evaluation(path)
        result = evaluation.value(value)
        return isinstance(result, Fraction) and evaluation.path.signs(result) <= signs

    try:
        return pair.always(1, task)
    except Unsupported:
        return False


def meets(pair: Pair, value: Term, domain: Domain) -> bool:
    """Whether the value lies in the domain at some generic setting and step."""
    return any(_inside(_number(pair, value, point), domain) for point in range(POINTS))


def _inside(value: float, domain: Domain) -> bool:
    above = domain.lower is None or value > float(domain.lower)
    return above and (domain.upper is None or value < float(domain.upper))


def _number(pair: Pair, value: Term, point: int) -> float:
    given = setting(pair, None, point)(1 + point) | {STEP: 1.0 + point}
    return float(evaluate({value: value}, given)[value][0])
