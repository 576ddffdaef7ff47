"""A small constant that a signature takes and no line reads: a root without it divides by zero."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from verifier.audit.document import Region, Source
from verifier.audit.finding import AuditFinding
from verifier.audit.meaning import named_in
from verifier.audit.python_code import Function
from verifier.lift.reading import Span

SMALL = re.compile(r"eps(?:ilon)?", re.IGNORECASE)
TINY = 1 / 200
HANDED = frozenset(("locals", "vars", "getattr", "super"))
"""Calls by which a value may reach a line without its name."""


def findings(region: Region, tree: ast.Module) -> Iterator[AuditFinding]:
    """The small constants that optimizers take and never use, where they take roots."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef | Function) or not (named := sorted(named_in(node.name))):
            continue
        signature = _constructor(node) if isinstance(node, ast.ClassDef) else node
        if signature is None or not _divides_by_a_root(node) or _is_handed(node):
            continue
        for argument in (*signature.args.args, *signature.args.kwonlyargs):
            if SMALL.fullmatch(argument.arg) and not _is_read(tree, signature, argument.arg):
                yield _finding(region, argument, named[0])


def _constructor(node: ast.ClassDef) -> Function | None:
    """A class's constructor, where the class stands on its own."""
    alone = all(isinstance(b, ast.Name) and b.id in ("object", "Optimizer") for b in node.bases)
    found = (m for m in node.body if isinstance(m, Function) and m.name == "__init__")
    return next(found, None) if alone else None


def _divides_by_a_root(node: ast.AST) -> bool:
    return any(
        isinstance(n, ast.BinOp)
        and isinstance(n.op, ast.Div)
        and any(_called(c).strip("_") == "sqrt" for c in ast.walk(n.right))
        and not any(isinstance(c, ast.Constant) and _is_small(c.value) for c in ast.walk(n.right))
        for n in ast.walk(node)
    )


def _is_small(value: object) -> bool:
    """Whether a number in the denominator does what the constant is there for."""
    return isinstance(value, float) and 0 < value < TINY


def _called(node: ast.AST) -> str:
    function = node.func if isinstance(node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _is_handed(node: ast.AST) -> bool:
    """Whether a constant may be handed on as a whole with all others."""
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
    whole = any(isinstance(a, ast.Name) and a.id == "self" for c in calls for a in c.args)
    return whole or any(_called(c) in HANDED or any(k.arg is None for k in c.keywords) for c in calls)


def _is_read(tree: ast.Module, signature: Function, name: str) -> bool:
    """Whether any line reads a parameter, or the place in which the constructor keeps it."""
    kept = {
        id(value): target.attr
        for target, value in _assigned(signature)
        if isinstance(target, ast.Attribute) and isinstance(value, ast.Name) and value.id == name
    }
    places = {name, *kept.values()}
    for n in ast.walk(tree):
        loaded = isinstance(getattr(n, "ctx", None), ast.Load)
        if isinstance(n, ast.Name) and loaded and n.id == name and id(n) not in kept:
            return True
        if isinstance(n, ast.Attribute) and loaded and n.attr in places:
            return True
        if isinstance(n, ast.Constant) and n.value in places:
            return True
    return False


def _assigned(signature: Function) -> Iterator[tuple[ast.expr, ast.expr]]:
    """What a constructor gives a value, and which; several at once one by one."""
    for s in (n for n in ast.walk(signature) if isinstance(n, ast.Assign)):
        for target in s.targets:
            several = isinstance(target, ast.Tuple) and isinstance(s.value, ast.Tuple)
            if several and len(target.elts) == len(s.value.elts):  # type: ignore[attr-defined]
                yield from zip(target.elts, s.value.elts, strict=True)  # type: ignore[attr-defined]
            else:
                yield target, s.value


def _finding(region: Region, argument: ast.arg, optimizer: str) -> AuditFinding:
    start = Source(region.text).lines[argument.lineno - 1] + argument.col_offset
    place = region.place(Span(start, start + len(argument.arg)))
    return AuditFinding(
        place.line,
        place.column,
        place.end_line,
        place.end_column,
        place.cell,
        optimizer,
        argument.arg,
        "wrong",
        fix=f"add {argument.arg} where the root divides",
        reading="a program that stands on its own",
        why=f"{argument.arg} is a parameter that no line reads, and a root divides without it",
    )
