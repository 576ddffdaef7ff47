"""A step in one line, and whether two steps are the same: what tests of several files ask."""

from __future__ import annotations

from verifier.lift.formula import read_source
from verifier.lift.matching import match
from verifier.referee import Judgement, judge
from verifier.system import System


def judged(left: System, right: System) -> Judgement:
    pair = match(left, right)
    assert not pair.unmatched
    return judge(pair.left, pair.right)


def formula(weight: str, hypers: str) -> System:
    """A step in one line, all hyperparameters any real numbers."""
    names = ", ".join(f"{name}=1" for name in hypers.split())
    return read_source(f"def step(w, g, t, *, {names}):\n    w = {weight}\n    return w\n")
