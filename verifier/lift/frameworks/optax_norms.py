"""Transformations in which the other coordinates enter by the norm of their gradients alone.

The weights that are traced are two variables, one beside the other, so that a norm of one is told from a norm
of all. The squares of a variable's other gradients are put in as one; that nothing but their sum counts,
the running code shows, which is given several.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from verifier.lift.frameworks.arrays import Array
from verifier.lift.frameworks.assembly import Traced
from verifier.lift.frameworks.folding import folded
from verifier.lift.frameworks.jaxpr import Jaxpr
from verifier.lift.frameworks.norms import OTHERS, REST
from verifier.lift.frameworks.optax_names import named
from verifier.lift.frameworks.optax_trace import (
    ELSEWHERE,
    SHAPE,
    Across,
    Given,
    Reading,
    by_time,
    coordinates,
    elsewhere,
    first,
    shaped,
)
from verifier.lift.frameworks.optax_transformation import Transformation
from verifier.term import GRADIENT, WEIGHT, ZERO, Term, sequence, state, substitute, symbols

BESIDE, OWN = "beside", "own"
"""The keys of the variables, in JAX's order."""
ONE_NUMBER = (1,)
"""The shape of the one beside."""


def is_own(path: Sequence[Any]) -> bool:
    """Whether a leaf of the state belongs to the variable that is lifted, or to none."""
    return all(getattr(key, "key", None) != BESIDE for key in path)


def read_norms(transformation: Transformation, reader: Jaxpr, given: Given, cells: list[Array]) -> Reading:
    """What is read of one coordinate, with norms as given sequences.

    Raises
    ------
    Across
        When anything else of other coordinates enters.
    InputError
        When something is no recurrence.
    """
    held, begun = _begun(transformation, reader, given, cells)
    paths, owned = _own_paths(held)
    names, places = named(paths, {free.name for free in transformation.free} | {"w", "g", "t"})
    new = _advanced(transformation, reader, given, [*cells, *_symbols(held, iter(names))], held)
    initial = [first(cells) for cells, own in zip(begun, owned, strict=True) if own]
    after = [first(cells) for cells, own in zip(new[2:], owned, strict=True) if own]
    outputs, norms = _with_norms([first(new[1]), *after, *initial])
    traced = Traced(outputs[0], dict(zip(names, outputs[1:], strict=False)))
    start = dict(zip(names, outputs[1 + len(names) :], strict=True))
    return replace(by_time(start, traced, names, places, reader), norms=norms)


def _begun(
    transformation: Transformation, reader: Jaxpr, given: Given, cells: list[Array]
) -> tuple[Any, list[Array]]:
    import jax

    start, hypers = given(transformation.start)
    weights = {BESIDE: shaped(ONE_NUMBER), OWN: shaped(SHAPE)}
    program = jax.make_jaxpr(start)(*hypers, weights)
    return jax.eval_shape(start, *hypers, weights), reader.run(program, [*cells, *_both(WEIGHT)])


def _advanced(
    transformation: Transformation, reader: Jaxpr, given: Given, cells: list[Array], held: Any
) -> list[Array]:
    import jax

    step, hypers = given(transformation.step)
    arrays = {BESIDE: shaped(ONE_NUMBER), OWN: shaped(SHAPE)}
    program = jax.make_jaxpr(step)(*hypers, held, arrays, arrays)
    return reader.run(program, [*cells, *_both(WEIGHT), *_both(GRADIENT)])


def _both(symbol: Term) -> list[Array]:
    return [_beside(ONE_NUMBER, symbol), coordinates(SHAPE, symbol)]


def _beside(shape: tuple[int, ...], symbol: Term) -> Array:
    cells = coordinates(shape, symbol)
    cells[(0,) * len(shape)] = elsewhere(symbol, BESIDE)
    return cells


def _own_paths(held: Any) -> tuple[list[tuple[Any, ...]], list[bool]]:
    """The paths of the variable's own leaves without its key, and which of all leaves they are."""
    import jax

    paths = [path for path, _ in jax.tree_util.tree_flatten_with_path(held)[0]]
    own = [tuple(key for key in path if getattr(key, "key", None) != OWN) for path in filter(is_own, paths)]
    return own, [is_own(path) for path in paths]


def _symbols(held: Any, names: Iterator[str]) -> Iterator[Array]:
    """Symbols for the leaves of the state; those of the variable beside are of another coordinate."""
    import jax

    for place, (path, leaf) in enumerate(jax.tree_util.tree_flatten_with_path(held)[0]):
        if not is_own(path):
            yield _beside(leaf.shape, state(f"{BESIDE}{place}"))
        elif leaf.shape in ((), SHAPE):
            yield coordinates(leaf.shape, state(next(names)))
        else:
            raise Across(f"for weights of shape {SHAPE} it keeps an array of shape {leaf.shape}")


def _with_norms(terms: list[Term]) -> tuple[list[Term], tuple[str, ...]]:
    """The terms with given sequences for the gradients of others, and the names of these."""
    found = [symbol for symbol in symbols(terms) if ELSEWHERE in symbol.name]
    if not found or any(symbol.args[0] != GRADIENT.args[0] for symbol in found):
        raise Across("it does not act on each coordinate alone")
    in_place = {BESIDE: OTHERS, str((0, 1)): REST}
    norms = {symbol: in_place.get(symbol.name.partition(ELSEWHERE)[2]) for symbol in found}
    known = {symbol: sequence(name, 0) if name else ZERO for symbol, name in norms.items()}
    return folded(substitute(terms, known)), tuple(sorted(filter(None, norms.values()), reverse=True))
