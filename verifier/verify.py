"""`verify`: a certificate's proof re-checked, its systems shown, its open problems solved again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from verifier.certificate.reading import described, is_system, read, relations
from verifier.certificate.solver import unsatisfiable
from verifier.checker import Rejected, check
from verifier.errors import InputError

MILLISECONDS = 20_000
"""How long the solver may think about one problem."""


@dataclass(frozen=True)
class Verification:
    """What became of a certificate.

    Attributes
    ----------
    file : str
    verified : bool
        Whether every fact follows (and the solver, where it was asked, agrees).
    reason : str or None
        The first fact that does not follow.
    systems : dict
        The recurrence of each side, so that one sees what was proved.
    relation : list of str
        What holds of both after every step.
    trusted : int
        How many problems the proof leaves to a solver.
    solved : int or None
        How many of them z3 has solved again; None where it was not asked.
    """

    file: str
    verified: bool
    reason: str | None = None
    systems: dict[str, list[str]] = field(default_factory=dict)
    relation: list[str] = field(default_factory=list)
    trusted: int = 0
    solved: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The verification as JSON data."""
        return asdict(self)

    def lines(self) -> list[str]:
        """What a person is told."""
        shown = [
            f"{side}:\n" + "\n".join(f"  {line}" for line in text) for side, text in self.systems.items()
        ]
        related = (
            ["after every step:\n" + "\n".join(f"  {line}" for line in self.relation)]
            if self.relation
            else []
        )
        return [*shown, *related, self._sentence()]

    def _sentence(self) -> str:
        if not self.verified:
            return f"rejected: {self.reason}"
        if not self.trusted:
            return "accepted: every fact follows, by polynomial arithmetic alone"
        again = "not run again" if self.solved is None else f"{self.solved} of them solved again by z3"
        problems = "problem" if self.trusted == 1 else "problems"
        return f"accepted: every fact follows, but for {self.trusted} {problems} trusted to a solver, {again}"


def verify(path: Path | str, names: Sequence[str] = (), *, solver: bool = True) -> Verification:
    """Re-check the certificate in a file.

    Parameters
    ----------
    path : path
    names : (str, str), optional
        Descriptions as for `compare`: the certificate must be about these two.
    solver : bool
        Whether problems left to a solver are solved again, if z3 is installed.

    Raises
    ------
    InputError
        When the file is no certificate that can be read.
    """
    data = read(path)
    try:
        trusted = check(data)
        shown = {side: described(data, side) for side in ("left", "right")}
        related = relations(data)
    except Rejected as fault:
        return Verification(str(path), False, str(fault))
    other = _other_systems(data, names)
    solved = _solved(trusted) if solver and trusted else None
    open_ = (
        "a problem that is left to a solver is not solved again"
        if solved not in (None, len(trusted))
        else None
    )
    reason = other or open_
    return Verification(str(path), reason is None, reason, shown, related, len(trusted), solved)


def _other_systems(data: dict[str, Any], names: Sequence[str]) -> str | None:
    """In one sentence, that the certificate is not about the systems of these names."""
    if not names:
        return None
    if len(names) != 2:
        raise InputError("verify: name both systems, or none")
    from verifier import catalogue
    from verifier.lift.matching import match

    matched = match(catalogue.system(names[0]), catalogue.system(names[1]), {})
    for side, name, system in (("left", names[0], matched.left), ("right", names[1], matched.right)):
        if not is_system(data, side, system):
            return f"the {side} system of the certificate is not {name}"
    return None


def _solved(problems: Sequence[str]) -> int | None:
    try:
        return sum(unsatisfiable(text, MILLISECONDS) for text in problems)
    except ImportError:
        return None
