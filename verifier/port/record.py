"""The result of a port, as plain data and as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Port:
    """The call of another framework that makes the same optimizer, or why there is none.

    Attributes
    ----------
    source, to : str
        The call as it was written, and the framework that is ported to.
    verdict : str
        ``equal`` or ``not the same``.
    call : str or None
        The constructor call; None where none is proved to be the same.
    values : dict
        For each argument ``number`` (as it is written), ``exact`` and ``is_exact``.
    state : dict or None
        ``states`` (the port's states in those of the original), ``places`` (where either framework keeps
        its states), ``weight_map`` (``left`` of the port, ``right`` of the original), ``step``.
    effect : dict or None
        Where there is no call: the ``nearest`` call, with the same numbers, ``map`` and ``steps`` (see
        `effect`), and ``bound``, what is proved of the ratio of the steps for all gradients (see
        `bound.Bound`); ``closer``, where another number brings it nearer: the same of that call.
    runs : dict or None
        How far both running optimizers were apart.
    schedule, subclass : str or None
        What can be used instead: a formula of the step, a class.
    left : str
        The call of which ``schedule`` and ``subclass`` are, where that is not all of the source: the rest of
        it, once gradients are what the reason says.
    reason : str or None
    remarks : tuple of str
    """

    source: str
    to: str
    verdict: str
    call: str | None = None
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    state: dict[str, Any] | None = None
    effect: dict[str, Any] | None = None
    runs: dict[str, Any] | None = None
    schedule: str | None = None
    subclass: str | None = None
    left: str = ""
    reason: str | None = None
    remarks: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether a call is proved to be the same."""
        return self.call is not None

    def to_json(self) -> dict[str, Any]:
        """The port as JSON data."""
        return vars(self) | {"remarks": list(self.remarks)}

    def lines(self) -> Iterator[str]:
        """What a person reads, the verdict first."""
        if self.call is None:
            yield f"not the same: {self.reason}"
        else:
            yield self.call
            yield from self._state_lines()
        yield from self._effect_lines()
        if self.schedule:
            yield f"instead, before step t: {self.schedule}"
        yield from self.remarks
        if self.subclass:
            yield f"instead, {self.left or self.source} written for {self.to}:\n\n{self.subclass}"

    def _state_lines(self) -> Iterator[str]:
        assert self.state is not None
        for name, value in self.state["states"].items():
            yield f"state: {name} = {value}"
        maps = self.state["weight_map"]
        yield f"weights: {maps['left']} here is {maps['right']} there; {self.state['step']}"
        if self.runs:
            yield (
                f"{self.runs['steps']} steps of both in float64: at most {self.runs['ulps']:g} ulps apart, "
                f"within {self.runs['limit']:.3g} ({self.runs['derivation']})"
            )

    def _effect_lines(self) -> Iterator[str]:
        if self.effect is None:
            return
        other = self.effect.get("closer")
        yield f"the nearest call {'with the same numbers ' if other else ''}is {self.effect['nearest']}"
        if self.effect["map"]:
            yield _row("ratio of the values", self.effect["map"])
        yield from _apart_lines(self.effect)
        if other:
            yield f"where they are farthest apart, {other['nearest']} is closer"
            yield from _apart_lines(other)


def _apart_lines(effect: dict[str, Any]) -> Iterator[str]:
    """What is proved of the ratio of the steps, and what is measured."""
    yield from _bound_lines(effect.get("bound") or {})
    for row in effect["steps"]:
        yield _row(f"ratio of the steps at gradients of {row['gradient']}", row)


def _bound_lines(bound: dict[str, Any]) -> Iterator[str]:
    """What is proved of the ratio of the steps."""
    for kind, steps in (("", "steps"), ("first_", "first steps")):
        ends = [(bound.get(f"{kind}low"), "at least"), (bound.get(f"{kind}high"), "at most")]
        sides = [f"{words} {end:.12g}" for end, words in ends if end is not None]
        if sides:
            yield f"proved for all gradients: the ratio of the {steps} is {' and '.join(sides)}"
    for name, size in bound.get("close_if", {}).items():
        if size:
            yield f"proved: within 1 % where {name} is at least {size:g} after the step"
    if bound.get("first_gradient") is not None:
        size = bound["first_gradient"]
        yield f"proved: the first step within 1 % {f'where |g| is at least {size:g}' if size else 'always'}"
    if bound.get("close_from") is not None:
        yield f"proved: within 1 % from t = {bound['close_from']} on, whatever the gradients"


def _row(title: str, row: dict[str, Any]) -> str:
    ratios = ", ".join(
        f"{'none' if r is None else format(r, '.6g')} at t = {t}" for t, r in row["ratios"].items()
    )
    since = row["under_1_percent_from"]
    end = "not within 1 % by the last step looked at" if since is None else f"within 1 % from t = {since} on"
    return f"{title}: {ratios}; {end}"
