"""States that depend on the step alone: solved, proved, and put in as functions of the step."""

from __future__ import annotations

from verifier.algebra import fraction as fr
from verifier.algebra.back import term_of_fraction
from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path, Split, explore
from verifier.algebra.ring import Ring, Unsupported
from verifier.prove.relation import Pair, at_step, without
from verifier.system import State
from verifier.term import ONE, STEP, ZERO, Term, shift, state, substitute, symbols, where


def eliminate_times(pair: Pair) -> tuple[Pair, dict[str, Term]]:
    """The pair without states that depend on the step alone, and what each of them is.

    A closed form is used only after it has been proved by induction; a state without one stays.
    """
    closed: dict[str, Term] = {}
    growing = True
    while growing:
        growing = False
        for each in (*pair.left.states, *pair.right.states):
            form = _closed_form(pair, each)
            if form is not None:
                closed[each.name] = form
                pair = without(pair, {state(each.name): _before(each, form)})
                growing = True
                break
    return pair, closed


def _before(each: State, form: Term) -> Term:
    if not symbols([each.update], "state"):  # carried from the step before: only the start may differ
        return where(Term("eq", STEP, ONE), *shift([each.initial, each.update], -1))
    return shift([form], -1)[0]


def _closed_form(pair: Pair, each: State) -> Term | None:
    kinds = {s for s in symbols([each.update]) if s.args[0] in ("gradient", "weight")}
    others = [s for s in symbols([each.update], "state") if s.name != each.name]
    if kinds or others or symbols([each.initial], "weight"):
        return None
    if not symbols([each.update], "state"):
        return each.update
    if symbols([each.update], "sequence"):
        return None
    try:
        candidates = _candidates(pair, each)
        return next((c for c in candidates if _holds(pair, each, c)), None)
    except (Unsupported, Split):
        return None


def _candidates(pair: Pair, each: State) -> list[Term]:
    """Solutions of ``x = a*x + b`` with ``a`` and ``b`` free of the step."""
    here = state(each.name)
    offset, at_one = (substitute([each.update], {here: value})[0] for value in (ZERO, ONE))
    slope, offset = simplified(pair, at_one - offset), simplified(pair, offset)
    if symbols([slope, offset], "time"):
        return []
    power = slope**STEP if each.initial is ONE else each.initial * slope**STEP
    linear = STEP if offset is ONE else offset * STEP
    shifted = linear if each.initial is ZERO else each.initial + linear
    return [shifted, power, power + offset * (ONE - slope**STEP) / (ONE - slope)]


def simplified(pair: Pair, value: Term) -> Term:
    """The same value, written as a quotient of polynomials.

    Raises
    ------
    Unsupported, Split
        When the algebra cannot write it so, or not without a distinction of cases.
    """
    path = Path(Ring(), pair.domains, 0)
    evaluation = Evaluation(path)
    result = evaluation.value(value)
    if evaluation.conditions or not isinstance(result, Fraction):
        raise Unsupported("a value that is not always defined")
    return term_of_fraction(path, result)


def _holds(pair: Pair, each: State, form: Term) -> bool:
    """Base case and induction step of ``x_t = form(t)``."""
    here = state(each.name)
    if not equal_everywhere(pair, at_step(form, 0), each.initial, first=1):
        return False
    stepped = substitute([each.update], {here: shift([form], -1)[0]})[0]
    return equal_everywhere(pair, stepped, form, first=1)


def equal_everywhere(pair: Pair, a: Term, b: Term, first: int) -> bool:
    """Whether two terms are defined and equal at every input."""

    def task(path: Path) -> bool:
        evaluation = Evaluation(path)
        x, y = evaluation.value(a), evaluation.value(b)
        if evaluation.conditions or not isinstance(x, Fraction) or not isinstance(y, Fraction):
            return False
        return bool(fr.difference(path.ring, x, y).is_zero())

    try:
        return all(ok for _, ok in explore(Path(Ring(), pair.domains, first), task))
    except Unsupported:
        return False
