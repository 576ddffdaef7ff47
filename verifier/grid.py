"""Hazards over a grid: of each recurrence, in each number format, around each setting of hyperparameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Any

from verifier import catalogue
from verifier.derivations import meant
from verifier.errors import InputError
from verifier.hazards import SEED, hazards, lines, to_json
from verifier.hazards.formats import format_of
from verifier.kernel import digest
from verifier.kernel.doubles import double, in_doubles
from verifier.system import System
from verifier.work import QUIET, Effort, Unit, results

Setting = Mapping[str, Fraction]
"""Hyperparameters that are numbers."""


@dataclass(frozen=True)
class Searched:
    """What was found at one point of the grid.

    Attributes
    ----------
    data : dict
        As JSON, with the setting in ``at``.
    lines : tuple of str
        For a reader.
    """

    data: dict[str, Any]
    lines: tuple[str, ...]


def search_grid(
    names: Iterable[str],
    dtypes: Sequence[str],
    seed: int = SEED,
    at: Mapping[str, Sequence[Fraction]] | None = None,
    effort: Effort = QUIET,
) -> list[Searched]:
    """The hazards of each recurrence, format and setting, by default on all cores.

    Parameters
    ----------
    names : iterable of str
    dtypes : sequence of str
        ``float16``, ``bfloat16``, ``float32`` or ``float64``.
    seed : int
        Of the drawn gradients.
    at : mapping, optional
        Numbers that take the place of a hyperparameter's usual value, from where the search starts. A
        recurrence without such a hyperparameter is searched without it.
    effort : Effort

    Raises
    ------
    InputError
        When a name or a format is not known, a number lies outside of its domain, or no recurrence has a
        hyperparameter of that name.
    """
    for dtype in dtypes:
        format_of(dtype)
    systems, numbers = {name: catalogue.system(name) for name in names}, at or {}
    for name, system in systems.items():
        in_doubles(system, name)
    _refuse_unknown(systems.values(), numbers)
    points = [
        (name, dtype, setting)
        for name, system in systems.items()
        for dtype in dtypes
        for setting in _settings(system, numbers)
    ]
    return results(
        [_unit(systems[name], name, dtype, seed, setting) for name, dtype, setting in points], effort
    )


def searched(name: str, text: str, dtype: str, seed: int, setting: Setting) -> Searched:
    """One point of the grid, of the recurrence whose digest is the text."""
    system = meant(name, text)
    centred = replace(
        system, hypers=tuple(replace(h, usual=setting.get(h.name, h.usual)) for h in system.hypers)
    )
    found = hazards(centred, dtype, seed)
    head, *others = lines(found)
    around = ", ".join(f"{name} = {value}" for name, value in setting.items())
    data = to_json(found) | {"at": {name: str(value) for name, value in setting.items()}}
    return Searched(data, (f"{head}, around {around}" if around else head, *others))


def _unit(system: System, name: str, dtype: str, seed: int, setting: Setting) -> Unit[Searched]:
    text, usual = digest(system), [h.usual for h in system.hypers]
    content = f"{text} {usual} {dtype} {seed} {sorted(setting.items())}"
    return Unit(f"{name} in {dtype}", searched, (name, text, dtype, seed, setting), content)


def _settings(system: System, at: Mapping[str, Sequence[Fraction]]) -> Iterator[Setting]:
    """Every choice of one number for each name that the recurrence has."""
    names = [h.name for h in system.hypers if h.name in at]
    for values in product(*(at[name] for name in names)):
        yield dict(zip(names, values, strict=True))


def _refuse_unknown(systems: Iterable[System], at: Mapping[str, Sequence[Fraction]]) -> None:
    known = [h for system in systems for h in system.hypers]
    names = sorted({h.name for h in known})
    for name in at:
        if name not in names:
            raise InputError(f"--at {name}: there is no such hyperparameter; there are {', '.join(names)}")
    for h in known:
        for value in at.get(h.name, ()):
            double(value, f"--at {h.name}")
            if not h.domain.contains(value):
                raise InputError(f"--at {h.name}={value}: outside of its domain, {h.domain.describe(h.name)}")
