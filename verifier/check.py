"""Everything that is claimed of one optimizer, held against what can be computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from verifier import catalogue, implementations
from verifier.findings import Finding, Verdict
from verifier.implementations import Side, Unread
from verifier.judged import judged
from verifier.outcome import outcome
from verifier.sympy_terms import system_of
from verifier.system import System
from verifier.work import QUIET, Effort, Unit, results

if TYPE_CHECKING:
    from verifier.closed_form import Theorem
    from verifier.units import Inhomogeneity

Findings = tuple[Finding, ...]
Part = Callable[[System], Findings]
"""What is checked of a specification by itself."""


@dataclass(frozen=True)
class Skipped:
    """Something that was not checked, and why. It changes no outcome."""

    subject: str
    reason: str


@dataclass(frozen=True)
class CheckResult:
    """What was found of one specification.

    Attributes
    ----------
    name : str
    as_claimed : bool or None
        True when every finding is; False when one is not; None when nothing contradicts a claim
        but something is undecided.
    findings : tuple of Finding
    skipped : tuple of Skipped
    """

    name: str
    as_claimed: bool | None
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...] = ()


def check(name: str, *, frameworks: bool = False) -> CheckResult:
    """Units, closed forms, kernels, printed forms and implementations of one specification.

    Parameters
    ----------
    name : str
    frameworks : bool
        Read what the installed frameworks run, where otherwise what was read before is judged.

    Raises
    ------
    InputError
        When no specification has that name, or its file has an error.
    """
    return checks([name], frameworks=frameworks)[0]


def checks(names: Iterable[str], *, frameworks: bool = False, effort: Effort = QUIET) -> list[CheckResult]:
    """`check` of several specifications, by default on all cores."""
    chosen = list(names)
    return _results(chosen, (_units, _closed_forms, _kernels), _read(chosen, frameworks), effort)


def mathematics(names: Iterable[str], effort: Effort = QUIET) -> list[CheckResult]:
    """What follows from the texts alone: neither kernels nor frameworks, the same on any machine."""
    return _results(names, (_units, _closed_forms), {}, effort)


def _results(
    names: Iterable[str],
    parts: Sequence[Part],
    read: Mapping[str, Sequence[Side | Unread]],
    effort: Effort,
) -> list[CheckResult]:
    units = {name: _work(name, parts, read.get(name, ())) for name in names}
    found = iter(results([unit for each in units.values() for unit in each], effort))
    gathered = {name: [f for _ in each for f in next(found)] for name, each in units.items()}
    return [
        CheckResult(
            name, outcome(f.as_claimed for f in findings), tuple(findings), _skipped(read.get(name, ()))
        )
        for name, findings in gathered.items()
    ]


def _work(name: str, parts: Sequence[Part], read: Iterable[Side | Unread]) -> list[Unit[Findings]]:
    """What is to be done for one specification."""
    system = system_of(catalogue.recurrence(name))
    return [
        *(Unit(name, part, (system,), name) for part in parts),
        *(Unit(form, _printed_form, (form,)) for form in catalogue.forms(name)),
        *(
            Unit(side.name, _implementation, (system, side), f"{name} {side.content}")
            for side in read
            if isinstance(side, Side)
        ),
    ]


def to_json(results: Sequence[CheckResult]) -> dict[str, Any]:
    """The results of one or several optimizers as one JSON object of one form."""
    return {
        "name": ", ".join(r.name for r in results),
        "as_claimed": outcome(r.as_claimed for r in results),
        "findings": [{"optimizer": r.name} | asdict(f) for r in results for f in r.findings],
        "skipped": [{"optimizer": r.name} | asdict(s) for r in results for s in r.skipped],
    }


def _units(system: System) -> Findings:
    """Units that do not fit are a finding about the formula, and contradict no claim."""
    from verifier.units import infer

    return tuple(map(_inhomogeneous, infer(system).inhomogeneities))


def _inhomogeneous(fault: Inhomogeneity) -> Finding:
    return Finding(
        kind="units",
        subject=fault.where,
        verdict=Verdict.REFUTED,
        as_claimed=True,
        summary=f"{fault.left} is measured in {fault.left_unit}, {fault.right} in {fault.right_unit}",
        details=asdict(fault),
    )


def _closed_forms(system: System) -> Findings:
    from verifier.closed_form import derive

    letters = catalogue.recurrence(system.name).typeset
    return tuple(map(_theorem, derive(system, letters).theorems))


def _theorem(theorem: Theorem) -> Finding:
    claims = {Verdict.PROVED: True, Verdict.REFUTED: False, Verdict.UNDECIDED: None}
    return Finding(
        kind="closed form",
        subject=theorem.id,
        verdict=theorem.verdict,
        as_claimed=claims[theorem.verdict],
        summary=theorem.statement,
        details={
            "latex": theorem.latex,
            "hypotheses": list(theorem.hypotheses),
            "proof": list(theorem.proof),
        },
    )


def _kernels(system: System) -> Findings:
    from verifier.handwritten import find
    from verifier.numerics import battery

    return battery(system, find(system.name))


def _printed_form(name: str) -> Findings:
    library = catalogue.library()
    return (judged(library.forms[name], library),)


def _implementation(system: System, side: Side) -> Findings:
    return (implementations.finding(Side(system.name, system), side),)


def _read(names: Sequence[str], anew: bool) -> dict[str, list[Side | Unread]]:
    """The implementations of each specification; frameworks are started once for all of them."""
    calls = {name: catalogue.implementations().get(name, ()) for name in names}
    found = implementations.read((call for each in calls.values() for call in each), anew=anew)
    return {name: [found[call] for call in calls[name]] for name in names}


def _skipped(read: Iterable[Side | Unread]) -> tuple[Skipped, ...]:
    unread = dict.fromkeys(each for each in read if isinstance(each, Unread))
    return tuple(Skipped(each.subject, each.reason) for each in unread)
