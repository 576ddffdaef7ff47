"""A maximum that is kept, and by which nothing divides: the average that it is of stands under the root."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from verifier.audit.drafts.meaning import named_in
from verifier.audit.drafts.slots import name_called, word_of
from verifier.audit.finding import AuditFinding
from verifier.audit.flaws.flaw import flaw
from verifier.audit.pages.document import Region
from verifier.audit.programs.python_code import Function, Spans

MAXIMA = frozenset(("max", "maximum", "fmax"))


def findings(region: Region, tree: ast.Module, span: Spans) -> Iterator[AuditFinding]:
    """The maxima of classes and functions named after an optimizer that no other line reads."""
    for node in (n for n in tree.body if isinstance(n, ast.ClassDef | Function)):
        named = sorted(named_in(node.name))
        for s, place, other in _maxima(node) if named else ():
            if not _is_read(tree, place, s) and _is_rooted(node, other):
                why = (
                    f"{place} is the largest {other} so far, and nothing reads it: {other} is under the root"
                )
                yield flaw(region, span(s), named[0], place, f"{other} -> {place} under the root", why)


def _maxima(node: ast.AST) -> Iterator[tuple[ast.stmt, str, str]]:
    """The statements by which a place is the maximum of itself and another: ``a = np.maximum(a, v)``."""
    for s in (n for n in ast.walk(node) if isinstance(n, ast.Assign | ast.Expr)):
        call = s.value
        if not isinstance(call, ast.Call) or name_called(call) not in MAXIMA or len(call.args) != 2:
            continue
        out = next((k.value for k in call.keywords if k.arg == "out"), None)
        targets = s.targets if isinstance(s, ast.Assign) else [out] if out is not None else []
        one, two = map(ast.unparse, call.args)
        for target in targets if len(targets) == 1 else ():
            if ast.unparse(target) in (one, two) and one != two:
                place = ast.unparse(target)
                yield s, place, two if place == one else one


def _is_read(tree: ast.AST, place: str, s: ast.stmt) -> bool:
    """Whether a place is named anywhere but where it gets its values, by its last word, whoever has it.

    A local name may stand for a place that is read: that counts as reading.
    """
    own = {id(n) for n in ast.walk(s)}
    last = ast.parse(place, mode="eval").body
    word = last.attr if isinstance(last, ast.Attribute) else _word(last)
    others = (n for n in ast.walk(tree) if id(n) not in own and isinstance(getattr(n, "ctx", None), ast.Load))
    return word is None or any(word == (n.attr if isinstance(n, ast.Attribute) else _word(n)) for n in others)


def _word(node: ast.AST) -> str | None:
    return word_of(node.slice) if isinstance(node, ast.Subscript) else None


def _is_rooted(node: ast.AST, other: str) -> bool:
    """Whether a place stands under a root."""
    calls = (n for n in ast.walk(node) if isinstance(n, ast.Call) and name_called(n).strip("_") == "sqrt")
    powers = (n for n in ast.walk(node) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow))
    roots = [*calls, *(n.left for n in powers if ast.unparse(n.right) == "0.5")]
    below = (ast.unparse(n) for root in roots for n in ast.walk(root) if isinstance(n, ast.expr))
    return other in below
