"""Re-checks a certificate that `compare` wrote; shares no code with the prover but polynomials.

Shown is, by induction over t: after every step either all tracked states and both weights exist and
satisfy the relation, the closed forms and the invariants, or both weights are undefined for good; and
both systems have asked for their gradients at the same points. Each obligation has a tree of proof:
lines that learn facts (`verifier.facts`), then a split on the sign of a polynomial, or nothing more
where the obligation can be read off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from verifier.facts import ZERO, Case, Rejected, Signs, require
from verifier.rows import CONSTANT, Terms


def walk(tree: Mapping[str, Any], case: Case, met: Callable[[Case], None]) -> None:
    """Check a proof: its lines, then every part of its split, or what must hold itself."""
    for line in tree["lines"]:
        case.apply(*line)
    if case.possible and "split" not in tree:
        met(case)
    elif case.possible:
        covered = frozenset(s for signs, _ in tree["cases"] for s in signs)
        require(case.sign(tree["split"]) <= covered, f"cases are missing for {tree['split']}")
        for signs, child in tree["cases"]:
            walk(child, case.fork(tree["split"], frozenset(signs)), met)


class Obligation(NamedTuple):
    """What must hold everywhere: terms have values, pairs are equal, the queries are the same.

    In its place, some terms may be lost. If signs are given: the one term has such a sign or no value.
    """

    name: str
    first: int
    assumed: dict[int, Signs]
    terms: list[int]
    pairs: Sequence[tuple[int, int]] = ()
    queries: Sequence[int] = ()
    lost: Sequence[int] = ()
    signs: Signs | None = None

    def met(self, case: Case) -> None:
        """Reject the certificate unless a case, which may hold points, has all this."""
        status = case.status
        if self.signs is not None:
            kept = status[self.terms[0]] is None or case.sign(f"x{self.terms[0]}") <= self.signs
            return require(kept, "an invariant does not last")
        undefined = [status[q] is None for q in self.queries]
        asked = not undefined or all(undefined) or equal(case, *self.queries)
        require(asked, "the gradients are asked for at different points")
        if not self.lost or not all(status[x] is None for x in self.lost):
            defined = not any(undefined) and all(status[x] == "number" for x in self.terms)
            require(defined, "one side alone is undefined, or what is undefined may come back")
            require(all(equal(case, *pair) for pair in self.pairs), "the two sides are not as related")
        return None


def equal(case: Case, a: int, b: int) -> bool:
    """Whether two terms have values, and the same."""
    numbers = case.status[a] == case.status[b] == "number"
    return numbers and (a == b or case.sign(f"x{a} + -1*x{b}") == ZERO)


TIMELY = (*CONSTANT, "state", "weight", "time")


class Claim:
    """What a certificate claims, as obligations over its terms."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.terms, self.first = Terms(data["terms"]), data["first"]
        T, at = self.terms, self.terms.given
        w, self.right = (T("sym", "weight", name) for name in ("w", "w'"))
        self.start, self.update, self.queries = {w: w}, dict[int, int](), list[int]()
        self.domains: dict[str, list[Any]] = {}
        for side, weight in (("left", w), ("right", self.right)):
            system = data["systems"][side]
            for name, domain in system["hypers"].items():
                self.domains.setdefault(name, []).append(domain)
            self.update[weight], query = self.own(system, side, weight, system["weight"], system["query"])
            self.queries.append(query)
            for name, rows in system["states"].items():
                if f"{side}.{name}" in data["tracked"]:
                    x = T("sym", "state", f"{side}.{name}")
                    self.start[x], self.update[x] = self.own(system, side, weight, *rows)
        named = {T.rows[x][2]: x for x in self.update}
        self.solved, self.closed = (
            {named[n]: at[i] for n, i in data[k].items()} for k in ("relation", "closed")
        )
        self.kept = {named[n]: frozenset(signs) for n, signs in data["invariants"].items()}
        self.lost = [named[n] for n in data["lost"]]
        zeroth = {T("sym", "time", "t"): T("num", Fraction(0)), **self.start}
        self.start[self.right] = T.put(self.solved[self.right], zeroth)
        self.start = {x: T.put(s, {self.right: self.start[self.right]}) for x, s in self.start.items()}
        self.well_formed()

    def own(self, system: Mapping[str, Any], side: str, weight: int, *roots: int) -> list[int]:
        """Terms of a side, its states and its weight told apart from the other's; they read nothing else."""
        T, states = self.terms, list(system["states"])
        moved = {T("sym", "state", n): T("sym", "state", f"{side}.{n}") for n in states}
        moved[T("sym", "weight", "w")] = weight
        free = {T("sym", "gradient", "g"), T("sym", "time", "t")}
        read = T.symbols(*(T.given[root] for root in roots))
        ours = all(n in moved or n in free or T.rows[n][1] in CONSTANT for n in read)
        require(ours, f"the {side} system reads what it does not have")
        return [T.put(T.given[root], moved) for root in roots]

    def well_formed(self) -> None:
        """Nothing is read that is not tracked, or at another time; what is lost stays lost."""
        T = self.terms
        related, weights = (
            T.symbols(*self.solved.values(), *self.closed.values()),
            [T("sym", "weight", "w"), self.right],
        )
        require(
            self.first in (1, 2) and {T.rows[n][1] for n in related} <= set(TIMELY), "this is no relation"
        )
        read = T.symbols(*self.update.values(), *self.queries) | related
        require(all(n in self.update for n in read if T.rows[n][1] == "state"), "a state is not tracked")
        starts = T.symbols(*self.start.values())
        constant = all(T.rows[n][1] in CONSTANT or n == weights[0] for n in starts)
        require(constant, "a start depends on more than hyperparameters and the first weight")
        require(T("sym", "gradient", "g") not in T.symbols(*self.queries), "a query depends on its gradient")
        stays = all(T.needs(new, self.lost) for new in [*self.queries, *(self.update[x] for x in self.lost)])
        require(not self.lost or (stays and set(weights) <= set(self.lost)), "what is lost may come back")

    def obligations(self) -> Iterator[Obligation]:
        """What must be shown: the start, the first step where it is shown by itself, any step, invariants."""
        T = self.terms
        t, one, zero = T("sym", "time", "t"), T("num", Fraction(1)), T("num", Fraction(0))
        old = {x: T.later(s, -1) for x, s in self.start.items()}
        closed = {x: T("where", T("eq", t, one), old[x], T.later(f, -1)) for x, f in self.closed.items()}
        before = {x: T.later(f, -1) for x, f in self.solved.items()} | closed
        zeroth = [(self.start[x], T.put(f, {t: zero, **self.start})) for x, f in self.solved.items()]
        yield Obligation("start", 0, {}, list(self.start.values()), zeroth if self.first == 1 else [])
        if self.first == 2:
            yield self.step("first step", {}, old | {t: one}, {t: one})
        yield self.step("step", {before.get(x, x): s for x, s in self.kept.items()}, before, {})
        for x, signs in self.kept.items():
            name, assumed = T.rows[x][2], {closed.get(y, y): s for y, s in self.kept.items()}
            yield Obligation(f"{name} at the start", 0, {}, [self.start[x]], signs=signs)
            yield Obligation(f"{name} later", 1, assumed, [T.put(self.update[x], closed)], signs=signs)

    def step(
        self, name: str, assumed: dict[int, Signs], begin: dict[int, int], now: dict[int, int]
    ) -> Obligation:
        """A step from related values: same queries, and related values after it, or weights that are lost."""
        T = self.terms
        after = {x: T.put(new, begin) for x, new in self.update.items()}
        pairs = [(after[x], T.put(T.put(f, now), after)) for x, f in (self.solved | self.closed).items()]
        queries, lost = [T.put(q, begin) for q in self.queries], [after[x] for x in self.lost]
        return Obligation(name, self.first, assumed, list(after.values()), pairs, queries, lost)


def check(data: Mapping[str, Any]) -> list[str]:
    """The problems that a certificate's proof leaves to a solver; they are not solved here.

    Raises
    ------
    Rejected
        With the first fact that does not follow.
    """
    trusted, name = list[str](), "the claim"
    try:
        claim = Claim(data)
        for each in claim.obligations():
            name, case = each.name, Case(claim.terms, each.first, each.assumed, claim.domains)
            case.trusted = trusted
            walk(data["proofs"][name], case, each.met)
    except Rejected as fault:
        raise Rejected(f"{name}: {fault}") from None
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError) as fault:
        raise Rejected(f"{name}: incomplete or malformed ({type(fault).__name__}: {fault})") from None
    return trusted
