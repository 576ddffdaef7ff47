"""The target ``blocked``: the step in place, over blocks that stay in the cache, as a source file."""

from __future__ import annotations

from verifier.kernel.carried import BLOCKS, CHECKS, TAKEN, constants, functions, imports
from verifier.kernel.cheaper import cheaper, signs_in_front
from verifier.kernel.compiled import signature
from verifier.kernel.docstring import About, docstring, indent, prose, wrapped
from verifier.kernel.names import identifier
from verifier.kernel.plain import listed, quoted, scalar_lines
from verifier.kernel.program import Program, program_of
from verifier.kernel.registers import Layout, layout, written
from verifier.system import System


def source(system: System, about: About) -> str:
    """The kernel that writes into the arrays it is given, as a file that imports NumPy alone."""
    program = program_of(signs_in_front(cheaper(system)), readable=True)
    name, plan = identifier(system.name, "kernel", set(TAKEN)), layout(program)
    lines = (
        *wrapped(f'"""{prose(about.title or name)}.', ""),
        "",
        "One step in place over NumPy arrays, block by block, generated from the specification.",
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
        '    """The step over one block of every array, NumPy call by NumPy call."""',
        *indent(_calls(plan)),
        *functions(BLOCKS + CHECKS),
    )
    return "\n".join(lines) + "\n"


def parameters(program: Program, plan: Layout) -> list[str]:
    """What the step over a block is given: arrays that are written, the gradient, scratch, scalars."""
    weight, gradient, *states = map(str, program.arrays)
    return [weight, *states, gradient, *plan.numbers, *plan.truths, *coefficients(program)]


def coefficients(program: Program) -> list[str]:
    """The names of the scalars that arrays are combined with."""
    return [str(line.target) for line in program.coefficients]


def admission(program: Program) -> list[str]:
    """The lines that name the arrays, written ones first, and refuse what a step in place could not take."""
    weight, gradient, *states = map(str, program.arrays)
    ours, every = [weight, *states], [weight, *states, gradient]
    return [
        f"arrays = {listed(every)}",
        f"admit({quoted(every)}, arrays, {quoted(ours)})",
    ]


def _statements(program: Program, plan: Layout) -> list[str]:
    weight, _, *states = map(str, program.arrays)
    scratch = ["real"] * len(plan.numbers) + ["bool"] * len(plan.truths)
    return [
        *admission(program),
        *scalar_lines(program),
        f"in_place(one_block, arrays, {1 + len(states)}, {listed(scratch)}, {listed(coefficients(program))})",
        f"return {listed([weight, *states])}",
    ]


def _calls(plan: Layout) -> list[str]:
    lines = [line for call in plan.calls for line in written(call)] or ["pass"]
    if any(call.function == "where" for call in plan.calls):
        return ['with numpy.errstate(all="ignore"):', *indent(lines)]
    return lines
