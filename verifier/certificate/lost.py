"""What is undefined for good: which weights and states are, and lines that show it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from verifier.certificate.branch import Branch
from verifier.certificate.values import ensure, taken
from verifier.checker import Claim
from verifier.checker.proof import LEAVES, ZERO, Terms

Lost = dict[str, list[Any]]
"""What of a claim says what is lost, and what is kept meanwhile."""


def lost(claim: Claim, gone: Sequence[Collection[int]]) -> Lost:
    """The weights and states that are undefined wherever a step is, and stay so."""
    T, update = claim.terms, claim.update
    wanted = {x for x in update if all(update[x] in each for each in gone)}
    while leaving := {x for x in wanted if not needs(T, update[x], wanted)}:
        wanted -= leaving
    return {"lost": [T.rows[x][2] for x in update if x in wanted]}


def lost_alone(claim: Claim, gone: Sequence[Collection[int]]) -> Lost:
    """What is undefined wherever a step is, for as long as that is so; the other states are as they were."""
    T, update = claim.terms, claim.update
    wanted = {x for x in update if all(update[x] in each for each in gone)}
    lasting = {x for x in update if not any(update[x] in each for each in gone)}
    while leaving := {x for x in lasting if reads(T, update[x]) & (update.keys() - lasting)}:
        lasting -= leaving
    held = [*claim.invariants, *((x, ZERO, x) for x in update if x in lasting)]
    kept = [
        i for i, (a, _, b) in enumerate(held) if not (reads(T, a) | reads(T, b)) & (update.keys() - lasting)
    ]
    return {
        "lost": [T.rows[x][2] for x in update if x in wanted],
        "kept": kept,
        "invariants": [[a, sorted(signs), b] for a, signs, b in held],
    }


def reads(terms: Terms, root: int) -> set[int]:
    """The states and weights that a term is made of."""
    return {x for x in below(terms, root) if terms.rows[x][:2] == ("sym", "state")}


def needs(terms: Terms, root: int, wanted: Collection[int]) -> bool:
    """Whether a term is undefined wherever all the wanted symbols are."""
    found: dict[int, bool] = {}
    for node in below(terms, root):
        op, *args = terms.rows[node]
        own = [found[a] for a in args] if op not in LEAVES else []
        found[node] = own[0] or (own[1] and own[2]) if op == "where" else node in wanted or any(own)
    return found[root]


def below(terms: Terms, root: int) -> list[int]:
    """The terms that one is made of, in the order of their rows."""
    found = {root}
    for node in range(root, -1, -1):
        if node in found and terms.rows[node][0] not in LEAVES:
            found.update(terms.rows[node][1:])
    return sorted(found)


def lose(branch: Branch, node: int, gone: Collection[int]) -> None:
    """Lines that show a term undefined that needs what is gone."""
    op, *args = branch.terms.rows[node]
    if branch.exists(node) is not None:
        return
    at_once = args[:1] if op == "where" else args
    needed = [a for a in at_once if needs(branch.terms, a, gone)]
    if not needed:
        ensure(branch, args[0])
        needed = [args[1 + taken(branch, args[0])]]
    lose(branch, needed[0], gone)
    branch.meaning(node)
