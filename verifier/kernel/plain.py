"""The target ``numpy``: the step as it is specified, with new arrays for its results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sympy import Expr

from verifier.kernel.carried import CHECKS, TAKEN, constants, functions, imports
from verifier.kernel.compiled import signature
from verifier.kernel.docstring import About, docstring, indent, prose, wrapped
from verifier.kernel.functions import printer
from verifier.kernel.names import identifier
from verifier.kernel.program import Line, Program, program_of
from verifier.system import System
from verifier.term import WEIGHT


def source(system: System, about: About) -> str:
    """The kernel as a file that imports NumPy alone."""
    program = program_of(system, readable=True)
    name = identifier(system.name, "kernel", set(TAKEN))
    lines = (
        *wrapped(f'"""{prose(about.title or name)}.', ""),
        "",
        "One step over NumPy arrays, generated from the recurrence.",
        '"""',
        "",
        *imports(threads=False, compiled=False),
        *constants(threads=False),
        "",
        "",
        f"def {name}{signature(system)}:",
        *indent(docstring(program, about, system)),
        *indent(_statements(program)),
        *functions(CHECKS),
    )
    return "\n".join(lines) + "\n"


def scalar_lines(program: Program, given: Sequence[str], rounded: str) -> list[str]:
    """What depends on hyperparameters and step number alone, in double precision, then rounded.

    Parameters
    ----------
    program : Program
    given : sequence of str
        The scalars that are read.
    rounded : str
        How a value is rounded to the arrays' precision.
    """
    write = printer(qualified=True).doprint
    values = [
        *(f"{line.target} = {write(line.value)}" for line in program.prelude),
        *(_coefficient(line, program, write, rounded) for line in program.coefficients),
    ]
    checked = [f"{listed(given)[1:-1]} = numbers({quoted(given)}, {listed(given)})"] if given else []
    return [*checked, *(quiet(values) if program.branches and values else values)]


def every_scalar(program: Program) -> list[str]:
    """The scalars of a step as plain numbers of the arrays' precision."""
    given = [str(symbol) for symbol in program.scalars]
    return [f"real = {program.parameters[WEIGHT]}.dtype.type", *scalar_lines(program, given, "real({})")]


def counting(program: Program) -> list[str]:
    """The lines that refuse what is no step number."""
    step, *_ = map(str, program.scalars)
    return [f"if type({step}) is not int or {step} < 1:", f"    counted({step!r}, {step})"]


def quiet(lines: Iterable[str]) -> list[str]:
    """Lines without warnings: where both sides of a branch are computed, one means nothing."""
    return ['with numpy.errstate(all="ignore"):', *indent(lines)]


def _statements(program: Program) -> list[str]:
    write = printer(qualified=True).doprint
    lines = [
        mapped("numpy.asanyarray", program.arrays),
        f"admit({quoted(program.arrays)}, {listed(program.arrays)}, ())",
        "if CHECK_FINITE:",
        f"    refuse_infinities({quoted(program.arrays)}, {listed(program.arrays)})",
        *counting(program),
        *every_scalar(program),
    ]
    results = [_result(r, program, write) for r in program.results]
    body = [f"{line.target} = {write(line.value)}" for line in program.body]
    body.append(f"return {results[0]}," if len(results) == 1 else f"return {', '.join(results)}")
    return [*lines, *(quiet(body) if program.branches else body)]


def listed(items: Iterable[object]) -> str:
    """A tuple as it is written."""
    texts = [str(item) for item in items]
    return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"


def quoted(items: Iterable[object]) -> str:
    """A tuple of names as it is written."""
    return listed(repr(str(item)) for item in items)


def mapped(function: str, names: Iterable[Expr]) -> str:
    """A function called on each of the names, which then stand for the results."""
    listed = [str(name) for name in names]
    if len(listed) == 1:
        return f"{listed[0]} = {function}({listed[0]})"
    together = ", ".join(listed)
    return f"{together} = map({function}, ({together}))"


def _coefficient(line: Line, program: Program, write: Callable[[Expr], str], rounded: str) -> str:
    value = write(line.value)
    return f"{line.target} = {value if line.target in program.conditions else rounded.format(value)}"


def _result(result: Expr, program: Program, write: Callable[[Expr], str]) -> str:
    value = write(result)
    return f"numpy.full_like({program.parameters[WEIGHT]}, {value})" if program.is_leaf(result) else value
