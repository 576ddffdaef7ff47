"""How the weights are to be read: the right's as the left's plus a linear expression in the states."""

from __future__ import annotations

from verifier.prove.relation import RIGHT_WEIGHT, Relation
from verifier.term import ONE, WEIGHT, ZERO, Term, fold, substitute, symbols, term

Linear = dict[Term, Term]
"""Coefficients of states and weights, and under one what is free of them."""


def weight_reading(relation: Relation) -> Term | None:
    """The right's weight as ``w`` and what is linear in the states; None where no such thing is said.

    Where the relation itself has another multiple of ``w``, or none, a state that is told by ``w`` makes
    up for it: of ``w' = left.x`` and ``right.a = w`` follows ``w' + right.a = w + left.x``.
    """
    right = relation.solved[RIGHT_WEIGHT]
    form = linear(right)
    if form is None or _apart(right):
        return None if form is None else right
    if form.get(WEIGHT) is ONE:
        return _written(form)
    for each, value in relation.solved.items():
        told = None if each is RIGHT_WEIGHT else linear(value)
        if told is not None:
            nothing = _summed({each: ONE}, _scaled(told, term(-1)))
            multiple = nothing.get(WEIGHT, ZERO)
            if multiple.op == "num" and multiple is not ZERO:
                missing = _plus(ONE, _times(term(-1), form.get(WEIGHT, ZERO)))
                missing = _times(term(1 / multiple.value), missing)
                return _written(_summed(form, _scaled(nothing, missing)) | {WEIGHT: ONE})
    return None


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
    return fold([value], _linear)[value]


def _linear(node: Term, args: tuple[Linear | None, ...]) -> Linear | None:
    if node.op == "sym" and node.args[0] in ("state", "weight"):
        return {node: ONE}
    known = [a for a in args if a is not None]
    if len(known) < len(args):
        return None
    if all(_steady(a) for a in known):
        return {ONE: node}
    if node.op == "add":
        return _summed(*known)
    if node.op == "mul" and any(map(_steady, known)):
        one, other = known if _steady(known[0]) else reversed(known)
        return _scaled(other, one[ONE])
    if node.op == "div" and _steady(known[1]):
        return _scaled(known[0], _inverse(known[1][ONE]))
    return None


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
