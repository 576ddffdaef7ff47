"""Which operation is to blame: the first bad one without whose rounding all would be well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np

from verifier.hazards.arithmetic import Setup, roots
from verifier.hazards.formats import Array
from verifier.hazards.search import Trigger, wrong
from verifier.hazards.suspects import Culprit, at_first, reaching, suspects
from verifier.hazards.watch import KINDS
from verifier.system import System
from verifier.term import MINUS_ONE, WEIGHT, Term, fold, postorder

WHOLE = 1000
"""Whole numbers up to this are named when something is rounded to them."""

SUSPECTS, FEW, BRIEF = 6, 2, 200
"""How many operations are tried, and how many for runs of more steps than the last number."""


def blame(made: Setup, trigger: Trigger) -> Culprit | None:
    """The operation to blame for a fault, if one can be told.

    Asked first is what helps by itself when it is not rounded, then what gives it its operands. Then it is
    not rounded along with what it is computed from, and at last with what is computed from it, as where a
    number is too small for the format and stays so.

    Parameters
    ----------
    made : Setup
    trigger : Trigger
    """
    found = suspects(made, trigger, SUSPECTS if trigger.steps <= BRIEF else FEW)
    alone = [(suspect, frozenset({suspect.node})) for suspect in (*found.first, *found.before)]
    below = [(suspect, _operations(suspect.node)) for suspect in found.first]
    above = [(s, _depending(made.system, s.node) | {s.node}) for s in found.first]
    tried = [*alone, *below, *above]
    wrong_still = _without_rounding(made, trigger, [terms for _, terms in tried], found.exact)
    for (suspect, _), still in zip(tried, wrong_still, strict=True):
        if not still:
            return replace(suspect, sure=True)
    return found.first[0] if found.first else None


def blame_several(made: Setup, trigger: Trigger) -> Culprit | None:
    """The fewest operations without whose roundings all would be well, a suspect first if there is one.

    What `blame` asks has failed: no operation helps alone, nor with all below it or above it.
    """
    found = suspects(made, trigger, SUSPECTS)
    suspected = {c.node: c for c in (*found.first, *found.before)}
    every = [n for n in postorder(roots(made.system)) if n in reaching(made.system, trigger.place)]
    others = [n for n in every if n not in suspected and not _is_negation(n)]
    if trigger.steps > BRIEF:
        needed = _pair(made, trigger, list(suspected), found.exact)
    else:
        needed = _fewest(made, trigger, [*others, *reversed(suspected)], found.exact)
    if not needed:
        return None
    culprit = next((c for node, c in suspected.items() if node in needed), None)
    culprit = culprit or at_first(made, trigger, needed[0], found.first[0].step)
    return replace(culprit, sure=True, beside=tuple(n for n in needed if n is not culprit.node))


def _is_negation(node: Term) -> bool:
    """A minus sign in front is exact; where its operand is not rounded, neither is it."""
    return node.op == "mul" and MINUS_ONE in node.terms


def _pair(
    made: Setup, trigger: Trigger, nodes: Sequence[Term], exact: Sequence[Mapping[Term, Array]]
) -> Sequence[Term]:
    """Two operations without whose roundings all would be well, for runs that are too long to be many."""
    pairs = list(combinations(nodes, 2))
    still = _without_rounding(made, trigger, [*map(frozenset, pairs)], exact)
    return next((pair for pair, stays in zip(pairs, still, strict=True) if not stays), ())


def _fewest(
    made: Setup, trigger: Trigger, nodes: Sequence[Term], exact: Sequence[Mapping[Term, Array]]
) -> Sequence[Term]:
    """Operations without whose roundings all would be well, none of which can be left out; last ones stay.

    Zeller and Hildebrandt 2002, *Simplifying and isolating failure-inducing input*: delta debugging.
    """
    if all(_without_rounding(made, trigger, [frozenset(nodes)], exact)):
        return ()
    kept, parts = nodes, 2
    while len(kept) > 1:
        cuts = np.linspace(0, len(kept), parts + 1).astype(int)
        rests = [(*kept[:low], *kept[high:]) for low, high in pairwise(cuts)]
        still = _without_rounding(made, trigger, [*map(frozenset, rests)], exact)
        if not all(still):
            kept, parts = rests[still.index(False)], max(parts - 1, 2)
        elif parts == len(kept):
            break
        else:
            parts = min(2 * parts, len(kept))
    return kept


def _without_rounding(
    made: Setup, trigger: Trigger, sets: Sequence[frozenset[Term]], exact: Sequence[Mapping[Term, Array]]
) -> list[bool]:
    """Whether the fault stays if all of a set of operations are not rounded, for each set.

    Every set has a column of one run, in which all gradients are the same.
    """
    every = frozenset[Term]().union(*sets)
    where = {node: np.array([node in each for each in sets]) for node in every}
    negated = {n: a for n in postorder(roots(made.system)) if _is_negation(n) for a in n.terms if a in every}
    where |= {n: where[a] | where.get(n, False) for n, a in negated.items()}
    columns = trigger.columns.repeated(len(sets))
    found = wrong(made, columns, where, exact) if sets else ()
    stay = set(_columns(trigger, found, {trigger.place}))
    return [column in stay for column in range(len(sets))]


def persists(made: Setup, trigger: Trigger, exact: Iterable[Mapping[Term, Array]]) -> bool:
    """Whether the result, or the weight, is as wrong as the trigger says, or nearly, in any column.

    Parameters
    ----------
    made : Setup
    trigger : Trigger
    exact : iterable of mapping
        What the run without rounding gives at each step.
    """
    found = wrong(made, trigger.columns, exact=exact)
    return any(True for _ in _columns(trigger, found, {trigger.place, WEIGHT}))


def _columns(
    trigger: Trigger, found: Iterable[tuple[str, Term, int, int]], results: Set[Term]
) -> Iterator[int]:
    """In which columns some results have faults that are no lesser ones than the trigger's."""
    worst = max(KINDS.index(trigger.kind), KINDS.index("wrong in the leading digit"))
    for kind, place, column, _ in found:
        if KINDS.index(kind) <= worst and place in results:
            yield column


def _operations(node: Term) -> frozenset[Term]:
    """The operation and all below it, and the numbers that it is computed from, but not what is stored."""
    stored = ("weight", "state", "gradient")
    return frozenset(n for n in postorder((node,)) if n.op != "sym" or n.args[0] not in stored)


def _depending(system: System, node: Term) -> frozenset[Term]:
    """The operations of a step that depend on one of them."""
    reached = fold(roots(system), lambda term, args: term is node or any(args))
    return frozenset(term for term, depends in reached.items() if depends)


def happened(culprit: Culprit) -> str:
    """What the operation does wrong, in words."""
    node, result, exact = culprit.node, culprit.result, culprit.exact
    if node.op in ("sym", "num"):
        what = "zero" if result == 0 else "infinity" if np.isinf(result) else "another number"
        if 0 < abs(result) < WHOLE and result == round(result):
            what = f"{result:.0f}"
        return f"is rounded to {what}{' when it is stored' if culprit.operands else ''}"
    if np.isnan(result):
        return "gives no number"
    if np.isinf(result):
        return "divides by zero" if node.op == "div" and culprit.operands[1] == 0 else "overflows"
    if result == 0 and exact != 0:
        return "underflows" if node.op in ("mul", "div", "pow") else "cancels to zero"
    if node.op == "add" and result in culprit.operands:
        return "absorbs the smaller term"
    if node.op == "add" and abs(result) < max(map(abs, culprit.operands)) / 2:
        return "cancels"
    return "loses digits"
