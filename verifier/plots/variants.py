"""Two rules for one optimizer side by side: how far their weights part, how their first steps compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from verifier import catalogue
from verifier.findings import Verdict
from verifier.obligation import Obligation, obligations
from verifier.plots.figure import Curve, Figure, Panel, curve, listed, said
from verifier.plots.responses import CLOSE, setting
from verifier.plots.runs import SEQUENCES, STEPS, Array, run, values
from verifier.system import System

SIZES = tuple(10.0 ** (k / 2) for k in range(-24, 5))
"""Of the first gradient: from 1e-12 to 100."""
MOST = 6
"""So many curves can be told apart."""
SAME = 1e-3
"""No eye tells apart two courses that are nearer to each other, relatively: they are drawn as one curve."""
ROUNDING = 1e-12
"""Of the largest weight: what is nearer may be nothing but rounding."""


@dataclass(frozen=True)
class Pair:
    """Two rules at one setting, their hyperparameters under common names.

    Attributes
    ----------
    names : tuple of str
        Of the left: several where several rules have the same course.
    apart : array, shape (steps + 1, sequences)
        The distance of the weights.
    ratios : array, shape (sizes,)
        The left's first step, divided by the right's, for each of `SIZES`.
    at : mapping of str to float
    reach : float
        The largest weight of the right.
    """

    names: tuple[str, ...]
    apart: Array
    ratios: Array
    at: Mapping[str, float]
    reach: float


def pair(name: str, left: System, right: System) -> Pair:
    """The two sides run over the standard sequences, and one step over gradients of many sizes."""
    at = values(left, right)
    gradients = np.stack(list(SEQUENCES.values()), axis=1)
    one, other = (run(side, at, gradients).weights for side in (left, right))
    first, second = (run(side, at, np.array([SIZES])).moves[0] for side in (left, right))
    with np.errstate(all="ignore"):
        return Pair((name,), np.abs(one - other), first / second, at, float(np.nanmax(np.abs(other))))


def figures(name: str) -> Iterator[Figure]:
    """What the forms that are refuted do otherwise than the specification; nothing where there are none."""
    every = [pair(form, *sides) for form, sides in refuted(name).items()]
    apart = _distinct(each for each in every if parts(each))
    if apart:
        shown = sorted(apart, key=_farthest, reverse=True)[:MOST]
        quiet = [each.names[0] for each in every if not parts(each)]
        yield _distances(name, shown, [n for each in apart if each not in shown for n in each.names], quiet)
        yield _first_steps(name, shown)


def refuted(name: str) -> dict[str, tuple[System, System]]:
    """The forms of an optimizer that are proved not to be it as they stand: each, and the specification."""
    library = catalogue.library()
    return {
        form: (each.left, each.right)
        for form, printed in library.forms.items()
        if printed.of == name
        for each in obligations(printed, library)
        if _is_of(each, form, name)
    }


def _is_of(found: Obligation, form: str, name: str) -> bool:
    """Whether it says of the form as it is printed, not as it is mended, that it is not the optimizer."""
    is_form = found.sentence.startswith(f"{form} ")
    return is_form and found.verdict is Verdict.REFUTED and found.right.name == name


def parts(found: Pair) -> bool:
    """Whether the two are apart by more than rounding, or one alone is not a number."""
    return bool(np.any(found.apart > ROUNDING * found.reach) or np.any(~np.isfinite(found.apart)))


def _distinct(pairs: Iterable[Pair]) -> list[Pair]:
    """Those of different courses; the names of the same course together."""
    found: list[Pair] = []
    for each in pairs:
        twin = next((i for i, other in enumerate(found) if _alike(each, other)), None)
        if twin is None:
            found.append(each)
        else:
            found[twin] = replace(found[twin], names=(*found[twin].names, *each.names))
    return found


def _alike(one: Pair, other: Pair) -> bool:
    drawn = ((one.apart, other.apart), (one.ratios, other.ratios))
    return all(np.allclose(a, b, rtol=SAME, atol=0, equal_nan=True) for a, b in drawn)


def _farthest(found: Pair) -> float:
    """The largest distance; what is not a number is farther than all that is."""
    return float(np.max(np.where(np.isfinite(found.apart), found.apart, np.inf)))


def _label(found: Pair) -> str:
    first, *others = found.names
    return f"{first}, {len(others)} more" if others else first


def _distances(name: str, shown: Sequence[Pair], nearer: Sequence[str], quiet: Sequence[str]) -> Figure:
    panels = [
        Panel(title, "step", "distance", tuple(_distance(each, i) for each in shown), "y")
        for i, title in enumerate(SEQUENCES)
    ]
    seen = [f"How far the weights part from {name}'s.", *(_parted(each, shown) for each in shown)]
    if nearer:
        seen.append(f"Nearer than these, and not drawn: {listed(nearer)}.")
    if quiet:
        seen.append(f"Refuted, and yet never apart at these numbers and gradients: {listed(quiet)}.")
    caption = f"{' '.join(seen)}{setting(_common(shown))}"
    return Figure("distances", f"Distance from {name}", caption, tuple(panels))


def _distance(found: Pair, column: int) -> Curve:
    steps = np.arange(STEPS + 1)[1:]
    return curve(_label(found), steps, drawn_apart(found, column))


def drawn_apart(found: Pair, column: int) -> Array:
    """The distance after each step under one of the sequences; nan where it may be nothing but rounding."""
    distance = found.apart[1:, column]
    return np.where(distance > ROUNDING * found.reach, distance, np.nan)


def _parted(each: Pair, shown: Sequence[Pair]) -> str:
    """When the two part, and how far they are apart where they are farthest."""
    far = np.where(np.isfinite(each.apart), each.apart, np.inf)
    column = int(np.argmax(far.max(axis=0)))
    first = int(np.argmax(np.any(each.apart > ROUNDING * each.reach, axis=1)))
    distance = f"{said(each.apart[-1, column])} after {STEPS} steps, {list(SEQUENCES)[column]}"
    return f"{listed(each.names)} from step {first} on: {distance}.{setting(_own(each, shown))}"


def _own(each: Pair, shown: Sequence[Pair]) -> dict[str, float]:
    """The hyperparameters of this pair whose numbers are not those of all pairs."""
    return {n: v for n, v in each.at.items() if any(other.at.get(n) != v for other in shown)}


def _common(shown: Sequence[Pair]) -> dict[str, float]:
    return {n: v for n, v in shown[0].at.items() if all(other.at.get(n) == v for other in shown)}


def _first_steps(name: str, shown: Sequence[Pair]) -> Figure:
    curves = tuple(curve(_label(each), SIZES, each.ratios) for each in shown)
    panel = Panel(f"first step divided by {name}'s", "size of the first gradient", "ratio", curves, "x")
    caption = " ".join(f"{listed(each.names)}: {course(each.ratios)}." for each in shown)
    title = "Ratio of the first steps, by the size of the gradient"
    return Figure("first-steps", title, f"{caption}{setting(_common(shown))}", (panel,))


def course(ratios: Array) -> str:
    """How the ratio of the first steps goes with the size of the gradient, in words."""
    known = np.isfinite(ratios)
    if not known.any():
        return "no first step to compare"
    sizes, found = np.array(SIZES)[known], ratios[known]
    if np.ptp(found) <= CLOSE * np.abs(found).max():
        return f"{said(found[-1])} for gradients of every size"
    away = sizes[np.abs(found - found[-1]) > CLOSE * abs(found[-1])]
    ends = f"{said(found[0])} at {said(sizes[0])}, {said(found[-1])} at {said(sizes[-1])}"
    return f"{ends}, within 1 % of that for gradients above {said(away[-1])}"
