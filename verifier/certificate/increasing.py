"""Lines that rest on ``exp`` being above one just where its argument is positive: for it and for ``log``."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce

from flint import fmpz_mpoly

from verifier.certificate.axioms import Line, of_exponential
from verifier.certificate.branch import CAPACITY, Branch, Product
from verifier.certificate.laws import about_one, show, term_of
from verifier.checker.proof import ANY, ZERO

ABOVE, BELOW, ONE = "a >= 0 -> y >= 1", "a <= 0 -> y <= 1", "y = 1 -> a = 0"


def by_increase(branch: Branch, f: fmpz_mpoly) -> Iterator[tuple[Product, list[Product]]]:
    """A difference of exponentials by that of their arguments; a sum of logarithms by its exponential."""
    from verifier.certificate.signs import signs_of

    found = _compared(branch, f)
    if found is None:
        return
    argument, node, other = found
    if len(signs_of(branch, other)) == len(ANY):
        return
    (p, q), above = branch.values[node], f"x{node} + -1"
    if f in (p - q, q - p):
        _beside_one(branch, argument, node)
        whole = [[branch.text(q), above], ["-1", *branch.zero_of(node)]]
        yield [], whole if f == p - q else [["-1", *each] for each in whole]
        return
    branch.show_sign(above, (p - q, q), [branch.zero_of(node)])
    known, own = branch.case.sign(above), branch.known(f)
    said: list[Line] = [["sum", f"x{argument}", [], *_products(branch, argument, f)]]
    one = of_exponential(node, ONE)
    ends = {1: [of_exponential(node, ABOVE), one], -1: [of_exponential(node, BELOW), one], 0: _of_zero(node)}
    branch.narrow(branch.text(f), known, [(frozenset({s}), said + ends[s]) for s in sorted(own - known)])


def comparand(branch: Branch, f: fmpz_mpoly) -> fmpz_mpoly | None:
    """What has the sign of a difference of exponentials, or of a sum of logarithms; None of others."""
    found = _compared(branch, f)
    return None if found is None else found[2]


def _compared(branch: Branch, f: fmpz_mpoly) -> tuple[int, int, fmpz_mpoly] | None:
    """A term, its exponential, and a polynomial that has the sign of f."""
    from verifier.certificate.values import ensure

    own = [i for i, d in enumerate(f.degrees()[:CAPACITY]) if d]
    kinds = {branch.terms.rows[branch.nodes[i]][0] for i in own}
    exponents = [*map(list, f.to_dict())]
    if "log" in kinds:
        argument = term_of(branch, f)
    elif kinds == {"exp"} and len(f) == 2 and abs(int(f.coeffs()[0])) == 1 and sum(map(int, f.coeffs())) == 0:
        sign = int(f.coeffs()[0])
        times = {i: sign * (int(exponents[0][i]) - int(exponents[1][i])) for i in own}
        argument = _sum(branch, times)
    else:
        return None
    node = branch.terms("exp", argument)
    ensure(branch, node)
    (p, q), (a, b) = branch.values[node], branch.values[argument]
    return argument, node, ((p - q) * q if "log" in kinds else a * b)


def _sum(branch: Branch, times: dict[int, int]) -> int:
    """The sum of the arguments of exponentials, each so many times."""
    T = branch.terms
    parts = [T("mul", T("num", Fraction(k)), T.rows[branch.nodes[i]][1]) for i, k in times.items()]
    return reduce(lambda a, b: T("add", a, b), parts)


def _of_zero(node: int) -> list[Line]:
    """The exponential of zero is one."""
    return [of_exponential(node, said) for said in (ABOVE, BELOW)]


def _beside_one(branch: Branch, argument: int, node: int) -> None:
    """On which side of one an exponential is, by the sign of its argument."""
    show(branch, argument)
    branch.meaning(node)
    above, signs = f"x{node} + -1", branch.case.sign(f"x{argument}")
    if 0 not in signs and 0 in branch.case.sign(above):
        rest = branch.case.sign(above) - ZERO
        branch.narrow(above, rest, [(ZERO, [of_exponential(node, ONE)])])


def _products(branch: Branch, argument: int, f: fmpz_mpoly) -> list[Product]:
    zero = branch.zero_of(argument)
    return [[branch.text(f)], *([zero] if zero != ["0"] else [])]


def beside_one(branch: Branch) -> None:
    """On which side of one exponentials are, and what logarithms are of, where a sign says so."""
    from verifier.certificate.signs import derive, signs_of
    from verifier.certificate.values import ensure

    T = branch.terms
    for own in [n for n in branch.nodes if T.rows[n][0] in ("exp", "log")]:
        argument = T.rows[own][1] if T.rows[own][0] == "exp" else own
        node = T("exp", argument)
        ensure(branch, node)
        (a, b), (p, q) = branch.values[argument], branch.values[node]
        if signs_of(branch, a * b) != ANY and p != q:
            _beside_one(branch, argument, node)
            about_one(branch, node)
    for fact in list(branch.facts):
        derive(branch, fact)
