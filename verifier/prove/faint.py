"""Numbers too small to be seen in floating-point runs: each is a letter while a relation is guessed.

Where one side adds 1e-8 to a state and the other starts it there, runs show no difference, and what
they suggest is wrong. Runs of letters suggest more: what holds of these holds of the numbers, and is
proved of them. Where one is a power of another, as 1e-12 of 1e-6, a relation may need that it is: then
both are powers of one letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from math import log

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

LARGEST_BASE = Fraction(1, 2)
"""No number above this is looked for of which faint ones are powers."""


@dataclass(frozen=True)
class Letters:
    """What stands for each number, and the numbers that the letters are."""

    standing: dict[Term, Term]
    numbers: dict[Term, Term]


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
    for letters in _letters((left, right)):
        lettered = (_with_letters(side, letters) for side in (left, right))
        told = prove(*lettered, effort=effort, gradients=gradients).proof
        if told is not None:
            hint = _in_numbers(told.relation, letters)
            again = prove(left, right, effort=effort, gradients=gradients, hints=[hint])
            return attempt if again.proof is None else again
    return attempt


def _letters(sides: Iterable[System]) -> Iterator[Letters]:
    """A letter for each faint number, then powers of letters for those of one base; none for too many."""
    roots = [root for s in sides for root in (*s.outputs, *(state.initial for state in s.states))]
    numbers = [node for node in postorder(roots) if node.op == "num" and 0 < abs(node.value) < FAINT]
    sizes = list(dict.fromkeys(abs(node.value) for node in numbers))
    if not 0 < len(sizes) <= MOST:
        return
    yield _standing(numbers, {size: (size, 1) for size in sizes})
    powers = _powers(sizes)
    if len({base for base, _ in powers.values()}) < len(sizes):
        yield _standing(numbers, powers)


def _standing(numbers: list[Term], powers: dict[Fraction, tuple[Fraction, int]]) -> Letters:
    letters = {base: _letter(base) for base, _ in powers.values()}
    sizes = {size: letters[base] ** exponent for size, (base, exponent) in powers.items()}
    standing = {n: sizes[n.value] if n.value > 0 else -sizes[-n.value] for n in numbers}
    return Letters(standing, {letter: term(base) for base, letter in letters.items()})


def _powers(sizes: list[Fraction]) -> dict[Fraction, tuple[Fraction, int]]:
    """Each size as a power; those that are powers of one number have one base, the smallest that does."""
    bases = dict(zip(sizes, sizes, strict=True))
    for one, two in combinations(sizes, 2):
        common = _common_base(bases[one], bases[two])
        if common is not None:
            old = bases[one], bases[two]
            bases = {size: common if base in old else base for size, base in bases.items()}
    return {size: (base, round(_log(size) / _log(base))) for size, base in bases.items()}


def _log(number: Fraction) -> float:
    return log(number.numerator) - log(number.denominator)  # of numbers that no float holds, too


def _common_base(one: Fraction, two: Fraction) -> Fraction | None:
    """The number of which both are powers, as exponents have a common divisor: Euclid's algorithm."""
    small, large = sorted((one, two))
    while small < large < LARGEST_BASE:
        small, large = sorted((small / large, large))
    return small if small == large else None


def _letter(number: Fraction) -> Term:
    return hyper(f"faint {number}")  # no name that a user gives has a blank


def _with_letters(side: System, letters: Letters) -> System:
    moved = map_terms(side, letters.standing, letters.standing)
    return replace(moved, hypers=(*moved.hypers, *(Hyper(letter.name, SMALL) for letter in letters.numbers)))


def _in_numbers(relation: Relation, letters: Letters) -> Relation:
    values = substitute(relation.solved.values(), letters.numbers)
    return Relation(dict(zip(relation.solved, values, strict=True)))
