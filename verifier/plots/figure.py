"""Figures as plain data: what is seen, before anybody draws it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Any

from numpy.typing import NDArray

DIGITS = 4
"""Significant digits of the numbers that are written down; nobody sees more."""


@dataclass(frozen=True)
class Curve:
    """A line through points; where a value is not finite it is broken off.

    Attributes
    ----------
    name : str
        Empty for a curve that needs none.
    x, y : tuple of float
        Of the same length.
    """

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class Levels:
    """Lines of equal height below the curves.

    Attributes
    ----------
    x, y : array, shapes (n,) and (m,)
    height : array, shape (m, n)
    at : tuple of float
        The heights at which lines are drawn.
    labelled : bool
        Whether each line says its height.
    """

    x: NDArray[Any]
    y: NDArray[Any]
    height: NDArray[Any]
    at: tuple[float, ...]
    labelled: bool = False


@dataclass(frozen=True)
class Panel:
    """One pair of axes.

    Attributes
    ----------
    title, across, up : str
        What the panel shows, and what its two axes are.
    curves : tuple of Curve
    logarithmic : str
        Of ``x`` and ``y`` those axes that are; an axis whose values need both signs is not.
    levels : Levels, optional
    """

    title: str
    across: str
    up: str
    curves: tuple[Curve, ...]
    logarithmic: str = ""
    levels: Levels | None = None


@dataclass(frozen=True)
class Figure:
    """Panels side by side, and in words what is seen in them.

    Attributes
    ----------
    key : str
        A short name, unique among the figures of one optimizer.
    title, caption : str
        The caption says what the numbers of this figure are, and is computed from them.
    panels : tuple of Panel
    """

    key: str
    title: str
    caption: str
    panels: tuple[Panel, ...]


def curve(name: str, x: Iterable[float], y: Iterable[float]) -> Curve:
    """A curve through points of any numbers."""
    return Curve(name, tuple(map(float, x)), tuple(map(float, y)))


def said(number: float, digits: int = 3) -> str:
    """A number of a caption.

    Examples
    --------
    >>> said(0.00123456), said(12345.678), said(float("nan"))
    ('0.00123', '1.23e+04', 'not a number')
    """
    return f"{number + 0.0:.{digits}g}" if isfinite(number) else "not a number"


def listed(words: Iterable[str]) -> str:
    """Words as a sentence lists them.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def rounded(numbers: Iterable[float]) -> list[float | None]:
    """Numbers with few digits; None for what is not finite."""
    return [float(f"{x:.{DIGITS}g}") if isfinite(x) else None for x in numbers]
