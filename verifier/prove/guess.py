"""Guessing a relation between two systems from runs, then solving for its coefficients.

A guess costs nothing in soundness: only what the induction proves is used. Which quantities enter
an equation is read off floating-point runs by least squares; the coefficients, functions of the
hyperparameters and of the step, are solved for exactly from a few steps taken symbolically.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import chain, combinations_with_replacement, islice, product, starmap

import numpy as np

from verifier.prove.coefficients import (
    constant_in_symbols,
    fits_by_step,
    solve_coefficients,
    solved_by_step,
    steady_offset,
)
from verifier.prove.decode import decoded, decoded_by_powers
from verifier.prove.drift import with_drift
from verifier.prove.fit import fits, rational, supports
from verifier.prove.monomials import by_monomial
from verifier.prove.named import looked_up
from verifier.prove.relation import RIGHT_WEIGHT, Pair, Relation
from verifier.prove.runs import FIRST_STACKED, Runs
from verifier.prove.shapes import SHAPES, Shape
from verifier.prove.times import always_defined
from verifier.prove.told import by_text
from verifier.prove.trace import FAR, GENERIC, NEAR_ONE
from verifier.prove.vectors import Array
from verifier.term import ONE, WEIGHT, ZERO, Term, sqrt, state, substitute, term

NAMED = 8
"""How many ways to name the coefficients of one equation are tried."""


def guess_relations(pair: Pair) -> Iterator[Relation]:
    """Relations that the runs suggest: the left's states in terms of the right's, then the reverse."""
    seen: list[Relation] = []
    for point in (GENERIC, NEAR_ONE, FAR):
        told = (relation for relation in _all_guesses(Runs(pair, point)) if relation is not None)
        for relation in chain.from_iterable((each, _without_flags(each)) for each in told):
            if relation not in seen and turned(relation) not in seen:
                seen.append(relation)
                yield relation


def _without_flags(relation: Relation) -> Relation:
    """The relation with states free that take one of two numbers: these may not matter."""
    return Relation({x: value for x, value in relation.solved.items() if not _is_flag(value)})


def _is_flag(value: Term) -> bool:
    return value.op == "where" and all(each.op == "num" for each in value.terms[1:])


def _all_guesses(runs: Runs) -> Iterator[Relation | None]:
    yield _direct(runs, *_sides(runs.pair))
    told = []
    for relation in related_by(runs):
        yield relation
        told.append(relation)
    known = [each for each in reversed(told) if each is not None]
    yield from (_weight_in_states(runs, each) for each in known)
    yield from (_times_weight(runs, each) for each in known)


def _sides(pair: Pair) -> tuple[list[Term], list[Term]]:
    """The states of the left and of the right, without such as take numbers in turn."""
    left, right = ([state(s.name) for s in side.states] for side in (pair.left, pair.right))
    return [s for s in left if s not in pair.in_turn], [s for s in right if s not in pair.in_turn]


def related_by(runs: Runs) -> Iterator[Relation | None]:
    """What one side's states are in terms of the other's, where that tells the weights; and the reverse."""
    left, right = _sides(runs.pair)
    yield _guess(runs, [*right, *left])
    yield _guess(runs, [*left, *right])


def turned(relation: Relation) -> Relation:
    """A relation that only renames states, told from the other side; any other one as it is."""
    states = {each: value for each, value in relation.solved.items() if each is not RIGHT_WEIGHT}
    if any(value.op != "sym" or value.args[0] != "state" for value in states.values()):
        return relation
    back = {value: each for each, value in states.items()}
    return Relation(back | {RIGHT_WEIGHT: relation.solved[RIGHT_WEIGHT]})


def _direct(runs: Runs, left: Sequence[Term], right: Sequence[Term]) -> Relation | None:
    """Each of the left's states equal to one of the right's: the commonest relation, seen without fits.

    No state is told by others of its own side, so that a weight map stays one in the states as they are.
    """
    solved: dict[Term, Term] = {}
    for each in left:
        same = next(_same(runs, each, [r for r in right if r not in solved.values()]), None)
        if same is None:
            return None
        solved[each] = same
    if len(solved) != len(right):
        return None
    weight = WEIGHT if _one_weight(runs) else next(expressions(runs, RIGHT_WEIGHT, right), None)
    return None if weight is None else Relation(solved | {RIGHT_WEIGHT: weight})


def guess_relation(pair: Pair) -> Relation | None:
    """The first relation that the runs suggest."""
    return next(guess_relations(pair), None)


def _guess(runs: Runs, order: Sequence[Term]) -> Relation | None:
    free: list[Term] = []
    solved: dict[Term, Term] = {}
    for each in [*order, RIGHT_WEIGHT]:
        if each is RIGHT_WEIGHT and _one_weight(runs):
            solved[each] = WEIGHT
            continue
        value = next(expressions(runs, each, free), None) or by_solved(runs, each, free, solved)
        if value is None:
            free.append(each)
        else:
            solved[each] = value
    return Relation(solved) if RIGHT_WEIGHT in solved else None


def _weight_in_states(runs: Runs, told: Relation) -> Relation | None:
    """The relation with the weight given by free states: it holds one that the other side keeps."""
    free = [s for s in runs.traces[-1].values if s.args[0] == "state" and s not in told.solved]
    value = next(expressions(runs, WEIGHT, free), None)
    return None if value is None else Relation(told.solved | {WEIGHT: value})


def _times_weight(runs: Runs, told: Relation) -> Relation | None:
    """The relation with free states told that are others times the weight: a step divides them by these."""
    free = [s for s in runs.traces[-1].values if s.args[0] == "state" and s not in told.solved]
    found: dict[Term, Term] = {}
    for each in free:
        features = [other * WEIGHT for other in free if other is not each and other not in found]
        ways = _combinations(runs, each, SHAPES[0], features) if features else ()
        value = next(
            (v for v in starmap(combination, ways) if runs.gives(each, v) and always_defined(runs.pair, v)),
            None,
        )
        if value is not None:
            found[each] = value
    solved = dict(zip(told.solved, substitute(told.solved.values(), found), strict=True))
    return Relation(found | solved) if found else None


def by_solved(runs: Runs, each: Term, free: Sequence[Term], solved: dict[Term, Term]) -> Term | None:
    """An expression in solved states too, such as one root of a free state plus another."""
    others = [x for x, value in solved.items() if value.op != "sym"]
    found = next(expressions(runs, each, [*free, *others]), None) if others else None
    return None if found is None else substitute([found], solved)[0]


def asks_at_weights(pair: Pair) -> bool:
    """Whether each side asks for the gradient at its own weight."""
    return pair.left.query is WEIGHT and pair.right.query is RIGHT_WEIGHT


def _one_weight(runs: Runs) -> bool:
    """Whether one weight is the other, as far as the runs or the points that are asked at can tell."""
    return asks_at_weights(runs.pair) or all(
        np.allclose(t.values[WEIGHT], t.values[RIGHT_WEIGHT], rtol=1e-9, atol=1e-9, equal_nan=True)
        for t in runs.traces
    )


def expressions(runs: Runs, each: Term, free: Sequence[Term]) -> Iterator[Term]:
    """Expressions of the state in the free ones that give its value in all runs, simplest first."""
    same = list(_same(runs, each, free))
    yield from same
    seen = set(same)
    for candidate in _candidates(runs, each, free):
        if candidate in seen:
            continue
        seen.add(candidate)
        if runs.gives(each, candidate) and always_defined(runs.pair, candidate):
            yield candidate


def _candidates(runs: Runs, each: Term, free: Sequence[Term]) -> Iterator[Term]:
    if not any(np.any(t.values[each]) for t in runs.later):
        yield ZERO
    yield from runs.each_once(("by text", each, *free), lambda: by_text(runs, each, free))
    known = [x for x in (WEIGHT, ONE) if x is not each]
    for shape, features in _attempts(runs.pair, [*free, *known], free):
        negative = bool(np.nanmax(runs.traces[-1].values[each], initial=-np.inf) < 0)
        for coefficients, support in _combinations(runs, each, shape, features):
            yield shape.invert(combination(coefficients, support), negative)
        if shape == SHAPES[0] and features[-1] is ONE:
            yield from runs.each_once(("decoded", each, *free), lambda: decoded(runs, each, free))
    yield from runs.each_once(("by powers", each, *free), lambda: decoded_by_powers(runs, each, free))
    yield from runs.each_once(("by monomial", each, *free), lambda: by_monomial(runs, each, free))


def _same(runs: Runs, each: Term, free: Sequence[Term]) -> Iterator[Term]:
    """Free states that have the same values: the commonest relation, seen without a fit."""
    for other in free:
        if all(fits(t.values[other], t.values[each]) for t in runs.later):
            yield other


def _attempts(pair: Pair, linear: list[Term], free: Sequence[Term]) -> Iterator[tuple[Shape, list[Term]]]:
    yield SHAPES[0], linear
    if ticking := [s for s in free if s in pair.clocks]:
        yield SHAPES[0], [*linear, *(s * x for s in ticking for x in linear if x not in (s, ONE))]
    squares = [a * b for a, b in combinations_with_replacement(free, 2)] if len(free) <= 4 else []
    bent = [Term(op, a) for a in free for op in ("sign", "abs")]
    for shape in SHAPES:
        yield shape, [*squares, *linear, *bent]
    signed = [(s, pair.domains[s]) for s in free if s in pair.domains and pair.domains[s].lower is not None]
    if squares and signed:
        roots = [sqrt(s) for s, _ in signed]
        logarithms = [Term("log", s) for s, domain in signed if domain.lower_open]
        yield SHAPES[0], [*linear, *roots, *logarithms, *(x * root for x in free for root in roots)]


def _combinations(
    runs: Runs, each: Term, shape: Shape, features: Sequence[Term]
) -> Iterator[tuple[list[Term], Sequence[Term]]]:
    """Coefficients and features: numbers first, then what stands in the texts, then what is solved for."""
    *tables, late = runs.once(
        ("tables", each, shape, *features), lambda: _columns(runs, each, shape, features)
    )
    telling = tables[-1] if runs.point == GENERIC else late
    steady, moving = runs.once(
        ("fits", each, shape, *features),
        lambda: [_with_weight_first(features, t) for t in (np.concatenate(tables), telling)],
    )
    for support, numbers in steady:
        exact = [rational(c) for c in numbers]
        if all(exact):
            yield [term(c) for c in exact if c], [features[i] for i in support]
            continue
        yield from _named(runs, np.tile(numbers, (len(runs.later), 1)), [features[i] for i in support])
    for support, _ in moving:
        fitted = fits_by_step([*tables, late], support)
        if fitted is not None:
            yield from _named(runs, fitted, [features[i] for i in support])
            if shape == SHAPES[0]:
                yield from with_drift(runs.pair, each, [features[i] for i in support], fitted)
    for support, _ in steady:
        yield from constant_in_symbols(runs.pair, each, shape.exponent, [features[i] for i in support])
    for support, _ in moving:
        yield from _solved(runs, each, shape, [features[i] for i in support], tables, support)


def _with_weight_first(features: Sequence[Term], table: Array) -> list[tuple[tuple[int, ...], Array]]:
    """The sets of features that fit; an equation in states alone may leave the weight free, and say less."""
    return sorted(supports(table), key=lambda found: all(features[i] is not WEIGHT for i in found[0]))


def _named(runs: Runs, fitted: Array, chosen: list[Term]) -> Iterator[tuple[list[Term], Sequence[Term]]]:
    """Coefficients that stand in the texts, with these values after the later steps, a row a step."""
    found = [looked_up(runs.known, column) for column in fitted.T]
    yield from ((list(each), chosen) for each in islice(product(*found), NAMED))


def _solved(
    runs: Runs,
    each: Term,
    shape: Shape,
    chosen: list[Term],
    tables: Sequence[Array],
    support: tuple[int, ...],
) -> Iterator[tuple[list[Term], Sequence[Term]]]:
    """Coefficients that vary with the step: solved for in symbols, or interpolated."""
    fitted = fits_by_step(tables, support)
    if fitted is None:
        return
    offset = steady_offset(fitted, chosen)
    solved = solve_coefficients(runs.pair, each, shape.exponent, chosen, varying=True, offset=offset)
    if solved is not None:
        yield solved, chosen
    interpolated = solved_by_step(fitted, FIRST_STACKED + 1)
    if interpolated is not None:
        yield interpolated, chosen


def _columns(runs: Runs, each: Term, shape: Shape, features: Sequence[Term]) -> list[Array]:
    """The features' values and, last, the target's, after each of the later steps; one row a run."""
    tables = (
        np.column_stack([columns, shape.apply(t.values[each])])
        for columns, t in zip(runs.columns(features), runs.later, strict=True)
    )
    return [table[np.all(np.isfinite(table), axis=1)] for table in tables]


def combination(coefficients: Sequence[Term], features: Sequence[Term]) -> Term:
    """The sum of products, without factors of one."""
    pairs = zip(coefficients, features, strict=True)
    parts = [f if c is ONE else (c if f is ONE else c * f) for c, f in pairs]
    return reduce(lambda total, part: total + part, parts)
