"""Positive controls of `check`: whatever line of a specification is broken, it fails and says where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

import pytest
from sympy import Add, Expr, Integer, Rational

from tests.campaign.sampler import Opinion, decide
from tests.parts import some_of
from verifier import catalogue
from verifier.check import checks
from verifier.findings import Finding
from verifier.language import Eq, Recurrence
from verifier.obligation import Library
from verifier.sympy_terms import system_of

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


UNREAD = {
    "rprop: delta[0]",
    "schedule_free_adamw: average[0]",
    "novograd: v[0]",
    "novograd: m[0]",
    "adan: g_last[0]",
}
"""First values that no weight depends on: with others it is the same method."""


def put(recurrence: Recurrence, monkeypatch: pytest.MonkeyPatch) -> None:
    """The specification of that name is this one."""
    others = (r for r in catalogue.recurrences() if r.name != recurrence.name)
    library = Library({r.name: r for r in (recurrence, *others)}, catalogue.library().forms)
    monkeypatch.setattr(catalogue, "recurrence", {recurrence.name: recurrence}.__getitem__)
    monkeypatch.setattr(catalogue, "library", lambda: library)


def findings(recurrence: Recurrence) -> Iterator[Finding]:
    """What `check` finds, each when it is asked for, the quickest first."""
    system = system_of(recurrence)
    for part in (check._kernels, check._closed_forms, check._units):
        yield from part(system)
    for form in catalogue.forms(recurrence.name):
        yield from check._printed_form(form)


@pytest.mark.parametrize("line", sorted(UNREAD))
def test_a_first_value_that_nothing_reads_changes_no_weight(line: str) -> None:
    changed = BROKEN[line]
    same = decide(system_of(changed), system_of(catalogue.recurrence(changed.name)), 0, 40)[0]
    assert same is Opinion.SEEMS_EQUAL


@pytest.mark.parametrize("line", some_of([line for line in BROKEN if line not in UNREAD], 4))
def test_check_finds_a_contradiction_when_a_line_of_a_specification_is_broken(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(BROKEN[line], monkeypatch)
    culprit = next((found for found in findings(BROKEN[line]) if found.as_claimed is False), None)
    assert culprit is not None
    assert culprit.subject
    assert culprit.summary


@pytest.mark.parametrize("line", ["momentum: w[t]", "rmsprop: v[0]", "nesterov: gradient"])
def test_check_fails_when_one_of_its_findings_contradicts_a_claim(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(BROKEN[line], monkeypatch)
    result = checks([line.partition(":")[0]])[0]
    assert result.as_claimed is False
    told = {finding.subject: finding.as_claimed for finding in result.findings}
    assert told == {finding.subject: finding.as_claimed for finding in findings(BROKEN[line])}


@pytest.mark.parametrize("name", some_of(catalogue.names(), 6))
def test_check_passes_the_same_specifications_unbroken(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put(catalogue.recurrence(name), monkeypatch)
    assert checks([name])[0].as_claimed is True
