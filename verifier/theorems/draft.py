"""A theorem that was derived and proved, before numbers have confirmed it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from verifier.closed_form.notation import Notation
from verifier.closed_form.numeric import Run, decided, steps
from verifier.system import System
from verifier.term import Term
from verifier.theorems.regime import ANY, STEPS, Regime, trial

BEYOND = 2
"""How many steps after the last of which something is said are run: schedules are read ahead."""

SEEDS = (0, 1)
"""The random points of the hypotheses at which a theorem is checked when it is made."""


@dataclass(frozen=True)
class Check:
    """What a theorem says of numbers: an equation or inequality of closed forms.

    Attributes
    ----------
    claim : Term
    regime : Regime
        The runs of which it is said.
    only : tuple of int
        The steps of which it is said; empty for every step.
    system : System or None
        The recurrence of which it is said, where that is not the theorem's own.
    lemma : bool
        Whether the proof says it, and not the statement: other recurrences may have the same theorem
        though this fails for them.
    """

    claim: Term
    regime: Regime = ANY
    only: tuple[int, ...] = ()
    system: System | None = None
    lemma: bool = False


@dataclass(frozen=True)
class Draft:
    """A theorem with the claims by which numbers can check it.

    Attributes
    ----------
    subject, kind : str
        The quantity that it is about, and the name under which textbooks know such a theorem.
    statement : callable
        The statement in a notation.
    hypotheses, proof : tuple of str
    checks : tuple of Check
    sharp : tuple of str
        What goes wrong where a hypothesis is dropped, with the numbers.
    """

    subject: str
    kind: str
    statement: Callable[[Notation], str]
    hypotheses: tuple[str, ...]
    proof: tuple[str, ...]
    checks: tuple[Check, ...]
    sharp: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The name of the theorem among those of its recurrence."""
        return f"{self.subject}-{self.kind}"


class Limit:
    """A limit in a statement: of a term, as a letter tends to an end."""

    def __init__(self, letter: str, value: Term, to: str = "∞") -> None:
        self.letter, self.value, self.to = letter, value, to


Part = str | Term | Limit


def say(*parts: Part) -> Callable[[Notation], str]:
    """A statement of words and formulas."""
    return lambda notation: "".join(_said(notation, part) for part in parts)


def _said(notation: Notation, part: Part) -> str:
    if isinstance(part, Term):
        return notation.write(part)
    if isinstance(part, Limit):
        return notation.limit(part.letter, part.value, part.to)
    return part if notation.plain else _latex_words(part)


def _latex_words(text: str) -> str:
    bare = text.strip()
    if bare in ("=", "<", ">", ","):
        return f" {bare} "
    return rf"\text{{{text}}}" if bare else " "


def equals(*sides: Term) -> Term:
    """The equation of two terms."""
    return Term("eq", *sides)


def at_most(low: Term, high: Term) -> Term:
    """The inequality of two terms."""
    return Term("le", low, high)


class Contradicted(ArithmeticError):
    """Numbers contradict a theorem, or there are none that satisfy its hypotheses."""


@dataclass(frozen=True)
class Trials:
    """The runs of one recurrence at random points of regimes, each made once.

    Attributes
    ----------
    system : System
    runs : dict
        What has been run.
    """

    system: System
    runs: dict[tuple[Regime, int], Run] = field(default_factory=dict)

    def verdicts(self, check: Check, seed: int) -> list[bool]:
        """What the steps of one run say of a claim, where both sides have a value."""
        run = self._run(check, seed)
        first = run.members[0] if run.members else run
        told = check.only or [t for t in steps(first) if t <= STEPS]
        found = (decided(check.claim, run, t) for t in told)
        return [v for v in found if v is not None]

    def _run(self, check: Check, seed: int) -> Run:
        if check.system is not None:
            return trial(check.system, check.regime, seed, STEPS + BEYOND)
        key = (check.regime, seed)
        if key not in self.runs:
            self.runs[key] = trial(self.system, check.regime, seed, STEPS + BEYOND)
        return self.runs[key]


def confirm(draft: Draft, trials: Trials, seeds: Iterable[int] = SEEDS) -> None:
    """Hold a theorem against numbers of fifty digits.

    Raises
    ------
    Contradicted
        When they disagree, and when no numbers satisfy the hypotheses and have a value.
    """
    chosen = tuple(seeds)
    for check in draft.checks:
        verdicts = [v for seed in chosen for v in trials.verdicts(check, seed)]
        if not verdicts:
            raise Contradicted(f"no numbers satisfy the hypotheses of '{draft.id}': it would be empty")
        if not all(verdicts):
            raise Contradicted(f"the theorem '{draft.id}' fails its numeric check")
