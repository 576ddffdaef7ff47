"""Names in generated code.

Text from outside never becomes code: a name is taken over only if it is a plain ASCII identifier
that clashes with nothing, and is replaced by a numbered one otherwise.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from itertools import count

from verifier.system import System
from verifier.term import GRADIENT, STEP, WEIGHT, Term, hyper, sequence, state, symbols

RESERVED = frozenset(
    (
        *(
            *keyword.kwlist,
            *keyword.softkwlist,
            "map",
            "zip",
            "bool",
            "int",
            "type",
            "id",
            "len",
            "TypeError",
        ),
        *("numpy", "numba", "math", "os", "threading", "real"),
        *(
            "arrays",
            "array",
            "flat",
            "result",
            "ordinary",
            "lone",
            "flags",
            "admit",
            "finite",
            "all_finite",
            "refuse_infinities",
            "counted",
            "small",
            "of_the_step",
            "factors",
            "spare",
            "in_place",
            "one_block",
            "every_element",
            "every_product",
            "look_alone",
            "look_on_threads",
            "loop",
            "pool",
            "numbers",
            "alone",
            "on_threads",
            "BLOCK",
            "ALONE",
            "THREADS",
            "CHECK_FINITE",
            "DTYPES",
        ),
    )
)
"""Names that generated code uses itself, or that mean something to Python."""

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_NUMBERED = re.compile(r"(?:[acnx]|scratch|truth)[0-9]+|i|.*_i")
_OFFSETS = {-1: "_previous", 0: "", 1: "_next"}


def identifier(name: str, fallback: str, taken: set[str]) -> str:
    """The name, if it can stand in code as it is, else the fallback; it is taken from then on."""
    plain = _PLAIN.fullmatch(name) and not _NUMBERED.fullmatch(name)
    chosen = name if plain and name not in RESERVED and name not in taken else fallback
    taken.add(chosen)
    return chosen


def numbered(letter: str) -> Iterator[str]:
    """The letter with 0, 1, 2, … behind it."""
    return (f"{letter}{i}" for i in count())


def arrays(system: System) -> tuple[Term, ...]:
    """What a kernel is given as arrays: weight, gradient, and the states in the system's order."""
    return (WEIGHT, GRADIENT, *(state(s.name) for s in system.states))


def scalars(system: System) -> dict[Term, str]:
    """What a kernel is given by keyword, and what the source calls it.

    A given sequence is one number, its value at this step; where the system also reads it a step
    earlier or later, that value has a parameter of its own, ``lr_previous`` or ``lr_next``.
    """
    read = set(symbols((*system.outputs, *(value for _, value in system.lets)), "sequence"))
    found: dict[Term, str] = {}
    for h in system.hypers:
        if not h.varies:
            found[hyper(h.name)] = h.name
            continue
        for offset, suffix in _OFFSETS.items():
            if offset == 0 or sequence(h.name, offset) in read:
                found[sequence(h.name, offset)] = h.name + suffix
    return found


def keywords(system: System) -> dict[Term, str]:
    """The identifiers of the scalars, under which a kernel takes them."""
    names = parameters(system)
    return {term: names[term] for term in scalars(system)}


def parameters(system: System) -> dict[Term, str]:
    """An identifier for everything that a kernel is given: arrays, the step number, scalars."""
    taken: set[str] = set()
    fallback = numbered("a")
    given = {term: term.name for term in arrays(system)} | {STEP: "t"} | scalars(system)
    return {term: identifier(name, next(fallback), taken) for term, name in given.items()}
