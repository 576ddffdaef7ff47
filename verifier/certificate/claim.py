"""What a certificate claims: both systems, the relation, the closed forms, the invariants."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from verifier.checker.terms import Terms
from verifier.comparison.supposition import Supposition
from verifier.domain import Domain
from verifier.prove.induction import Proof
from verifier.prove.proof import Attempt
from verifier.prove.relation import RIGHT_WEIGHT
from verifier.system import System, live_states
from verifier.term import WEIGHT, Term, fold, symbols

FORMAT, VERSION = "optimizer-verifier certificate", 3


def encode(terms: Terms, roots: Iterable[Term]) -> list[int]:
    """The rows of some terms."""
    roots = list(roots)

    def row(node: Term, args: tuple[int, ...]) -> int:
        return terms(node.op, *(node.args if node.op in ("num", "sym") else args))

    rows = fold(roots, row)
    return [rows[root] for root in roots]


def system_data(terms: Terms, system: System) -> dict[str, Any]:
    """A system as rows of the table."""
    count = len(system.states)
    starts = encode(terms, [s.initial for s in system.states])
    rows = encode(terms, [*(s.update for s in system.states), system.weight, system.query])
    return {
        "name": system.name,
        "hypers": {h.name: bounds(h.domain) for h in system.hypers},
        "states": {s.name: [i, u] for s, i, u in zip(system.states, starts, rows[:count], strict=True)},
        "weight": rows[count],
        "query": rows[count + 1],
    }


def bounds(domain: Domain) -> list[Any]:
    """A domain as lower end, whether it is open, upper end, whether it is open."""
    low, high = (None if b is None else str(b) for b in (domain.lower, domain.upper))
    return [low, domain.lower_open, high, domain.upper_open]


def claim_of(under: Supposition, attempt: Attempt, proof: Proof) -> tuple[Terms, dict[str, Any]]:
    """The table of terms and the claim, without its proofs."""
    (left, right), terms = under.sides, Terms([])
    relation, solved = proof.relation, proof.relation.solved
    tracked = [
        f"{side}.{s.name}" for side, system in (("left", left), ("right", right)) for s in live_states(system)
    ]
    data: dict[str, Any] = {
        "systems": {"left": system_data(terms, left), "right": system_data(terms, right)},
        "tracked": tracked,
        "first": proof.first,
        "relation": dict(zip(map(name_of, solved), encode(terms, relation.values()), strict=True)),
        "closed": dict(zip(attempt.closed, encode(terms, attempt.closed.values()), strict=True)),
        "invariants": invariants(terms, attempt, tracked),
        "gradient": gradient_signs(attempt.pair.gradients),
        "lost": [],
        "under": under_data(terms, under),
        "images": encode(terms, under.images),
    }
    return terms, data


def under_data(terms: Terms, under: Supposition) -> dict[str, Any]:
    """A condition, or a translation, as it is found again from the two systems that were compared."""
    images = dict(zip(under.map, encode(terms, under.map.values()), strict=True))
    return {"condition": under.condition, "to": under.to, "map": images}


def name_of(symbol: Term) -> str:
    """What a state or a weight is called in a certificate."""
    return {WEIGHT: "w", RIGHT_WEIGHT: "w'"}.get(symbol, symbol.name)


def invariants(terms: Terms, attempt: Attempt, tracked: Iterable[str]) -> list[list[Any]]:
    """What the prover has shown to last: the signs of states, and terms that are never negative."""
    kept, found = set(tracked), list[list[Any]]()
    for symbol, domain in attempt.pair.domains.items():
        if symbol.args[0] == "state" and symbol.name in kept:
            signs = _signs(domain)
            found += [[encode(terms, [symbol])[0], signs]] if signs else []
    facts = [f for f in attempt.pair.facts if {s.name for s in symbols([f], "state")} <= kept]
    return found + [[row, [0, 1]] for row in encode(terms, facts)]


def gradient_signs(gradients: Iterable[Domain]) -> list[int]:
    """The signs that a gradient can have."""
    return sorted({sign for domain in gradients for sign in _signs(domain) or (-1, 0, 1)})


def _signs(domain: Domain) -> list[int] | None:
    """The signs of the numbers in a domain that ends at zero."""
    if domain.lower == Fraction(0):
        return [1] if domain.lower_open else [0, 1]
    if domain.upper == Fraction(0):
        return [-1] if domain.upper_open else [-1, 0]
    return None


def rows_of(terms: Terms) -> list[list[Any]]:
    """The table as JSON data."""
    return [[op, *(str(a) if op == "num" else a for a in args)] for op, *args in terms.rows]
