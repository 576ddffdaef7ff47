"""Notation: what stands on a page is what a mathematician writes."""

from __future__ import annotations

from verifier.notation import Latex, write
from verifier.term import GRADIENT, ONE, WEIGHT, ZERO, Term, where


def test_branches_that_follow_branches_are_rows_of_one_list() -> None:
    signs = Term("lt", ZERO, GRADIENT), Term("lt", GRADIENT, ZERO)
    text = write(where(signs[0], ONE, where(signs[1], WEIGHT, ZERO)), Latex())
    assert text.count(r"\begin{cases}") == text.count("else") == 1
    assert text.count(r"\\ ") == 2
    scaled = write(where(signs[0], ONE, where(signs[1], WEIGHT, ZERO) * WEIGHT), Latex())
    assert scaled.count(r"\begin{cases}") == 2
