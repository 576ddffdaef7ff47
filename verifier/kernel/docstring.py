"""The docstring of a generated kernel: shapes, dtypes, units, domains, source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from textwrap import wrap

from verifier.kernel.functions import printer
from verifier.kernel.names import scalars
from verifier.kernel.program import Program, formula
from verifier.kernel.text import digest
from verifier.system import System
from verifier.term import STEP, Term

INDENT = "    "
_WIDTH = 96


@dataclass(frozen=True)
class About:
    """What the docstring says beyond the system: text, never code.

    Attributes
    ----------
    title, source : str, optional
        What the method is, and where it is printed.
    meanings, units : mapping of str to str
        What the system's names stand for, and in which unit.
    """

    title: str | None = None
    source: str | None = None
    meanings: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


def docstring(program: Program, about: About, origin: System, in_place: bool = False) -> Iterator[str]:
    """The lines of the docstring of a program's function, quotes included.

    Parameters
    ----------
    program : Program
    about : About
    origin : System
        What the program was made from, before anything was rearranged.
    in_place : bool
        Whether the results are the arrays that were given, overwritten.
    """
    names = {term: str(symbol) for term, symbol in program.parameters.items()}
    arrays = [str(symbol) for symbol in program.arrays]
    returned = ", ".join((arrays[0], *arrays[2:]))
    yield from wrapped(f'"""One step of {prose(about.title or program.system.name)}.', "")
    yield from ("", "Parameters", "----------")
    yield f"{arrays[0]} : array of float32 or float64, of any shape"
    yield from _entry("weights", "w", about)
    yield f"{arrays[1]} : array like {arrays[0]}"
    yield from _entry(f"gradient at {_text(program, program.system.query)}", "g", about)
    yield from (f"{names[STEP]} : int", f"{INDENT}The number of this step, from 1.")
    for array, state in zip(arrays[2:], program.system.states, strict=True):
        yield f"{array} : array like {arrays[0]}"
        start = _text(program, state.initial)
        yield from _entry(
            f"{about.meanings.get(state.name, 'state')}; {start} at the start", state.name, about
        )
    for term, name in scalars(program.system).items():
        yield f"{names[term]} : float"
        yield from _entry(_hyper(program.system, term, name, about), name, about)
    given = "the arrays that were given, overwritten"
    fresh = f"new arrays of the shape and dtype of {arrays[0]}"
    yield from ("", "Returns", "-------", f"{returned} : {given if in_place else fresh}")
    yield from ("", "Notes", "-----")
    yield from wrapped(f"Source: {prose(about.source)}.", "") if about.source else ()
    yield from ("SHA-256 of the system from which this was generated:", digest(origin), '"""')


def _hyper(system: System, term: Term, name: str, about: About) -> str:
    found = system.hyper(term.name)
    meaning = about.meanings.get(term.name, "hyperparameter")
    return f"{meaning}; {found.domain.describe(name)}" if found else meaning


def _entry(meaning: str, name: str, about: About) -> Iterator[str]:
    unit = f"; unit {about.units[name]}" if name in about.units else ""
    text = prose(f"{meaning}{unit}.")
    yield from wrapped(text[:1].upper() + text[1:], INDENT)


def _text(program: Program, value: Term) -> str:
    """A term in the program's names; one that is too long to read is only mentioned."""
    written = formula(program, value)
    return "a point computed from the state" if written is None else printer(qualified=True).doprint(written)


def prose(text: str) -> str:
    """Text from outside as text: one line, nothing that could end a docstring."""
    return " ".join(text.replace("\\", "/").replace('"', "'").split())


def wrapped(text: str, indent: str) -> list[str]:
    """Text in lines of readable width."""
    return wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)


def indent(lines: Iterable[str]) -> list[str]:
    """Lines of code one level deeper."""
    return [INDENT + line if line else "" for line in lines]
