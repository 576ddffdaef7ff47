"""A parameter to which its own gradient of a loss is added, after ``loss.backward()``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.slots import displayed, slot_of
from verifier.audit.finding import AuditFinding
from verifier.audit.flaws.flaw import flaw
from verifier.audit.pages.document import Region
from verifier.audit.programs.python_code import Function, Spans
from verifier.audit.said.remarks import climbs

LOSS = re.compile(r"(?:\w+_)?(?:loss|cost|mse|nll|error|cross_entropy)(?:_?\w{0,5})?", re.IGNORECASE)
"""How programs call what is to become small."""
PARAMETER = re.compile(r"(?:w|b|weights?|bias(?:es)?|theta|p|params?|parameters?)_?\d{0,2}", re.IGNORECASE)
"""How they call what is trained; an image or its noise may be moved the other way."""
OTHER = re.compile(
    r"advers|attack|perturb|\bpgd\b|\bfgsm\b|sharpness|\bsam\b|ascen[dt]|maximi[sz]|reward|policy|discrimin|generator"
    r"|\bcritic|dream|revers|unlearn|forget|saliency|\bdual\b|lagrang",
    re.IGNORECASE,
)
"""Words of programs in which something is to become large."""


def findings(region: Region, tree: ast.Module, span: Spans) -> Iterator[AuditFinding]:
    """The steps of functions and programs that lead a loss upwards."""
    steps = list(_upwards(tree))
    if steps and not _is_meant(region):
        for s, weight, loss in steps:
            text = (ast.get_source_segment(region.text, s) or "")[:500]
            why = f"{weight} moves along the gradient of {loss}, which grows so"
            yield flaw(region, span(s), None, text, "+ -> -", why)


def _is_meant(region: Region) -> bool:
    """Whether the words around a program speak of something that is to become large."""
    words = " ".join((region.source.text, region.before, region.around, *region.headings))
    return OTHER.search(words) is not None or climbs(words)


def _upwards(tree: ast.Module) -> Iterator[tuple[ast.stmt, str, str]]:
    """The statements that add its gradient to a parameter, the parameter, and the loss."""
    functions = [n for n in ast.walk(tree) if isinstance(n, Function)]
    inside = {id(n) for f in functions for s in f.body for n in ast.walk(s)}
    for scope in (tree, *functions):
        own = [n for n in ast.walk(scope) if scope is not tree or id(n) not in inside]
        losses = {name for n in own if (name := _backwards(n))}
        if not losses or any(map(_is_turned, own)):
            continue
        steps = [s for s in own if isinstance(s, ast.stmt)]
        if not any(_along(s, ast.Sub) for s in steps):  # else what is beside it is held against it
            yield from ((s, weight, min(losses)) for s in steps if (weight := _along(s, ast.Add)))


def _backwards(node: ast.AST) -> str:
    """The loss of which gradients are taken: ``loss.backward()``."""
    call = node.func if isinstance(node, ast.Call) else None
    if not isinstance(call, ast.Attribute) or call.attr != "backward" or not isinstance(call.value, ast.Name):
        return ""
    return call.value.id if LOSS.fullmatch(call.value.id) else ""


def _is_turned(node: ast.AST) -> bool:
    """Whether a loss, or a rate, is taken with a minus."""
    if not isinstance(node, ast.Assign):
        return False
    names = [t.id for t in node.targets if isinstance(t, ast.Name)]
    own = any(LOSS.fullmatch(name) is not None or sort_of(name) is Sort.RATE for name in names)
    minus = (n for n in ast.walk(node.value) if isinstance(n, ast.UnaryOp) and isinstance(n.op, ast.USub))
    return own and next(minus, None) is not None


def _along(s: ast.stmt, sign: type[ast.operator]) -> str:
    """The parameter that moves by a part of its gradient: ``w += lr * w.grad``."""
    moved = moving(s, sign)
    place = slot_of(moved[0]) if moved is not None else None
    if moved is None or place is None or PARAMETER.fullmatch(displayed(place)) is None:
        return ""
    product = moved[1]
    if not (isinstance(product, ast.BinOp) and isinstance(product.op, ast.Mult)):
        return ""
    sides = [slot_of(side) or "" for side in (product.left, product.right)]
    rated = any(sort_of(displayed(side)) is Sort.RATE for side in sides)
    return ast.unparse(moved[0]) if f"{place}.grad" in sides and rated else ""


def moving(s: ast.stmt, sign: type[ast.operator]) -> tuple[ast.expr, ast.expr] | None:
    """What a statement adds something to or takes it from, and what: ``w += u``, ``w = w + u``."""
    if isinstance(s, ast.AugAssign) and isinstance(s.op, sign):
        return s.target, s.value
    if isinstance(s, ast.Assign) and isinstance(s.value, ast.BinOp) and isinstance(s.value.op, sign):
        same = ast.unparse(s.value.left) == ast.unparse(s.targets[0])
        return (s.targets[0], s.value.right) if same else None
    return None


__all__ = ["findings", "moving"]
