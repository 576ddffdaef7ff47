"""The strength of golden tests: how many wrong rules one lets through, and how many the referee refutes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from flint import arb

from verifier import catalogue
from verifier.evaluate import Value, is_number, run
from verifier.findings import Verdict, Witness
from verifier.golden import GoldenTest, Values, golden_values, passes
from verifier.mutants import Mutant, mutants
from verifier.referee import judge
from verifier.system import System
from verifier.work import QUIET, Effort, Unit, results

CHANGING = tuple(map(Fraction, ("1", "-1/2", "2", "-3", "0", "1/4", "-1"))) * 7
"""Gradients that change their sign and their size."""

BITS = 200
"""Bits up to which numbers stay exact; beyond, certified balls are much faster."""


@dataclass(frozen=True)
class Trial:
    """One mutant before the golden test and before the referee.

    Attributes
    ----------
    kind, place, words, formula : str
        The mutant, as in `verifier.mutants.Mutant`.
    passes : bool
        Whether it passes the golden test.
    verdict : Verdict
        Whether it is the tested rule, after the referee.
    witness : Witness or None
    drift : str
        How far a mutant that passes strays in a run of changing gradients: the largest distance of the
        two weights, by the largest way of the rule's own; or ``undefined``.
    reason : str
        Why it is undecided.
    """

    kind: str
    place: str
    words: str
    formula: str
    passes: bool
    verdict: Verdict
    witness: Witness | None = None
    drift: str = ""
    reason: str = ""

    @property
    def differs(self) -> bool:
        """Whether it is proved to be another rule: by a witness, or by failing the test itself."""
        return self.verdict is Verdict.REFUTED or not self.passes


@dataclass(frozen=True)
class Strength:
    """A golden test, its values, and what became of each mutant of its rule."""

    test: GoldenTest
    golden: Values
    trials: tuple[Trial, ...]

    @property
    def equal(self) -> list[Trial]:
        """Mutants that are proved to be the rule itself."""
        return [t for t in self.trials if t.verdict is Verdict.PROVED]

    @property
    def different(self) -> list[Trial]:
        """Mutants that provably differ."""
        return [t for t in self.trials if t.differs]

    @property
    def let_through(self) -> list[Trial]:
        """Mutants that provably differ and pass the golden test."""
        return [t for t in self.different if t.passes]

    @property
    def refuted(self) -> list[Trial]:
        """Mutants for which the referee has a witness."""
        return [t for t in self.trials if t.verdict is Verdict.REFUTED]

    @property
    def undecided(self) -> list[Trial]:
        """Mutants that the referee neither proves equal nor refutes."""
        return [t for t in self.trials if t.verdict is Verdict.UNDECIDED]


def strengths(tests: Iterable[GoldenTest], effort: Effort = QUIET) -> list[Strength]:
    """The strength of each test, by default on all cores."""
    return results([Unit(f"mutants of {test.rule}", strength, (test,), repr(test)) for test in tests], effort)


def strength(test: GoldenTest) -> Strength:
    """Every mutant of the rule against its golden test, and against the referee.

    Where the gradient is asked for is the training loop's affair: that slip is left out.
    """
    rule = catalogue.system(test.rule)
    bench = Bench(rule, test.numbers, golden_values(rule, test.numbers))
    tried = (bench.trial(mutant) for mutant in mutants(rule) if mutant.system.query is rule.query)
    return Strength(test, bench.golden, tuple(tried))


@dataclass(frozen=True)
class Bench:
    """A rule, the hyperparameters of its golden test, and the golden values."""

    rule: System
    at: dict[str, Fraction]
    golden: Values

    def trial(self, mutant: Mutant) -> Trial:
        """What becomes of one mutant."""
        through = passes(mutant.system, self.at, self.golden)
        said = judge(self.rule, mutant.system)
        return Trial(
            kind=mutant.kind,
            place=mutant.place,
            words=mutant.words,
            formula=mutant.formula,
            passes=through,
            verdict=said.verdict,
            witness=said.witness,
            drift=self._drift(mutant.system) if through else "",
            reason=said.reason if said.verdict is Verdict.UNDECIDED else "",
        )

    @cached_property
    def course(self) -> tuple[Value, ...]:
        """The rule's weights for changing gradients."""
        return self._run(self.rule)

    def _run(self, system: System) -> tuple[Value, ...]:
        return run(system, self.at, 1, CHANGING, exact_bits=BITS).weights

    def _drift(self, wrong: System) -> str:
        ours, theirs = self.course, self._run(wrong)
        if not all(map(is_number, theirs)):
            return "undefined"
        way = max(_distance(w, ours[0]) for w in ours)
        return f"{max(map(_distance, ours, theirs)) / way:.2g}"


def _distance(one: Value, two: Value) -> float:
    return float(abs(arb(one) - arb(two)))
