"""Coefficients read off the text: a side that keeps ``c(t)*x + d(t)`` computes with c and with d.

The subterms that depend on hyperparameters, given sequences and the step alone, as they stand and as
they stand one step later, are a dictionary in which the numbers of a fit are looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from heapq import nsmallest
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from verifier.prove.fit import rational
from verifier.prove.relation import REACH, Pair
from verifier.prove.trace import evaluate
from verifier.prove.vectors import Array
from verifier.term import (
    CONNECTIVES,
    ONE,
    RELATIONS,
    ZERO,
    Term,
    fold,
    postorder,
    shift,
    symbols,
    term,
)

MOST = 60
SIMPLEST = 4
CLOSE = 1e-7
MOVING = ("state", "weight", "gradient")


class Dictionary(NamedTuple):
    """Terms, the number one first, and their values: a row for each term, a column for each step."""

    terms: tuple[Term, ...]
    values: Array


def dictionary(pair: Pair, steps: Sequence[Mapping[Term, Any]]) -> Dictionary:
    """The coefficients that stand in either side's updates and first values, simplest first.

    ``steps`` are the numbers that hyperparameters, rates and step have, a mapping for each step.
    """
    roots = [*pair.updates.values(), *pair.first_values.values()]
    found = sorted(dict.fromkeys([*_steady(roots), *_at_rest(roots)]), key=_size)
    terms = tuple(islice(dict.fromkeys((ONE, *_with_later(found))), 2 * MOST))
    values = np.stack([_values(terms, step) for step in steps], axis=1)
    kept = _different(values)[:MOST]
    return Dictionary(tuple(terms[i] for i in kept), values[kept])


def _steady(roots: Sequence[Term]) -> list[Term]:
    """Subterms in hyperparameters, sequences and the step."""

    def combine(node: Term, args: tuple[bool, ...]) -> bool:
        moves = node.op == "sym" and node.args[0] in MOVING
        return not moves and node.op not in (*RELATIONS, *CONNECTIVES) and all(args)

    steady = fold(roots, combine)
    return [n for n in postorder(roots) if steady[n] and n.op != "num"]


def _at_rest(roots: Sequence[Term]) -> list[Term]:
    """What is left of sums where everything that moves is zero: the offsets of shifted states."""

    def combine(node: Term, args: tuple[Term, ...]) -> Term:
        if node.op == "sym" and node.args[0] in MOVING:
            return ZERO
        if ZERO in args and node.op in ("add", "mul", "div"):
            rest = args[1] if args[0] is ZERO else args[0]
            return rest if node.op == "add" else ZERO
        return Term(node.op, *args) if args else node

    still = fold(roots, combine)
    return [still[n] for n in postorder(roots) if n.op == "add" and still[n].op != "num"]


def _different(values: Array) -> list[int]:
    """The rows without a zero or an undefined value, each once."""
    kept: dict[tuple[float, ...], int] = {}
    for place in np.flatnonzero(np.all(np.isfinite(values) & (values != 0), axis=1)):
        kept.setdefault(tuple(float(f"{v:.9e}") for v in values[place]), int(place))
    return list(kept.values())


def _size(value: Term) -> int:
    return len(postorder([value]))


def _with_later(terms: Iterable[Term]) -> Iterator[Term]:
    for each in terms:
        yield each
        reads = symbols([each], "sequence")
        if (reads or symbols([each], "time")) and all(int(str(s.args[2])) < REACH for s in reads):
            yield shift([each], 1)[0]


def _values(terms: Sequence[Term], given: Mapping[Term, Any]) -> Array:
    return np.array([v[0] for v in evaluate({t: t for t in terms}, given).values()])


def looked_up(known: Dictionary, wanted: Array) -> list[Term]:
    """The simplest ``r*a*b`` and ``r*a/b``, r a small rational number, with these values at the steps."""
    if not np.all(np.isfinite(wanted) & (wanted != 0)):
        return []
    matches = [*_matches(known, wanted, 1), *_matches(known, wanted, -1)]
    simplest = nsmallest(SIMPLEST, matches, key=lambda m: _effort(known, *m))
    return list(dict.fromkeys(_written(known, *each) for each in simplest))


def _written(known: Dictionary, number: Fraction, a: int, b: int, power: int) -> Term:
    left, right = known.terms[a], known.terms[b]
    whole = _product(left, right) if power == 1 else left if right is ONE else left / right
    return _product(term(number), whole)


def _product(a: Term, b: Term) -> Term:
    return b if a is ONE else a if b is ONE else a * b


def _matches(known: Dictionary, wanted: Array, power: int) -> Iterator[tuple[Fraction, int, int, int]]:
    """Places a, b for which wanted is a multiple of ``a*b**power`` at every step."""
    products = known.values[:, None, :] * known.values[None, :, :] ** power
    ratio = wanted / products
    steady = np.all(np.abs(ratio - ratio[..., :1]) <= CLOSE * np.abs(ratio[..., :1]), axis=-1)
    for a, b in zip(*np.nonzero(steady & _simple(ratio[..., 0])), strict=True):
        number = rational(float(ratio[a, b, 0]))
        if number is not None:
            yield number, int(a), int(b), power


def _simple(ratio: Array) -> Array:
    """Where a number is close to a rational one with a denominator of at most 12."""
    multiples = ratio[..., None] * np.arange(1, 13)
    off = np.abs(multiples - np.round(multiples))
    return np.asarray(np.any(off <= 12 * CLOSE * np.maximum(1.0, np.abs(multiples)), axis=-1))


def _effort(known: Dictionary, number: Fraction, a: int, b: int, power: int) -> tuple[int, int, int]:
    plain = 0 if number == 1 else 1 if number == -1 else 2
    sizes = sum(0 if known.terms[i] is ONE else _size(known.terms[i]) for i in (a, b))
    return (plain + sizes, a, b)
