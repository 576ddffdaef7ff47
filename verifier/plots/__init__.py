"""Plots where people would rather look than read, all of them computed from the specifications."""

from __future__ import annotations

from collections.abc import Iterator

from verifier import catalogue
from verifier.plots import paths, responses, stability, variants
from verifier.plots.drawing import draw, svg
from verifier.plots.figure import Figure


def figures(name: str) -> tuple[Figure, ...]:
    """The figures of a specification: its responses, its rate, its variants, its stability, its paths.

    Raises
    ------
    InputError
        When no specification has that name.
    """
    return tuple(_figures(name))


def _figures(name: str) -> Iterator[Figure]:
    specification, system = catalogue.recurrence(name), catalogue.system(name)
    yield from responses.figures(system, specification.typeset)
    yield from variants.figures(name)
    yield from stability.figures(system, specification.typeset)
    yield from paths.figures(system)


__all__ = ["Figure", "draw", "figures", "svg"]
