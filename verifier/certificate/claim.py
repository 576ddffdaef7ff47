"""What a certificate claims: both systems, the relation, the closed forms, the invariants."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from functools import reduce
from itertools import chain
from typing import Any, NamedTuple

from verifier.checker.proof import Terms
from verifier.comparison.supposition import Supposition
from verifier.domain import Domain
from verifier.prove.filters import NOTHING
from verifier.prove.induction import Proof
from verifier.prove.proof import Attempt
from verifier.prove.readings import weight_reading
from verifier.prove.relation import RIGHT_WEIGHT, Pair, Relation, pair_of
from verifier.system import System
from verifier.term import ONE, STEP, WEIGHT, ZERO, Term, fold, state, substitute, symbols, term

FORMAT, VERSION = "optimizer-verifier certificate", 9

Compared = tuple[Term, list[int], Term]
"""Two terms, and the signs of their difference."""


def encode(terms: Terms, roots: Iterable[Term]) -> list[int]:
    """The rows of some terms."""
    roots = list(roots)

    def row(node: Term, args: tuple[int, ...]) -> int:
        if node in (WEIGHT, RIGHT_WEIGHT):
            return terms("sym", "state", node.name)
        return terms(node.op, *(node.args if node.op in ("num", "sym") else args))

    rows = fold(roots, row)
    return [rows[root] for root in roots]


class Side(NamedTuple):
    """A system as a certificate says it: states and the weight, before the first step and after each."""

    states: dict[str, list[Term]]
    query: Term


def sides_of(pair: Pair, first: Term) -> tuple[Side, Side]:
    """Both systems, states told apart, the right's weight begun at ``first``, a function of the left's."""
    starts = first_values(pair, first) | {WEIGHT: WEIGHT, RIGHT_WEIGHT: first}

    def side(system: System, weight: Term) -> Side:
        own = [*(state(s.name) for s in system.states), weight]
        return Side({x.name: [starts[x], pair.updates[x]] for x in own}, system.query)

    return side(pair.left, WEIGHT), side(pair.right, RIGHT_WEIGHT)


def first_values(pair: Pair, first: Term) -> dict[Term, Term]:
    """What states are before the first step."""
    values = substitute(pair.first_values.values(), {RIGHT_WEIGHT: first})
    return dict(zip(pair.first_values, values, strict=True))


def first_weight(pair: Pair, reading: Term) -> Term:
    """The right's first weight: the left's if a start reads it, else as it is read."""
    starts = pair.first_values
    if RIGHT_WEIGHT in symbols(starts.values()):
        return WEIGHT
    return substitute([reading], {STEP: ZERO, **starts})[0]


def domains_of(pair: Pair) -> dict[str, list[Any]]:
    """The hyperparameters of both: a number in the domain, and on which side of which numbers that lies."""
    return {x.name: bounds(domain) for x, domain in pair.domains.items() if x.args[0] == "hyper"}


def bounds(domain: Domain) -> list[Any]:
    """A number in a domain, and on which side of which numbers the domain lies."""
    low, high = domain.lower, domain.upper
    ends = [(low, [1] if domain.lower_open else [0, 1]), (high, [-1] if domain.upper_open else [-1, 0])]
    one, other = low if low is not None else (1 if high is None else high) - 1, high
    middle = (one + (other if other is not None else one + 2)) / 2
    return [str(Fraction(middle)), *([signs, str(end)] for end, signs in ends if end is not None)]


def claim_of(under: Supposition, attempt: Attempt, proof: Proof) -> tuple[Terms, dict[str, Any]]:
    """The table of terms and the claim, without its proofs."""
    terms, pair = Terms([]), pair_of(*under.sides)
    told = _told(proof.relation)
    first = first_weight(pair, told[RIGHT_WEIGHT])
    kept = [*lasting(attempt, proof.first, told, first_values(pair, first)), *within(under.images)]
    left, right = (side_data(terms, side) for side in sides_of(pair, first))
    return terms, {
        "systems": {"left": left, "right": right},
        "hypers": domains_of(pair),
        "gradient": gradient_signs(attempt.pair.gradients),
        "invariants": [[encode(terms, [a])[0], signs, encode(terms, [b])[0]] for a, signs, b in kept],
        "ways": [],
        "under": under_data(terms, under),
    }


def _told(relation: Relation) -> dict[Term, Term]:
    """What is told by what: the right's weight as it is read, since the reading holds from the start."""
    told = dict(zip(relation.solved, relation.values(), strict=True))
    return told | {RIGHT_WEIGHT: weight_reading(relation) or told[RIGHT_WEIGHT]}


def side_data(terms: Terms, side: Side) -> dict[str, Any]:
    """A side as rows of the table."""
    states = {name: encode(terms, values) for name, values in side.states.items()}
    return {"states": states, "query": encode(terms, [side.query])[0]}


def lasting(
    attempt: Attempt, first: int, relation: Mapping[Term, Term], starts: Mapping[Term, Term]
) -> list[Compared]:
    """What holds after every step, as the prover has found it."""
    closed = {state(n): value for n, value in attempt.closed.items()}
    told = [
        (x, value if first == 1 or x is RIGHT_WEIGHT else since(starts.get(x, x), value))
        for x, value in relation.items()
    ]
    told += [(x, since(starts[x], value)) for x, value in closed.items()]
    begun = first > 1 or attempt.pair.still  # what a state still has may have come from others
    free = starts.keys() - relation.keys() - closed.keys() if begun else ()
    told += [(x, since(starts[x], x)) for x in starts if x in free]
    told += [(x, Term("where", *each, x)) for x, each in attempt.pair.still.items() if x in starts]
    return [*((x, [0], value) for x, value in told), *signs_of(attempt, starts), *ways_of(attempt)]


def since(start: Term, value: Term) -> Term:
    """A value from the first step on, and another one before it."""
    return Term("where", Term("eq", STEP, ZERO), start, value)


def within(images: Iterable[Term]) -> list[Compared]:
    """That images lie in their domains at every step."""
    return [(since(ONE, image), [0], ONE) for image in images]


def under_data(terms: Terms, under: Supposition) -> dict[str, Any]:
    """A condition, or a translation, as it is found again from the two systems that were compared."""
    images = dict(zip(under.map, encode(terms, under.map.values()), strict=True))
    return {"condition": under.condition, "to": under.to, "map": images}


def signs_of(attempt: Attempt, kept: Collection[Term]) -> list[Compared]:
    """What the prover has shown to last: the signs of states, and terms that are never negative."""
    found = [(x, _signs(d), ZERO) for x, d in attempt.pair.domains.items() if x in kept]
    facts = [f for f in attempt.pair.facts if set(symbols([f], "state")) <= set(kept)]
    return [(x, signs, ZERO) for x, signs, _ in found if signs] + [(f, [0, 1], ZERO) for f in facts]


def ways_of(attempt: Attempt) -> list[Compared]:
    """That states lie together in one of several ways: values taken in turn, or what vanishes together.

    Where there is one way only, it says what terms in the states are zero together.
    """
    if len(attempt.pair.ways) == 1:
        return [(x, [0], ZERO) for x, d in attempt.pair.ways[0].items() if d == NOTHING]
    ways = [
        reduce(_and, chain.from_iterable(map(_lies, way, way.values()))) for way in attempt.pair.ways if way
    ]
    return [(reduce(_or, ways), [0], ONE)] if len(ways) > 1 else []


def _lies(x: Term, domain: Domain) -> list[Term]:
    low, high = domain.lower, domain.upper
    if x is STEP:  # which is the step that comes; here the one that was taken
        x = STEP + 1
    if low is not None and low == high:
        return [Term("eq", x, term(low))]
    above = [] if low is None else [Term("lt" if domain.lower_open else "le", term(low), x)]
    return above + ([] if high is None else [Term("lt" if domain.upper_open else "le", x, term(high))])


def _and(a: Term, b: Term) -> Term:
    return Term("and", a, b)


def _or(a: Term, b: Term) -> Term:
    return Term("or", a, b)


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
