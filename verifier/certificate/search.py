"""The tree of cases of one obligation: lines until a sign is missing, then a split."""

from __future__ import annotations

from time import process_time
from typing import Any

from flint import fmpz_mpoly

from verifier.algebra.ring import Hashed
from verifier.certificate import solver
from verifier.certificate.branch import CAPACITY, NIL, Branch, Impossible, Split, Uncertified, X
from verifier.certificate.known import factored
from verifier.certificate.laws import show
from verifier.certificate.products import coefficients
from verifier.certificate.signs import decide
from verifier.certificate.values import ensure, equal
from verifier.checker.claim import Obligation
from verifier.checker.claim import equal as are_equal
from verifier.checker.meaning import ZERO, Rejected, Signs
from verifier.checker.proof import Case
from verifier.checker.terms import LEAVES

MOST_CASES = 600
SOLVED_FIRST = ("gradient", "state", "weight", "hyper", "sequence", "time")


class Search:
    """The proof of one obligation."""

    def __init__(self, obligation: Obligation, deadline: float) -> None:
        self.obligation, self.deadline = obligation, deadline
        self.count = 0
        self.lost: list[set[int]] = []
        """In every case that is undefined on both sides: which of the obligation's terms are."""

    def tree(self, branch: Branch) -> dict[str, Any]:
        """The proof from here on.

        Raises
        ------
        Uncertified
            When no line is known for something that is needed.
        """
        self.count += 1
        if self.count > MOST_CASES or process_time() > self.deadline:
            raise Uncertified(
                f"more than {self.count} cases" if self.count > MOST_CASES else "this within the time"
            )
        try:
            self._leaf(branch)
        except Split as split:
            return self._split(branch, split)
        return {"lines": branch.lines}

    def _leaf(self, branch: Branch) -> None:
        try:
            self._show(branch)
            self._met(branch)
        except Impossible:
            return
        except (Uncertified, Rejected) as fault:
            if _contradiction(branch):
                return
            raise Uncertified(str(fault)) from None

    def _met(self, branch: Branch) -> None:
        each, defined = self.obligation, branch.case.defined
        gone = {i for i, node in enumerate(each.terms) if not defined[node]}
        asked = each.queries and (equal_queries(each, branch.case))
        alike = all(defined[a] is defined[b] for a, b in each.pairs)
        if gone and asked and each.signs is None:
            if alike or not _contradiction(branch):
                self.lost.append(gone)
        else:
            each.met(branch.case)

    def _show(self, branch: Branch) -> None:
        each, defined = self.obligation, branch.case.defined
        for node in each.assumed:
            _assume(branch, node)
        for node in (*each.queries, *each.terms, *(n for pair in each.pairs for n in pair)):
            ensure(branch, node)
            if each.signs is not None and defined[node]:
                decide(branch, branch.values[node][0] * branch.values[node][1], each.signs)
                show(branch, node)
        pairs = [*each.pairs, *([(each.queries[0], each.queries[1])] if each.queries else [])]
        for a, b in pairs:
            if defined[a] and defined[b]:
                rest = equal(branch, a, b)
                if not rest.is_zero():
                    solver.show_equal(branch, a, b, rest)

    def _split(self, branch: Branch, split: Split) -> dict[str, Any]:
        text = branch.text(split.polynomial)
        cases = []
        for signs in split.parts:
            child = branch.fork(text, signs)
            try:
                enter(child, split.polynomial, signs)
            except Impossible:
                cases.append([sorted(signs), {"lines": child.lines}])
                continue
            cases.append([sorted(signs), self.tree(child)])
        return {"lines": branch.lines, "split": text, "cases": cases}


def _assume(branch: Branch, node: int) -> None:
    """An invariant as a fact about the generators that it is made of."""
    if branch.terms.rows[node][0] in LEAVES:
        return
    ensure(branch, node)
    if not branch.case.defined[node]:
        return
    p, q = branch.values[node]
    if q.is_one() and node in branch.zeros and not p.is_constant():
        branch.sum(branch.text(p), [], [[f"x{node}"], ["-1", branch.zeros[node]]])
        if p not in branch.facts:
            branch.facts.append(p)


def equal_queries(each: Obligation, case: Case) -> bool:
    """Whether both sides ask at the same point, or neither asks."""
    one, two = each.queries
    return not (case.defined[one] or case.defined[two]) or are_equal(case, one, two)


def _contradiction(branch: Branch) -> bool:
    """Whether lines can be added after which the case holds no point."""
    try:
        return solver.close(branch)
    except Impossible:
        return True


def enter(branch: Branch, f: fmpz_mpoly, signs: Signs) -> None:
    """What follows at once from the sign of a polynomial; a symbol is solved for where it is zero."""
    if branch.text(f)[1:].isdigit() is False:
        branch.facts.append(f)
    if signs == ZERO:
        place = _solvable(branch, f)
        if place is not None:
            _solve(branch, f, place)


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


def _solve(branch: Branch, f: fmpz_mpoly, place: int) -> None:
    """Begin anew with a symbol's value put in; what was known of it is carried over."""
    old_nodes, old_facts, text = branch.nodes, branch.facts, branch.text(f)
    symbol = old_nodes[place]
    linear = [d * X[place] - n for d, n in _known_linear(branch, place)]
    signs = {Hashed(h): branch.text(h) for h in (*old_facts, *linear)}
    kept = [i for i, n in enumerate(old_nodes) if branch.terms.rows[n][0] in LEAVES and i != place]
    branch.nodes, branch.values, branch.zeros, branch.roots = [], {}, {}, []
    branch.made, branch.facts, branch.ranges, branch.tried = {}, [], {}, set()
    for i in kept:
        ensure(branch, old_nodes[i])
    branch.nodes.append(symbol)
    here = len(branch.nodes) - 1
    move = {place: here} | {i: branch.nodes.index(old_nodes[i]) for i in kept}
    images = [X[move[i]] if i in move else X[i] for i in range(len(X))]
    moved = f.compose(*images, ctx=f.context())
    slope = moved.derivative(here)
    rest = moved - slope * X[here]
    if slope.leading_coefficient() < 0:
        slope, rest = -slope, -rest
    zero = f"{branch.text(slope, f'x{symbol}')} + {branch.text(rest)}"
    branch.sum(zero, [], [[text]] if moved == slope * X[here] + rest else [["-1", text]])
    branch.values[symbol], branch.zeros[symbol] = (-rest, slope), zero
    for h in (*old_facts, *linear):
        if h != f and all(i in move for i, d in enumerate(h.degrees()) if d):
            _carry(branch, h.compose(*images, ctx=f.context()), signs[Hashed(h)], here)


def _known_linear(branch: Branch, place: int) -> list[tuple[int, int]]:
    bounds = {0, 1} | {b for b in branch.ranges.get(place, ()) if b is not None}
    pairs = [b.as_integer_ratio() for b in bounds]
    return [(d, n) for n, d in pairs if len(branch.known(d * X[place] - n)) < 3]


def _carry(branch: Branch, h: fmpz_mpoly, text: str, here: int) -> None:
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
        return
    if rest.is_zero():
        return
    content, factors = factored(rest)
    unit = rest / content
    products = [[*branch.factors(q) * m, text], ["-1", branch.text(cofactor), branch.zeros[symbol]]]
    branch.sum(branch.text(unit), [str(content)] if content != 1 else [], products)
    if len(unit) > 1 or len(factors) > 1 or int(factors[0][1]) > 1:
        branch.facts.append(unit)
        for f, e in factors:
            _narrow(branch, f, int(e), unit)


def _narrow(branch: Branch, f: fmpz_mpoly, e: int, product: fmpz_mpoly) -> None:
    """What a product's sign says of a factor squared in it: zero where that is not positive."""
    own, rest = branch.known(f), branch.product_sign(product / f**e)
    kept = frozenset(s for s in own if {s**e * r for r in rest} & branch.known(product))
    if e % 2 == 0 and kept and kept != own:
        text, line = branch.text(f), ["sum", branch.text(product), [], branch.factors(product)]
        cases = [[[s], {"lines": [] if s in kept else [line]}] for s in sorted(own)]
        branch.add("show", text, sorted(kept), {"lines": [], "split": text, "cases": cases})
        branch.facts += [f] if kept == ZERO else []
