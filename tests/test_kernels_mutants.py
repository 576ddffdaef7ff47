"""Positive controls: a hand-written kernel with one thing wrong in it is always caught."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from verifier import catalogue, handwritten
from verifier.findings import Verdict
from verifier.numerics import BATTERY, CAMPAIGN, Plan, battery
from verifier.sympy_terms import system_of

SYSTEMS = {r.name: system_of(r) for r in catalogue.recurrences()}

SWAPPED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
FUNCTIONS = {"sqrt": "abs", "maximum": "minimum", "abs": "sqrt", "sign": "abs"}


def _source(name: str) -> str:
    return inspect.getsource(inspect.getmodule(handwritten.find(name)))


def _kernel(name: str, source: str) -> Callable[..., tuple[Any, ...]]:
    space: dict[str, Any] = {}
    exec(compile(source, f"<{name}>", "exec"), space)
    return space[name]


def _sites(function: ast.FunctionDef) -> Iterator[ast.AST]:
    for statement in function.body[1:]:
        yield from ast.walk(statement)


def _compared(function: ast.FunctionDef) -> set[ast.AST]:
    """What stands in a comparison."""
    comparisons = (node for node in ast.walk(function) if isinstance(node, ast.Compare))
    return {part for comparison in comparisons for part in ast.walk(comparison)}


def _changes(node: ast.AST, keywords: list[str], compared: bool) -> Iterator[tuple[str, Callable[[], None]]]:
    """What can be put wrong at a node: a name of the change, and the change itself."""
    if isinstance(node, ast.BinOp) and type(node.op) in SWAPPED:
        yield "another operation", lambda: setattr(node, "op", SWAPPED[type(node.op)]())
    if isinstance(node, ast.Attribute) and node.attr in FUNCTIONS:
        yield "another function", lambda: setattr(node, "attr", FUNCTIONS[node.attr])
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield "another number", lambda: setattr(node, "value", node.value + 1)
        what = "threshold" if compared else "number"
        yield f"a {what} a little off", lambda: setattr(node, "value", node.value * (1 + 1e-3))
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in keywords:
        other = keywords[(keywords.index(node.id) + 1) % len(keywords)]
        if other != node.id:
            yield f"{other} for {node.id}", lambda: setattr(node, "id", other)
    if isinstance(node, ast.Return):
        elements = node.value.elts
        for i in range(1, len(elements)):
            yield f"result {i} not renewed", lambda i=i: _stale(elements, i)


def _stale(elements: list[ast.expr], i: int) -> None:
    elements[i] = ast.BinOp(elements[i], ast.Mult(), ast.Constant(0.5))


def _changed(tree: ast.Module) -> list[tuple[str, Callable[[], None]]]:
    """Every change of a kernel: where it is and what, and the change itself."""
    function = tree.body[-1]
    keywords, compared = [a.arg for a in function.args.kwonlyargs], _compared(function)
    return [
        (f"line {getattr(node, 'lineno', 0)}: {label}", alter)
        for node in _sites(function)
        for label, alter in _changes(node, keywords, node in compared)
    ]


def mutants(name: str, most: int | None = None) -> Iterator[tuple[str, str]]:
    """Every mutant of a kernel, or about so many: what was changed, and its source."""
    source = _source(name)
    count = len(_changed(ast.parse(source)))
    for place in range(0, count, max(1, count // (most or count))):
        tree = ast.parse(source)
        label, alter = _changed(tree)[place]
        alter()
        yield label, ast.unparse(ast.fix_missing_locations(tree))


SUBSET = replace(BATTERY, exact=2)
"""The same steps as the battery, of which fewer are computed in 50 digits."""


def _caught(name: str, kernel: Callable[..., tuple[Any, ...]], plan: Plan = SUBSET) -> bool:
    found = battery(SYSTEMS[name], kernel, plan)
    return any(f.verdict is Verdict.REFUTED and f.as_claimed is False for f in found)


MANY = 7
"""Mutants of a kernel that the test command tries, from its first line to its last."""


@pytest.mark.parametrize("name", SYSTEMS)
def test_mutants_of_a_hand_written_kernel_are_caught(name: str) -> None:
    _all_caught(name, list(mutants(name, MANY)))


@pytest.mark.campaign
@pytest.mark.parametrize("name", SYSTEMS)
def test_every_mutant_of_a_hand_written_kernel_is_caught(name: str) -> None:
    _all_caught(name, list(mutants(name)))


def _all_caught(name: str, tried: list[tuple[str, str]]) -> None:
    assert len(tried) > 1
    survivors = [(label, source) for label, source in tried if not _caught(name, _kernel(name, source))]
    # A constant under a sign shows only near a change of sign: that takes more steps.
    assert all("a little off" in label for label, _ in survivors)
    # What is compared with a threshold takes one number a step: hardly ever one in so small a gap.
    rest = [(label, source) for label, source in survivors if "a threshold a little off" not in label]
    assert [label for label, source in rest if not _caught(name, _kernel(name, source), CAMPAIGN)] == []


def _adam(w, g, t, m, v, *, lr, beta_1, beta_2, epsilon, root=False, corrected=True, late=0):  # type: ignore[no-untyped-def]
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * g**2
    first = m / (1 - beta_1 ** (t + late)) if corrected else m
    second = v / (1 - beta_2 ** (t + late)) if corrected else v
    divisor = np.sqrt(second + epsilon) if root else np.sqrt(second) + epsilon
    return w - lr * first / divisor, m, v


@pytest.mark.parametrize("mistake", [{"root": True}, {"corrected": False}, {"late": 1}])
def test_the_mistakes_that_documents_make_with_adam_are_caught(mistake: dict[str, Any]) -> None:
    assert not _caught("adam", _adam)
    assert _caught("adam", lambda *arrays, **hypers: _adam(*arrays, **hypers, **mistake))


def test_bias_correction_folded_into_the_rate_is_caught_since_epsilon_moves() -> None:
    def folded(w, g, t, m, v, *, lr, beta_1, beta_2, epsilon):  # type: ignore[no-untyped-def]
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        rate = lr * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
        return w - rate * m / (np.sqrt(v) + epsilon), m, v

    assert _caught("adam", folded)


def test_the_finding_says_at_which_step_and_with_which_gradient() -> None:
    found = battery(SYSTEMS["adam"], lambda *a, **h: _adam(*a, **h, corrected=False))
    parted = found[0]
    assert parted.verdict is Verdict.REFUTED
    place = parted.details["formats"]["float64"]["closest_to_limit_at"]
    assert {"t", "g", "w", "m", "v", "lr", "beta_1", "setting", "gradients", "result"} <= place.keys()
    assert "step" in parted.summary


@pytest.mark.parametrize("name", ["amsgrad", "adamax"])
def test_a_kernel_that_hides_an_undefined_first_step_is_caught(name: str) -> None:
    kernel = handwritten.find(name)
    found = battery(SYSTEMS[name], lambda *a, **h: tuple(np.nan_to_num(x, nan=0.0) for x in kernel(*a, **h)))
    (hidden,) = (f for f in found if "leading zero" in f.subject)
    assert hidden.as_claimed is False


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_relative_error_a_few_times_the_limit_is_caught(name: str) -> None:
    kernel = handwritten.find(name)
    nearly = lambda *a, **h: tuple(x * x.dtype.type(1 + 2.0**-18) for x in kernel(*a, **h))  # noqa: E731
    assert _caught(name, nearly)
