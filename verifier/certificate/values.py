"""Lines that show what terms are: quotients of polynomials over the case's generators."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flint import fmpz_mpoly

from verifier.certificate.branch import NIL, ONE, RING, Branch, Product, Quotient, Uncertified
from verifier.certificate.exponentials import exponential, logarithm
from verifier.certificate.powers import power
from verifier.certificate.signs import decide
from verifier.checker.proof import ANY, APART, DOWN, LEAVES, MINUS, PLUS, UP, ZERO, Signs, Terms

DECISIONS: dict[str, tuple[Signs, ...]] = {
    "abs": (UP, DOWN),
    "sign": (PLUS, ZERO, MINUS),
    "max": (UP, DOWN),
    "min": (UP, DOWN),
    "lt": (MINUS, UP),
    "le": (DOWN, PLUS),
    "eq": (ZERO, APART),
    "ne": (ZERO, APART),
}

LONGEST = 50_000
"""Terms that wait for others: more are only where they wait for each other."""


def ensure(branch: Branch, node: int) -> None:
    """Add the lines after which the term has its status and, if it is a number, its value."""
    waiting = [node]
    while waiting:
        here = waiting[-1]
        missing = [a for a in _needed(branch, here) if not _done(branch, a)]
        if missing:
            waiting += missing
            if len(waiting) > LONGEST:
                raise Uncertified("states that are told by each other")
            continue
        waiting.pop()
        if not _done(branch, here):
            _state(branch, here)


def _done(branch: Branch, node: int) -> bool:
    exists = branch.exists(node)
    return exists is False or (exists is True and node in branch.values)


def _needed(branch: Branch, node: int) -> list[int]:
    op, *args = branch.terms.rows[node]
    if op in LEAVES:
        return _told(branch, here=node)
    if op != "where":
        return args
    if not _done(branch, args[0]) or not branch.exists(args[0]):
        return args[:1]
    return [args[0], args[1 + _otherwise(branch, args[0])]]


def _told(branch: Branch, here: int) -> list[int]:
    """The term that a state is told by, if any; first a condition under which it is, if that is open."""
    for term in branch.told.get(here, ()):
        said = term
        while here in ends(branch.terms, said):  # at some turns it is told by itself
            if said == here:
                break
            _, condition, *parts = branch.terms.rows[said]
            if not _done(branch, condition):
                return [condition]
            said = parts[_otherwise(branch, condition)]
        else:
            return [term]
    return []


def ends(terms: Terms, node: int) -> set[int]:
    """What a term may be, by the conditions in it."""
    seen, waiting = set[int](), [node]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += terms.rows[here][2:] if terms.rows[here][0] == "where" else []
    return {n for n in seen if terms.rows[n][0] != "where"}


def taken(branch: Branch, condition: int) -> int:
    """Which branch a condition takes, shown as the checker asks for it."""
    if not (branch.exists(condition) and _otherwise(branch, condition)):
        return 0
    if branch.case.sign(f"x{condition}") != ZERO:
        branch.sum(f"x{condition}", [], [branch.zero_of(condition)])
    return 1


def _otherwise(branch: Branch, condition: int) -> bool:
    """Whether a condition that is defined is false."""
    return branch.values[condition][0].is_zero()


def _state(branch: Branch, node: int) -> None:
    op, *args = branch.terms.rows[node]
    if op in LEAVES:
        _leaf(branch, node)
    elif op == "where":
        place = taken(branch, args[0])
        branch.meaning(node)
        if branch.exists(node):
            _copy(branch, node, args[1 + place], 1)
    elif not all(branch.exists(a) for a in args):
        branch.meaning(node)
    elif op == "pow":
        power(branch, node, *args)
    else:
        _operation(branch, node, op, args)


def _leaf(branch: Branch, node: int) -> None:
    op, *args = branch.terms.rows[node]
    if op == "num" or args[0] != "state":
        branch.add("leaf", node)
    elif not branch.exists(node):
        raise Uncertified(f"{args[1]}, which may be lost")
    if op == "num":
        n, d = args[0].as_integer_ratio()
        zero = f"{d}*x{node} + {-n}"
        branch.values[node], branch.zeros[node] = (RING.constant(n), RING.constant(d)), zero
        return
    for other in _told(branch, node):
        _copy(branch, node, other, 1)
        return
    x, place = branch.generator(node), len(branch.nodes) - 1
    low, high = list[Fraction](), list[Fraction]()
    for signs, bound in branch.case.domains.get((args[0], args[1]), ()):
        n, d = bound.as_integer_ratio()
        if signs != ANY:
            branch.sum(branch.text(d * x - n), [], [[f"{d}*x{node} + {-n}"]])
        low += [bound] if signs <= UP else []
        high += [bound] if signs <= DOWN else []
    branch.ranges[place] = (max(low, default=None), min(high, default=None))


def difference(branch: Branch, a: int, b: int) -> tuple[Quotient, list[Product]]:
    """The difference of two terms' values, not in lowest terms, and the zeros it holds up to."""
    (pa, qa), (pb, qb) = branch.values[a], branch.values[b]
    zeros = [[branch.text(qb), *branch.zero_of(a)], ["-1", branch.text(qa), *branch.zero_of(b)]]
    return (pa * qb - pb * qa, qa * qb), zeros


def _operation(branch: Branch, node: int, op: str, args: list[int]) -> None:
    a, b = args[0], args[-1]
    if op == "add":
        _add(branch, node, a, b)
    elif op in ("mul", "and"):
        _multiply(branch, node, a, b)
    elif op == "div":
        _divide(branch, node, a, b)
    elif op in ("abs", "sign"):
        _magnitude(branch, node, op, a)
    elif op == "or":
        _either(branch, node, a, b)
    elif op == "not":
        _opposite(branch, node, a)
    elif op == "exp":
        exponential(branch, node, a)
    elif op == "log":
        logarithm(branch, node, a)
    elif op in DECISIONS:
        _compare(branch, node, op, a, b)
    else:
        raise Uncertified(f"'{op}', which has no meaning in a certificate")


def _either(branch: Branch, node: int, a: int, b: int) -> None:
    """``a or b`` of truth values: ``a + b - a*b``."""
    branch.meaning(node)
    (p, _), (q, _) = branch.values[a], branch.values[b]
    za, zb = branch.zeros[a], branch.zeros[b]
    fact = f"x{node} + x{a}*x{b} + -1*x{a} + -1*x{b}"
    products = [[fact], [za], [zb], ["-1", f"x{b}", za], ["-1", branch.text(p), zb]]
    branch.establish(node, (p + q - p * q, ONE), [], products, NIL)


def _opposite(branch: Branch, node: int, a: int) -> None:
    """``not a`` of a truth value: ``1 - a``."""
    branch.meaning(node)
    value = 1 - branch.values[a][0]
    branch.establish(node, (value, ONE), [], [[f"x{node} + x{a} + -1"], ["-1", branch.zeros[a]]], NIL)


def _add(branch: Branch, node: int, a: int, b: int) -> None:
    branch.meaning(node)
    (pa, qa), (pb, qb) = branch.values[a], branch.values[b]
    value = p, q = branch.lowest(pa * qb + pb * qa, qa * qb)
    text = [branch.text(g) for g in (q, qa, qb)]
    products = [
        [*text, f"x{node} + -1*x{a} + -1*x{b}"],
        [text[0], text[2], *branch.zero_of(a)],
        [text[0], text[1], *branch.zero_of(b)],
    ]
    rest = q * (pa * qb + pb * qa) - qa * qb * p
    branch.establish(node, value, branch.scale(qa, qb), products, rest)


def _multiply(branch: Branch, node: int, a: int, b: int) -> None:
    branch.meaning(node)
    (pa, qa), (pb, qb) = branch.values[a], branch.values[b]
    value = p, q = branch.lowest(pa * pb, qa * qb)
    text = [branch.text(g) for g in (q, qa, qb)]
    products = [
        [*text, f"x{node} + -1*x{a}*x{b}"],
        [text[0], text[2], f"x{b}", *branch.zero_of(a)],
        [text[0], branch.text(pa), *branch.zero_of(b)],
    ]
    branch.establish(node, value, branch.scale(qa, qb), products, q * pa * pb - qa * qb * p)


def _divide(branch: Branch, node: int, a: int, b: int) -> None:
    (pa, qa), (pb, qb) = branch.values[a], branch.values[b]
    zero = decide(branch, pb, ZERO, APART) == 0
    branch.show_sign(f"x{b}", (pb, qb), [branch.zero_of(b)])
    branch.meaning(node)
    if zero:
        return
    value = p, q = branch.lowest(pa * qb, qa * pb)
    text = [branch.text(g) for g in (q, qa, qb)]
    products = [
        [*text, f"x{b}*x{node} + -1*x{a}"],
        ["-1", text[0], text[1], f"x{node}", *branch.zero_of(b)],
        [text[0], text[2], *branch.zero_of(a)],
    ]
    branch.establish(node, value, branch.scale(qa, pb), products, q * qb * pa - qa * pb * p)


def _magnitude(branch: Branch, node: int, op: str, a: int) -> None:
    (p, q), y = branch.values[a], f"x{node}"
    decide(branch, p * q, *DECISIONS[op])
    branch.show_sign(f"x{a}", (p, q), [branch.zero_of(a)])
    branch.meaning(node)
    if op == "abs":
        _copy(branch, node, a, 1 if _holds(branch, f"{y} + -1*x{a}") else -1)
    else:
        _constant(branch, node, (1, 0, -1))


def _compare(branch: Branch, node: int, op: str, a: int, b: int) -> None:
    (p, q), zeros = difference(branch, a, b)
    decide(branch, branch.reduce(p)[0] * q, *DECISIONS[op])
    branch.show_sign(f"x{a} + -1*x{b}", (p, q), zeros)
    branch.meaning(node)
    if op in ("max", "min"):
        _copy(branch, node, a if _holds(branch, f"x{node} + -1*x{a}") else b, 1)
    else:
        _constant(branch, node, (1, 0))


def _constant(branch: Branch, node: int, candidates: Sequence[int]) -> None:
    """The value of a term that is one of a few numbers, by the rule that was applied."""
    texts = {k: f"x{node} + {-k}" if k else f"x{node}" for k in candidates}
    number = next(k for k, text in texts.items() if _holds(branch, text))
    branch.values[node], branch.zeros[node] = (RING.constant(number), ONE), texts[number]


def _holds(branch: Branch, equation: str) -> bool:
    """Which rule the checker has applied: it may know more than was asked for."""
    return branch.case.sign(equation) == ZERO


def _copy(branch: Branch, node: int, other: int, sign: int) -> None:
    """The value of another term, or its negative."""
    p, q = branch.values[other]
    equation = f"x{node} + {'-1*' if sign > 0 else ''}x{other}"
    products = [[branch.text(q), equation], [str(sign), *branch.zero_of(other)]]
    branch.establish(node, (sign * p, q), [], products, NIL)


def equal(branch: Branch, a: int, b: int) -> fmpz_mpoly:
    """Lines that show two terms equal; the polynomial that should have vanished, else."""
    if branch.case.sign(f"x{a} + -1*x{b}") == ZERO:
        return NIL
    if a == b:
        branch.sum(f"x{a} + -1*x{b}", [], [])
        return NIL
    (p, q), zeros = difference(branch, a, b)
    try:
        products = [*zeros, *branch.vanishing(p)]
    except Uncertified:
        rest = branch.reduce(p)[0]
        if branch.product_sign(rest) != ZERO:
            return rest
        branch.show_sign(f"x{a} + -1*x{b}", (p, q), zeros)
        return NIL
    branch.sum(f"x{a} + -1*x{b}", branch.scale(q), products)
    return NIL


__all__ = ["difference", "ends", "ensure", "equal", "taken"]
