"""`compare`: two descriptions of an optimizer by name, within a limit of time and memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from time import monotonic

from verifier import bounded, catalogue
from verifier.comparison import Answer, Comparison, Found, Question, Supposition, answered, searched
from verifier.errors import InputError
from verifier.lift.frameworks.record import Lift
from verifier.system import System

SECONDS = 30.0
FIRST = 0.9
"""The share of the time after which no verdict as given is waited for; what it leaves is the searches'."""


def compare(
    a: str,
    b: str,
    *,
    rename: Mapping[str, str] | None = None,
    at: Mapping[str, str] | None = None,
    timeout: float = SECONDS,
    certificate: str | None = None,
) -> Comparison:
    """Whether two descriptions are the same optimizer, or where they part, or what makes them one.

    Parameters
    ----------
    a, b : str
        Specifications, printed forms, frameworks' optimizers or formula files, as on the command line.
    rename : mapping, optional
        Hyperparameters of ``a`` to the names that they have in ``b``.
    at : mapping, optional
        Hyperparameters, by ``a``'s names, that are numbers: ``{"epsilon": "1e-7"}``.
    timeout : float
        Seconds; past it what is not settled is ``undecided``.
    certificate : str, optional
        A file to which all that is proved is written, as far as it can be: the equality as given, or under
        the translation and under each condition, which ``proof["supposed"]`` lists. What is missing
        is in the ``reason``; ``proof["certificate"]`` is the file, None where nothing was written.

    Raises
    ------
    InputError
        When a description cannot be read, or a name in ``rename`` or ``at`` is not known.
    """
    lifts = catalogue.lifts((a, b))
    left, right = (lifts[name].system if name in lifts else catalogue.system(name) for name in (a, b))
    found = compare_read(
        (left, right), (a, b), rename=rename, at=at, timeout=timeout, certificate=certificate
    )
    return as_read(found, lifts.values())


def as_read(found: Comparison, lifts: Iterable[Lift]) -> Comparison:
    """The comparison, its scope with what holds of the code that was read, and of which version that is."""
    read = list(lifts)
    limits = [limit for each in read for limit in (*each.conditions, *each.notes)]
    versions = " and ".join(dict.fromkeys(each.version for each in read))
    said = [found.scope, *limits, *([f"as read from {versions}"] if versions else [])]
    return replace(found, scope="; ".join(dict.fromkeys(said)))


def compare_read(
    sides: tuple[System, System],
    names: tuple[str, str],
    *,
    rename: Mapping[str, str] | None = None,
    at: Mapping[str, str] | None = None,
    timeout: float = SECONDS,
    certificate: str | None = None,
) -> Comparison:
    """As `compare`, of descriptions that were read already; ``names`` is what they are called."""
    begun = monotonic()
    question = Question(*sides, names, dict(rename or {}), numbers(at or {}))
    answer = bounded.run(answered, question, 0.6 * timeout, seconds=FIRST * timeout)
    if isinstance(answer, bounded.Stopped):
        return _stopped(question, answer, monotonic() - begun)
    found = Found() if answer.settled else _searched(answer, begun, timeout)
    result = answer.comparison(found.fields, monotonic() - begun)
    if certificate is None:
        return result
    return _certified(answer, found, result, certificate, max(1.0, timeout - (monotonic() - begun)))


def _searched(answer: Answer, begun: float, timeout: float) -> Found:
    left = max(0.1, timeout - (monotonic() - begun) - 0.2)
    found = bounded.run(searched, answer, left, seconds=left)
    if isinstance(found, bounded.Stopped):
        return Found({"reason": f"the search for translations and conditions was stopped: {found.reason}"})
    return found


def _certified(answer: Answer, found: Found, result: Comparison, path: str, seconds: float) -> Comparison:
    """The result, all that is proved written to a file, and why what is missing there is."""
    from verifier.certificate import Written, write

    attempt = answer.judgement.attempt
    as_given = (Supposition(answer.sides, attempt=attempt),)
    proved = as_given if result.verdict == "equal" else found.suppositions
    written: Written | bounded.Stopped = bounded.Stopped("nothing is proved of the two")
    if proved:
        written = bounded.run(write, proved, path, seconds, seconds=seconds + 1.0)
    if isinstance(written, bounded.Stopped):
        written = Written((), (f"no certificate: {written.reason}",))
    proof = {**(result.proof or {}), "certificate": path if written.supposed else None}
    if any(written.supposed):
        proof["supposed"] = list(written.supposed)
    reason = "; ".join(filter(None, (result.reason, *written.missing)))
    return replace(result, proof=proof, reason=reason or None)


def _stopped(question: Question, why: bounded.Stopped, seconds: float) -> Comparison:
    return Comparison(
        left=question.names[0],
        right=question.names[1],
        verdict="undecided",
        as_given="undecided",
        scope="real numbers, each coordinate alone",
        reason=why.reason,
        seconds=round(seconds, 4),
    )


def numbers(at: Mapping[str, str]) -> dict[str, Fraction]:
    """The numbers that a user gave to hyperparameters.

    Raises
    ------
    InputError
        When one is no number.
    """
    return {name: number(name, value) for name, value in at.items()}


def number(name: str, text: str) -> Fraction:
    """The number that a user gave to a hyperparameter.

    Raises
    ------
    InputError
        When it is none.
    """
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise InputError(f"--at: {name} = {text!r} is not a number; write one such as 1e-7 or 1/3") from None
