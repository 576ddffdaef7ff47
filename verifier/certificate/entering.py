"""A case entered: what follows at once from a polynomial's sign, a symbol put in where it is zero."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from flint import fmpz_mpoly

from verifier.algebra.ring import Hashed
from verifier.certificate.branch import CAPACITY, NIL, Branch, Split, Uncertified, X
from verifier.certificate.known import factored
from verifier.certificate.products import coefficients
from verifier.certificate.values import ensure
from verifier.checker.proof import LEAVES, ZERO, Signs

SOLVED_FIRST = ("gradient", "state", "hyper", "sequence", "time")


def enter(branch: Branch, f: fmpz_mpoly, signs: Signs) -> None:
    """What follows at once from the sign of a polynomial; a symbol is solved for where it is zero."""
    if branch.text(f)[1:].isdigit() is False:
        branch.facts.append(f)
    if signs == ZERO:
        place = _solvable(branch, f)
        if place is not None:
            _solve(branch, f, place)
        else:
            _reduced(branch, f)


def _reduced(branch: Branch, f: fmpz_mpoly) -> None:
    """What a polynomial that is zero leaves of those whose sign is known, if that is less than they are."""
    for h in [h for h in branch.facts if h != f]:
        quotient, rest = divmod(h, f)
        if quotient.is_zero() or rest.is_zero() or len(rest) >= len(h):
            continue
        content, factors = factored(rest)
        unit, scale = rest / content, [str(content)] if content != 1 else []
        products = [[branch.text(h)], ["-1", branch.text(quotient), branch.text(f)]]
        was = branch.known(unit)
        branch.sum(branch.text(unit), scale, products)
        if branch.known(unit) == ZERO != was and len(factors) == 1 and factors[0][1] == 1:
            enter(branch, unit, ZERO)
            return


def _solvable(branch: Branch, f: fmpz_mpoly) -> int | None:
    """The place of a symbol of which the polynomial is linear, its slope not zero."""
    places = [i for i, d in enumerate(f.degrees()[:CAPACITY]) if d]
    rows = branch.terms.rows
    if any(rows[branch.nodes[i]][0] not in LEAVES for i in places):
        return None
    good = []
    for i in places:
        slope = f.derivative(i)
        if f.degrees()[i] == 1 and 0 not in branch.product_sign(slope):
            good.append((SOLVED_FIRST.index(rows[branch.nodes[i]][1]), i))
    return min(good)[1] if good else None


def _solve(branch: Branch, f: fmpz_mpoly, place: int, *, again: bool = True) -> None:
    """Begin anew with a symbol's value put in; what was known of it is carried over.

    Another one that was solved for before is solved for once more, if the new one is a number.
    """
    old_nodes, old_facts, text = branch.nodes, branch.facts, branch.text(f)
    symbol = old_nodes[place]
    linear = [d * X[place] - n for d, n in _known_linear(branch, place)]
    signs = {Hashed(h): branch.text(h) for h in (*old_facts, *linear)}
    rows = branch.terms.rows
    fixed = [
        n for n in branch.zeros if rows[n][0] == "sym" and all(p.is_constant() for p in branch.values[n])
    ]
    leaves = [i for i, n in enumerate(old_nodes) if rows[n][0] in LEAVES and n not in fixed]
    equations = _equations(branch, (i for i in leaves if i != place))
    signs |= {Hashed(h): zero for h, zero in equations.values()}
    old_facts = [*old_facts, *(h for h, _ in equations.values())]
    kept = [i for i in leaves if i != place]
    branch.values = {n: branch.values[n] for n in fixed}
    branch.zeros = {n: branch.zeros[n] for n in fixed}
    branch.nodes, branch.roots, here = [symbol], [], 0
    branch.made, branch.facts, branch.ranges, branch.tried = {}, [], {}, set()
    move, is_number = {place: here}, sum(f.degrees()) == 1
    if is_number:  # before others, which may be told by it
        _put_in(branch, f, move, text)
    for i in kept:
        ensure(branch, old_nodes[i])
    move |= {i: branch.nodes.index(old_nodes[i]) for i in kept if old_nodes[i] in branch.nodes}
    if not is_number:
        _put_in(branch, f, move, text)
    move |= _powers(
        branch, old_nodes, {i for h in old_facts for i, d in enumerate(h.degrees()) if d} - {*move}
    )
    images = [X[move[i]] if i in move else X[i] for i in range(len(X))]
    carried = dict[Hashed, fmpz_mpoly | None]()
    for h in (*old_facts, *linear):
        if h != f and all(i in move for i, d in enumerate(h.degrees()) if d):
            moved = h.compose(*images, ctx=f.context())
            carried[Hashed(h)] = _carry(branch, moved, signs[Hashed(h)], here)
    if again and all(each.is_constant() for each in branch.values[symbol]):
        _solve_again(branch, [(old_nodes[i], carried.get(Hashed(h))) for i, (h, _) in equations.items()])


def _put_in(branch: Branch, f: fmpz_mpoly, move: dict[int, int], text: str) -> None:
    """The value of the first symbol, of which the equation is linear, once the others are moved."""
    symbol = branch.nodes[0]
    if symbol in branch.nodes[1:] or any(d and i not in move for i, d in enumerate(f.degrees())):
        raise Uncertified("symbols that are told by each other")
    images = [X[move[i]] if i in move else X[i] for i in range(len(X))]
    moved = f.compose(*images, ctx=f.context())
    slope = moved.derivative(0)
    sign = 1 if slope.leading_coefficient() > 0 else -1
    slope, rest = sign * slope, sign * (moved - slope * X[0])
    zero = f"{branch.text(slope, f'x{symbol}')} + {branch.text(rest)}"
    branch.sum(zero, [], [[str(sign), text]])
    branch.values[symbol], branch.zeros[symbol] = (-rest, slope), zero


def _equations(branch: Branch, places: Iterable[int]) -> dict[int, tuple[fmpz_mpoly, str]]:
    """What is zero since symbols were solved for before, by their places."""
    solved = [(i, branch.nodes[i]) for i in places if branch.nodes[i] in branch.zeros]
    return {i: (branch.values[n][1] * X[i] - branch.values[n][0], branch.zeros[n]) for i, n in solved}


def _solve_again(branch: Branch, equations: Sequence[tuple[int, fmpz_mpoly | None]]) -> None:
    """Put in a symbol's value once more: that of the first one that its equation still gives."""
    for symbol, f in equations:
        place = branch.nodes.index(symbol) if symbol in branch.nodes else None
        if f is None or place is None or f.degrees()[place] != 1 or branch.known(f) != ZERO:
            continue
        if 0 not in branch.product_sign(f.derivative(place)):
            _solve(branch, f, place, again=False)
            return


def _powers(branch: Branch, old_nodes: Sequence[int], places: Iterable[int]) -> dict[int, int]:
    """Where powers and the like are now that facts speak of, if they are generators still."""
    found = dict[int, int]()
    for i in sorted(places):
        with suppress(Split, Uncertified):
            ensure(branch, old_nodes[i])
        if old_nodes[i] in branch.nodes:
            found[i] = branch.nodes.index(old_nodes[i])
    return found


def _known_linear(branch: Branch, place: int) -> list[tuple[int, int]]:
    bounds = {0, 1} | {b for b in branch.ranges.get(place, ()) if b is not None}
    pairs = [b.as_integer_ratio() for b in bounds]
    return [(d, n) for n, d in pairs if len(branch.known(d * X[place] - n)) < 3]


def _carry(branch: Branch, h: fmpz_mpoly, text: str, here: int) -> fmpz_mpoly | None:
    """The fact ``h`` with the solved symbol's value put in: ``q**m * h = cofactor * zero + rest``."""
    symbol = branch.nodes[here]
    p, q = branch.values[symbol]
    zero = q * X[here] - p
    cofactor, rest, m = NIL, h, 0
    while not rest.is_zero() and rest.degrees()[here]:
        degree = rest.degrees()[here]
        top = coefficients(rest, here)[degree] * X[here] ** (degree - 1)
        cofactor, rest, m = q * cofactor + top, q * rest - top * zero, m + 1
    if rest.is_constant() and not rest.is_zero():
        branch.sum(
            branch.text(rest),
            [],
            [[*branch.factors(q) * m, text], ["-1", branch.text(cofactor), branch.zeros[symbol]]],
        )
        return None
    if rest.is_zero():
        return None
    content, factors = factored(rest)
    unit = rest / content
    products = [[*branch.factors(q) * m, text], ["-1", branch.text(cofactor), branch.zeros[symbol]]]
    branch.sum(branch.text(unit), [str(content)] if content != 1 else [], products)
    if len(unit) > 1 or len(factors) > 1 or int(factors[0][1]) > 1:
        branch.facts.append(unit)
        for f, e in factors:
            _narrow(branch, f, int(e), unit)
    return unit


def _narrow(branch: Branch, f: fmpz_mpoly, e: int, product: fmpz_mpoly) -> None:
    """What a product's sign says of a factor squared in it: zero where that is not positive."""
    own, rest = branch.known(f), branch.product_sign(product / f**e)
    kept = frozenset(s for s in own if {s**e * r for r in rest} & branch.known(product))
    if e % 2 == 0 and kept and kept != own:
        text, line = branch.text(f), ["sum", branch.text(product), [], branch.factors(product)]
        branch.narrow(text, kept, [(frozenset({s}), [line]) for s in sorted(own - kept)])
        branch.facts += [f] if kept == ZERO else []
