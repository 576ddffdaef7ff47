"""Schedules of the rate that are called, take a cosine or fall in a line: it is given from outside.

``lr = lr_at(step, warmup, total)`` says nothing of the update; without it ``lr`` is a rate that is given.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator

from verifier.audit.drafts.names import OTHERWISE, Sort, sort_of
from verifier.audit.drafts.slots import displayed, name_called, slot_of
from verifier.audit.drafts.vocabulary import STRONG_WEIGHT, is_gradient_name

SCHEDULE = re.compile(r"sched|warmup|cosine|anneal|^lrs?$|^rate$|^wds?$", re.IGNORECASE)
"""Words of which the names of schedules are made."""
CLOCK = re.compile(
    r"t|k|i|it|(?:global_|local_|num_)?(?:steps?|iter(?:ation)?s?|epochs?)|batch(?:_idx)?|n_updates"
)
"""How the number of the step is called."""
ARITHMETIC = frozenset(
    "cos sin exp log sqrt pow power min max minimum maximum clip abs floor ceil round int float len".split()
)
"""Functions whose names say all of what they do."""
BOUNDS = frozenset({"min", "max", "minimum", "maximum"})
"""Functions by which a warm-up ends: ``lr * min(1, t / warmup)``."""
MOMENTS = re.compile(r"betas?_?\w?|b_?\d|β\w?|mu|rho\w?|momentum\w?|moments?|exp_avg\w*|[mv]", re.IGNORECASE)
"""What schedules do not read, and corrections for the start do."""
Function = ast.FunctionDef | ast.AsyncFunctionDef
Bodies = dict[str, Function]
"""The functions of a program by name."""


def without_schedules(tree: ast.Module) -> ast.Module:
    """The program without the statements that set a rate by a schedule it calls."""
    bodies = {n.name: n for n in ast.walk(tree) if isinstance(n, Function)}
    if not any(_sets(s, bodies) for s in ast.walk(tree)):
        return tree
    cases = {id(n) for c in ast.walk(tree) if isinstance(c, ast.If) for n in ast.walk(c)}
    every = [n for n in ast.walk(tree) if isinstance(n, ast.AugAssign)]
    scaled = {slot_of(n.target) for n in every} - {slot_of(n.target) for n in every if id(n) in cases}
    made: ast.Module = _Left(bodies, scaled).visit(copy.deepcopy(tree))
    return made


class _Left(ast.NodeTransformer):
    """A program with nothing in place of each statement that sets a rate so."""

    def __init__(self, bodies: Bodies, scaled: set[str | None]) -> None:
        self.bodies, self.scaled = bodies, scaled

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        if not _sets(node, self.bodies):
            return node
        target = node.targets[0]
        if isinstance(target, ast.Name) and target.id in self.scaled:  # ``lr *= ...`` begins with it anew
            node.value = ast.copy_location(ast.Name(f"scheduled_{target.id}", ast.Load()), node.value)
            return node
        return ast.copy_location(ast.Pass(), node)

    visit_AnnAssign = visit_Assign  # type: ignore[assignment]

    def visit_If(self, node: ast.If) -> ast.AST:
        return ast.copy_location(ast.Pass(), node) if _sets(node, self.bodies) else self.generic_visit(node)


def _sets(node: ast.AST, bodies: Bodies) -> bool:
    """Whether a statement sets a rate, and nothing else, by a schedule or by the step's number."""
    if isinstance(node, ast.If):
        compared = isinstance(node.test, ast.Compare) and _is_of_time(node.test)
        return compared and all(_sets_in_time(s, bodies) for s in (*node.body, *node.orelse))
    value = _rate(node)
    return value is not None and _is_schedule(value, bodies)


def _sets_in_time(node: ast.stmt, bodies: Bodies) -> bool:
    """Whether a branch of a condition on the step sets a rate."""
    value = _rate(node)
    if value is None or not any(isinstance(n, ast.Call) for n in ast.walk(value)):
        return _sets(node, bodies) if value is None else _is_of_time(value)
    return _is_schedule(value, bodies, every=True)


def _rate(node: ast.AST) -> ast.expr | None:
    """What a statement gives to a rate."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
    elif isinstance(node, ast.AnnAssign):
        target = node.target
    else:
        return None
    place = slot_of(target) if isinstance(target, ast.Name | ast.Attribute) else None
    given = place is not None and sort_of(displayed(place)) in (Sort.RATE, Sort.WEIGHT_DECAY)
    return node.value if given else None


def _is_schedule(value: ast.expr, bodies: Bodies, *, every: bool = False) -> bool:
    """Whether a schedule is called, or a cosine or a share of all steps taken.

    Of ``every`` call no more is asked than that it is harmless.
    """
    calls = [n for n in ast.walk(value) if isinstance(n, ast.Call)]
    scheduled = [c for c in calls if name_called(c) not in ARITHMETIC]
    waves = any(name_called(c) in ("cos", "sin") for c in calls)
    bounded = any(name_called(c) in BOUNDS for c in calls) and _counts(value)
    known = all(_is_called_so(c) and _is_plain(bodies.get(name_called(c))) for c in scheduled)
    shared = any(map(_is_share, ast.walk(value)))
    return (every or bool(scheduled) or waves or bounded or shared) and known and _is_of_time(value)


def _is_share(node: ast.AST) -> bool:
    """Whether the number of the step is divided by that of all: ``lr * (1 - step / total)``."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)):
        return False
    step, every = slot_of(node.left), slot_of(node.right)
    return step is not None and CLOCK.fullmatch(displayed(step)) is not None and every not in (None, step)


def _counts(value: ast.expr) -> bool:
    """Whether the number of the step is read."""
    return any(CLOCK.fullmatch(name) for name in _names(value))


def _is_called_so(call: ast.Call) -> bool:
    """Whether a call is of something that is named as schedules are."""
    # ``next(self.schedule)`` is called as what it is the next of.
    owner = call.args[0] if name_called(call) == "next" and call.args else call.func
    place = f"{slot_of(owner) or ''}.{name_called(call)}"
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", place.replace("warm_up", "warmup"))
    return any(map(SCHEDULE.search, words)) and not any(map(OTHERWISE.search, words))


def _is_plain(function: Function | None) -> bool:
    """Whether a function of the program, if it is one, reckons with nothing but time and numbers."""
    if function is None:
        return True
    results = [n.value for n in ast.walk(function) if isinstance(n, ast.Return) and n.value is not None]
    return all(_is_of_time(s) for s in function.body) and not any(map(_is_negative, results))


def _is_of_time(node: ast.AST) -> bool:
    """Whether no gradient, weight, moment or rate of one is read."""
    if isinstance(node, ast.expr) and _is_negative(node):
        return False
    return not any(
        is_gradient_name(name) or MOMENTS.fullmatch(name) or STRONG_WEIGHT.fullmatch(name)
        for name in _names(node)
    )


def _names(node: ast.AST) -> Iterator[str]:
    """How the places that are read are called; functions are judged by what they do."""
    called = {id(n) for c in ast.walk(node) if isinstance(c, ast.Call) for n in ast.walk(c.func)}
    for each in (n for n in ast.walk(node) if id(n) not in called):
        if isinstance(each, ast.Name | ast.Attribute):
            yield displayed(each.id if isinstance(each, ast.Name) else each.attr)


def _is_negative(value: ast.expr) -> bool:
    """Whether an expression is a negative of something."""
    while isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult | ast.Div):
        if _is_negative(value.right):
            return True
        value = value.left
    return isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub)
