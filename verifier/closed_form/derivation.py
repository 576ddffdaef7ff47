"""All theorems about one recurrence: derived, proved, and checked with numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from verifier.algebra.ring import Unsupported
from verifier.closed_form import expectation, linear, maxima, rooted, started, weight
from verifier.closed_form.draft import Draft, Study, Unproved
from verifier.closed_form.naming import apart
from verifier.closed_form.notation import Latex
from verifier.closed_form.numeric import Run, holds, runs, steps
from verifier.closed_form.structure import Linear, Maximum, Rooted, Started, Unrecognised, read
from verifier.closed_form.theorem import Derivation, Theorem, Unsolved
from verifier.findings import Verdict
from verifier.system import System
from verifier.term import WEIGHT


def derive(system: System, letters: Mapping[str, str] | None = None) -> Derivation:
    """What follows from a recurrence alone.

    Parameters
    ----------
    system : System
        Any optimizer, from a specification or read from a file.
    letters : mapping of str to str, optional
        The LaTeX of names, where it does not follow from the name; plain text keeps to the names.

    Returns
    -------
    Derivation
        Theorems that were proved by induction and agree with numbers, and the states for which
        no closed form was found.
    """
    system = apart(system)
    study = Study(read(system), letters or {})
    sample = lru_cache(maxsize=None)(lambda regime: runs(system, regime))
    theorems, unsolved = [], []
    for name, draft in drafts(study):
        if isinstance(draft, Draft):
            check(draft, sample(draft.regime))
            theorems.append(finish(study, draft))
        else:
            unsolved.append(Unsolved(name, draft))
    return Derivation(system.name, tuple(theorems), tuple(unsolved))


def drafts(study: Study) -> Iterator[tuple[str, Draft | str]]:
    """For each sequence its theorems, or the reason why there are none."""
    for name, structure in study.reading.structures.items():
        match structure:
            case Unrecognised():
                yield name, structure.reason
            case Linear():
                yield from _attempt(name, linear.theorems(study, structure))
                yield from _attempt(name, expectation.theorems(study, structure))
            case Started():
                yield from _attempt(name, started.theorems(study, structure))
            case Rooted():
                yield from _attempt(name, rooted.theorems(study, structure))
            case Maximum():
                yield from _attempt(name, maxima.theorems(study, structure))
    yield from _attempt(WEIGHT.name, weight.theorems(study))
    yield from _attempt(WEIGHT.name, weight.without_gradient(study))


def _attempt(name: str, found: Iterator[Draft | None]) -> Iterator[tuple[str, Draft | str]]:
    """The theorems that come out; a proof that fails is a reason, never a theorem."""
    try:
        yield from ((name, draft) for draft in found if draft is not None)
    except (Unproved, Unsupported) as reason:
        yield name, str(reason)
    except ZeroDivisionError:
        yield name, "its closed form divides by zero"


def check(draft: Draft, run: Run) -> None:
    """Hold a theorem against numbers.

    Raises
    ------
    ArithmeticError
        When they disagree: the derivation has an error, and nothing may be printed.
    """
    for claim in draft.checks:
        for t in steps(run):
            if not holds(claim, run, t):
                raise ArithmeticError(f"the theorem '{draft.id}' fails its numeric check at t = {t}")


def finish(study: Study, draft: Draft) -> Theorem:
    """The theorem as data."""
    return Theorem(
        draft.id,
        draft.statement(study.plain),
        draft.statement(Latex(study.letters)),
        tuple(dict.fromkeys(draft.hypotheses)),
        Verdict.PROVED,
        draft.proof,
    )
