"""Printed forms compared with their specifications as any two optimizers are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from verifier import catalogue
from verifier.check import CheckResult
from verifier.implementations import Side, compared, details
from verifier.judged import NOTHING_TO_JUDGE
from verifier.page.beside import beside
from verifier.work import QUIET, Effort, Unit, results

Compared = dict[str, Any]
"""A comparison as JSON data, with its ``sentence`` and what stands `beside` it."""


def compared_forms(checked: Sequence[CheckResult], effort: Effort = QUIET) -> dict[str, Compared]:
    """The comparison of each form that is a recurrence, by the form's name; on all cores by default."""
    names = [
        finding.subject
        for result in checked
        for finding in result.findings
        if finding.kind == "printed form" and finding.details["claim"] not in NOTHING_TO_JUDGE
    ]
    units = [Unit(f"{name} for the page", compared_form, (name,)) for name in names]
    return dict(zip(names, results(units, effort), strict=True))


def compared_form(name: str) -> Compared:
    """One form beside its specification."""
    of = catalogue.form(name).of
    return compared_sides(Side(name, catalogue.system(name)), Side(of, catalogue.system(of)))


def compared_sides(left: Side, right: Side) -> Compared:
    """Two sides compared, and beside each other."""
    found = compared(left, right)
    said = details(found, left, right)
    return said | {"sentence": found.sentence(), "beside": beside(left, right, said["witness"])}
