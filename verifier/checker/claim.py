"""What a certificate claims of two optimizers, and what must be proved for it.

Shown is, by induction over t: after every step either all tracked states and both weights exist and
satisfy the relation, the closed forms and the invariants, or both weights are undefined for good; and
both systems have asked for their gradients at the same points. Each obligation has a proof of its own
(`verifier.checker.proof`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from verifier.checker.meaning import ANY, ZERO, Rejected, Signs, require
from verifier.checker.proof import Case
from verifier.checker.terms import CONSTANT, Terms


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
        defined = case.defined
        if self.signs is not None:
            kept = not defined[self.terms[0]] or case.sign(f"x{self.terms[0]}") <= self.signs
            return require(kept, "an invariant does not last")
        asked = [defined[q] for q in self.queries]
        same = not any(asked) or equal(case, *self.queries)
        require(same, "the gradients are asked for at different points")
        if not self.lost or any(defined[x] for x in self.lost):
            everywhere = all(asked) and all(defined[x] for x in self.terms)
            require(everywhere, "one side alone is undefined, or what is undefined may come back")
            require(all(equal(case, *pair) for pair in self.pairs), "the two sides are not as related")
        return None


def equal(case: Case, a: int, b: int) -> bool:
    """Whether two terms have values, and the same."""
    return case.defined[a] and case.defined[b] and (a == b or case.sign(f"x{a} + -1*x{b}") == ZERO)


TIMELY = (*CONSTANT, "state", "weight", "time")


class Claim:
    """What a certificate claims, as obligations over its terms."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.terms, self.first = Terms(data["terms"]), data["first"]
        T, at = self.terms, self.terms.at
        self.t, self.g = T("sym", "time", "t"), T("sym", "gradient", "g")
        self.weights = [T("sym", "weight", name) for name in ("w", "w'")]
        self.start, self.update, self.queries = (
            {self.weights[0]: self.weights[0]},
            dict[int, int](),
            list[int](),
        )
        self.domains: dict[str, list[Any]] = {}
        sides = {side: data["systems"][side] for side in ("left", "right")}
        for system in sides.values():
            for name, domain in system["hypers"].items():
                self.domains.setdefault(name, []).append(domain)
        for (side, system), weight in zip(sides.items(), self.weights, strict=True):
            self.update[weight], query = self.own(system, side, weight, system["weight"], system["query"])
            self.queries.append(query)
            for name, rows in system["states"].items():
                if f"{side}.{name}" in data["tracked"]:
                    x = T("sym", "state", f"{side}.{name}")
                    self.start[x], self.update[x] = self.own(system, side, weight, *rows)
        named = {T.rows[x][2]: x for x in self.update}
        self.solved, self.closed = (
            {named[n]: at(i) for n, i in data[k].items()} for k in ("relation", "closed")
        )
        self.kept = {at(i): frozenset(signs) for i, signs in data["invariants"]}
        self.images = [at(i) for i in data["images"]]
        self.assumed = {self.g: ANY & frozenset(data["gradient"])}
        self.lost = [named[n] for n in data["lost"]]
        weight, other = self.weights
        read = other in T.symbols(*self.start.values())  # then the right's first weight is the left's
        self.start[other] = weight if read else self.at_start(self.solved[other])
        self.start = {x: T.put(s, {other: weight}) for x, s in self.start.items()}
        self.well_formed()

    def at_start(self, root: int) -> int:
        """A term before the first step."""
        return self.terms.put(root, {self.t: self.terms("num", Fraction(0)), **self.start})

    def own(self, system: Mapping[str, Any], side: str, weight: int, *roots: int) -> list[int]:
        """Terms of a side, its states and its weight told apart from the other's; they read nothing else."""
        T, states = self.terms, list(system["states"])
        moved = {T("sym", "state", n): T("sym", "state", f"{side}.{n}") for n in states}
        moved[T("sym", "weight", "w")] = weight
        read = T.symbols(*(T.at(root) for root in roots))
        given = {n for n in read if T.rows[n][1] in CONSTANT and T.rows[n][2] in self.domains}
        require(read <= {*moved, self.g, self.t, *given}, f"the {side} system reads what it does not have")
        return [T.put(T.at(root), moved) for root in roots]

    def well_formed(self) -> None:
        """Nothing is read that is not tracked, or at another time; what is lost stays lost."""
        T, lost = self.terms, self.lost
        related = T.symbols(*self.solved.values(), *self.closed.values(), *self.kept)
        timely = self.first in (1, 2) and {T.rows[n][1] for n in related} <= set(TIMELY)
        require(timely and self.assumed[self.g], "this is no relation, or there is no gradient")
        read = T.symbols(*self.update.values(), *self.queries) | related
        tracked = all(n in (*self.update, self.t) for n in read if T.rows[n][1] in TIMELY[2:])
        require(tracked, "a state is not tracked")
        timely = {T.rows[n][1] for n in T.symbols(*self.images)} <= {*CONSTANT, "time"}
        require(timely, "an image depends on more than hyperparameters and the step")
        starts = T.symbols(*self.start.values())
        constant = all(T.rows[n][1] in CONSTANT or n == self.weights[0] for n in starts)
        require(constant, "a start depends on more than hyperparameters and the first weight")
        require(self.g not in T.symbols(*self.queries), "a query depends on its gradient")
        stays = all(T.needs(new, lost) for new in [*self.queries, *(self.update[x] for x in lost)])
        require(not lost or (stays and set(self.weights) <= set(lost)), "what is lost may come back")

    def obligations(self) -> Iterator[Obligation]:
        """What must be shown: the start, the first step where it is shown by itself, any step, invariants."""
        T, one = self.terms, self.terms("num", Fraction(1))
        old = {x: T.later(s, -1) for x, s in self.start.items()}
        closed = {x: T("where", T("eq", self.t, one), old[x], T.later(f, -1)) for x, f in self.closed.items()}
        before = {x: T.later(f, -1) for x, f in self.solved.items()} | closed
        related = self.solved if self.first == 1 else [x for x in self.weights if x in self.solved]
        zeroth = [(self.start[x], self.at_start(self.solved[x])) for x in related]
        yield Obligation("start", 0, {}, list(self.start.values()), zeroth)
        if self.first == 2:
            yield self.step("first step", old | {self.t: one}, {self.t: one})
        yield self.step("step", before, {}, self.invariants(before))
        new = {x: T.put(update, closed) for x, update in self.update.items()}
        for place, (f, signs) in enumerate(self.kept.items(), 1):
            yield Obligation(f"invariant {place} at the start", 0, {}, [self.at_start(f)], signs=signs)
            held = self.assumed | self.invariants(closed)
            yield Obligation(f"invariant {place} later", 1, held, [T.put(f, new)], signs=signs)

        for place, inside in enumerate(self.images, 1):
            yield Obligation(f"image {place}", 1, {}, [inside], [(inside, one)])

    def invariants(self, before: Mapping[int, int]) -> dict[int, Signs]:
        """The invariants as they hold before a step."""
        return {self.terms.put(self.terms.later(f, -1), before): signs for f, signs in self.kept.items()}

    def step(
        self, name: str, begin: dict[int, int], now: dict[int, int], held: Mapping[int, Signs] | None = None
    ) -> Obligation:
        """A step from related values: same queries, and related values after it, or weights that are lost."""
        T = self.terms
        after = {x: T.put(new, begin) for x, new in self.update.items()}
        pairs = [(after[x], T.put(T.put(f, now), after)) for x, f in (self.solved | self.closed).items()]
        queries, lost = [T.put(q, begin) for q in self.queries], [after[x] for x in self.lost]
        assumed = {**self.assumed, **(held or {})}
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
            case.walk(data["proofs"][name], each.met)
    except Rejected as fault:
        raise Rejected(f"{name}: {fault}") from None
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError) as fault:
        raise Rejected(f"{name}: incomplete or malformed ({type(fault).__name__}: {fault})") from None
    return trusted
