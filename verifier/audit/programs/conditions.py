"""Conditions of programs: the first step, a setting, or a comparison of numbers."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from enum import Enum

from verifier.audit.drafts.slots import displayed, name_called, slot_of
from verifier.audit.drafts.vocabulary import gathers_gradients

COUNT = re.compile(
    r"t|(local_|global_|state_|current_)?steps?|iter(ation)?s?|num_updates|step_count|timestep|it"
)
"""How programs call the number of the step."""
OWN_GRADIENT = re.compile(
    r"(?:(?:weights?|bias(?:es)?|kernel|p|param)_)?grad(?:ient)?s?(?:_?(?:[wbp]|weights?|bias(?:es)?|data|tensor))?"
    r"|d_?[wbp]",
    re.IGNORECASE,
)
"""How programs call the gradient that a parameter has or has not: no bound of one, ``grad_clip``."""
FIRST = re.compile(r"(?:is_?)?first(?:_?(?:run|step|time|iter(?:ation)?|call|update))", re.IGNORECASE)
"""How programs call that it is the first step."""
TRAINED = frozenset(("requires_grad", "trainable", "is_trainable"))
"""What a parameter is that takes part in a step."""


class Kind(Enum):
    """What a condition asks."""

    START = "the first step"
    STARTED = "a later step"
    SETTING = "a setting"
    NUMBERS = "numbers"


def kind_of(test: ast.expr, is_number: Callable[[ast.expr], bool]) -> Kind:
    """What a condition asks; ``is_number`` says whether a side depends on the gradient."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = kind_of(test.operand, is_number)
        swapped = {Kind.START: Kind.STARTED, Kind.STARTED: Kind.START}
        return _bare(test.operand) or swapped.get(inner, inner)
    if isinstance(test, ast.Call) and getattr(test.func, "id", "") == "hasattr":
        return Kind.STARTED
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return _comparison(test, is_number)
    if isinstance(test, ast.BoolOp) and {kind_of(value, is_number) for value in test.values} == {Kind.START}:
        return Kind.START
    if isinstance(test, ast.Call) and _method(test) in ("empty", "isEmpty", "is_empty"):
        return Kind.START
    if (slot := slot_of(test)) is not None and FIRST.fullmatch(displayed(slot)) is not None:
        return Kind.START
    return Kind.STARTED if isinstance(test, ast.Attribute) and test.attr == "length" else Kind.SETTING


def _is_size(node: ast.expr) -> bool:
    """Whether it is asked how much a place holds: ``v.size()``, ``v.length``."""
    return _method(node) in ("size", "numel", "length") or getattr(node, "attr", "") == "length"


def _method(node: ast.expr) -> str:
    """The method that is called, without arguments."""
    is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args
    return node.func.attr if is_method else ""  # type: ignore[attr-defined]


def _bare(node: ast.expr) -> Kind | None:
    """``not state``, ``not self.m``: nothing is kept yet."""
    text = ast.unparse(node)
    return (
        Kind.START if re.search(r"state\b(?!\w)|cache|buf|moment(s|um_buffer)|initiali[sz]ed", text) else None
    )


def _comparison(test: ast.Compare, is_number: Callable[[ast.expr], bool]) -> Kind:
    op, right = test.ops[0], test.comparators[0]
    absent = isinstance(right, ast.Constant) and right.value is None
    if absent and not _is_gradient(test.left):
        return Kind.START if isinstance(op, ast.Is | ast.Eq) else Kind.STARTED
    if isinstance(op, ast.NotIn):
        return Kind.START
    if isinstance(op, ast.In):
        return Kind.STARTED if isinstance(test.left, ast.Constant) or _is_record(right) else Kind.SETTING
    if isinstance(test.left, ast.Call) and getattr(test.left.func, "id", "") == "len":
        return Kind.START if isinstance(op, ast.Eq) else Kind.STARTED
    if _is_size(test.left) and isinstance(right, ast.Constant):
        return Kind.START if isinstance(op, ast.Eq) else Kind.STARTED
    sides = (test.left, right)
    if _is_count(test.left) and isinstance(right, ast.Constant) and right.value in (0, 1):
        if isinstance(op, ast.Eq):
            return Kind.START
        if isinstance(op, ast.NotEq) or (isinstance(op, ast.Gt) and right.value == 1):
            return Kind.STARTED
    if any(isinstance(s, ast.Constant) and isinstance(s.value, str | bool) for s in sides):
        return Kind.SETTING
    return Kind.NUMBERS if any(is_number(s) for s in sides) else Kind.SETTING


def _is_count(node: ast.expr) -> bool:
    """Whether a place counts the steps of one optimizer, and is no index of a loop over parameters."""
    slot = slot_of(node)
    return slot is not None and COUNT.fullmatch(displayed(slot)) is not None


def _is_gradient(node: ast.expr) -> bool:
    slot = slot_of(node)
    return "grad" in ast.unparse(node) and not (slot is not None and gathers_gradients(displayed(slot)))


def _is_record(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute | ast.Subscript | ast.Name)


def if_finite(test: ast.expr) -> bool | None:
    """What a question about infinite values and those that are no numbers is answered: there are none."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = if_finite(test.operand)
        return None if inner is None else not inner
    if isinstance(test, ast.BoolOp):
        known = [if_finite(value) for value in test.values]
        deciding = isinstance(test.op, ast.Or)
        return deciding if deciding in known else None
    if not isinstance(test, ast.Call):
        return None
    name = name_called(test)
    if name.lower() in ("isfinite", "is_finite"):
        return True
    if name.lower() in ("isnan", "isinf", "is_nan", "is_inf"):
        return False
    inside = [*test.args, *([test.func.value] if isinstance(test.func, ast.Attribute) else [])]
    return next((found for a in inside if (found := if_finite(a)) is not None), None)


def if_trained(test: ast.expr) -> bool | None:
    """What a question is answered that asks whether a parameter is trained and has a gradient: it has."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = if_trained(test.operand)
        return None if inner is None else not inner
    if isinstance(test, ast.BoolOp):
        known = {if_trained(value) for value in test.values}
        deciding = isinstance(test.op, ast.Or)
        return deciding if deciding in known else None if None in known else not deciding
    if isinstance(test, ast.Attribute) and test.attr in TRAINED:
        return True
    if not (
        isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is | ast.IsNot | ast.Eq | ast.NotEq)
    ):
        return None
    right, place = test.comparators[0], slot_of(test.left)
    absent = isinstance(right, ast.Constant) and right.value is None
    asked = place is not None and OWN_GRADIENT.fullmatch(displayed(place)) is not None
    return isinstance(test.ops[0], ast.IsNot | ast.NotEq) if absent and asked else None


def flag_of(test: ast.expr) -> tuple[str, bool]:
    """A setting's text without its negation, and the value of it for which the condition holds."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        text, holds = flag_of(test.operand)
        return text, not holds
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and is_zero(test.comparators[0]):
        negative = isinstance(test.ops[0], ast.Eq | ast.LtE | ast.Is)
        return _text(test.left), not negative
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.NotEq):
        return f"{_text(test.left)} == {_text(test.comparators[0])}", False
    return _text(test), True


def switch_called(text: str) -> str:
    """The name of a setting: ``amsgrad`` for ``group['amsgrad']``; what asks for more is called as it is."""
    return displayed(re.sub("['\"]", "", text)) if " " not in text else text


def is_zero(node: ast.expr) -> bool:
    """Whether it is the constant nought, or what stands for nothing."""
    return isinstance(node, ast.Constant) and node.value in (0, 0.0, False, None)


def _text(node: ast.expr) -> str:
    return ast.unparse(node)[:200]


def is_of_index(statement: ast.If) -> bool:
    """``if (i < n) v[i] = ...``: a kernel's guard, which keeps a thread from writing behind the end."""
    test, orders = statement.test, (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
    if statement.orelse or not (isinstance(test, ast.Compare) and isinstance(test.ops[0], orders)):
        return False
    asked = {n.id for n in (test.left, *test.comparators) if isinstance(n, ast.Name)}
    inner = [n for s in statement.body for n in ast.walk(s)]
    targets = [t for n in inner if isinstance(n, ast.Assign) for t in n.targets]
    targets += [n.target for n in inner if isinstance(n, ast.AugAssign)]
    places = [t.slice for t in targets if isinstance(t, ast.Subscript)]
    written = {n.id for place in places for n in ast.walk(place) if isinstance(n, ast.Name)}
    return any(COUNT.fullmatch(name) is None for name in asked & written)
