"""Gradients that are made shorter where their norm is too large: ``if norm > c: g = g * (c / norm)``.

The update is the same with them; a condition, or a factor, that is the other way round is no clipping.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from verifier.audit.drafts.slots import displayed, name_called, slot_of
from verifier.audit.drafts.vocabulary import is_gradient_name

GREATER, LESS = (ast.Gt, ast.GtE), (ast.Lt, ast.LtE)
Factors = tuple[list[str], list[str]]
"""What a product multiplies by, and what it divides by, as they are written."""


def shortens(statement: ast.If) -> bool:
    """Whether all that is done under a condition is to clip gradients by their norm."""
    sides = _sides(statement.test)
    if sides is None or statement.orelse:
        return False
    norm, limit = sides
    known: dict[str, ast.expr] = {}
    done = [_is_clipped(s, norm, limit, known) for s in _inner(statement.body)]
    return any(done) and len(done) - len(known) == sum(done)


def _sides(test: ast.expr) -> tuple[str, str] | None:
    """The norm and its limit in ``norm > limit`` and ``limit < norm``."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    one, other = ast.unparse(test.left), ast.unparse(test.comparators[0])
    if isinstance(test.ops[0], LESS):
        one, other = other, one
    elif not isinstance(test.ops[0], GREATER):
        return None
    return (one, other) if "norm" in one.lower().rpartition(".")[2] else None


def _inner(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body, and those of the loops in it."""
    for statement in body:
        if isinstance(statement, ast.For) and not statement.orelse:
            yield from _inner(statement.body)
        else:
            yield statement


def _is_clipped(s: ast.stmt, norm: str, limit: str, known: dict[str, ast.expr]) -> bool:
    """Whether a statement multiplies a gradient by limit over norm; a name of that factor is noted."""
    target, value = _scaled(s)
    if target is None or value is None:
        return False
    above, below = _factors(value, known)
    own = slot_of(target) or ""
    if isinstance(target, ast.Name) and above == [limit] and below == [norm]:
        known[target.id] = value
        return False
    if not is_gradient_name(displayed(own)):
        return False
    rest = [each for each in above if each != limit]
    return len(rest) == 1 and len(above) == 2 and below == [norm] and _is_of(rest[0], own)


def _scaled(s: ast.stmt) -> tuple[ast.expr | None, ast.expr | None]:
    """The place that a statement changes, and the product that it takes."""
    if isinstance(s, ast.Assign) and len(s.targets) == 1:
        value = s.value
        if isinstance(value, ast.ListComp | ast.DictComp):
            value = value.elt if isinstance(value, ast.ListComp) else value.value
        return s.targets[0], value
    if isinstance(s, ast.AugAssign) and isinstance(s.op, ast.Mult | ast.Div):
        return s.target, ast.BinOp(s.target, s.op, s.value)
    call = s.value if isinstance(s, ast.Expr) else None
    if isinstance(call, ast.Call) and name_called(call) == "mul_" and len(call.args) == 1:
        place = call.func.value if isinstance(call.func, ast.Attribute) else None
        return place, place and ast.BinOp(place, ast.Mult(), call.args[0])
    return None, None


def _factors(value: ast.expr, known: Mapping[str, ast.expr]) -> Factors:
    """The factors of a product, a small number beside a norm left out."""
    if isinstance(value, ast.Name) and value.id in known:
        return _factors(known[value.id], known)
    if not (isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult | ast.Div)):
        return [ast.unparse(_without_small(value))], []
    (above, below), (over, under) = _factors(value.left, known), _factors(value.right, known)
    if isinstance(value.op, ast.Div):
        over, under = under, over
    return above + over, below + under


def _without_small(value: ast.expr) -> ast.expr:
    """``norm`` of ``norm + 1e-6``."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        number = value.right.value if isinstance(value.right, ast.Constant) else 1
        small = isinstance(number, float) and number < 1e-3
        return value.left if small or displayed(slot_of(value.right) or "") in ("eps", "epsilon") else value
    return value


def _is_of(factor: str, place: str) -> bool:
    """Whether a factor is the gradient that is changed, or one of those that are."""
    found = slot_of(ast.parse(factor, mode="eval").body) or ""
    return found == place or is_gradient_name(displayed(found))
