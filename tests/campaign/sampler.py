"""Do two systems differ? A decider that unrolls both on inputs chosen to part them.

It tries zeros, repeats, gradients exactly on the boundaries of branches (solved for), equal and
extreme hyperparameters, hyperparameters that put a threshold on a step exactly, and long runs
where a number above twelve stands in a comparison. What it cannot part only *seems equal*.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from tests.campaign.inputs import PATTERNS, Hypers, draw_hypers, gradients, same_where_possible
from tests.campaign.unroller import MORE_DIGITS, Program, Value, digits, unlike
from tests.campaign.zeros import solve
from verifier.system import System
from verifier.term import GRADIENT, RELATIONS, STEP, WEIGHT, Term, hyper, sequence, state

NUDGES = (*(5 * (1,)), Fraction(6, 7), Fraction(8, 7), -1)
"""Factors on a gradient that lies on a boundary: mostly none, else a little to each side."""


BRANCHES = (*RELATIONS, "max", "min", "abs", "sign", "div")


LONGEST_RUN = 5000


class Opinion(StrEnum):
    """What the sampler says of two systems."""

    DIFFERS = "differs"
    SEEMS_EQUAL = "seems equal"
    WEIGHTS_ONLY = "same queries, other weights"


@dataclass(frozen=True)
class Parting:
    """The input at which two systems part, and where."""

    hypers: Hypers
    w0: Value
    gradients: list[Value]
    step: int
    place: str
    left: Value
    right: Value


class Runner:
    """One system, ready to be unrolled."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.start = Program(s.initial for s in system.states)
        self.query = Program([system.query])
        self.step = Program(system.outputs)
        self.boundaries = [b for b in map(boundary, self.step.lines) if b is not None]
        self.thresholds = [boundary(line) for line in self.step.lines if line[0].op in RELATIONS]
        self.rates = [n for n, _ in self.step.lines if n.op == "sym" and n.args[0] == "sequence"]

    def begin(self, hypers: Hypers, w0: Value) -> dict[Term, Value]:
        """The symbols' values before the first step."""
        symbols: dict[Term, Value] = {hyper(n): v[0] for n, v in hypers.items()}
        symbols |= {sequence(n, 0): v[0] for n, v in hypers.items()}
        symbols[WEIGHT] = w0
        symbols |= zip((state(s.name) for s in self.system.states), self.start.run(symbols), strict=True)
        return symbols

    def enter(self, symbols: dict[Term, Value], hypers: Hypers, t: int) -> None:
        """Set the symbols that change with the step number."""
        symbols[STEP] = Fraction(t)
        for rate in self.rates:
            values = hypers[rate.name]
            symbols[rate] = values[(t + int(str(rate.args[2]))) % len(values)]

    def ask(self, symbols: dict[Term, Value]) -> Value:
        """The query point."""
        return self.query.run(symbols)[0]

    def advance(self, symbols: dict[Term, Value], gradient: Value) -> None:
        """Take the step."""
        new = self.step.run(symbols | {GRADIENT: gradient})
        symbols[WEIGHT] = new[0]
        symbols |= zip((state(s.name) for s in self.system.states), new[1:], strict=False)


def boundary(line: tuple[Term, tuple[int, ...]]) -> tuple[Program, frozenset[Term]] | None:
    """What is zero where a branch changes, and the symbols it depends on."""
    node = line[0]
    if node.op not in BRANCHES:
        return None
    if node.op in ("abs", "sign"):
        gap = node.terms[0]
    elif node.op == "div":
        gap = node.terms[1]
    else:
        gap = Term("add", node.terms[0], Term("mul", Term("num", Fraction(-1)), node.terms[1]))
    program = Program([gap])
    return program, frozenset(n for n, _ in program.lines if n.op == "sym")


class Duel:
    """Two systems and what was seen of them."""

    def __init__(self, left: System, right: System, rng: random.Random) -> None:
        self.sides = (Runner(left), Runner(right))
        self.rng = rng
        self.weight_is_query = left.query is WEIGHT and right.query is WEIGHT
        self.other_weights: Parting | None = None

    def play(self, hypers: Hypers, w0: Value, length: int, kind: str) -> Parting | None:
        """The first parting in a run; gradients are put on boundaries for the kind ``boundary``."""
        given = gradients(kind, self.rng)
        both = [side.begin(hypers, w0) for side in self.sides]
        asked: list[Value] = []
        for t in range(1, length + 1):
            for side, symbols in zip(self.sides, both, strict=True):
                side.enter(symbols, hypers, t)
            if not self.weight_is_query:
                points = [side.ask(symbols) for side, symbols in zip(self.sides, both, strict=True)]
                if unlike(*points):
                    return Parting(hypers, w0, asked, t, "query", *points)
            gradient = self.at_boundary(both) if kind == "boundary" else None
            asked.append(next(given) if gradient is None else gradient)
            for side, symbols in zip(self.sides, both, strict=True):
                side.advance(symbols, asked[-1])
            weights = [symbols[WEIGHT] for symbols in both]
            if unlike(*weights):
                parting = Parting(hypers, w0, list(asked), t, "weight", *weights)
                if self.weight_is_query:
                    return parting
                self.other_weights = self.other_weights or parting
            if weights == [None, None]:
                return None
        return None

    def at_boundary(self, both: list[dict[Term, Value]]) -> Value:
        """A gradient at, or beside, one where some branch of a side changes, now or in the next step."""
        side, symbols = self.rng.choice(list(zip(self.sides, both, strict=True)))
        later = self.rng.random() < 0.25
        usable = [program for program, needs in side.boundaries if later != (GRADIENT in needs)]
        if not usable:
            return None
        program = self.rng.choice(usable)
        guesses = [Fraction(x) for x in self.rng.choice([(0, 1, 5, 100), (1, -1, -20), (3, -7, 50), (0, -1)])]

        def gap(x: Value) -> Value:
            known = symbols | {GRADIENT: x}
            if later:
                known = dict(symbols)
                side.advance(known, x)
                known |= {STEP: symbols[STEP] + 1, GRADIENT: x}
            return program.run(known)[0]

        found = solve(gap, guesses)
        return found if found is None else found * self.rng.choice(NUDGES)

    def tuned(self, hypers: Hypers) -> Hypers:
        """Hyperparameters with one moved so that a threshold on the step is met exactly."""
        side = self.rng.choice(self.sides)
        constants = {hyper(n) for n, v in hypers.items() if len(v) == 1}
        boundaries = list(filter(None, side.thresholds)) if self.rng.random() < 0.7 else side.boundaries
        usable = [
            (p, needs & constants)
            for p, needs in boundaries or side.boundaries
            if needs <= constants | {STEP} and needs & constants
        ]
        if not usable:
            return hypers
        program, free = self.rng.choice(usable)
        target = self.rng.choice(sorted(free, key=repr))
        symbols = {hyper(n): v[0] for n, v in hypers.items()} | {STEP: Fraction(self.rng.randint(1, 9))}
        guesses = [Fraction(k, 20) for k in range(1, 20)] + [Fraction(k) for k in (2, 5, 10, 100)]
        domain = next(h.domain for s in self.sides for h in s.system.hypers if h.name == target.name)
        inside = [x for x in guesses if domain.contains(x)]
        found = solve(lambda x: program.run(symbols | {target: x})[0], inside)
        outside = isinstance(found, Fraction) and not domain.contains(found)
        return hypers if found is None or outside else {**hypers, target.name: [found]}


def run_length(duel: Duel) -> int:
    """One step more than three past the largest number in a comparison; 0 where none is large."""
    largest = 0
    for side in duel.sides:
        for program, _ in filter(None, side.thresholds):
            for node, _ in program.lines:
                if node.op == "num" and node.value.denominator == 1 and 12 < abs(node.value) <= LONGEST_RUN:
                    largest = max(largest, abs(int(node.value)))
    return largest + 4 if largest else 0


Round = tuple[Hypers, Value, int, str]
"""Hyperparameters, first weight, length, kind of gradients."""


def rounds(duel: Duel, effort: int) -> Iterator[Round]:
    """The runs to make."""
    left, right = (side.system for side in duel.sides)
    rng = duel.rng
    for turn in range(effort):
        length = 8 if turn % 3 == 0 else 5
        hypers = draw_hypers(left, right, rng, length)
        if turn % 5 == 3:
            hypers = same_where_possible(
                hypers, {h.name: h.domain for h in (*left.hypers, *right.hypers)}, rng
            )
        if turn % 4 == 2 or turn % 8 == 5:
            hypers = duel.tuned(hypers)
            length = 10
        kind = "boundary" if turn % 2 else list(PATTERNS)[turn // 2 % len(PATTERNS)]
        w0 = rng.choice([Fraction(0), Fraction(1), Fraction(-2), Fraction(rng.randint(-50, 50), 7)])
        yield hypers, w0, length, kind
    long = run_length(duel)
    for kind in ("random", "units", "boundary") if long else ():
        yield draw_hypers(left, right, rng, 1), Fraction(3), long, kind


def decide(left: System, right: System, seed: int = 0, effort: int = 24) -> tuple[Opinion, Parting | None]:
    """Whether two systems differ, as far as `effort` short runs and the long ones can tell."""
    duel = Duel(left, right, random.Random(seed))
    for each in rounds(duel, effort):
        parting = played(duel, each)
        if parting is not None:
            return Opinion.DIFFERS, parting
    if duel.other_weights is not None:
        return Opinion.WEIGHTS_ONLY, duel.other_weights
    return Opinion.SEEMS_EQUAL, None


def played(duel: Duel, each: Round) -> Parting | None:
    """Where the sides part in a run: also when it is made once more with more digits.

    What was left of a large sum may have been rounded. A number that was itself found to so many
    digits, at a threshold, is left as it is.
    """
    before, weights = duel.rng.getstate(), duel.other_weights
    parting = duel.play(*each)
    exact = all(isinstance(x, Fraction) for values in each[0].values() for x in values)
    if not exact or (parting is None and duel.other_weights is weights):
        return parting
    duel.rng.setstate(before)
    duel.other_weights = weights
    with digits(MORE_DIGITS):
        return duel.play(*each)
