"""Where an optimizer that is linear converges on a quadratic, and how fast: out of its closed forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from verifier.closed_form.draft import Study
from verifier.closed_form.structure import read
from verifier.plots.figure import Curve, Figure, Levels, Panel, curve, said
from verifier.plots.runs import Array, values
from verifier.port.numbers import as_float
from verifier.system import System
from verifier.term import Term, hyper, symbols
from verifier.theorems.quadratic import Quadratic, read_quadratic, upper_edge

POINTS = 72
LEVELS = (0.5, 0.7, 0.9, 1.0)
BEYOND = 1.1
"""How far past the stable products of rate and curvature the figure goes."""


def figures(system: System, letters: Mapping[str, str]) -> Iterator[Figure]:
    """The stable region on the quadratic ``h w**2/2``; nothing of a recurrence that is not linear."""
    study = Study(read(system), letters)
    found = read_quadratic(study)
    edge = None if found is None else upper_edge(study, found)
    if found is None or edge is None:
        return
    given = {hyper(n): v for n, v in values(system).items() if n != found.rate}
    others = [h.name for h in system.hypers if hyper(h.name) in symbols([edge])]
    title = f"Stability on a quadratic of curvature {found.h.name}"
    if others:
        yield _region(title, study, found, edge, given, others[0])
    else:
        yield _line(title, study, found, edge, given)


def _radii(found: Quadratic, products: Array, given: Mapping[Term, float]) -> Array:
    """The spectral radius of the step at each product of rate and curvature."""
    rows = ([as_float(c, {**given, found.x: float(x)}) for c in found.polynomial] for x in products)
    return np.array([np.abs(np.roots(row[::-1])).max() for row in rows])


def _line(title: str, study: Study, found: Quadratic, edge: Term, given: Mapping[Term, float]) -> Figure:
    """The factor by which a step brings the weight nearer, by the product of rate and curvature."""
    end = as_float(edge, given)
    products = np.linspace(0, BEYOND * end, POINTS)
    radii = _radii(found, products, given)
    best = products[int(np.argmin(radii))]
    seen = (
        f"It converges just where {_product(found)} is below {study.plain.write(edge)}; of those drawn, "
        f"{said(best)} is fastest, where each step leaves {said(radii.min())} of the distance."
    )
    curves = (curve("spectral radius", products, radii), _one(products))
    return Figure("stability", title, seen, (Panel(title, _product(found), "spectral radius", curves),))


def _one(products: Array) -> Curve:
    return curve("edge of stability", products, np.ones(len(products)))


def _product(found: Quadratic) -> str:
    return f"{found.rate}·{found.h.name}"


def _region(
    title: str, study: Study, found: Quadratic, edge: Term, given: Mapping[Term, float], other: str
) -> Figure:
    """Lines of equal speed over that product and another hyperparameter in [0, 1)."""
    across = np.linspace(0, 1, POINTS, endpoint=False)
    ends = np.array([as_float(edge, {**given, hyper(other): b}) for b in across])
    products = np.linspace(0, BEYOND * np.nanmax(ends), POINTS)
    heights = np.array([_radii(found, products, {**given, hyper(other): b}) for b in across])
    usual = given[hyper(other)]
    radii = _radii(found, products, given)
    best = products[int(np.argmin(radii))]
    seen = (
        f"It converges just where {_product(found)} is below {study.plain.write(edge)}, the line of "
        f"spectral radius 1. At {other} = {said(usual)} that is {said(as_float(edge, given))}; of the "
        f"products drawn, {said(best)} is fastest there, with the radius {said(radii.min())}. "
        f"Lines: {', '.join(map(said, LEVELS))}."
    )
    marked = (curve("edge of stability", ends, across),)
    levels = Levels(products, across, heights, LEVELS[:-1], labelled=True)
    return Figure("stability", title, seen, (Panel(title, _product(found), other, marked, "", levels),))
