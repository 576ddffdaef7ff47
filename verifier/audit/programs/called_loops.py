"""Loops that are calls, ``lax.scan(body, start, jnp.arange(n))``: from which number their bodies count."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from fractions import Fraction

from verifier.audit.drafts.slots import name_called
from verifier.audit.programs.survey import first_count

Counts = Mapping[int, Mapping[str, Fraction]]
"""For a function, by its id, the parameters that count, with their first numbers."""


def counts(tree: ast.Module) -> Counts:
    """The functions that are given to a loop which counts; none that two loops count for differently."""
    every = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    given = dict[str, list[tuple[int, Fraction | None]]]()
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
        for name, position, first in _given(call):
            given.setdefault(name, []).append((position, first))
    found = dict[int, Mapping[str, Fraction]]()
    for function in every:
        alone = [f.name for f in every].count(function.name) == 1
        told = set(given.get(function.name, ())) if alone else set()
        for position, first in told if len(told) == 1 else ():
            names = [a.arg for a in function.args.args]
            if first is not None and position < len(names):
                found[id(function)] = {names[position]: first}
    return found


def _given(call: ast.Call) -> Iterator[tuple[str, int, Fraction | None]]:
    """The body of a loop, which of its parameters counts, and from where."""
    args = call.args
    if name_called(call) == "scan" and len(args) > 2 and isinstance(args[0], ast.Name):
        yield args[0].id, 1, first_count(args[2])
    elif name_called(call) == "fori_loop" and len(args) > 2 and isinstance(args[2], ast.Name):
        low = args[0].value if isinstance(args[0], ast.Constant) else None
        yield args[2].id, 0, Fraction(low) if type(low) is int else None


__all__ = ["Counts", "counts"]
