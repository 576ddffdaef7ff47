"""Lines that show the values of powers: whole ones, roots, and powers with the step in the exponent."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from math import prod

from verifier.algebra.ring import Hashed
from verifier.certificate.branch import NIL, ONE, RING, Branch, Uncertified, X
from verifier.certificate.laws import from_law, law_of, show, whole_exponent
from verifier.certificate.roots import root_value
from verifier.certificate.signs import decide, signs_of
from verifier.checker.meaning import APART, MINUS, PLUS, UP, ZERO
from verifier.checker.proof import law

MOST = 48
LARGEST_ORDER = 8
THREE = (PLUS, ZERO, MINUS)
Monomial = tuple[tuple[int, int], ...]


def power(branch: Branch, node: int, a: int, b: int) -> None:
    """The value of a power, or that it is undefined."""
    p, q = branch.values[b]
    if branch.values[a] == (ONE, ONE):
        branch.sum(f"x{a} + -1", [], [branch.zero_of(a)])
        branch.meaning(node)
        branch.values[node], branch.zeros[node] = (ONE, ONE), f"x{node} + -1"
    elif p.is_constant() and q.is_constant():
        number = Fraction(
            int(p.leading_coefficient()) if not p.is_zero() else 0, int(q.leading_coefficient())
        )
        if abs(number) > MOST:
            raise Uncertified(f"the exponent {number}")
        if number.denominator > LARGEST_ORDER:
            _symbolic_power(branch, node, a, b)
        else:
            _number_power(branch, node, a, b, number)
    else:
        _symbolic_power(branch, node, a, b)


def _number_power(branch: Branch, node: int, a: int, b: int, number: Fraction) -> None:
    """A power whose exponent is a number: by its sign, whole or between two whole numbers."""
    pa, qa = branch.values[a]
    show(branch, b)
    below = number.__floor__()
    _show_exponent(branch, b, number, below)
    if number.denominator > 1:
        decide(branch, pa * qa, UP, MINUS) if number > 0 else decide(branch, pa * qa, *THREE)
    elif number < 0:
        decide(branch, pa, ZERO, APART)
    elif not pa.is_zero():
        signs_of(branch, pa * qa)
    if not pa.is_zero() or number.denominator > 1:
        show(branch, a)
    branch.meaning(node, *((0, -int(number)) if number.denominator == 1 else (-below,)))
    if not branch.exists(node):
        return
    law = law_of(branch, node, a, b, number)
    if number.denominator == 1:
        k = int(number)
        from_law(branch, node, [a] * max(0, k), [a] * max(0, -k), law)
    else:
        root_value(branch, node, a, number, law)


def _show_exponent(branch: Branch, b: int, number: Fraction, below: int) -> None:
    """That an exponent is a whole number, as the step times 0 and a rest; or between two such numbers."""
    (p, q), zero = branch.values[b], branch.zero_of(b)
    assert p.is_constant()
    if number.denominator == 1:
        step = branch.terms("sym", "time", "t")
        branch.sum(f"x{b} + 0*x{step} + {-below}", branch.factors(q), [zero])
        return
    for less in (below, below + 1):
        rest = number - less
        n, d = rest.as_integer_ratio()
        scale = branch.factors(q)
        branch.sum(f"x{b} + {-less}", [str(d), *scale], [[str(d), *zero], [str(n), *scale]])


def _symbolic_power(branch: Branch, node: int, a: int, b: int) -> None:
    """A power whose exponent is a polynomial, as a product of powers to its monomials."""
    parts = exponent_parts(branch, b)
    whole = all(c.denominator == 1 and (m == () or _is_step(branch, m)) for m, c in parts)
    pa, qa = branch.values[a]
    if not (whole and all(c >= 0 for _, c in parts)):
        place = decide(branch, pa * qa, PLUS, ZERO, MINUS)
        if place == 1:
            _zero_power(branch, node, a, b)
            return
        if place == 2:
            raise Uncertified("a power of a negative number")
    signs_of(branch, pa * qa)
    show(branch, a)
    _show_less_than_one(branch, a)
    items = [_monomial_power(branch, a, m, c) for m, c in parts]
    if items == [(node, 1)]:
        return
    signs_of(branch, branch.values[b][0] * branch.values[b][1])
    show(branch, b)
    branch.meaning(node, *whole_exponent(branch, b))
    up = [n for n, k in items for _ in range(k)]
    down = [n for n, k in items for _ in range(-k)]
    law = exponents_cancel(branch, node, a, b, items)
    from_law(branch, node, up, down, law)


def _zero_power(branch: Branch, node: int, a: int, b: int) -> None:
    p, q = branch.values[b]
    place = decide(branch, p * q, PLUS, MINUS, ZERO)
    show(branch, a)
    show(branch, b)
    if place < 2:
        branch.meaning(node)
        if place == 0:
            branch.values[node], branch.zeros[node] = (NIL, ONE), f"x{node}"
        return
    step = branch.terms("sym", "time", "t")
    branch.sum(f"x{b} + 0*x{step} + 0", [], [[f"x{b}"]])
    branch.meaning(node, 0, 0)
    _, exponents, fact = law(branch.terms, a, [(node, 1)])
    branch.sum(exponents, [], [[f"x{b}"]])
    branch.add("law", a, [node, 1])
    branch.establish(node, (ONE, ONE), [], [[fact]], NIL)


def _is_step(branch: Branch, monomial: Monomial) -> bool:
    step = branch.terms("sym", "time", "t")
    return len(monomial) == 1 and monomial[0][1] == 1 and branch.nodes[monomial[0][0]] == step


def exponent_parts(branch: Branch, b: int) -> list[tuple[Monomial, Fraction]]:
    """The exponent as a sum: monomials in the generators, the step counted from the first one."""
    p, q = branch.values[b]
    if not q.is_constant():
        raise Uncertified("an exponent that is a quotient")
    step = branch.terms("sym", "time", "t")
    if step in branch.nodes:
        i = branch.nodes.index(step)
        p = p.compose(*[x + branch.first if j == i else x for j, x in enumerate(X)], ctx=RING)
    scale, found = int(q.leading_coefficient()), list[tuple[Monomial, Fraction]]()
    for exponents, c in p.to_dict().items():
        monomial, factor = tuple((i, int(e)) for i, e in enumerate(exponents) if e), Fraction(int(c), scale)
        parts = [factor] if monomial else [Fraction(factor // 1), factor % 1]
        found += [(monomial, part) for part in parts if part]
    return found


def _monomial_power(branch: Branch, a: int, monomial: Monomial, c: Fraction) -> tuple[int, int]:
    """A term and how often it enters: the base, a root of it, or its power to a monomial."""
    from verifier.certificate.values import ensure

    T = branch.terms
    if monomial == () and c.denominator == 1:
        return a, int(c)
    exponent = T("num", Fraction(1, c.denominator))
    if monomial != ():
        step, tau = T("sym", "time", "t"), T("sym", "time", "t")
        if branch.first:
            tau = T("add", step, T("num", Fraction(-branch.first)))
        nodes = [tau if branch.nodes[i] == step else branch.nodes[i] for i, e in monomial for _ in range(e)]
        product = reduce(lambda x, y: T("mul", x, y), nodes)
        exponent = product if c.denominator == 1 else T("mul", exponent, product)
    pa, qa = branch.values[a]
    key = ("power", Hashed(pa), Hashed(qa), exponent)
    if key not in branch.made:
        ensure(branch, exponent)
        node = T("pow", a, exponent)
        branch.made[key] = node
        if branch.exists(node) is None:
            p, q = branch.values[exponent]
            signs_of(branch, p * q)
            show(branch, exponent)
            if monomial == () and c.denominator <= LARGEST_ORDER:
                ensure(branch, node)
            else:
                branch.meaning(node, *whole_exponent(branch, exponent))
        if node not in branch.values:
            branch.generator(node)
    found = branch.made[key]
    base = branch.terms.rows[found][1]
    if base != a:
        from verifier.certificate.values import equal

        equal(branch, base, a)
    return found, int(c.numerator)


def _show_less_than_one(branch: Branch, a: int) -> None:
    p, q = branch.values[a]
    if a in branch.zeros and not (p - q).is_zero():
        signs_of(branch, (p - q) * q)
        rest, made_up = branch.reduce(p - q)
        if 0 not in branch.product_sign(q):
            branch.sum(f"x{a} + -1", branch.scale(q), [branch.zero_of(a), *made_up, branch.factors(rest)])
    elif not (p - q).is_zero():
        signs_of(branch, p - q)


def exponents_cancel(
    branch: Branch, node: int, a: int | None, b: int, items: Sequence[tuple[int, int]]
) -> str:
    """The law ``y = product of items``, once the exponents are shown to be equal."""
    rows = branch.terms.rows
    powers = [(node, 1), *((n, -k) for n, k in items)]
    _, exponents, fact = law(branch.terms, a, powers)
    tops = [(n if rows[n][0] == "log" else rows[n][-1], -k) for n, k in items if n != a]
    constant = sum(-k for n, k in items if n == a)
    everything = [(b, 1), *tops]
    bottom = prod((branch.values[n][1] for n, _ in everything), start=ONE)
    products, rest = [], constant * bottom
    for n, k in everything:
        p, q = branch.values[n]
        others = bottom / q
        products.append([str(k), branch.text(others), *branch.zero_of(n)])
        rest = rest + k * others * p
    branch.sum(exponents, branch.scale(bottom), [*products, *branch.vanishing(rest)])
    branch.add("law", a, *map(list, powers))
    return fact
