"""How the weights are to be read: the right's as the left's plus a linear expression in the states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from verifier.algebra import fraction as fr
from verifier.algebra.back import term_of_fraction
from verifier.algebra.evaluate import Evaluation
from verifier.algebra.path import Path, Split
from verifier.algebra.ring import Ring, Unsupported
from verifier.prove.relation import RIGHT_WEIGHT, Relation
from verifier.term import GRADIENT, ONE, WEIGHT, ZERO, Term, fold, substitute, symbols, term

Linear = dict[Term, Term]
"""Coefficients of states and weights, and under one what is free of them."""


def weight_reading(relation: Relation) -> Term | None:
    """The right's weight as ``w`` and what is linear in the states; None where no such thing is said.

    Where the relation itself has another multiple of ``w``, or none, a state that is told by ``w`` makes
    up for it: of ``w' = left.x`` and ``right.a = w`` follows ``w' + right.a = w + left.x``. What is not
    linear is cleared in the same way: of ``w' = w + 2*sign(left.m)`` and ``right.u = sign(left.m)``
    follows ``w' = w + 2*right.u``.
    """
    right = relation.solved[RIGHT_WEIGHT]
    form = linear(right)
    if form is not None and _apart(right):
        return right
    told = [(k, parts_of(v)) for k, v in relation.solved.items() if k is not RIGHT_WEIGHT]
    nothing = [_summed({each: ONE}, _scaled(value, term(-1))) for each, value in told]
    cleared = _linearized(parts_of(right), nothing)
    return None if cleared is None else _with_one_weight(*cleared)


def _linearized(form: Linear, nothing: Sequence[Linear]) -> tuple[Linear, Sequence[Linear]] | None:
    """The form and what is zero, without parts that are not linear: by Gaussian elimination."""
    part = next((key for each in (form, *nothing) for key in each if not _is_linear({key: ONE})), None)
    if part is None:
        return form, nothing
    for pivot in sorted((zero for zero in nothing if part in zero), key=len):
        found = _without(form, pivot, part)
        if found is not None:
            rest = (_without(zero, pivot, part) for zero in nothing if zero is not pivot)
            return _linearized(found, [zero for zero in rest if zero is not None])
    return None


def _without(form: Linear, pivot: Linear, part: Term) -> Linear | None:
    return _with_coefficient(form, pivot, part, ZERO) if part in form else form


def _with_one_weight(form: Linear, nothing: Sequence[Linear]) -> Term | None:
    """The form where the weight stands once in it, with a multiple of what is zero if it must be."""
    if form.get(WEIGHT) is ONE:
        return _written(form)
    for zero in sorted(nothing, key=lambda each: each.get(WEIGHT, ZERO).op != "num"):
        found = _with_coefficient(form, zero, WEIGHT, ONE)
        if found is not None:
            return _written(found)
    return None


def _with_coefficient(form: Linear, zero: Linear, key: Term, wanted: Term) -> Linear | None:
    """The form, and a multiple of what is zero, with this coefficient; None where none surely exists."""
    there, missing = zero.get(key, ZERO), _plus(wanted, _times(term(-1), form.get(key, ZERO)))
    factor = _quotient(missing, there)
    if factor is None:
        return None
    found = _summed(form, _scaled(zero, factor)) | {key: wanted}
    shown = found if there.op == "num" else {each: _simplified(value) for each, value in found.items()}
    return {each: value for each, value in shown.items() if value is not ZERO}


def _simplified(value: Term) -> Term:
    """The same coefficient in normal form, which is defined wherever the coefficient is."""
    path = Path(Ring(), {})
    try:
        found = Evaluation(path).value(value)
    except (Split, Unsupported):
        return value
    return term_of_fraction(path, found) if isinstance(found, fr.Fraction) else value


def _quotient(value: Term, divisor: Term) -> Term | None:
    """The quotient where it exists wherever both terms do: the divisor's factors are among the value's."""
    if divisor.op == "num":
        return None if divisor is ZERO else _times(term(1 / divisor.value), value)
    number, above, below = _factors(value)
    divided, over, under = _factors(divisor)
    if not divided or over - above:
        return None
    result = term(number / divided)
    for factor in (above - over + under).elements():
        result = _times(result, factor)
    for factor in below.elements():
        result = _times(result, ONE / factor)
    return result


def _factors(value: Term) -> tuple[Fraction, Counter[Term], Counter[Term]]:
    """A number, the factors above and those below: of these is the value the quotient."""
    if value.op == "num":
        return value.value, Counter(), Counter()
    if value.op not in ("mul", "div"):
        return Fraction(1), Counter([value]), Counter()
    (one, above, below), (two, over, under) = map(_factors, value.terms)
    if value.op == "mul":
        return one * two, above + over, below + under
    if not two:
        return Fraction(1), Counter([value]), Counter()
    return one / two, above + under, below + over


LEFT_WEIGHT = Term("sym", "state", "left.w")
"""The left's weight, where ``w`` is the right's."""
Equations = dict[Term, Term]


def by_the_right(relation: Relation) -> tuple[Equations, Equations]:
    """The left's states by the right's states and weight ``w``, and the equations that tell no such thing.

    An equation with one unknown of the left is solved for it, where that stands alone or after a number.
    """
    seen = {WEIGHT: LEFT_WEIGHT, RIGHT_WEIGHT: WEIGHT}
    rest = dict(zip(*(substitute(x, seen) for x in (relation.solved, relation.solved.values())), strict=True))
    known = _unknown(WEIGHT, rest[WEIGHT], {})
    while found := next(((k, u) for k, v in rest.items() if (u := _unknown(k, v, known))), None):
        del rest[found[0]]
        known |= found[1]
    same = {LEFT_WEIGHT: WEIGHT} if known.get(LEFT_WEIGHT) is WEIGHT else {}
    told = {each: value for each, value in known.items() if each is not LEFT_WEIGHT}
    rest.pop(WEIGHT, None)  # the reading of the weights says it
    open_ = zip(*(substitute(x, same) for x in (rest, rest.values())), strict=True)
    return told, {key: value for key, value in open_ if key is not value}


def _unknown(key: Term, value: Term, known: Equations) -> Equations:
    """The only unknown of the left in an equation and its value; empty where there is none, or several."""
    key, value = substitute([key, value], known)
    lefts = [s for s in symbols([key, value], "state") if s.name.startswith("left.")]
    if lefts == [key] and key not in symbols([value]):
        return {key: value}
    one, other = linear(key), linear(value)
    if len(lefts) != 1 or one is None or other is None:
        return {}
    form = _summed(one, _scaled(other, term(-1)))
    factor = form.pop(lefts[0], ZERO)
    if factor.op != "num" or factor is ZERO:
        return {}
    return {lefts[0]: _written(_scaled(form, term(-1 / factor.value)))}


def _apart(value: Term) -> bool:
    """Whether the value is written as a sum of the weight and of what has one state each."""
    parts = _summands(value)
    others = [part for part in parts if part is not WEIGHT]
    alone = all(WEIGHT not in symbols([p]) and len(symbols([p], "state")) <= 1 for p in others)
    return alone and len(others) == len(parts) - 1


def _summands(value: Term) -> list[Term]:
    return [s for part in value.terms for s in _summands(part)] if value.op == "add" else [value]


def linear(value: Term) -> Linear | None:
    """The value as a linear expression in states and weights, where it is written as one."""
    form = parts_of(value)
    return form if _is_linear(form) else None


def added_by_a_step(update: Term) -> list[Term]:
    """The gradient, and what the update adds of it to multiples of states and weights."""
    added = (s for part, factor in parts_of(update).items() for s in _summands(_times(factor, part)))
    mine = (each for each in added if symbols([each], "gradient") and not symbols([each], "weight"))
    return [*dict.fromkeys((GRADIENT, *mine))]


def _is_linear(form: Linear) -> bool:
    return all(key is ONE or key.op == "sym" for key in form)


def parts_of(value: Term) -> Linear:
    """The value as a linear expression in states, weights, and parts that are not linear in them."""
    return fold([value], _linear)[value]


def _linear(node: Term, args: tuple[Linear, ...]) -> Linear:
    if node.op == "sym" and node.args[0] in ("state", "weight"):
        return {node: ONE}
    if all(map(_steady, args)):
        return {ONE: _number(node, [each[ONE] for each in args])}
    if node.op == "add":
        return _summed(*args)
    if node.op == "mul" and any(map(_steady, args)):
        one, other = args if _steady(args[0]) else reversed(args)
        return _scaled(other, one[ONE])
    if node.op == "div" and _steady(args[1]):
        return _scaled(args[0], _inverse(args[1][ONE]))
    return {node: ONE}


def _number(node: Term, args: Sequence[Term]) -> Term:
    """A sum, product or quotient of numbers as the number that it is, anything else as it is."""
    if node.op not in ("add", "mul", "div") or any(each.op != "num" for each in args):
        return node
    one, two = args
    if node.op == "div":
        return node if two is ZERO else term(one.value / two.value)
    return _plus(one, two) if node.op == "add" else _times(one, two)


def _steady(form: Linear) -> bool:
    return form.keys() == {ONE}


def _summed(one: Linear, other: Linear) -> Linear:
    return one | {each: _plus(one.get(each, ZERO), value) for each, value in other.items()}


def _scaled(form: Linear, factor: Term) -> Linear:
    return {each: _times(factor, value) for each, value in form.items()}


def _written(form: Linear) -> Term:
    """The sum, the weight first."""
    total = ZERO
    for each, value in sorted(form.items(), key=lambda item: item[0] is not WEIGHT):
        total = _plus(total, value if each is ONE else _times(value, each))
    return total


def _plus(one: Term, other: Term) -> Term:
    if one.op == other.op == "num":
        return term(one.value + other.value)
    return other if one is ZERO else one if other is ZERO else one + other


def _times(one: Term, other: Term) -> Term:
    if one.op == other.op == "num":
        return term(one.value * other.value)
    if ZERO in (one, other):
        return ZERO
    return other if one is ONE else one if other is ONE else one * other


def _inverse(value: Term) -> Term:
    if value.op == "num" and value is not ZERO:
        return term(1 / value.value)
    return ONE / value
