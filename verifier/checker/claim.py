"""What a certificate claims of two recurrences, and what must be proved for it.

Shown is, by induction over t: after every step, and before the first, either all states and both
weights have values and satisfy the invariants, or what is lost, both weights among it, is undefined
for good; and both systems have asked for their gradients at the same points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from verifier.checker.meaning import ANY, UP, ZERO, Facts, Rejected, Signs, Terms, require
from verifier.checker.proof import Case

Comparison = tuple[int, Signs, int]
"""Two terms, and the signs that their difference can have."""


class Obligation(NamedTuple):
    """What must hold everywhere: some terms have values, which compare so; or others are all undefined."""

    name: str
    given: Facts
    terms: Sequence[int]
    compared: Sequence[Comparison]
    lost: Sequence[int] = ()
    undefined: Sequence[int] = ()

    def met(self, case: Case) -> None:
        """Reject the certificate unless a case, which may hold points, has all this."""
        defined = case.defined
        if self.lost and not any(defined[x] for x in self.lost):
            return
        both = [x for a, _, b in self.compared for x in (a, b)]
        require(all(defined[x] for x in (*self.terms, *both)), "one side alone is undefined, or comes back")
        for a, signs, b in self.compared:
            holds = (a == b and 0 in signs) or case.sign(f"x{a} + -1*x{b}") <= signs
            require(holds, "the two sides are not as related")


class Claim:
    """What a certificate claims, as obligations over its terms."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.terms = T = Terms(data["terms"])
        self.t, self.g = T("sym", "time", "t"), T("sym", "gradient", "g")
        self.sides = [data["systems"][side] for side in ("left", "right")]
        rows = {T("sym", "state", n): new for side in self.sides for n, new in side["states"].items()}
        self.start, self.update = ({x: new[i] for x, new in rows.items()} for i in (0, 1))
        self.queries = [side["query"] for side in self.sides]
        self.invariants = [(a, frozenset(signs), b) for a, signs, b in data["invariants"]]
        self.lost = [T("sym", "state", name) for name in data["lost"]]
        self.domains: dict[tuple[str, str], Any] = {("state", T.rows[x][2]): () for x in rows}
        self.domains["time", "t"] = [(UP, Fraction(1))]
        self.domains["gradient", "g"] = [(ANY & frozenset(data["gradient"]), Fraction(0))]
        for name, (inside, *bounds) in data["hypers"].items():
            number, domain = Fraction(inside), [(frozenset(signs), Fraction(end)) for signs, end in bounds]
            far = [(number - end, signs) for signs, end in domain]
            require(all((d > 0) - (d < 0) in signs for d, signs in far), f"{inside} is not in a domain")
            self.domains["hyper", name] = self.domains["sequence", name] = domain
        self.well_formed(data["lost"], data["gradient"])

    def well_formed(self, lost: Sequence[str], gradient: Sequence[int]) -> None:
        """Two systems of their own, and nothing is read from another time or where it is not known."""
        left, right = (side["states"] for side in self.sides)
        own = "w" in left and "w'" in right and not {*left} & {*right}
        require(own and ANY & {*gradient}, "these are no two systems, or there is no gradient")
        for side in self.sides:
            seen = [self.t, *(self.terms("sym", "state", name) for name in side["states"])]
            apart = self.reads([side["query"]], seen)
            apart &= self.reads([new for _, new in side["states"].values()], [*seen, self.g])
            require(apart, "a system reads what it does not have")
        require(self.reads(self.start.values(), [self.terms("sym", "state", "w")]), "a start reads a state")
        related = [x for a, _, b in self.invariants for x in (a, b)]
        require(self.reads(related, [self.t, *self.update]), "an invariant reads the gradient")
        require(not lost or {"w", "w'"} <= {*lost}, "a weight is not lost")

    def reads(self, roots: Iterable[int], known: Sequence[int]) -> bool:
        """Whether terms are made of hyperparameters and of some symbols alone."""
        kinds = ((n, self.terms.rows[n]) for n in self.terms.below(*roots))
        return all(op != "sym" or n in known or rest[0] in ("hyper", "sequence") for n, (op, *rest) in kinds)

    def obligations(self) -> Iterator[Obligation]:
        """What must be shown: the start, the gradients' points, any step, what stays lost."""
        T, queries, after = self.terms, self.queries, self.update
        begin = {self.t: T("num", Fraction(0)), **self.start}
        yield Obligation("start", [], [*self.start.values()], self.compared(begin))
        given = [(f"x{a} + -1*x{b}", signs) for a, signs, b in self.compared(self.earlier())]
        yield Obligation("query", given, queries, [(queries[0], ZERO, queries[1])], queries)
        lost = [after[x] for x in self.lost]
        yield Obligation("step", given, [*after.values(), *queries], self.compared(after), lost)
        if lost:
            yield Obligation("lost", [], self.lost, [], [*lost, *queries], self.lost)

    def compared(self, new: Mapping[int, int]) -> list[Comparison]:
        """The invariants with others in the place of some terms."""
        return [(self.terms.put(a, new), signs, self.terms.put(b, new)) for a, signs, b in self.invariants]

    def earlier(self) -> dict[int, int]:
        """The step, and the rates that are read, one step earlier."""
        T, new = self.terms, {self.t: self.terms("add", self.t, self.terms("num", Fraction(-1)))}
        for node in T.below(*(x for a, _, b in self.invariants for x in (a, b))):
            if T.rows[node][1] == "sequence":
                *kind, by = T.rows[node]
                new[node] = T(*kind, by - 1)
        return new


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
        for each in claim.obligations():
            name = each.name
            case = Case(claim.terms, claim.domains, each.given, each.undefined)
            case.walk(data["proofs"][name], each.met)
            trusted += case.trusted
    except Rejected as fault:
        raise Rejected(f"{name}: {fault}") from None
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError) as fault:
        raise Rejected(f"{name}: incomplete or malformed ({type(fault).__name__}: {fault})") from None
    return trusted
