"""States that every step begins anew: ``self.m = np.zeros_like(w)`` within the step that then averages."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from verifier.audit.drafts.meaning import named_in
from verifier.audit.finding import AuditFinding
from verifier.audit.flaws.flaw import flaw
from verifier.audit.flaws.kept import is_zero
from verifier.audit.pages.document import Region
from verifier.audit.programs.python_code import Function, Spans


def findings(region: Region, tree: ast.Module, span: Spans) -> Iterator[AuditFinding]:
    """The states of optimizers' classes that a method sets to zero, and then makes of themselves."""
    for node in (n for n in tree.body if isinstance(n, ast.ClassDef)):
        named = sorted(named_in(node.name))
        for method in (m for m in node.body if isinstance(m, Function) and named):
            for body in _bodies(method):
                for statement, place in _restarted(body):
                    why = f"{place} is set to zero right before it is averaged: earlier steps are lost"
                    yield flaw(
                        region, span(statement), named[0], place, f"begin {place} before the first step", why
                    )


def _bodies(method: ast.AST) -> Iterator[Sequence[ast.stmt]]:
    """The statements of a method that are done one after another, and those of its loops."""
    for n in ast.walk(method):
        if isinstance(n, Function | ast.For | ast.While):
            yield n.body


def _restarted(body: Sequence[ast.stmt]) -> Iterator[tuple[ast.stmt, str]]:
    """The statements by which a place is zero, where the next that stores it makes it of itself."""
    for k, s in enumerate(body):
        place = _stored(s)
        if place is None or not isinstance(s, ast.Assign) or not is_zero(s.value):
            continue
        later = next((n for n in body[k + 1 :] if _touches(n, place)), None)
        if later is not None and _stored(later) == place and _averages(later, place):
            yield s, place


def _stored(s: ast.stmt) -> str | None:
    """The attribute that a statement gives a value."""
    if isinstance(s, ast.Assign) and len(s.targets) == 1:
        target: ast.expr = s.targets[0]
    elif isinstance(s, ast.AugAssign):
        target = s.target
    else:
        return None
    own = (
        isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self"
    )
    return ast.unparse(target) if own else None


def _touches(node: ast.AST, place: str) -> bool:
    return any(isinstance(n, ast.Attribute) and ast.unparse(n) == place for n in ast.walk(node))


def _averages(s: ast.stmt, place: str) -> bool:
    """Whether a new value is a part of the old one and something else: a sum begins with zero."""
    value = s.value if isinstance(s, ast.Assign) else None
    blended = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub)
    factors = (n for n in ast.walk(s) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Mult))
    return blended and any(_is(n.left, place) or _is(n.right, place) for n in factors)


def _is(node: ast.expr, place: str) -> bool:
    return isinstance(node, ast.Attribute) and ast.unparse(node) == place
