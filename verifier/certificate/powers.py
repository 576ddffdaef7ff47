"""Lines that show the values of powers: whole ones, roots, and powers with the step in the exponent."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpz

from verifier.algebra.ring import Hashed
from verifier.certificate.axioms import whole
from verifier.certificate.branch import NIL, ONE, RING, Branch, Root, Uncertified, X
from verifier.certificate.chains import by_factors
from verifier.certificate.exponents import Part, exponent_parts, exponents_cancel
from verifier.certificate.known import factored
from verifier.certificate.laws import about_one, exponent_of, from_law, law_of, show, term_of, whole_exponent
from verifier.certificate.roots import root_value
from verifier.certificate.signs import decide, signs_of
from verifier.certificate.thresholds import FARTHEST
from verifier.checker.proof import APART, MINUS, PLUS, UP, ZERO, facts

MOST = 48
LARGEST_ORDER = 8
LARGEST = 10**24
"""Greater numbers are not factored."""
THREE = (PLUS, ZERO, MINUS)


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
        plain = all(each.is_constant() for each in branch.values[a])
        if abs(number) > (FARTHEST if plain else MOST):
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
    if not pa.is_zero() or number < 0 or number.denominator > 1:
        show(branch, a)
    branch.meaning(node, *((0, int(number)) if number.denominator == 1 else (below,)))
    if not branch.exists(node):
        return
    law = law_of(branch, node, number, *exponent_of(branch, b, number))
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
        branch.sum(whole(branch.terms, b, 0, below), branch.factors(q), [zero])
        return
    for less, (text, _) in zip((below, below + 1), facts(f"x{b} > {below}, x{b} < {below} + 1"), strict=True):
        rest = number - less
        n, d = rest.as_integer_ratio()
        scale = branch.factors(q)
        branch.sum(text, [str(d), *scale], [[str(d), *zero], [str(n), *scale]])


def _symbolic_power(branch: Branch, node: int, a: int, b: int) -> None:
    """A power whose exponent is no small number, as a product of powers to the parts of the exponent."""
    pa, qa = branch.values[a]
    if not _is_natural(branch, b):
        place = decide(branch, pa * qa, *THREE)
        if place == 1:
            _zero_power(branch, node, a, b)
            return
        if place == 2:
            raise Uncertified("a power of a negative number")
    signs_of(branch, pa * qa)
    show(branch, a)
    _show_less_than_one(branch, a)
    log = branch.terms("log", a) if branch.parted and branch.product_sign(pa * qa) == PLUS else None
    if log is not None and _is_composite(branch, log):
        _by_logarithms(branch, node, b, log)
        return
    factors = _factors(branch, a) if branch.parted and _is_natural(branch, b) else []
    if len(factors) > 1:
        _show_power(branch, node, b)
        powers, fact = by_factors(branch, node, factors)
        from_law(branch, node, powers, [], fact)
        return
    items = [_part_power(branch, a, part) for part in exponent_parts(branch, b)]
    if items == [(node, 1)]:
        return
    _show_power(branch, node, b)
    fact = exponents_cancel(branch, node, a, items)
    from_law(branch, node, *_sides(items), fact)


def _factors(branch: Branch, a: int) -> list[int]:
    """The factors of a base, each as often as it is in it; none of a quotient."""
    p, q = branch.values[a]
    if not q.is_one() or p.is_zero():
        return []
    content, factors = factored(p)
    primes = fmpz(abs(int(content))).factor() if abs(content) < LARGEST else [(abs(int(content)), 1)]
    parts = [(RING.constant(-1), 1)] if content < 0 else []
    parts += [*((RING.constant(int(prime)), e) for prime, e in primes), *factors]
    return [term_of(branch, f) for f, e in parts for _ in range(int(e))]


def _by_logarithms(branch: Branch, node: int, b: int, log: int) -> None:
    """A power of a product as a product of powers: ``exp`` of the exponent times the logarithm."""
    from verifier.certificate.exponentials import as_product
    from verifier.certificate.values import ensure

    exponent = branch.terms("mul", b, log)
    ensure(branch, exponent)
    _show_power(branch, node, b)
    as_product(branch, node, exponent)
    about_one(branch, node)


def _show_power(branch: Branch, node: int, b: int) -> None:
    """What a power is by the signs of its base and of its exponent."""
    p, q = branch.values[b]
    signs_of(branch, p * q)
    show(branch, b)
    branch.meaning(node, *whole_exponent(branch, b))


def _sides(items: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Factors above and below a line."""
    return [n for n, k in items for _ in range(k)], [n for n, k in items for _ in range(-k)]


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
    branch.sum(whole(branch.terms, b, 0, 0), [], [[f"x{b}"]])
    branch.meaning(node, 0, 0)
    fact = law_of(branch, node, Fraction(0), [], [[f"x{b}"]])
    branch.establish(node, (ONE, ONE), [], [[fact]], NIL)


def _is_natural(branch: Branch, b: int) -> bool:
    """Whether an exponent is a number of steps, and more, so that it is whole and never negative."""
    numbers = whole_exponent(branch, b)
    return bool(numbers) and numbers[0] >= 0 and numbers[0] * branch.first + numbers[1] >= 0


def _part_power(branch: Branch, a: int, part: Part) -> tuple[int, int]:
    """A term and how often it enters: the base, or its power to a part of the exponent."""
    from verifier.certificate.values import ensure, equal

    if part.term is None:
        return a, part.times
    pa, qa = branch.values[a]
    key = ("power", Hashed(pa), Hashed(qa), part.term)
    if key not in branch.made:
        ensure(branch, part.term)
        branch.made[key] = branch.terms("pow", a, part.term)
        _generate(branch, branch.made[key], a, part.term)
    found = branch.made[key]
    base = branch.terms.rows[found][1]
    if base != a:
        equal(branch, base, a)
    return found, part.times


def _generate(branch: Branch, node: int, a: int, b: int) -> None:
    """A power as a generator, if it is no root."""
    from verifier.certificate.values import ensure

    p, q = branch.values[b]
    if p.is_constant() and q.is_constant() and abs(int(q.leading_coefficient())) <= LARGEST_ORDER:
        ensure(branch, node)
    elif node not in branch.values:
        if branch.values[a] == (-ONE, ONE):
            branch.sum(f"x{a} + 1", [], [branch.zero_of(a)])
        _show_power(branch, node, b)
    if node not in branch.values:
        branch.generator(node)
        square = f"x{node}*x{node} + -1"
        if branch.case.sign(square) == ZERO:
            branch.roots.append(Root(len(branch.nodes) - 1, 2, ONE, square))


def _is_composite(branch: Branch, log: int) -> bool:
    """Whether a logarithm is not that of one base alone: of a product of others, or of a power of one."""
    from verifier.certificate.values import ensure

    ensure(branch, log)
    p, q = branch.values[log]
    own = [i for i, n in enumerate(branch.nodes) if branch.terms.rows[n][0] == "log" and p == X[i]]
    return not (q.is_one() and own)


def _show_less_than_one(branch: Branch, a: int) -> None:
    p, q = branch.values[a]
    if a in branch.zeros and not (p - q).is_zero():
        signs_of(branch, (p - q) * q)
        rest, made_up = branch.reduce(p - q)
        if 0 not in branch.product_sign(q):
            branch.sum(f"x{a} + -1", branch.scale(q), [branch.zero_of(a), *made_up, branch.factors(rest)])
    elif not (p - q).is_zero():
        signs_of(branch, p - q)
