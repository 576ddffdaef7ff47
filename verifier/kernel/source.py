"""Kernels to take away: source files that import NumPy alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from textwrap import wrap

from sympy import Expr

from verifier.errors import InputError
from verifier.kernel.compiled import NO_FLOATS, signature
from verifier.kernel.functions import printer
from verifier.kernel.names import identifier, scalars
from verifier.kernel.program import Line, Program, formula, program_of
from verifier.kernel.text import digest
from verifier.system import System
from verifier.term import STEP, WEIGHT, Term

_INDENT = "    "
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


def generate(
    system: System,
    target: str = "numpy",
    *,
    title: str | None = None,
    source: str | None = None,
    meanings: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
) -> str:
    """The kernel as the text of a source file that needs nothing of this package.

    Parameters
    ----------
    system : System
    target : str
        One of `TARGETS`.
    title, source : str, optional
        What the method is, and where it is printed.
    meanings, units : mapping of str to str, optional
        What the system's names stand for, and in which unit, for the docstring.

    Raises
    ------
    InputError
        When there is no such target.
    """
    if target not in TARGETS:
        raise InputError(f"kernel: there is no target '{target}'; choose one of: {', '.join(TARGETS)}")
    return TARGETS[target](system, About(title, source, meanings or {}, units or {}))


def _numpy_source(system: System, about: About) -> str:
    program = program_of(system, readable=True)
    name = identifier(system.name, "kernel", set())
    lines = (
        *_wrapped(f'"""{_prose(about.title or name)}.', ""),
        "",
        "One step over NumPy arrays, generated from the specification.",
        '"""',
        "",
        "import numpy",
        "",
        "",
        f"def {name}{signature(system)}:",
        *_indent(_docstring(program, about)),
        *_indent(_statements(program)),
    )
    return "\n".join(lines) + "\n"


def _statements(program: Program) -> list[str]:
    write = printer(qualified=True).doprint
    lines = [
        _mapped("numpy.asarray", program.arrays),
        _mapped("numpy.float64", program.scalars),
        f"if {program.parameters[WEIGHT]}.dtype.kind != 'f':",
        f"{_INDENT}raise TypeError({NO_FLOATS!r})",
        f"real = {program.parameters[WEIGHT]}.dtype.type",
        *(f"{line.target} = {write(line.value)}" for line in program.prelude),
        *(_coefficient(line, program, write) for line in program.coefficients),
    ]
    results = [_result(r, program, write) for r in program.results]
    body = [f"{line.target} = {write(line.value)}" for line in program.body]
    body.append(f"return {results[0]}," if len(results) == 1 else f"return {', '.join(results)}")
    if any("numpy.where(" in line for line in body):
        # Both branches are computed: a warning about the one not taken would mean nothing.
        return [*lines, 'with numpy.errstate(all="ignore"):', *_indent(body)]
    return lines + body


def _mapped(function: str, names: Iterable[Expr]) -> str:
    listed = [str(name) for name in names]
    if len(listed) == 1:
        return f"{listed[0]} = {function}({listed[0]})"
    together = ", ".join(listed)
    return f"{together} = map({function}, ({together}))"


def _coefficient(line: Line, program: Program, write: Callable[[Expr], str]) -> str:
    value = write(line.value)
    return f"{line.target} = {value if line.target in program.conditions else f'real({value})'}"


def _result(result: Expr, program: Program, write: Callable[[Expr], str]) -> str:
    value = write(result)
    return f"numpy.full_like({program.parameters[WEIGHT]}, {value})" if program.is_leaf(result) else value


def _docstring(program: Program, about: About) -> Iterator[str]:
    names = {term: str(symbol) for term, symbol in program.parameters.items()}
    arrays = [str(symbol) for symbol in program.arrays]
    returned = ", ".join((arrays[0], *arrays[2:]))
    yield from _wrapped(f'"""One step of {_prose(about.title or program.system.name)}.', "")
    yield from ("", "Parameters", "----------")
    yield f"{arrays[0]} : array of float32 or float64, of any shape"
    yield from _entry("weights", "w", about)
    yield f"{arrays[1]} : array like {arrays[0]}"
    yield from _entry(f"gradient at {_text(program, program.system.query)}", "g", about)
    yield from (f"{names[STEP]} : int", f"{_INDENT}The number of this step, from 1.")
    for array, state in zip(arrays[2:], program.system.states, strict=True):
        yield f"{array} : array like {arrays[0]}"
        start = _text(program, state.initial)
        yield from _entry(
            f"{about.meanings.get(state.name, 'state')}; {start} at the start", state.name, about
        )
    for term, name in scalars(program.system).items():
        yield f"{names[term]} : float"
        yield from _entry(_hyper(program.system, term, name, about), name, about)
    yield from ("", "Returns", "-------", f"{returned} : new arrays of the shape and dtype of {arrays[0]}")
    yield from ("", "Notes", "-----")
    yield from _wrapped(f"Source: {_prose(about.source)}.", "") if about.source else ()
    yield from ("SHA-256 of the system from which this was generated:", digest(program.system), '"""')


def _hyper(system: System, term: Term, name: str, about: About) -> str:
    found = system.hyper(term.name)
    meaning = about.meanings.get(term.name, "hyperparameter")
    return f"{meaning}; {found.domain.describe(name)}" if found else meaning


def _entry(meaning: str, name: str, about: About) -> Iterator[str]:
    unit = f"; unit {about.units[name]}" if name in about.units else ""
    text = _prose(f"{meaning}{unit}.")
    yield from _wrapped(text[:1].upper() + text[1:], _INDENT)


def _text(program: Program, value: Term) -> str:
    """A term in the program's names; one that is too long to read is only mentioned."""
    written = formula(program, value)
    return "a point computed from the state" if written is None else printer(qualified=True).doprint(written)


def _prose(text: str) -> str:
    """Text from outside as text: one line, nothing that could end a docstring."""
    return " ".join(text.replace("\\", "/").replace('"', "'").split())


def _wrapped(text: str, indent: str) -> list[str]:
    return wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)


def _indent(lines: Iterable[str]) -> list[str]:
    return [_INDENT + line if line else "" for line in lines]


TARGETS: Mapping[str, Callable[[System, About], str]] = {"numpy": _numpy_source}
"""What kernels can be generated for."""
