"""The target ``blocked``: the step in place, over blocks that stay in the cache, as a source file."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.kernel.carried import BLOCKS, IN_PLACE, TAKEN, constants, functions, imports
from verifier.kernel.cheaper import cheaper, signs_in_front
from verifier.kernel.compiled import signature
from verifier.kernel.docstring import About, docstring, indent, prose, wrapped
from verifier.kernel.looks import finite, ordinary
from verifier.kernel.names import identifier
from verifier.kernel.plain import counting, listed, quoted, scalar_lines
from verifier.kernel.program import Program, program_of
from verifier.kernel.registers import Layout, layout, written
from verifier.system import System


def source(system: System, about: About) -> str:
    """The kernel that writes into the arrays it is given, as a file that imports NumPy alone."""
    program = program_of(signs_in_front(cheaper(system)), readable=True)
    name, plan = identifier(system.name, "kernel", set(TAKEN)), layout(program)
    arrays = in_order(program)
    lines = (
        *wrapped(f'"""{prose(about.title or name)}.', ""),
        "",
        "One step in place over NumPy arrays, block by block, generated from the recurrence.",
        '"""',
        "",
        *imports(threads=True, compiled=False),
        *constants(threads=True),
        "",
        "",
        f"def {name}{signature(system)}:",
        *indent(docstring(program, about, system, in_place=True)),
        *indent(_statements(program, plan)),
        "",
        "",
        f"def one_block({', '.join(parameters(program, plan))}):",
        '    """The step over one block of every array; a call writes into its last argument."""',
        *indent(_calls(plan)),
        "",
        "",
        *_of_the_step(program),
        "",
        "",
        *ordinary(arrays, "BLOCK"),
        "",
        "",
        *finite(arrays),
        *functions(BLOCKS + IN_PLACE),
    )
    return "\n".join(lines) + "\n"


def parameters(program: Program, plan: Layout) -> list[str]:
    """What the step over a block is given: arrays that are written, the gradient, scratch, scalars."""
    weight, gradient, *states = map(str, program.arrays)
    return [weight, *states, gradient, *plan.numbers, *plan.truths, *coefficients(program)]


def coefficients(program: Program) -> list[str]:
    """The names of the scalars that arrays are combined with."""
    return [str(line.target) for line in program.coefficients]


def in_order(program: Program) -> list[str]:
    """The names of the arrays, written ones first."""
    weight, gradient, *states = map(str, program.arrays)
    return [weight, *states, gradient]


def admitted(program: Program) -> str:
    """The call that looks at the arrays and refuses those that a step in place could not take."""
    arrays = in_order(program)
    return f"admit({quoted(arrays)}, {listed(arrays)}, {quoted(arrays[:-1])})"


def refusals(program: Program, look: str) -> list[str]:
    """The lines that refuse infinities where a quick look finds any, and what is no step number."""
    names, arrays = quoted(in_order(program)), listed(in_order(program))
    return [
        f"if CHECK_FINITE and not {look}:",
        f"    refuse_infinities({names}, {arrays})",
        *counting(program),
    ]


def _statements(program: Program, plan: Layout) -> list[str]:
    arrays, read = in_order(program), ", ".join(["real", *_read(program)])
    given = ", ".join(arrays)
    kinds = listed(["real"] * len(plan.numbers) + ["bool"] * len(plan.truths))
    scratch = f", *spare({arrays[0]}.shape, {kinds}, threading.get_ident())" if kinds != "()" else ""
    return [
        f"small = ordinary({given}) or ({admitted(program)} and {arrays[0]}.size <= BLOCK)",
        *refusals(program, f"(finite({given}) if small else all_finite(finite, {listed(arrays)}))"),
        f"real = {arrays[0]}.dtype.type",
        "try:",
        f"    factors = of_the_step({read})",
        "except TypeError:  # something has no hash, or is no number",
        f"    factors = of_the_step.__wrapped__({read})",
        "if small:",
        f"    one_block({given}{scratch}, *factors)",
        "else:",
        f"    in_place(one_block, {listed(arrays)}, {len(arrays) - 1}, {kinds}, factors)",
        f"return {listed(arrays[:-1])}",
    ]


def _read(program: Program) -> list[str]:
    """The hyperparameters, and the step number where the factors depend on it."""
    step, *others = program.scalars
    lines = (*program.prelude, *program.coefficients)
    counts = any(step in line.value.free_symbols for line in lines)
    return [*([str(step)] if counts else []), *map(str, others)]


def _of_the_step(program: Program) -> Iterator[str]:
    """The function that computes the factors: for all arrays of a step once."""
    given = _read(program)
    yield "@lru_cache(maxsize=64)"
    yield f"def of_the_step({', '.join(['real', *given])}):"
    yield '    """What all arrays of a step are combined with, in double precision, then rounded."""'
    yield from indent(scalar_lines(program, given, "numpy.array({}, real)"))
    yield from indent([f"return {listed(coefficients(program))}"])


def _calls(plan: Layout) -> list[str]:
    lines = [line for call in plan.calls for line in written(call)] or ["pass"]
    if any(call.function == "where" for call in plan.calls):
        return ['with numpy.errstate(all="ignore"):', *indent(lines)]
    return lines
