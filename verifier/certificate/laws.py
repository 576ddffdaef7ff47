"""Lines that rest on the law of powers: of one base, the exponents add up."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from math import prod

from flint import fmpz_mpoly

from verifier.certificate.axioms import place, whole
from verifier.certificate.branch import NIL, ONE, Branch, Product, Quotient
from verifier.certificate.known import factored
from verifier.checker.proof import ANY, axiom

UP_LAW = "?y > 0, i*b = j, i > 0, j >= 0 -> y^i = a^j"
DOWN_LAW = "?y > 0, i*b + j = 0, i > 0, j >= 0 -> y^i*a^j = 1"


def show(branch: Branch, node: int) -> None:
    """The sign of a term's value, as the checker asks for it."""
    if node in branch.zeros:
        branch.show_sign(f"x{node}", branch.values[node], [branch.zero_of(node)])


def law_of(branch: Branch, node: int, number: Fraction, scale: Product, products: list[Product]) -> str:
    """The fact ``y**q = a**p``, or ``y**q * a**-p = 1``, for the exponent ``p/q``, which a sum shows."""
    n, d = number.as_integer_ratio()
    here = place(UP_LAW if n >= 0 else DOWN_LAW, "pow")
    conditions, ((fact, _),) = axiom(branch.terms, here, [node], d, abs(n))
    branch.sum(conditions[1][0], scale, products)
    branch.add("axiom", here, [node], d, abs(n))
    return fact


def exponent_of(branch: Branch, b: int, number: Fraction) -> tuple[Product, list[Product]]:
    """The scale and the products that show that an exponent is a number."""
    return branch.factors(branch.values[b][1]), [[str(number.denominator), *branch.zero_of(b)]]


def whole_exponent(branch: Branch, b: int) -> tuple[int, ...]:
    """Whole numbers i, j with ``b == i*t + j``, which is shown; none where that is not so."""
    (p, q), step = branch.values[b], branch.terms("sym", "time", "t")
    if not q.is_one() or not (p.is_constant() or step in branch.nodes):
        return ()
    slope = NIL if p.is_constant() else p.derivative(branch.nodes.index(step))
    rest = p if p.is_constant() else p - slope * branch.values[step][0]
    if not (slope.is_constant() and rest.is_constant()):
        return ()
    i, j = (0 if c.is_zero() else int(c.leading_coefficient()) for c in (slope, rest))
    branch.sum(whole(branch.terms, b, i, j), [], [branch.zero_of(b)])
    return i, j


def product_zero(branch: Branch, nodes: Sequence[int]) -> list[Product]:
    """``(q1*x1)(q2*x2)... - p1*p2*...`` for terms with ``q*x = p``, as a sum of products of zeros."""
    own = [branch.text(branch.values[n][1], f"x{n}") for n in nodes]
    theirs = [branch.text(branch.values[n][0]) for n in nodes]
    places = [i for i, n in enumerate(nodes) if n in branch.zeros]
    return [[*own[:i], *theirs[i + 1 :], branch.zeros[nodes[i]]] for i in places]


def _products(branch: Branch, nodes: Sequence[int]) -> Quotient:
    """The numerators' and the denominators' products of terms' values."""
    return prod((branch.values[n][0] for n in nodes), start=ONE), prod(
        (branch.values[n][1] for n in nodes), start=ONE
    )


def from_law(branch: Branch, node: int, up: Sequence[int], down: Sequence[int], law: str) -> None:
    """The value of ``y`` from ``y * (product of down) = (product of up)``."""
    (pu, qu), (pd, qd) = _products(branch, up), _products(branch, down)
    value = p, q = branch.lowest(pu * qd, qu * pd)
    text = [branch.text(g) for g in (q, qu, qd)]
    products = [[*text, law]]
    products += [["-1", text[0], text[1], f"x{node}", *z] for z in product_zero(branch, down)]
    products += [[text[0], text[2], *z] for z in product_zero(branch, up)]
    scale = [t for n in up for t in branch.scale(branch.values[n][1])]
    scale += [t for n in down for t in branch.scale(branch.values[n][0])]
    branch.establish(node, value, scale, products, q * qd * pu - qu * pd * p)


def term_of(branch: Branch, p: fmpz_mpoly) -> int:
    """A polynomial in the generators as a term."""
    T, total = branch.terms, list[int]()
    for e, c in p.to_dict().items():
        factors = [branch.nodes[i] for i, k in enumerate(e) if k for _ in range(k)]
        number = [T("num", Fraction(int(c)))] if c != 1 or not factors else []
        total.append(reduce(lambda a, b: T("mul", a, b), [*number, *factors]))
    return reduce(lambda a, b: T("add", a, b), total) if total else T("num", Fraction(0))


def about_one(branch: Branch, node: int) -> None:
    """What is known of a power less 1, as a fact about the generators."""
    (p, q), above = branch.values[node], f"x{node} + -1"
    if p == q or branch.case.sign(above) == ANY:
        return
    content = abs(factored(p - q)[0])
    unit, scale = (p - q) / content, [str(content)] if content != 1 else []
    branch.sum(branch.text(unit), scale, [[*branch.factors(q), above], ["-1", *branch.zero_of(node)]])
    branch.facts += [unit] if unit not in branch.facts else []
