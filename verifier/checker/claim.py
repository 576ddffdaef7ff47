"""What a certificate claims of two recurrences, and what must be proved for it.

Shown is, by induction over t: after every step, and before the first, either all states and both
weights have values and satisfy the invariants, or what is lost, both weights among it, is undefined
for good; and both systems have asked for their gradients at the same points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from verifier.checker.meaning import ANY, PLUS, UP, ZERO, Facts, Rejected, Signs, Terms, require, sign
from verifier.checker.proof import Case, Domains


class Obligation(NamedTuple):
    """Wherever the given facts hold, so does all that one of the goals says."""

    name: str
    domains: Domains
    given: Facts
    goals: list[Facts]


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
        self.lost = [T("sym", "state", name) for name in data["lost"]]
        self.gradient = ANY & frozenset(data["gradient"])
        self.hypers: Domains = {}
        for name, (inside, *bounds) in data["hypers"].items():
            domain = [(frozenset(signs), Fraction(end)) for signs, end in bounds]
            within = all(sign(Fraction(inside) - end) in signs for signs, end in domain)
            require(within, f"{inside} is not in a domain")
            self.hypers["hyper", name] = self.hypers["sequence", name] = domain
        both = (
            "w" in left["states"] and "w'" in right["states"] and not {*left["states"]} & {*right["states"]}
        )
        require(both and self.gradient, "these are no two systems, or there is no gradient")
        require(not self.lost or {"w", "w'"} <= {*data["lost"]}, "a weight is not lost")
        for side, other in ((left, right), (right, left)):
            foreign = {T("sym", "state", n): -1 for n in other["states"]}
            read = [side["query"], *(new for _, new in side["states"].values())]
            require(all(T.put(x, foreign) == x for x in read), "a system reads the other one's states")

    def obligations(self) -> Iterator[Obligation]:
        """What must be shown: the start, the gradients' points, any step, what stays lost."""
        T, (p, q), after, given = self.terms, self.queries, self.update, self.compared(self.earlier())
        lost, known = [after[x] for x in self.lost], self.related(dict(after), [*after.values(), p, q])
        first: Domains = self.hypers | {("state", "w"): []}
        asked: Domains = first | {T.rows[x][1:]: [] for x in after} | {("time", "t"): [(UP, Fraction(1))]}
        seen = asked | {("gradient", "g"): [(self.gradient, Fraction(0))]}
        kept = {x: seen[x] for x in seen if x not in [T.rows[y][1:] for y in self.lost]}
        yield Obligation("start", first, [], [self.related(self.begun(), self.start.values())])
        same = [*exist([p, q]), (f"x{p} + -1*x{q}", ZERO)]
        yield Obligation("query", asked, given, [same, exist([p, q], ZERO)])
        yield Obligation("step", seen, given, [known, exist(lost, ZERO)] if lost else [known])
        if lost:
            yield Obligation("lost", kept, exist(self.lost, ZERO), [exist([*lost, p, q], ZERO)])

    def compared(self, new: dict[int, int]) -> Facts:
        """The invariants with others in the place of some terms."""
        put = self.terms.put
        return [(f"x{put(a, new)} + -1*x{put(b, new)}", signs) for a, signs, b in self.invariants]

    def related(self, new: dict[int, int], others: Iterable[int]) -> Facts:
        """That they hold, that what they compare has values, and some others too."""
        both = [self.terms.put(x, new) for a, _, b in self.invariants for x in (a, b)]
        return [*exist([*others, *both]), *self.compared(new)]

    def begun(self) -> dict[int, int]:
        """What terms are before the first step."""
        return {self.t: self.terms("num", Fraction(0)), **self.start}

    def earlier(self) -> dict[int, int]:
        """The step, and what is given from outside, one step earlier."""
        T = self.terms
        read = [(n, name, k) for n, (*name, k) in enumerate(T.rows) if name[:2] == ["sym", "sequence"]]
        new = {n: T(*name, k - 1) for n, name, k in read}
        before = T("add", self.t, T("num", Fraction(-1)))
        return {self.t: before, self.g: T("sym", "gradient", "before"), **new}


def exist(nodes: Iterable[int], signs: Signs = PLUS) -> Facts:
    """That terms are defined; or that they are not."""
    return [(f"?x{node}", signs) for node in nodes]


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
        for name, domains, given, goals in claim.obligations():
            case = Case(claim.terms, domains, given)
            case.walk(data["proofs"][name], goals)
            trusted += case.trusted
    except Exception as fault:  # whatever goes wrong, nothing is accepted
        broken = "" if isinstance(fault, Rejected) else f"incomplete or malformed, {type(fault).__name__}: "
        raise Rejected(f"{name}: {broken}{fault}") from None
    return trusted
