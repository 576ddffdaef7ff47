"""All theorems about one recurrence: closed forms, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from verifier import closed_form
from verifier.algebra.ring import Unsupported
from verifier.closed_form.draft import Study, Unproved
from verifier.closed_form.naming import apart
from verifier.closed_form.notation import Latex
from verifier.closed_form.relay import Relay
from verifier.closed_form.structure import Linear, read
from verifier.closed_form.theorem import Derivation, Theorem, Unsolved
from verifier.findings import Verdict
from verifier.refute.existence import missing_first_step
from verifier.system import System
from verifier.term import WEIGHT
from verifier.theorems import (
    averages,
    bounds,
    cascades,
    correction,
    decay,
    differences,
    direction,
    events,
    mirror,
    moments,
    monotone,
    newest,
    noise,
    normaliser,
    pursuit,
    quadratic,
    relations,
    responses,
    saturation,
    schedules,
    second,
    speed,
    stability,
    steady,
    steps,
    switch,
    symmetry,
    ways,
    window,
)
from verifier.theorems.draft import Contradicted, Draft, Trials, confirm

OF_A_STATE: tuple[Callable[[Study, Linear], Iterator[Draft]], ...] = (
    responses.theorems,
    events.theorems,
    averages.theorems,
    window.theorems,
    moments.theorems,
    differences.theorems,
    cascades.theorems,
)
"""Makers of theorems about one linear state."""

OF_THE_WHOLE: tuple[Callable[[Study], Iterator[Draft]], ...] = (
    correction.theorems,
    normaliser.theorems,
    relations.theorems,
    monotone.theorems,
    steps.theorems,
    steady.theorems,
    second.theorems,
    saturation.theorems,
    ways.theorems,
    schedules.theorems,
    switch.theorems,
    bounds.theorems,
    newest.theorems,
    decay.theorems,
    direction.theorems,
    symmetry.theorems,
    mirror.theorems,
    quadratic.theorems,
    stability.theorems,
    speed.theorems,
    noise.theorems,
)
"""Makers of theorems about the recurrence as a whole."""


LEFT_OUT = "left out: "
NO_STEP = "its first step is undefined at every input"


def derive(system: System, letters: Mapping[str, str] | None = None) -> Derivation:
    """The closed forms of a recurrence, and the theorems that follow from them.

    Parameters
    ----------
    system : System
        Any optimizer, from a specification or read from a file.
    letters : mapping of str to str, optional
        The LaTeX of names, where it does not follow from the name.

    Returns
    -------
    Derivation
        The theorems; and what is not solved, or was contradicted by numbers and is not printed.
    """
    system = apart(system)
    missing = missing_first_step(system)
    if missing is not None:  # whatever is said of its steps would be said of none
        return Derivation(system.name, (), (Unsolved(WEIGHT.name, f"{NO_STEP}: {missing}"),))
    solved = closed_form.derive(system, letters)
    study = Study(read(system), letters or {})
    trials, further, unsolved = Trials(system), list[Theorem](), list(solved.unsolved)
    for found in drafts(study):
        outcome = found if isinstance(found, Unsolved) else confirmed(study, found, trials)
        if isinstance(outcome, Unsolved):
            unsolved.append(outcome)
        else:
            further.append(outcome)
    return Derivation(system.name, (*solved.theorems, *further), tuple(dict.fromkeys(unsolved)))


def confirmed(study: Study, draft: Draft, trials: Trials) -> Theorem | Unsolved:
    """The theorem, or, where numbers contradict it or none satisfy its hypotheses, that it is left out."""
    try:
        confirm(draft, trials)
    except Contradicted as fault:
        return Unsolved(draft.subject, f"{LEFT_OUT}{fault}")
    return theorem(study, draft)


def drafts(study: Study) -> Iterator[Draft | Unsolved]:
    """The theorems that come out, and where none did though the form was right."""
    for name, structure in study.reading.structures.items():
        if isinstance(structure, Linear):
            for of_state in OF_A_STATE:
                yield from _attempt(name, partial(of_state, study, structure))
        elif isinstance(structure, Relay):
            yield from _attempt(name, partial(pursuit.theorems, study, structure))
    for of_whole in OF_THE_WHOLE:
        yield from _attempt(WEIGHT.name, partial(of_whole, study))


def _attempt(name: str, make: Callable[[], Iterator[Draft]]) -> Iterator[Draft | Unsolved]:
    """The theorems that come out; a proof that fails is a reason, never a theorem."""
    try:
        yield from make()
    except (Unproved, Unsupported) as reason:
        yield Unsolved(name, str(reason))
    except ZeroDivisionError:
        yield Unsolved(name, "what follows from its closed form divides by zero")


def defined(study: Study, subject: str) -> tuple[str, ...]:
    """The hypothesis that steps are defined, where that is not proved of what a theorem is about."""
    states = [s.name for s in study.reading.system.states]
    about = [subject] if subject in states else [WEIGHT.name, *states]
    return tuple(h for name in about for h in study.defined(name))[:1]


def theorem(study: Study, draft: Draft) -> Theorem:
    """The theorem as data."""
    return Theorem(
        draft.id,
        draft.statement(study.plain),
        draft.statement(Latex(study.letters)),
        tuple(dict.fromkeys((*draft.hypotheses, *defined(study, draft.subject)))),
        Verdict.PROVED,
        draft.proof,
        draft.sharp,
    )
