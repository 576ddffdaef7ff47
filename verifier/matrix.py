"""The matrix: all implementations of each optimizer, every pair of them and the specification compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from itertools import combinations

from verifier import catalogue
from verifier.comparison import Comparison
from verifier.implementations import Side, Unread, compared, side
from verifier.workers import workers


@dataclass(frozen=True)
class Family:
    """All that is meant to be one optimizer.

    Attributes
    ----------
    name : str
    sides : tuple of Side
        The specification, where there is one, and the implementations that were read.
    unread : tuple of Unread
        Those that could not be read.
    comparisons : tuple of Comparison
        Of every two sides, in their order.
    """

    name: str
    sides: tuple[Side, ...]
    unread: tuple[Unread, ...]
    comparisons: tuple[Comparison, ...]


def matrix(names: Iterable[str] | None = None) -> list[Family]:
    """The families of those names, or all; compared on all cores.

    What was not read before is read out of the running frameworks.
    """
    implemented = catalogue.implementations()
    chosen = {name: implemented[name] for name in (implemented if names is None else names)}
    found = {
        call: side(call, each)
        for call, each in catalogue.readings(call for calls in chosen.values() for call in calls).items()
    }
    known = set(catalogue.names())
    sides = {
        name: [
            *([Side(name, catalogue.system(name))] if name in known else []),
            *(each for call in calls if isinstance(each := found[call], Side)),
        ]
        for name, calls in chosen.items()
    }
    import_module("z3")  # forked workers, and the processes that they fork for each pair, then have it
    with workers() as pool:
        waiting = {
            name: [pool.submit(compared, *pair) for pair in combinations(each, 2)]
            for name, each in sides.items()
        }
        return [
            Family(
                name,
                tuple(sides[name]),
                tuple(each for call in chosen[name] if isinstance(each := found[call], Unread)),
                tuple(future.result() for future in futures),
            )
            for name, futures in waiting.items()
        ]
