"""Powers of one base multiplied one by one, so that each line is an axiom of two of them.

Powers are of a base, which may be one itself; without a base they are ``exp(e)``, ``a**b`` with the
exponent ``b*log(a)``, or a number whose exponent is its ``log``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from verifier.certificate.axioms import of_exponential, place
from verifier.certificate.branch import Branch, Product
from verifier.certificate.laws import law_of

Powers = Sequence[tuple[int, int]]
"""Terms, and how often they enter; below a line where that is negative."""

SAME = "?x > 0, ?y > 0, a = c, b = d -> x = y"
MULTIPLY = "?x > 0, ?y > 0, ?e > 0, ?f > 0, a = c, a = e, f = b + d -> ?z > 0, z = x*y"
OF_PRODUCT = "?x > 0, ?y > 0, ?e > 0, ?f > 0, b = d, b = f, e = a*c -> ?z > 0, z = x*y"
BY_LOGARITHM = "?a > 0, ?y > 0, ?c > 0, ?d > 0, b = c, a = d*y -> ?x > 0, ?z > 0, z = x"


@dataclass
class Chain:
    """A power that is a product: what both they, and its exponent and theirs, differ by, which is zero.

    Attributes
    ----------
    power, exponent : int
    factors, exponents : list of str
        What is multiplied, and what is added.
    gap, rest : list of list of str
        ``power - product of factors``, and ``exponent - sum of exponents``, as sums of products of zeros.
    """

    power: int
    exponent: int
    factors: list[str]
    exponents: list[str]
    gap: list[Product] = field(default_factory=list)
    rest: list[Product] = field(default_factory=list)


def texts(branch: Branch, base: int | None, powers: Powers) -> tuple[str, str]:
    """The sum of exponents, and the product of what is above the line less that of what is below."""
    sums = [f"{k}*{_single(branch, base, n).exponents[0]}" for n, k in powers]
    sides = ["1"], ["1"]
    for n, k in powers:
        sides[k < 0].extend([_single(branch, base, n).factors[0]] * abs(k))
    return " + ".join(sums), " + -1*".join("*".join(side) for side in sides)


def by_exponents(branch: Branch, base: int | None, powers: Powers) -> str:
    """The fact that a product of powers is one, once it is known that their exponents add up to zero."""
    exponents, product = texts(branch, base, powers)
    one, other = _sides(branch, base, powers)
    rest = [[exponents], *one.rest]
    if other is not None:
        branch.sum(f"x{one.exponent} + -1*x{other.exponent}", [], [*rest, *_less(other.rest)])
        _same_base(branch, one.power, other.power)
        operation, said = ("exp", "a = b -> x = y") if base is None else ("pow", SAME)
        branch.add("axiom", place(said, operation, operation), [one.power, other.power])
        gap = [[f"x{one.power} + -1*x{other.power}"], *other.gap]
    elif base is None:
        branch.sum(f"x{one.exponent}", [], rest)
        for said in ("a >= 0 -> y >= 1", "a <= 0 -> y <= 1"):
            branch.add(*of_exponential(one.power, said))
        gap = [[f"x{one.power} + -1"]]
    else:
        gap = [[law_of(branch, one.power, Fraction(0), [], rest)]]
    branch.sum(product, [], [*gap, *_less(one.gap)])
    return product


def by_product(branch: Branch, powers: Powers) -> str:
    """The fact that exponents add up to zero, once it is known that the product of exponentials is one."""
    exponents, product = texts(branch, None, powers)
    one, other = _sides(branch, None, powers)
    gap = [[product], *one.gap]
    if other is not None:
        branch.sum(f"x{one.power} + -1*x{other.power}", [], [*gap, *_less(other.gap)])
        branch.add("axiom", place("x = y -> a = b", "exp", "exp"), [one.power, other.power])
        rest = [[f"x{one.exponent} + -1*x{other.exponent}"], *other.rest]
    else:
        branch.sum(f"x{one.power} + -1", [], gap)
        branch.add(*of_exponential(one.power, "y = 1 -> a = 0"))
        rest = [[f"x{one.exponent}"]]
    branch.sum(exponents, [], [*rest, *_less(one.rest)])
    return exponents


def _sides(branch: Branch, base: int | None, powers: Powers) -> tuple[Chain, Chain | None]:
    """What is above the line and what is below, each as one power."""
    one, other = (_chain(branch, base, [n for n, k in powers for _ in range(s * k)]) for s in (1, -1))
    assert one is not None
    return one, other


def _chain(branch: Branch, base: int | None, nodes: Sequence[int]) -> Chain | None:
    found = None
    for node in nodes:
        each = _single(branch, base, node)
        _show_single(branch, base, node, each)
        found = each if found is None else _longer(branch, base, found, each)
    return found


def _longer(branch: Branch, base: int | None, one: Chain, other: Chain) -> Chain:
    """One factor more."""
    T, (x, y) = branch.terms, (one.power, other.power)
    exponent = T("add", one.exponent, other.exponent)
    branch.meaning(exponent)
    if base is None:
        z = T("exp", exponent)
        branch.add("axiom", place("c = a + b -> z = x*y", *["exp"] * 3), [x, y, z])
    else:
        z = T("pow", T.rows[x][1], exponent)
        _same_base(branch, x, y)
        _same_base(branch, x, z)
        branch.add("axiom", place(MULTIPLY, *["pow"] * 3), [x, y, z])
    gap = [[f"x{z} + -1*x{x}*x{y}"], *([*each, f"x{y}"] for each in one.gap)]
    gap += [[*one.factors, *each] for each in other.gap]
    rest = [[f"x{exponent} + -1*x{one.exponent} + -1*x{other.exponent}"], *one.rest, *other.rest]
    return Chain(z, exponent, one.factors + other.factors, one.exponents + other.exponents, gap, rest)


def _less(products: list[Product]) -> list[Product]:
    return [["-1", *each] for each in products]


def _same_base(branch: Branch, x: int, y: int) -> None:
    from verifier.certificate.values import equal

    rows = branch.terms.rows
    if rows[x][0] == rows[y][0] == "pow":
        equal(branch, rows[x][1], rows[y][1])


def _single(branch: Branch, base: int | None, node: int) -> Chain:
    """One factor as a power; nothing is shown yet."""
    T, (op, *args) = branch.terms, branch.terms.rows[node]
    if base is None and op == "log":
        power, factor, own = T("exp", node), f"x{args[0]}", f"x{node}"
        return Chain(power, node, [factor], [own], [[f"x{power} + -1*{factor}"]])
    if base is None and op == "pow":
        log = T("log", args[0])
        exponent, own = T("mul", args[1], log), f"x{args[1]}*x{log}"
        power, rest = T("exp", exponent), [[f"x{exponent} + -1*{own}"]]
        return Chain(power, exponent, [f"x{node}"], [own], [["-1", f"x{node} + -1*x{power}"]], rest)
    if node == base:
        exponent = T("num", Fraction(1))
        power = T("pow", base, exponent)
        return Chain(
            power, exponent, [f"x{base}"], ["1"], [[f"x{power}^1 + -1*x{base}^1"]], [[f"1*x{exponent} + -1"]]
        )
    return Chain(node, args[-1], [f"x{node}"], [f"x{args[-1]}"])


def _show_single(branch: Branch, base: int | None, node: int, each: Chain) -> None:
    """Lines that show that one factor is a power."""
    from verifier.certificate.values import ensure, equal

    T, (op, *args) = branch.terms, branch.terms.rows[node]
    if base is None and op == "log":
        equal(branch, node, node)
        branch.add("axiom", place("?a > 0, ?y > 0, a = y -> ?x > 0, x = b", "exp", "log"), [each.power, node])
    elif base is None and op == "pow":
        log = T("log", args[0])
        branch.meaning(each.exponent)
        equal(branch, args[0], args[0])
        branch.add("axiom", place(BY_LOGARITHM, "exp", "log", "pow"), [each.power, log, node])
    elif node == base:
        ensure(branch, each.power)
        branch.meaning(each.power, 0, 1)
        law_of(branch, each.power, Fraction(1), [], [[f"1*x{each.exponent} + -1"]])


def by_factors(branch: Branch, node: int, factors: Sequence[int]) -> tuple[list[int], str]:
    """The powers of factors of a base, and the fact that a power of the base is their product."""
    from verifier.certificate.values import ensure, equal

    T, (_, base, b) = branch.terms, branch.terms.rows[node]
    equal(branch, b, b)
    inside, powers, gap = factors[0], [T("pow", f, b) for f in factors], list[Product]()
    for each in powers:
        ensure(branch, each)
    before = powers[0]
    for factor, power in zip(factors[1:], powers[1:], strict=True):
        inside = T("mul", inside, factor)
        ensure(branch, inside)
        after = T("pow", inside, b)
        branch.add("axiom", place(OF_PRODUCT, *["pow"] * 3), [before, power, after])
        gap = [[f"x{after} + -1*x{before}*x{power}"], *([*each, f"x{power}"] for each in gap)]
        before = after
    equal(branch, base, inside)
    branch.add("axiom", place(SAME, "pow", "pow"), [node, before])
    fact = f"x{node} + -1*{'*'.join(f'x{n}' for n in powers)}"
    branch.sum(fact, [], [[f"x{node} + -1*x{before}"], *gap])
    return powers, fact
