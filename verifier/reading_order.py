"""The order in which a reader expects the parts of a sum or a product.

SymPy keeps them in an order of its own. Only what is shown is put in order; nothing is computed from it.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce

from verifier.term import Term, fold, symbols


def in_reading_order(term: Term, rates: Collection[str] = ()) -> Term:
    """The term with every sum and product in reading order.

    Parameters
    ----------
    term : Term
        Sequences are symbols of kind ``sequence``.
    rates : collection of str
        The sequences that are rates or schedules, written like coefficients.
    """
    return fold([term], lambda node, args: _arranged(node, args, rates))[term]


def _arranged(node: Term, args: tuple[Term, ...], rates: Collection[str]) -> Term:
    if node.op not in ("add", "mul"):
        return Term(node.op, *args) if args else node
    parts = [p for a in args for p in _chain(a, node.op)]
    ordered = _addends(parts) if node.op == "add" else sorted(parts, key=lambda p: _factor_rank(p, rates))
    return reduce(lambda a, b: Term(node.op, a, b), ordered)


def _chain(node: Term, op: str) -> list[Term]:
    return [p for a in node.terms for p in _chain(a, op)] if node.op == op else [node]


def _addends(parts: list[Term]) -> list[Term]:
    """Old values, what changes with the step, numbers, hyperparameters; never a minus in front."""
    ordered = sorted(parts, key=lambda p: (_addend_rank(p), _negative(p)))
    first = next((p for p in ordered if not _negative(p)), ordered[0])
    return [first, *(p for p in ordered if p is not first)]


def _addend_rank(part: Term) -> int:
    read = [s for s in symbols([part]) if s.args[0] == "sequence"]
    if any(s.args[2] == -1 for s in read):
        return 0 if part.op == "sym" else 1
    timely = part.op == "sym" and part.args[0] == "time"
    return 2 if read or timely else 3 if part.op == "num" else 4


def _negative(part: Term) -> bool:
    while part.op in ("mul", "div"):
        part = part.terms[0]
    return part.op == "num" and part.value < 0


def _factor_rank(part: Term, rates: Collection[str]) -> tuple[int, bool]:
    """Numbers, hyperparameters, rates, states, single letters before longer factors."""
    if part.op == "num":
        return 0, False
    read = {s.name for s in symbols([part], "sequence")}
    return 1 + bool(read) + bool(read - set(rates)), part.op != "sym" and not read
