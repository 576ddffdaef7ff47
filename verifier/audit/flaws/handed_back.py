"""States that a function hands back as it was given them, beside a new value that goes nowhere.

``m, v = state`` and ``m_new = b * m + g`` call for ``return w, (m_new, v_new)``: ``(m, v)`` keeps nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from verifier.audit.drafts.meaning import named_in
from verifier.audit.finding import AuditFinding
from verifier.audit.flaws.flaw import flaw
from verifier.audit.pages.document import Region
from verifier.audit.programs.python_code import Function, Spans
from verifier.audit.programs.survey import in_place, receiver_of


def findings(region: Region, tree: ast.Module, span: Spans) -> Iterator[AuditFinding]:
    """The states that functions named after an optimizer hand back unchanged."""
    for node in (n for n in ast.walk(tree) if isinstance(n, Function)):
        named = sorted(named_in(node.name))
        returns = [n for n in ast.walk(node) if isinstance(n, ast.Return)]
        within = any(isinstance(n, Function) for s in node.body for n in ast.walk(s))
        if named and len(returns) == 1 and not within:
            for text, fix, why in _faults(node, returns[0]):
                yield flaw(region, span(returns[0]), named[0], text, fix, why)


def _faults(node: ast.FunctionDef | ast.AsyncFunctionDef, end: ast.Return) -> Iterator[tuple[str, str, str]]:
    arguments = {a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)}
    back = {
        e.id for n in ast.walk(end) if isinstance(n, ast.Tuple) for e in n.elts if isinstance(e, ast.Name)
    }
    allowed = dict.fromkeys(arguments, 0) | dict.fromkeys(_taken(node, arguments), 1)
    for state, new in _left(node, allowed, back):
        why = f"{state} is handed back as it was given, and its new value, {new}, is lost"
        yield state, f"{state} -> {new}", why


def _taken(node: ast.FunctionDef | ast.AsyncFunctionDef, arguments: set[str]) -> list[str]:
    """The names of what a function takes apart: ``m, v, t = state``."""
    every = (n for n in node.body if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Tuple))
    own = (n for n in every if isinstance(n.value, ast.Name) and n.value.id in arguments)
    return [e.id for n in own for e in ast.walk(n.targets[0]) if isinstance(e, ast.Name)]


def _left(node: ast.AST, allowed: dict[str, int], back: set[str]) -> Iterator[tuple[str, str]]:
    """The names that are handed back as they were given, each with the new value that is not."""
    stored = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    kept = {n for n in back if stored.count(n) == allowed.get(n, -1)} - set(_changed(node))
    for s in (n for n in ast.walk(node) if isinstance(n, ast.Assign)):
        new = s.targets[0].id if isinstance(s.targets[0], ast.Name) else ""
        for name in sorted(kept):
            if name in new and new not in back and _averages(s.value, name):
                yield name, new


def _changed(node: ast.AST) -> Iterator[str]:
    """The names of what is changed in place."""
    for n in ast.walk(node):
        if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store) and isinstance(n.value, ast.Name):
            yield n.value.id
        elif isinstance(n, ast.AugAssign) and isinstance(n.target, ast.Name):
            yield n.target.id
        elif isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and in_place(n.func.attr):
            yield receiver_of(n.func.value) or ""
        elif isinstance(n, ast.keyword) and n.arg == "out" and isinstance(n.value, ast.Name):
            yield n.value.id


def _averages(value: ast.expr, name: str) -> bool:
    """Whether a value is a part of a name's and something else: ``b * m + (1 - b) * g``."""
    blended = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub)
    factors = (n for n in ast.walk(value) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Mult))
    sides = (side for n in factors for side in (n.left, n.right))
    return blended and any(isinstance(side, ast.Name) and side.id == name for side in sides)
