"""Positive controls of `check`: whatever line of a specification is broken, it fails and says where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

import pytest
from sympy import Add, Expr, Integer, Rational

from verifier import catalogue
from verifier.check import CheckResult, checks
from verifier.language import Eq, Recurrence
from verifier.obligation import Library

check = import_module("verifier.check")


def scaled(text: Expr) -> Expr:
    """A right-hand side with one coefficient changed."""
    parts = Add.make_args(text)
    return Add(Rational(3, 2) * parts[-1], *parts[:-1])


def broken(recurrence: Recurrence) -> Iterator[tuple[str, Recurrence]]:
    """The specification with each of its lines broken in turn."""
    for number, equation in enumerate(recurrence.update):
        update = [*recurrence.update]
        update[number] = Eq(equation.lhs, scaled(equation.rhs))
        yield str(equation.lhs), replace(recurrence, update=tuple(update))
    for number, equation in enumerate(recurrence.initial):
        initial = [*recurrence.initial]
        initial[number] = Eq(equation.lhs, equation.rhs + Integer(2))
        yield str(equation.lhs), replace(recurrence, initial=tuple(initial))
    if recurrence.gradient is not None:
        yield "gradient", replace(recurrence, gradient=scaled(recurrence.gradient))


BROKEN = {
    f"{recurrence.name}: {line}": changed
    for recurrence in catalogue.recurrences()
    for line, changed in broken(recurrence)
}


def checked(recurrence: Recurrence, monkeypatch: pytest.MonkeyPatch) -> CheckResult:
    others = (r for r in catalogue.recurrences() if r.name != recurrence.name)
    library = Library({r.name: r for r in (recurrence, *others)}, catalogue.library().forms)
    monkeypatch.setattr(catalogue, "recurrence", {recurrence.name: recurrence}.__getitem__)
    monkeypatch.setattr(catalogue, "library", lambda: library)
    return checks([recurrence.name])[0]


@pytest.mark.parametrize("line", BROKEN)
def test_check_fails_when_a_line_of_a_specification_is_broken(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = checked(BROKEN[line], monkeypatch)
    assert result.as_claimed is False
    culprits = [finding for finding in result.findings if finding.as_claimed is False]
    assert culprits
    assert all(finding.subject and finding.summary for finding in culprits)


@pytest.mark.parametrize("name", catalogue.names())
def test_check_passes_the_same_specifications_unbroken(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checked(catalogue.recurrence(name), monkeypatch).as_claimed is True
