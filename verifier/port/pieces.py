"""What the calls of a framework can be put together from, and schedules that are meant to be the same."""

from __future__ import annotations

from verifier.loading import module


def front() -> tuple[str, ...]:
    """Calls of what a chain may have in front of an optimizer; a letter stands for a schedule."""
    return tuple(module("specs.frameworks").FRONT)


def directions() -> tuple[dict[str, str], tuple[str, ...]]:
    """Calls that go where an optimizer does, by its name; and behind them those of the decay and the rate."""
    data = module("specs.frameworks")
    return dict(data.DIRECTIONS), tuple(data.BEHIND)


def before() -> dict[str, tuple[str, ...]]:
    """By framework the arguments of optimizers that change gradients before all else."""
    return dict(module("specs.frameworks").BEFORE)


def schedules() -> tuple[tuple[str, str], ...]:
    """Calls of schedules that are meant to be the same, with letters for their arguments."""
    return tuple(module("specs.frameworks").SCHEDULES)
