"""Of the weights and biases of one step, one that moves by its whole gradient, where another has the rate."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from verifier.audit.drafts.meaning import named_in
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.slots import displayed, slot_of
from verifier.audit.drafts.vocabulary import is_gradient_name
from verifier.audit.finding import AuditFinding
from verifier.audit.flaws.climbing import moving
from verifier.audit.flaws.flaw import flaw
from verifier.audit.pages.document import Region
from verifier.audit.programs.python_code import Function, Spans

LAYER = re.compile(
    r"(?:w|weights?|b|bias(?:es)?|kernel)_?\d{0,2}|(?:weights?|bias(?:es)?)_\w{1,8}", re.IGNORECASE
)
"""How programs call the parameters of a layer."""
SCALED = re.compile(r"\b(?:scale|clip|precondition|newton|hess|natural|line_?search)", re.IGNORECASE)
"""Words by which what is called a gradient may be a step."""


def findings(region: Region, tree: ast.Module, span: Spans) -> Iterator[AuditFinding]:
    """The parameters that move by their whole gradients beside others that do not."""
    for node in (n for n in tree.body if isinstance(n, ast.ClassDef | Function)):
        named = sorted(named_in(node.name))
        for body in _blocks(node) if named and SCALED.search(region.text) is None else ():
            steps = [(s, step) for s in body if (step := _step(s)) is not None]
            rates = [rate for _, (_, rate, _) in steps if rate]
            for s, (weight, rate, slope) in steps if rates else ():
                if not rate and not _has_rate(tree, slope):
                    why = f"{weight} moves by all of its gradient, what is beside it by {rates[0]} of its own"
                    text = (ast.get_source_segment(region.text, s) or "")[:500]
                    yield flaw(region, span(s), named[0], text, f"{slope} -> {rates[0]} * {slope}", why)


def _blocks(node: ast.AST) -> Iterator[Sequence[ast.stmt]]:
    for n in ast.walk(node):
        for part in ("body", "orelse"):
            block = getattr(n, part, None)
            if isinstance(block, list):
                yield block


def _step(s: ast.stmt) -> tuple[str, str, str] | None:
    """A parameter of a layer, the rate by which it moves, and its gradient: ``b -= lr * db``, ``b -= db``."""
    moved = moving(s, ast.Sub)
    if moved is None:
        return None
    target, value = moved
    place = slot_of(target)
    if place is None or LAYER.fullmatch(displayed(place)) is None:
        return None
    product = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult)
    sides = [value.left, value.right] if product else [value]  # type: ignore[attr-defined]
    slopes = [x for x in sides if _is_slope(x)]
    rates = [x for x in sides if sort_of(displayed(slot_of(x) or "")) is Sort.RATE]
    if len(slopes) != 1 or len(sides) != 1 + len(rates):
        return None
    return ast.unparse(target), ast.unparse(rates[0]) if rates else "", ast.unparse(slopes[0])


def _is_slope(node: ast.expr) -> bool:
    slot = slot_of(node)
    return slot is not None and is_gradient_name(displayed(slot)) and sort_of(displayed(slot)) is Sort.OTHER


def _has_rate(tree: ast.Module, slope: str) -> bool:
    """Whether a gradient is ever multiplied by a rate, in place or where it is worked out."""
    last = re.split(r"\W+", slope.rstrip("]'\""))[-1]
    for s in (n for n in ast.walk(tree) if isinstance(n, ast.Assign | ast.AugAssign | ast.AnnAssign)):
        targets = s.targets if isinstance(s, ast.Assign) else [s.target]
        own = any(re.search(rf"\b{re.escape(last)}\b", ast.unparse(t)) for t in targets)
        names = [displayed(x) for n in ast.walk(s) if isinstance(n, ast.expr) and (x := slot_of(n))]
        if own and any(sort_of(name) is Sort.RATE for name in names):
            return True
    return False


__all__ = ["findings"]
