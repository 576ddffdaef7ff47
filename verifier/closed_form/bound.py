"""Terms with bound indices: the language in which closed forms are written.

Beside the operations of `verifier.term`, a closed form has

``element``
    a sequence read at an index, ``g[i]``;
``sum``, ``product``, ``maximum``
    body, index, lower and upper bound (bounds included; an empty sum is 0, an empty product 1);
``expectation``
    the mean of a random quantity.

In a closed form `verifier.term.STEP` is the free ``t``, and `verifier.term.GRADIENT` without an
index is the value of a gradient that does not change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from verifier.term import GRADIENT, ONE, STEP, WEIGHT, ZERO, Term, fold, postorder, state, term

BINDERS = ("sum", "product", "maximum")

COUNT = Term("sym", "index", "n")
"""The number of a step in an induction: ``t - 1``, a natural number."""


def index(name: str) -> Term:
    """A bound index."""
    return Term("sym", "index", name)


def element(name: str, at: Term) -> Term:
    """The sequence ``name`` read at an index."""
    return Term("element", Term("sym", "family", name), at)


def now(name: str, offset: int = 0) -> Term:
    """A named quantity as the step ``t + offset`` leaves it."""
    return Term("sym", "now", name, offset)


def summation(body: Term, i: Term, low: Term | int, high: Term) -> Term:
    """The sum of the body over an index."""
    return Term("sum", body, i, term(low), high)


def product(body: Term, i: Term, low: Term | int, high: Term) -> Term:
    """The product of the body over an index."""
    return Term("product", body, i, term(low), high)


def maximum(body: Term, i: Term, low: Term | int, high: Term) -> Term:
    """The largest value of the body over an index."""
    return Term("maximum", body, i, term(low), high)


def expectation(body: Term) -> Term:
    """The mean of a random quantity."""
    return Term("expectation", body)


def multiply(terms: Iterable[Term]) -> Term:
    """The product of some terms, without the ones."""
    result = ONE
    for factor in terms:
        if result is ONE:
            result = factor
        elif factor is not ONE:
            result = result * factor
    return result


def add(terms: Iterable[Term]) -> Term:
    """The sum of some terms, without the zeros."""
    result = ZERO
    for part in terms:
        if result is ZERO:
            result = part
        elif part is not ZERO:
            result = result + part
    return result


Affine = tuple[dict[Term, Fraction], Fraction]


def affine(value: Term) -> Affine | None:
    """Coefficients and constant of a term that is affine in its symbols, else None."""
    if value.op == "num":
        return {}, value.value
    if value.op == "sym":
        return {value: Fraction(1)}, Fraction(0)
    if value.op not in ("add", "mul", "div"):
        return None
    left, right = (affine(x) for x in value.terms)
    if left is None or right is None:
        return None
    if value.op == "add":
        total = {s: left[0].get(s, 0) + right[0].get(s, Fraction(0)) for s in [*left[0], *right[0]]}
        return {s: c for s, c in total.items() if c}, left[1] + right[1]
    if value.op == "div":
        return None if right[0] or not right[1] else _scale(left, 1 / right[1])
    if left[0] and right[0]:
        return None
    return _scale(left, right[1]) if left[0] else _scale(right, left[1])


def _scale(value: Affine, by: Fraction) -> Affine:
    return {s: c * by for s, c in value[0].items() if by}, value[1] * by


def line(coefficients: Mapping[Term, Fraction], constant: Fraction) -> Term:
    """The affine term with these coefficients, in its one canonical order."""
    ordered = sorted(coefficients.items(), key=lambda item: (item[1] < 0, item[0].name))
    return add([*(s if c == 1 else term(c) * s for s, c in ordered), term(constant)])


def tidy(value: Term) -> Term:
    """An affine term in its one canonical order; any other term as it is."""
    found = None if value.op in ("sym", "num") else affine(value)
    return value if found is None else line(*found)


def replace(value: Term, replacement: Mapping[Term, Term]) -> Term:
    """The term with symbols replaced, indices, exponents and bounds brought to canonical order.

    An index that a sum binds is another letter than the same one outside, and is left alone.
    """

    def rebuild(node: Term, args: tuple[Term, ...]) -> Term:
        if node in replacement:
            return replacement[node]
        if node.op == "element":
            return Term("element", args[0], tidy(args[1]))
        if node.op == "pow":
            return Term("pow", args[0], tidy(args[1]))
        if node.op in BINDERS:
            return _rebound(node, args, replacement)
        return Term(node.op, *args) if args else node

    return fold([value], rebuild)[value]


def _rebound(node: Term, args: tuple[Term, ...], replacement: Mapping[Term, Term]) -> Term:
    body, bound = args[0], node.terms[1]
    if bound in replacement:
        body = replace(node.terms[0], {s: x for s, x in replacement.items() if s != bound})
    return Term(node.op, body, bound, tidy(args[2]), tidy(args[3]))


def at(value: Term, step: Term) -> Term:
    """A term of one step, with everything in it read at the step of that number.

    The old value of a state and the old weight are read at the step before; a given sequence and
    a quantity that the step makes, at the step itself.
    """
    moved: dict[Term, Term] = {}
    for node in postorder([value]):
        if node.op == "sym":
            moved[node] = _read(node, step)
    return replace(value, moved)


def _read(symbol: Term, step: Term) -> Term:
    if symbol == STEP:
        return step
    if symbol == GRADIENT:
        return element(symbol.name, step)
    if symbol == WEIGHT or symbol == state(symbol.name):
        return element(symbol.name, tidy(step - 1))
    if symbol.args[0] in ("sequence", "now"):
        return element(symbol.name, tidy(step + int(str(symbol.args[2]))))
    return symbol


def parts(value: Term) -> list[Term]:
    """The terms of a sum, in the order in which they were written."""
    if value.op != "add":
        return [value]
    return [x for side in value.terms for x in parts(side)]


def factors(value: Term) -> tuple[Fraction, list[Term], list[Term]]:
    """A product as its number, its factors above the line and those below."""
    if value.op == "num":
        return value.value, [], []
    if value.op not in ("mul", "div"):
        return Fraction(1), [value], []
    (a, above, below), (b, more, less) = (factors(side) for side in value.terms)
    if value.op == "mul":
        return a * b, above + more, below + less
    if not b:
        return a, above, [*below, value.terms[1]]
    return a / b, above + less, below + more


def split(value: Term, belongs: Callable[[Term], bool]) -> tuple[Term, Term]:
    """A product as the product of the factors that belong and that of the others."""
    number, above, below = factors(value)
    chosen = [*([term(number)] if number != 1 else []), *filter(belongs, above)]
    return (
        quotient(chosen, filter(belongs, below)),
        quotient((f for f in above if not belongs(f)), (f for f in below if not belongs(f))),
    )


def quotient(above: Iterable[Term], below: Iterable[Term]) -> Term:
    """A quotient of two products."""
    top, bottom = multiply(above), multiply(below)
    return top if bottom is ONE else top / bottom


def value_of_numbers(key: Term) -> Fraction | None:
    """The value of an operation on numbers that needs no approximation."""
    if not key.terms or any(x.op != "num" for x in key.terms):
        return None
    values = [x.value for x in key.terms]
    match key.op:
        case "abs":
            return abs(values[0])
        case "sign":
            return Fraction((values[0] > 0) - (values[0] < 0))
        case "max" | "min":
            return max(values) if key.op == "max" else min(values)
        case "pow" if values[0] in (0, 1) and values[1] > 0:
            return values[0]
    return None
