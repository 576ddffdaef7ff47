"""Formulas of equations as text, with their indices."""

from __future__ import annotations

from verifier.evaluate.infix import infix
from verifier.term import GRADIENT, WEIGHT, Term, sequence, substitute, symbols

NEW = "new"
"""The kind of symbol that stands for the value of another equation at the same step."""

DEPTH = 10
"""How many operations deep a formula is written; equations with named parts are not so deep."""


def shown(formula: Term) -> str:
    """A formula with its indices: what is new is read at ``t``, an old state at ``t-1``."""
    marked = {s: _marked(s) for s in symbols([formula])}
    plain = substitute([formula], {old: new for old, new in marked.items() if new is not None})[0]
    return infix(plain, {}, DEPTH)


def _marked(symbol: Term) -> Term | None:
    if symbol is GRADIENT or symbol.args[0] == NEW:
        return sequence(symbol.name, 0)
    if symbol is WEIGHT or symbol.args[0] == "state":
        return sequence(symbol.name, -1)
    return None
