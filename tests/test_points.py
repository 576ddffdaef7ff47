"""Numbers at which conditions hold spare the solver a question; none are seen where there are none."""

from __future__ import annotations

import pytest
from flint import fmpz_mpoly

from verifier.algebra.path import Path
from verifier.algebra.points import satisfied
from verifier.algebra.ring import STRICT, Range, Ring
from verifier.algebra.signs import NEGATIVE, NOT_ZERO, POSITIVE, ZERO, Assumption, Signs
from verifier.algebra.smt import answer, infeasible, used

RING = Ring()
X, Y = (RING.generator(("symbol", name), Range("real")) for name in "xy")
P = RING.generator(("symbol", "p"), STRICT)
U = RING.generator(("symbol", "u"), Range("unit", above=True, below=True))
ROOT = RING.root(P + X**2, 2, STRICT)
PATH = Path(RING, {})


def seen(*conditions: tuple[fmpz_mpoly, Signs]) -> bool:
    """Whether numbers at which all hold are seen in floating point."""
    found = [Assumption(polynomial, signs) for polynomial, signs in conditions]
    return satisfied(used(RING, [each.polynomial for each in found]), found)


SATISFIABLE = [
    [(X, NEGATIVE)],
    [(X - Y, POSITIVE), (Y, POSITIVE), (U - P, NEGATIVE)],
    [(ROOT - X, POSITIVE), (X, POSITIVE)],
    [(ROOT - P, NEGATIVE), (X * U + Y, NOT_ZERO)],
]
CONTRADICTORY = [
    [(X**2 + 1, NEGATIVE)],
    [(P, NEGATIVE)],
    [(U - 1, POSITIVE)],
    [(X - Y, POSITIVE), (Y - X, POSITIVE)],
    [(ROOT - X, NEGATIVE)],
    [(ROOT**2 - P - X**2, NOT_ZERO)],
    [((X - Y) ** 2 - X**2 + 2 * X * Y - Y**2, NOT_ZERO)],
    [(10**400 * X, POSITIVE), (X, NEGATIVE)],
    [(X - X, NOT_ZERO)],
]


@pytest.mark.parametrize("conditions", SATISFIABLE)
def test_the_solver_is_not_asked_where_numbers_are_seen(
    conditions: list[tuple[fmpz_mpoly, Signs]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("z3.Tactic", None)
    assert seen(*conditions)
    assert answer(PATH, conditions) is True


@pytest.mark.parametrize("conditions", CONTRADICTORY)
def test_no_numbers_are_seen_where_there_are_none(conditions: list[tuple[fmpz_mpoly, Signs]]) -> None:
    assert not seen(*conditions)
    assert infeasible(PATH, conditions)


def test_of_what_must_vanish_no_numbers_are_seen_and_the_solver_is_asked() -> None:
    assert not seen((X - Y, ZERO))
    assert answer(PATH, [(X - Y, ZERO)]) is True


def test_numbers_that_rounding_may_have_made_are_not_believed() -> None:
    assert not seen((X + 10**12 - 10**12 - X + U - U, NOT_ZERO))
    assert not seen((10**9 + U, NEGATIVE), (U, POSITIVE))
    assert not seen((10**400 * U, POSITIVE))
