"""Powers that are none: ``g ^ 2`` is exclusive or in Python."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from verifier.audit.drafts.meaning import named_in
from verifier.audit.drafts.vocabulary import is_gradient_name
from verifier.audit.finding import AuditFinding
from verifier.audit.flaws.flaw import flaw
from verifier.audit.pages.document import Region
from verifier.audit.programs.python_code import Function, Spans

OTHER = re.compile(r"\b(?:sage|sympify|sympy|patsy|PyTeX|symengine)\b", re.IGNORECASE)
"""Words of a program whose powers may be written so, or that works with bits."""


def findings(region: Region, tree: ast.Module, span: Spans) -> Iterator[AuditFinding]:
    """The gradients that functions and classes named after an optimizer square in this way."""
    for named, s, power in _squared(tree):
        if OTHER.search(region.source.text) is None:
            why = "^ is exclusive or in Python, and binds less than a sum: a power is **"
            yield flaw(region, span(s), named, ast.unparse(power)[:500], "^ -> **", why)


def _squared(tree: ast.Module) -> Iterator[tuple[str, ast.stmt, ast.BinOp]]:
    """The gradients that are squared so: the method, the statement, and the power in it."""
    for node in (n for n in tree.body if isinstance(n, ast.ClassDef | Function)):
        named = sorted(named_in(node.name))
        for s in (n for n in ast.walk(node) if isinstance(n, ast.Assign | ast.AugAssign)) if named else ():
            for power in (n for n in ast.walk(s.value) if isinstance(n, ast.BinOp)):
                if isinstance(power.op, ast.BitXor) and _squares(power):
                    yield named[0], s, power


def _squares(power: ast.BinOp) -> bool:
    """Whether two stands behind what ends with a gradient, whose square is meant."""
    two = isinstance(power.right, ast.Constant) and power.right.value == 2
    last: ast.AST = power.left
    while isinstance(last, ast.BinOp):
        last = last.right
    name = last.attr if isinstance(last, ast.Attribute) else getattr(last, "id", "")
    return two and is_gradient_name(name)
