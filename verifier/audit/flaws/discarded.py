"""What a line computes and throws away: ``m.mul(b1).add_(g)`` changes no place, ``m.mul_(b1)`` does."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from verifier.audit.drafts.meaning import named_in
from verifier.audit.drafts.slots import MODULES, displayed, slot_of
from verifier.audit.drafts.vocabulary import IDENTITIES, is_gradient_name
from verifier.audit.finding import AuditFinding
from verifier.audit.flaws.flaw import flaw
from verifier.audit.pages.document import Region
from verifier.audit.programs.python_code import Function, Spans
from verifier.audit.programs.survey import in_place

PURE = frozenset(("mul", "div", "addcmul", "addcdiv", "lerp", "sub", "add"))
"""Methods that give a new array, each with a namesake that changes its own."""
OF_TENSORS = PURE - {"add", "sub", "div"}
"""Those that no other type has."""
ARITHMETIC = (
    ast.BinOp,
    ast.UnaryOp,
    ast.Name,
    ast.Constant,
    ast.Attribute,
    ast.operator,
    ast.unaryop,
    ast.Load,
)
"""What a formula of sums, products and powers is made of."""


def findings(region: Region, tree: ast.Module, span: Spans) -> Iterator[AuditFinding]:
    """The statements of optimizers that only compute something."""
    own = {n.name for n in ast.walk(tree) if isinstance(n, Function)}
    seen = set[int]()
    functions = (n for n in ast.walk(tree) if isinstance(n, Function) and region.language == "python")
    inside = {id(n) for f in functions for n in ast.walk(f) if isinstance(n, ast.Expr)}
    for node in (n for n in ast.walk(tree) if isinstance(n, ast.ClassDef | Function)):
        named = sorted(named_in(node.name))
        for s in (
            (n for n in ast.walk(node) if isinstance(n, ast.Expr) and id(n) not in seen) if named else ()
        ):
            found = _lost(s.value)
            if found is not None and found[1] not in own:
                seen.add(id(s))
                yield _finding(region, span, s, named[0], *found)
            elif id(s) in inside and (place := _formula(s.value)):
                seen.add(id(s))
                yield _not_assigned(region, span, s, named[0], place)


def _lost(node: ast.expr) -> tuple[str, str] | None:
    """The place from which a chain of calls computes something, and the method whose result is lost."""
    methods = list[str]()
    tensors = False
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        methods.append(node.func.attr)
        tensors |= in_place(node.func.attr) or any(k.arg in ("alpha", "value") for k in node.keywords)
        if any(k.arg == "out" for k in node.keywords):
            return None
        node = node.func.value
    place = slot_of(node)
    known = all(m in PURE or in_place(m) or m in IDENTITIES for m in methods)
    pure = [m for m in methods if m in PURE]  # sets have an add
    if place is None or place in MODULES or not known or not pure or not (tensors or set(pure) & OF_TENSORS):
        return None
    return displayed(place), pure[-1]


def _formula(node: ast.expr) -> str:
    """What a formula begins with that stands alone: ``m * b1 + (1 - b1) * g``; empty for anything else."""
    if not (
        isinstance(node, ast.BinOp) and all(isinstance(n, (*ARITHMETIC, ast.Load)) for n in ast.walk(node))
    ):
        return ""
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    first: ast.expr = node
    while isinstance(first, ast.BinOp):
        first = first.left
    place = slot_of(first)
    return displayed(place) if place is not None and any(map(is_gradient_name, names)) else ""


def _not_assigned(
    region: Region, span: Spans, statement: ast.Expr, optimizer: str, place: str
) -> AuditFinding:
    text = (ast.get_source_segment(region.text, statement) or "")[:500]
    why = f"it is computed, and nothing is done with it: {place} is not changed by it"
    return flaw(region, span(statement), optimizer, text, f"{text} -> {place} = {text}", why)


def _finding(
    region: Region, span: Spans, statement: ast.Expr, optimizer: str, place: str, method: str
) -> AuditFinding:
    text = ast.get_source_segment(region.text, statement) or ""
    why = f"{method} gives a new value, and nothing is done with it: {place} is not changed by it"
    return flaw(region, span(statement), optimizer, text[:500], f"{method} -> {method}_", why)
