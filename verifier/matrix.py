"""The matrix: all implementations of each optimizer, every pair of them and the specification compared.

And Keras' optimizers on each of its backends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import combinations

from verifier import catalogue
from verifier.comparison import Comparison
from verifier.findings import Finding
from verifier.implementations import Side, Unread, compared, side
from verifier.lift.frameworks.call import parse
from verifier.lift.frameworks.process import offered
from verifier.work import QUIET, Effort, Unit, results


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
    comparisons: tuple[Comparison, ...] = ()


def matrix(names: Iterable[str] | None = None, effort: Effort = QUIET) -> list[Family]:
    """The families of those names, or all; compared by default on all cores.

    What was not read before is read out of the running frameworks.
    """
    families = _read(catalogue.implementations() if names is None else names)
    import_module("z3")  # forked workers, and the processes that they fork for each pair, then have it
    units = [_comparison(*pair) for family in families for pair in combinations(family.sides, 2)]
    found = iter(results(units, effort))
    return [replace(f, comparisons=tuple(next(found) for _ in combinations(f.sides, 2))) for f in families]


def _comparison(left: Side, right: Side) -> Unit[Comparison]:
    return Unit(f"{left.name}, {right.name}", compared, (left, right), f"{left.content}\n{right.content}")


def on_backends(families: Iterable[Family]) -> list[Finding]:
    """What each backend of Keras makes of the optimizers that were read of it: see `compare_backends`."""
    from verifier.lift.frameworks.keras_backends import compare_backends

    read = {s.name: s.lift for family in families for s in family.sides if s.name.startswith("keras:")}
    return compare_backends({parse(call): lift for call, lift in read.items()}, catalogue.vocabulary())


def coverage() -> dict[str, list[Side | Unread]]:
    """By framework all optimizers that it has, read with the usual arguments, or why one is not."""
    plain = {name: [f"{name}:{each}()" for each in offered(name)] for name in catalogue.FRAMEWORKS}
    wrapping = catalogue.wrapping()
    calls = {name: [wrapping.get(each, each) for each in found] for name, found in plain.items()}
    found = catalogue.readings(call for each in calls.values() for call in each)
    return {name: [side(call, found[call]) for call in each] for name, each in calls.items()}


def _read(names: Iterable[str]) -> list[Family]:
    """The families before anything is compared; each framework is started once."""
    calls = {name: catalogue.implementations()[name] for name in names}
    found = catalogue.readings(call for each in calls.values() for call in each)
    return [family(name, [side(call, found[call]) for call in each]) for name, each in calls.items()]


def family(name: str, read: Sequence[Side | Unread]) -> Family:
    """All that was read of an optimizer, and its specification, before anything is compared."""
    specified = (Side(name, catalogue.system(name)),) if name in catalogue.names() else ()
    sides = (*specified, *(each for each in read if isinstance(each, Side)))
    return Family(name, sides, tuple(each for each in read if isinstance(each, Unread)))
