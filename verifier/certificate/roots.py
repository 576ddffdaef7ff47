"""Lines that show the values of roots: products of roots of irreducible factors."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpz, fmpz_mpoly

from verifier.algebra.ring import Hashed
from verifier.certificate.branch import NIL, ONE, RING, Branch, Product, Quotient, Root, Uncertified
from verifier.certificate.known import factored
from verifier.certificate.laws import exponent_of, law_of, product_zero, show, term_of
from verifier.certificate.signs import decide, signs_of
from verifier.checker.proof import DOWN, MINUS, PLUS, UP, ZERO


def root_value(branch: Branch, node: int, a: int, number: Fraction, law: str) -> None:
    """The value of a root as a product of roots of factors, which is shown by its power."""
    order, k = number.denominator, number.numerator
    pa, qa = branch.values[a]
    if k == 1 and _is_own(branch, node, a, order, law):
        return
    root = root_of(branch, pa, qa, order)
    value = root if k > 0 else (root[1], root[0])
    value = branch.lowest(value[0] ** abs(k), value[1] ** abs(k))
    if value[1].leading_coefficient() < 0 or branch.product_sign(value[1]) >= MINUS:
        value = -value[0], -value[1]
    _equal_powers(branch, node, a, number, value, law)


def _is_own(branch: Branch, node: int, a: int, order: int, law: str) -> bool:
    """Whether the root is a generator of its own: that of an irreducible polynomial not met before."""
    pa, qa = branch.values[a]
    if not qa.is_one() or pa.is_constant():
        return False
    content, factors = factored(pa)
    if content != 1 or len(factors) != 1 or factors[0][1] != 1 or ("root", Hashed(pa), order) in branch.made:
        return False
    _enter_root(branch, node, a, order, law)
    return True


def _enter_root(branch: Branch, node: int, a: int, order: int, law: str) -> None:
    pa, _ = branch.values[a]
    x = branch.generator(node)
    i = len(branch.nodes) - 1
    zero = f"{branch.text(x**order)} + {branch.text(-pa)}"
    branch.sum(zero, [], [[law], ["1", *branch.zero_of(a)]])
    branch.made["root", Hashed(pa), order] = node
    branch.roots.append(Root(i, order, pa, zero))


def root_of(branch: Branch, p: fmpz_mpoly, q: fmpz_mpoly, order: int) -> Quotient:
    """The root of a quotient that is not negative, as a product of roots of its factors."""
    if signs_of(branch, p) == ZERO:
        return NIL, ONE
    if not q.is_constant() and decide(branch, q, PLUS, MINUS) == 1:
        p, q = -p, -q
    inside = p * q ** (order - 1)
    reduced = branch.reduce(inside)[0]
    content, factors = factored(reduced if signs_of(branch, reduced) <= UP else inside)
    outside, together = (
        _number_root(branch, abs(int(content)), order),
        RING.constant(1 if content > 0 else -1),
    )
    for f, e in factors:
        times, rest = divmod(int(e), order)
        if times:
            negative = times % 2 and decide(branch, f, UP, DOWN) == 1
            outside = outside * (-f if negative else f) ** times
        if rest:
            signs = signs_of(branch, f)
            if signs <= UP or signs <= DOWN:
                positive = f if signs <= UP else -f
                outside = outside * generator_root(branch, positive, order) ** rest
                together = together * (1 if signs <= UP or rest % 2 == 0 else -1)
            else:
                together = together * f**rest
    if not together.is_constant():
        outside = outside * generator_root(branch, together, order)
    elif int(together.leading_coefficient()) < 0:
        raise Uncertified("a root of a negative number")
    return branch.lowest(outside, q)


def _number_root(branch: Branch, value: int, order: int) -> fmpz_mpoly:
    result = ONE
    for prime, e in fmpz(value).factor():
        times, rest = divmod(int(e), order)
        result = result * int(prime) ** times
        if rest:
            result = result * generator_root(branch, RING.constant(int(prime)), order) ** rest
    return result


def generator_root(branch: Branch, radicand: fmpz_mpoly, order: int) -> fmpz_mpoly:
    """The generator that is the root of a polynomial that is not negative."""
    from verifier.certificate.values import ensure

    key = ("root", Hashed(radicand), order)
    if key not in branch.made:
        inside = term_of(branch, radicand)
        node = branch.terms("pow", inside, branch.terms("num", Fraction(1, order)))
        if node in branch.values:
            raise Uncertified("a root that is stated twice")
        ensure(branch, inside)
        b = branch.terms("num", Fraction(1, order))
        ensure(branch, b)
        show(branch, b)
        signs_of(branch, radicand)
        show(branch, inside)
        branch.meaning(node)
        number = Fraction(1, order)
        _enter_root(
            branch, node, inside, order, law_of(branch, node, number, *exponent_of(branch, b, number))
        )
    return branch.values[branch.made[key]][0]


def _equal_powers(branch: Branch, node: int, a: int, number: Fraction, value: Quotient, law: str) -> None:
    """``q*y = p``, since neither is negative and their powers are equal."""
    (p, q), (pa, qa) = value, branch.values[a]
    order, n = number.denominator, abs(number.numerator)
    y = [f"x{node}"] * order
    f = f"{branch.text(q**order, *y)} + {branch.text(-(p**order))}"
    qk = branch.text(q**order)
    products = [[qk, *[branch.text(qa)] * n, law]]
    zeros = product_zero(branch, [a] * n)
    if number > 0:
        products += [[qk, *z] for z in zeros]
        top, bottom = pa, qa
    else:
        products += [["-1", qk, *y, *z] for z in zeros]
        top, bottom = qa, pa
    products += branch.vanishing(q**order * top**n - bottom**n * p**order)
    branch.sum(f, branch.scale(bottom) * n, products)
    ours, theirs = branch.text(q, f"x{node}"), branch.text(p)
    _show_product(branch, ours, [*branch.factors(q), f"x{node}"], q)
    _show_product(branch, theirs, branch.factors(p), p)
    d = f"{ours} + {branch.text(-p)}"
    terms = [q**i * p ** (order - 1 - i) for i in range(order)]
    rest = [branch.text(c, *[f"x{node}"] * i) for i, c in enumerate(terms) if not c.is_zero()]
    _equal_roots(branch, d, f, (ours, theirs), (order, " + ".join(rest)))
    branch.values[node], branch.zeros[node] = value, d


def _equal_roots(branch: Branch, d: str, f: str, sides: tuple[str, str], quotient: tuple[int, str]) -> None:
    """``d = u - v`` is 0 since neither is negative and ``f = u**k - v**k = d*rest`` is 0.

    The rest is a sum of products of powers of both, which is positive where one of them is.
    """
    (u, v), (k, rest) = sides, quotient
    apart = [
        ["sum", rest, [], *([*[u] * i, *[v] * (k - 1 - i)] for i in range(k))],
        ["sum", f, [], [d, rest]],
    ]
    more, less = ["sum", u, [], [d], [v]], ["sum", v, [], [u], ["-1", d]]
    branch.narrow(d, ZERO, [(PLUS, [more, *apart]), (MINUS, [less, *apart])])


def _show_product(branch: Branch, text: str, factors: Product, p: fmpz_mpoly) -> None:
    decide(branch, p, UP, DOWN)
    if not branch.case.sign(text) <= UP:
        branch.sum(text, [], [factors])
