"""What is undefined after a step: which weights and states are, and lines that show it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from verifier.certificate.branch import Branch, Uncertified
from verifier.certificate.values import ensure, taken
from verifier.checker import Claim
from verifier.checker.proof import LEAVES, Terms

Ways = list[list[list[Any]]]
"""Of each way in which it may be after a step: what is there, what is lost, and which invariants are kept."""

WEIGHTS = {"w", "w'"}
FOR_GOOD: list[list[Any]] = [[], sorted(WEIGHTS), []]


def lost(claim: Claim, gone: Sequence[Collection[int]]) -> Ways:
    """The weights and states that are undefined wherever a step is, and stay so."""
    T, update = claim.terms, claim.update
    wanted = {x for x in update if all(update[x] in each for each in gone)}
    while leaving := {x for x in wanted if not needs(T, update[x], wanted)}:
        wanted -= leaving
    return [[[], _lost_weights(_names(claim, wanted)), []]]


def lost_alone(claim: Claim, gone: Sequence[Collection[int]]) -> Ways:
    """What is undefined wherever a step is, for as long as that is so; the other states are as they were."""
    T, update = claim.terms, claim.update
    wanted = {x for x in update if all(update[x] in each for each in gone)}
    lasting = {x for x in update if not any(update[x] in each for each in gone)}
    while leaving := {x for x in lasting if reads(T, update[x]) & (update.keys() - lasting)}:
        lasting -= leaving
    return [[_names(claim, lasting), _lost_weights(_names(claim, wanted)), _kept(claim, lasting)]]


def lost_before(claim: Claim, gone: Sequence[Collection[int]]) -> Ways:
    """States that are undefined a step before the weights, which then are for good: a way for each reason."""
    update = claim.update
    states = {frozenset(x for x in update if update[x] in each) for each in gone}
    ways = [(_names(claim, each), update.keys() - each) for each in states]
    before: Ways = sorted(
        [_names(claim, t), names, _kept(claim, t)] for names, t in ways if not WEIGHTS & {*names}
    )
    return [*before, FOR_GOOD]


def _names(claim: Claim, states: Collection[int]) -> list[str]:
    return [claim.terms.rows[x][2] for x in claim.update if x in states]


def _lost_weights(names: list[str]) -> list[str]:
    if not {*names} >= WEIGHTS:
        raise Uncertified("a weight that is undefined on one side only")
    return names


def _kept(claim: Claim, there: Collection[int]) -> list[int]:
    """The invariants that are about what is there alone."""
    T, others = claim.terms, claim.update.keys() - there
    return [i for i, (a, _, b) in enumerate(claim.invariants) if not (reads(T, a) | reads(T, b)) & others]


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
