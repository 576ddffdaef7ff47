"""`verify`: a certificate's proof re-checked, its systems shown, its open problems solved again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from time import monotonic
from typing import Any

from verifier import bounded
from verifier.certificate.problem import problem
from verifier.certificate.reading import described, difference, named, read, relations, supposition
from verifier.certificate.solver import unsatisfiable
from verifier.checker import Rejected, check
from verifier.errors import InputError
from verifier.lift.source_text import printable
from verifier.system import System

SECONDS = 60.0
LONGEST = 20_000
"""Characters of a line: what a file says is not let loose on a terminal."""
SUPPOSED = ("supposed, as the file says (name A and B to have it checked)", "supposed")
MALFORMED = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Shown:
    """One claim of a certificate, for a person.

    Attributes
    ----------
    systems : dict
        The recurrence of each side, so that one sees what was proved.
    supposed : str or None
        The condition or the translation that was put into both systems.
    relation : list of str
        What holds of both after every step.
    trusted : int
        How many problems the proof leaves to a solver.
    """

    systems: dict[str, list[str]]
    supposed: str | None
    relation: list[str]
    trusted: int

    def lines(self, title: str) -> list[str]:
        """The parts, each under its title; ``title`` is that of what is supposed."""
        parts = {**self.systems, title: [self.supposed] if self.supposed else []}
        parts["after every step"] = self.relation
        titled = ([f"{name}:", *(f"  {line}" for line in text)] for name, text in parts.items() if text)
        return [line for lines in titled for line in lines]


@dataclass(frozen=True)
class Verification:
    """What became of a certificate.

    Attributes
    ----------
    file : str
    verified : bool
        Whether every fact of every claim follows (and the solver, where it was asked, agrees).
    reason : str or None
        The first fact that does not follow.
    claims : tuple of Shown
        What was checked.
    about : list of str
        The two descriptions that the certificate was found to be about; empty where none were named.
    solved : int or None
        How many of the problems that are left to a solver z3 has solved again; None where it was not asked.
    """

    file: str
    verified: bool
    reason: str | None = None
    claims: tuple[Shown, ...] = ()
    about: list[str] = field(default_factory=list)
    solved: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The verification as JSON data."""
        return asdict(self)

    def lines(self) -> list[str]:
        """What a person is told."""
        shown = [line for claim in self.claims for line in claim.lines(SUPPOSED[bool(self.about)])]
        return [printable(line, LONGEST) for line in (*shown, self._sentence())]

    def _sentence(self) -> str:
        if not self.verified:
            return f"rejected: {self.reason}"
        what = f", so {' and '.join(self.about)} are the same{self._once()}" if self.about else ""
        trusted = sum(claim.trusted for claim in self.claims)
        if not trusted:
            return f"accepted: every fact follows, by polynomial arithmetic alone{what}"
        again = "not run again" if self.solved is None else f"{self.solved} of them solved again by z3"
        problems = "problem" if trusted == 1 else "problems"
        left = f"{trusted} {problems} trusted to a solver, {again}"
        return f"accepted: every fact follows, but for {left}{what}"

    def _once(self) -> str:
        """Under what the two are the same."""
        if not all(claim.supposed for claim in self.claims):
            return ""
        return " under what is supposed" if len(self.claims) == 1 else " under each of what is supposed"


def verify(
    path: Path | str,
    names: Sequence[str] = (),
    *,
    rename: Mapping[str, str] | None = None,
    at: Mapping[str, str] | None = None,
    solver: bool = True,
    timeout: float = SECONDS,
) -> Verification:
    """Re-check the certificate in a file.

    Parameters
    ----------
    path : path
    names : (str, str), optional
        Descriptions as for `compare`: the certificate must be about these two.
    rename, at : mapping, optional
        As given to `compare`, where it wrote the certificate.
    solver : bool
        Whether problems left to a solver are solved again, if z3 is installed.
    timeout : float
        Seconds; what is not checked by then is not accepted.

    Raises
    ------
    InputError
        When the file is no certificate that can be read, or a description is none.
    """
    deadline = monotonic() + timeout
    if len(names) not in (0, 2) or ((rename or at) and not names):
        raise InputError("verify: name both systems, or none; --rename and --at are said of their names")
    sides = _sides(names, rename or {}, at or {}) if names else None
    claims = read(path)
    found = bounded.run(_checked, str(path), claims, sides, tuple(names), seconds=timeout)
    if isinstance(found, bounded.Stopped):
        return Verification(str(path), False, f"not checked: {found.reason}")
    verification, trusted = found
    if not (solver and trusted and verification.verified):
        return verification
    return _solved(verification, trusted, max(1.0, deadline - monotonic()))


def _sides(names: Sequence[str], rename: Mapping[str, str], at: Mapping[str, str]) -> tuple[System, System]:
    """The two systems as `compare` judges them."""
    from verifier import catalogue
    from verifier.compare import numbers
    from verifier.comparison.pairwise import matched_sides
    from verifier.lift.matching import match

    matched = match(catalogue.system(names[0]), catalogue.system(names[1]), rename)
    return matched_sides(matched, numbers(at))


def _checked(
    path: str, claims: list[dict[str, Any]], sides: tuple[System, System] | None, names: tuple[str, ...]
) -> tuple[Verification, list[str]]:
    """What is left to a solver is listed; not what it says."""
    shown, trusted = list[Shown](), list[str]()
    for place, data in enumerate(claims, 1):
        where = f"claim {place}: " if len(claims) > 1 else ""
        try:
            left_over = [problem(facts) for facts in check(data)]
            named(data)
            if left_over != data["problems"]:
                raise Rejected("a problem that is left to a solver is not the one that is needed")
            systems = {side: described(data, side) for side in ("left", "right")}
            shown.append(Shown(systems, supposition(data), relations(data), len(left_over)))
            trusted += left_over
            other = sides and difference(data, sides, names)
        except (Rejected, InputError) as fault:
            return Verification(path, False, f"{where}{fault}"), []
        except MALFORMED as fault:
            why = f"{where}incomplete or malformed ({type(fault).__name__}: {fault})"
            return Verification(path, False, why), []
        if other:
            return Verification(path, False, f"{where}{other}", tuple(shown)), []
    return Verification(path, True, None, tuple(shown), list(names)), trusted


def _solved(found: Verification, problems: Sequence[str], seconds: float) -> Verification:
    """With the problems that are left to a solver solved again, where there is one."""
    answers = bounded.run(_answers, problems, seconds, seconds=seconds + 1.0)
    if answers is None:
        return found
    solved = 0 if isinstance(answers, bounded.Stopped) else sum(answers)
    if solved == len(problems):
        return replace(found, solved=solved)
    reason = "a problem that is left to a solver is not solved again"
    return replace(found, solved=solved, verified=False, reason=reason)


def _answers(problems: Sequence[str], seconds: float) -> list[bool] | None:
    deadline = monotonic() + seconds
    try:
        return [unsatisfiable(text, max(1, int(1000 * (deadline - monotonic())))) for text in problems]
    except ImportError:
        return None
