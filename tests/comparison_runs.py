"""Two texts run side by side as plain Python, a comparison's translation put in."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import mpmath

from tests.comparison_form import Record
from tests.plain_run import Course, Oracle, Real, course, evaluated, near, read
from verifier.lift.formula import read_source

Given = dict[str, Real]

SAMPLES = [Fraction(x) for x in ("1/2", "1/3", "3/4", "1/5", "2", "1/10", "3", "-1", "0", "1/7")]
STEPS = 5


@dataclass(frozen=True)
class Sides:
    """Two texts, and the left's names of the right's hyperparameters."""

    left: str
    right: str
    names: Mapping[str, str] = field(default_factory=dict)

    def text(self, side: str) -> str:
        """The text of a side."""
        return self.left if side == "left" else self.right

    def own(self, side: str, values: Given) -> Given:
        """What a side calls them, of numbers by the left's names."""
        if side == "left":
            return {n: values[n] for n in read(self.left).hypers}
        return {n: values[self.names.get(n, n)] for n in read(self.right).hypers}

    def common(self, side: str, name: str) -> str:
        """The left's name of a hyperparameter of a side."""
        known = name in read(self.right).hypers
        return self.names.get(name, name) if side == "right" and known else name

    def draw(self, rng: random.Random) -> dict[str, Fraction]:
        """Numbers of all domains, by the left's names."""
        values: dict[str, Fraction] = {}
        domains: dict[str, Any] = {}
        for side in ("left", "right"):
            for h in read_source(self.text(side)).hypers:
                name = self.common(side, h.name)
                domains[name] = h.domain.intersect(domains[name]) if name in domains else h.domain
        for name, domain in domains.items():
            values[name] = rng.choice([x for x in SAMPLES if domain.contains(x)])
        return values

    def contains(self, side: str, values: Given) -> bool:
        """Whether numbers lie in a side's domains, as far as rationals can tell."""
        own = self.own(side, values)
        return all(
            own[h.name].value is not None
            and h.domain.contains(Fraction(str(mpmath.nstr(own[h.name].value, 40))))
            for h in read_source(self.text(side)).hypers
        )


@dataclass(frozen=True)
class Runs:
    """Both sides on one oracle."""

    left: Course
    right: Course

    @property
    def queries_agree(self) -> bool:
        """Whether both asked at the same points."""
        return all(map(near, self.left.queries, self.right.queries))

    def agree(self, upto: int | None = None) -> bool:
        """Whether both had the same weights."""
        return all(map(near, self.left.weights[:upto], self.right.weights[:upto]))


def both(sides: Sides, at: Callable[[str, int], Given], w0: Any, oracle: Oracle, steps: int) -> Runs:
    """Run both sides; ``at`` gives each side's numbers of each step, by the left's names."""
    return Runs(
        *(
            course(sides.text(side), lambda t, side=side: sides.own(side, at(side, t)), w0, oracle, steps)
            for side in ("left", "right")
        )
    )


def oracle_from(rng: random.Random) -> Oracle:
    """A gradient that depends on the point and on the step, at times constant, at times zero."""
    a = [rng.choice([0, 0, Fraction(1, 2), 1, -1]) for _ in range(STEPS)]
    b = [rng.choice([0, 1, -1, 2, Fraction(1, 3), Fraction(-5, 2)]) for _ in range(STEPS)]
    return lambda t, point: a[t - 1] * point + b[t - 1]


def reals(values: Mapping[str, Fraction]) -> Given:
    """Exact numbers as reals."""
    return {name: Real(value) for name, value in values.items()}


def other_side(side: str) -> str:
    """The side that is not this one."""
    return "left" if side == "right" else "right"


def mapped(sides: Sides, record: Record, values: Given, side: str, t: int) -> Given:
    """The numbers of a side, the translation put in."""
    translation = record["translation"]
    if translation is None or translation["to"] != side:
        return values
    names = values | sides.own(other_side(side), values) | {"t": Real(t)}
    images = {n: evaluated(text, names) for n, text in translation["map"].items()}
    return values | {sides.common(side, n): image for n, image in images.items()}
