"""What a certificate claims of two recurrences, and what must be proved for it.

Shown is, by induction over t: before the first step all states and both weights have values and satisfy the
invariants; after every step this is so, or it is as one of a few other ways says: some of them are there,
others are lost, which is to be undefined, and those of the invariants hold that are kept. Both weights are
lost, or both are there and all is kept but what lost states are. Both systems have asked for their gradients
at the same points, or neither at any.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from verifier.checker.proof import ANY, UP, ZERO, Case, Domains, Facts, Rejected, Terms, exist, require, sign

Invariants = list[tuple[int, frozenset[int], int]]


class Claim:
    """What a certificate claims, as obligations over its terms."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.terms = T = Terms(data["terms"])
        self.t, self.g = T("sym", "time", "t"), T("sym", "gradient", "g")
        left, right = (data["systems"][side] for side in ("left", "right"))
        rows = {T("sym", "state", n): new for n, new in (left["states"] | right["states"]).items()}
        self.start, self.update = ({x: new[i] for x, new in rows.items()} for i in (0, 1))
        self.queries = left["query"], right["query"]
        self.invariants = [(a, frozenset(signs), b) for a, signs, b in data["invariants"]]
        self.ways = [([*self.update], list[int](), self.invariants)]
        self.gradient = ANY & frozenset(data["gradient"])
        self.hypers: Domains = {}
        for name, (inside, *bounds) in data["hypers"].items():
            domain = [(frozenset(signs), Fraction(end)) for signs, end in bounds]
            within = all(sign(Fraction(inside) - end) in signs for signs, end in domain)
            require(within, f"{inside} is not in a domain")
            self.hypers["hyper", name] = self.hypers["sequence", name] = domain
        own, other = left["states"].keys(), right["states"].keys()
        apart = "w" in own and "w'" in other and not own & other
        require(apart and self.gradient, "these are no two systems, or there is no gradient")
        weights = {T("sym", "state", name) for name in ("w", "w'")}
        for *states, kept in data["ways"]:
            there, lost = ([T("sym", "state", name) for name in names] for names in states)
            held = [self.invariants[place] for place in kept]
            told = weights <= {*there} and all(each in held or each[0] in lost for each in self.invariants)
            require(told or weights <= {*lost}, "a weight is neither lost nor told")
            self.ways.append((there, lost, held))
        for side, names in ((left, other), (right, own)):
            foreign = {T("sym", "state", name): -1 for name in names}
            read = [side["query"], *(new for _, new in side["states"].values())]
            require(all(T.put(x, foreign) == x for x in read), "a system reads the other one's states")

    def obligations(self) -> Iterator[tuple[str, Case, list[Facts]]]:
        """By name, what is given and what one must be shown of: at the start, of queries, of any step."""
        T, (p, q) = self.terms, self.queries
        same = [[*exist([p, q]), (f"x{p} + -1*x{q}", ZERO)], exist([p, q], ZERO)]
        goals, before = [self.said(dict(self.update), *way) for way in self.ways], self.earlier()
        asked: Domains = self.hypers | {("time", "t"): [(UP, Fraction(1))]}
        seen = asked | {("gradient", "g"): [(self.gradient, Fraction(0))]}
        begun = self.said({self.t: T("num", Fraction(0)), **self.start}, *self.ways[0])
        yield "start", Case(T, self.hypers, exist([T("sym", "state", "w")])), [begun]
        for n, way in enumerate(self.ways):
            yield f"{'later ' * n}query", Case(T, asked, self.said(before, *way)), same
            yield f"{'later ' * n}step", Case(T, seen, self.said(before, *way)), goals

    def said(self, new: dict[int, int], there: list[int], lost: list[int], held: Invariants) -> Facts:
        """With others in the place of some terms: what has a value, what has none, which invariants hold."""
        pairs = [(self.terms.put(a, new), signs, self.terms.put(b, new)) for a, signs, b in held]
        defined = [*(self.terms.put(x, new) for x in there), *(x for a, _, b in pairs for x in (a, b))]
        equal = [(f"x{a} + -1*x{b}", signs) for a, signs, b in pairs]
        return [*exist(defined), *exist((self.terms.put(x, new) for x in lost), ZERO), *equal]

    def earlier(self) -> dict[int, int]:
        """The step, and what is given from outside, one step earlier."""
        T = self.terms
        read = [(n, name, k) for n, (*name, k) in enumerate(T.rows) if name[:2] == ["sym", "sequence"]]
        new = {n: T(*name, k - 1) for n, name, k in read}
        return {self.t: T("add", self.t, T("num", Fraction(-1))), self.g: T("sym", "gradient", "past"), **new}


def check(data: Mapping[str, Any]) -> list[Facts]:
    """What a certificate's proof leaves to a solver: facts of which no real numbers have all.

    Raises
    ------
    Rejected
        With the first fact that does not follow.
    """
    trusted, name = list[Facts](), "the claim"
    try:
        claim = Claim(data)
        for name, case, goals in claim.obligations():
            case.walk(data["proofs"][name], goals)
            trusted += case.trusted
    except Exception as fault:  # whatever goes wrong, nothing is accepted
        broken = "" if isinstance(fault, Rejected) else f"incomplete or malformed, {type(fault).__name__}: "
        raise Rejected(f"{name}: {broken}{fault}") from None
    return trusted
