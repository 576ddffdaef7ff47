"""Numbers too small to be seen in floating-point runs: each is a letter while a relation is guessed.

Where one side adds 1e-8 to a state and the other starts it there, runs show no difference, and what
they suggest is wrong. Runs of letters suggest more: what holds of these holds of the numbers, and is
proved of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from verifier.algebra.ring import Effort
from verifier.domain import REAL, Domain
from verifier.prove.proof import Attempt, prove
from verifier.prove.relation import Relation
from verifier.system import Hyper, System, map_terms
from verifier.term import Term, hyper, postorder, substitute, term

FAINT = Fraction(1, 10_000)
SMALL = Domain(Fraction(0), Fraction(1), lower_open=True, upper_open=True)
MOST = 4
"""How many letters there may be."""

Letters = dict[Term, Term]
"""Numbers to the letters that stand for them."""


def prove_with_letters(
    left: System,
    right: System,
    *,
    effort: Effort | None = None,
    gradients: tuple[Domain, ...] = (REAL,),
    hints: Sequence[Relation] = (),
) -> Attempt:
    """As `prove`; where that fails, again with a relation that is proved of letters for faint numbers."""
    attempt = prove(left, right, effort=effort, gradients=gradients, hints=hints)
    if attempt.proof is not None or (effort is not None and effort.spent):
        return attempt
    letters = _letters((left, right))
    if not letters:
        return attempt
    lettered = (_with_letters(side, letters) for side in (left, right))
    told = prove(*lettered, effort=effort, gradients=gradients).proof
    if told is None:
        return attempt
    again = prove(
        left, right, effort=effort, gradients=gradients, hints=[_in_numbers(told.relation, letters)]
    )
    return attempt if again.proof is None else again


def _letters(sides: Iterable[System]) -> Letters:
    """A letter for each faint number; none for any where there are too many."""
    roots = [root for s in sides for root in (*s.outputs, *(state.initial for state in s.states))]
    numbers = [node for node in postorder(roots) if node.op == "num" and 0 < abs(node.value) < FAINT]
    letters = {n: _letter(n) if n.value > 0 else -_letter(n) for n in numbers}
    return letters if len({abs(n.value) for n in numbers}) <= MOST else {}


def _letter(number: Term) -> Term:
    return hyper(f"faint {abs(number.value)}")  # no name that a user gives has a blank


def _with_letters(side: System, letters: Letters) -> System:
    names = dict.fromkeys(_letter(number).name for number in letters)
    moved = map_terms(side, letters, letters)
    return replace(moved, hypers=(*moved.hypers, *(Hyper(name, SMALL) for name in names)))


def _in_numbers(relation: Relation, letters: Letters) -> Relation:
    numbers: dict[Term, Term] = {_letter(n): term(abs(n.value)) for n in letters}
    return Relation(dict(zip(relation.solved, substitute(relation.solved.values(), numbers), strict=True)))
