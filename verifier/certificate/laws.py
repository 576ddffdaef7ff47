"""Lines that rest on the law of powers: of one base, the exponents add up."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod

from verifier.certificate.branch import ONE, Branch, Product, Quotient
from verifier.facts import ZERO


def show(branch: Branch, node: int) -> None:
    """The sign of a term's value, as the checker asks for it."""
    if node in branch.zeros:
        branch.show_sign(f"x{node}", branch.values[node], [branch.zero_of(node)])


def law_of(branch: Branch, node: int, a: int, b: int, number: Fraction) -> str:
    """The fact ``y**q = a**p``, or ``y**q * a**-p = 1``."""
    n, d = number.as_integer_ratio()
    text = show_number(branch, b, number)
    branch.add("law", a, text, *([[node, d], [a, -n]] if n else [[node, d]]))
    above = "*".join(["1", *[f"x{node}"] * d, *[f"x{a}"] * max(0, -n)])
    below = "*".join(["1", *[f"x{a}"] * max(0, n)])
    return f"{above} + -1*{below}"


def show_number(branch: Branch, b: int, number: Fraction) -> str:
    """The fact that an exponent is a number."""
    n, d = number.as_integer_ratio()
    text = f"{d}*x{b} + {-n}"
    if branch.case.sign(text) != ZERO:
        branch.sum(text, branch.factors(branch.values[b][1]), [[str(d), *branch.zero_of(b)]])
    return text


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
