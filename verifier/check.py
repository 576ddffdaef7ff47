"""Everything that is claimed of one optimizer, held against what can be computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import Any

from verifier import catalogue
from verifier.findings import Finding, Verdict
from verifier.judged import judged
from verifier.outcome import outcome
from verifier.sympy_terms import system_of
from verifier.system import System
from verifier.workers import workers


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


def check(name: str) -> CheckResult:
    """Units, closed forms, kernels and printed forms of one specification.

    Raises
    ------
    InputError
        When no specification has that name, or its file has an error.
    """
    return checks([name])[0]


def checks(names: Iterable[str]) -> list[CheckResult]:
    """`check` of several specifications; printed forms are judged on all cores."""
    return _results(names, lambda system: (*_kernels(system),), tuple(_frameworks()))


def mathematics(names: Iterable[str]) -> list[CheckResult]:
    """What follows from the texts alone: all of `check` but the kernels, the same on any machine."""
    return _results(names, lambda system: (), ())


def _results(
    names: Iterable[str], measure: Callable[[System], tuple[Finding, ...]], skipped: tuple[Skipped, ...]
) -> list[CheckResult]:
    systems = {name: system_of(catalogue.recurrence(name)) for name in names}
    forms = {name: list(catalogue.forms(name)) for name in systems}
    results = []
    with workers() as pool:
        waiting = {name: [pool.submit(_printed_form, form) for form in forms[name]] for name in systems}
        for name, system in systems.items():
            findings = [*_units(system), *_closed_forms(system), *measure(system)]
            findings += [future.result() for future in waiting[name]]
            results.append(
                CheckResult(name, outcome(f.as_claimed for f in findings), tuple(findings), skipped)
            )
    return results


def to_json(results: Sequence[CheckResult]) -> dict[str, Any]:
    """The results of one or several optimizers as one JSON object of one form."""
    return {
        "name": ", ".join(r.name for r in results),
        "as_claimed": outcome(r.as_claimed for r in results),
        "findings": [{"optimizer": r.name} | asdict(f) for r in results for f in r.findings],
        "skipped": [{"optimizer": r.name} | asdict(s) for r in results for s in r.skipped],
    }


def _units(system: System) -> Iterator[Finding]:
    """Units that do not fit are a finding about the formula, and contradict no claim."""
    from verifier.units import infer

    for fault in infer(system).inhomogeneities:
        yield Finding(
            kind="units",
            subject=fault.where,
            verdict=Verdict.REFUTED,
            as_claimed=True,
            summary=f"{fault.left} is measured in {fault.left_unit}, {fault.right} in {fault.right_unit}",
            details=asdict(fault),
        )


def _closed_forms(system: System) -> Iterator[Finding]:
    from verifier.closed_form import derive

    claims = {Verdict.PROVED: True, Verdict.REFUTED: False, Verdict.UNDECIDED: None}
    for theorem in derive(system).theorems:
        details = {
            "latex": theorem.latex,
            "hypotheses": list(theorem.hypotheses),
            "proof": list(theorem.proof),
        }
        yield Finding(
            kind="closed form",
            subject=theorem.id,
            verdict=theorem.verdict,
            as_claimed=claims[theorem.verdict],
            summary=theorem.statement,
            details=details,
        )


def _kernels(system: System) -> Iterator[Finding]:
    from verifier.handwritten import find
    from verifier.numerics import battery

    yield from battery(system, find(system.name))


def _printed_form(name: str) -> Finding:
    library = catalogue.library()
    return judged(library.forms[name], library)


def _frameworks() -> Iterator[Skipped]:
    for name in catalogue.FRAMEWORKS:
        if find_spec(name) is None:
            yield Skipped(name, "not installed: python -m pip install 'optimizer-verifier[frameworks]'")
        else:
            yield Skipped(name, "installed; this version of the verifier does not read it")
