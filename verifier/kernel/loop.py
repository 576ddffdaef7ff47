"""The target ``numba``: the step in place as one loop over the elements, compiled, as a source file."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.kernel.blocked import admitted, coefficients, in_order, refusals
from verifier.kernel.blocks import ALONE
from verifier.kernel.carried import IN_PLACE, TAKEN, constants, functions, imports
from verifier.kernel.cheaper import cheaper, signs_in_front
from verifier.kernel.compiled import signature
from verifier.kernel.docstring import About, docstring, indent, prose, wrapped
from verifier.kernel.looks import ordinary
from verifier.kernel.names import identifier
from verifier.kernel.plain import every_scalar, listed
from verifier.kernel.program import Program, program_of
from verifier.kernel.registers import Operation, operation, outcomes, schedule
from verifier.system import System
from verifier.term import GRADIENT, WEIGHT, Term, postorder

INFIX = {
    "add": "{} + {}",
    "subtract": "{} - {}",
    "multiply": "{} * {}",
    "divide": "{} / {}",
    "negative": "-{}",
    "power": "{} ** {}",
    "sqrt": "numpy.sqrt({})",
    "absolute": "abs({})",
    "sign": "numpy.sign({})",
    "maximum": "numpy.maximum({}, {})",
    "minimum": "numpy.minimum({}, {})",
    "exp": "numpy.exp({})",
    "cos": "numpy.cos({})",
    "log": "numpy.log({})",
    "less": "{} < {}",
    "less_equal": "{} <= {}",
    "equal": "{} == {}",
    "not_equal": "{} != {}",
    "logical_and": "{} and {}",
    "logical_or": "{} or {}",
    "logical_not": "not {}",
    "where": "{1} if {0} else {2}",
}
"""How NumPy's functions of one element are written."""

COMPILED = (
    "",
    "",
    "# Divisions by zero give infinities and NaNs as NumPy's do; nothing is contracted or reordered.",
    'alone = numba.njit(error_model="numpy")(every_element)',
    'on_threads = numba.njit(parallel=True, error_model="numpy")(every_element)',
)

LOOK = """


def every_product({given}, zero):
    \"\"\"Zero, but no number where an element is none or is infinite: its product with zero is none.\"\"\"
    total = zero
    for i in numba.prange({first}.size):
        total += {products}
    return total


# These zeros alone may be added in any order.
look_alone = numba.njit(fastmath={{"reassoc"}})(every_product)
look_on_threads = numba.njit(parallel=True, fastmath={{"reassoc"}})(every_product)


def finite(arrays: Sequence[Any]) -> bool:
    \"\"\"Whether all arrays are contiguous and a quick look shows that all their elements are finite.\"\"\"
    if not all(array.flags.c_contiguous for array in arrays):
        return False
    flat = [array.reshape(-1) for array in arrays]
    look = look_on_threads if flat[0].size >= ALONE else look_alone
    return bool(look(*flat, flat[0].dtype.type(0)) == 0)"""
"""The check of all arrays in one loop: NumPy's products leave threads spinning beside the step."""


def source(system: System, about: About) -> str:
    """The kernel that writes into the arrays it is given, as a file that imports NumPy and Numba."""
    program = program_of(signs_in_front(cheaper(system)), readable=True)
    name, numbers = identifier(system.name, "kernel", set(TAKEN)), _numbers(program)
    lines = (
        *wrapped(f'"""{prose(about.title or name)}.', ""),
        "",
        "One step in place, one loop over the elements compiled by Numba, generated from the recurrence.",
        '"""',
        "",
        *imports(threads=False, compiled=True),
        *constants(threads=False),
        "",
        f"ALONE = {ALONE}",
        '"""With fewer elements than this a second thread costs more than it brings."""',
        "",
        "",
        f"def {name}{signature(system)}:",
        *indent(docstring(program, about, system, in_place=True)),
        *indent(_statements(program, numbers)),
        "",
        "",
        f"def every_element({', '.join(_parameters(program, numbers))}):",
        '    """The step over all elements, each by itself."""',
        f"    for i in numba.prange({program.leaves[WEIGHT]}.size):",
        *indent(indent(_body(program, numbers))),
        *COMPILED,
        "",
        "",
        *ordinary(in_order(program), None),
        *functions(IN_PLACE),
        *_look(len(program.arrays)).split("\n"),
    )
    return "\n".join(lines) + "\n"


def _look(count: int) -> str:
    """The check that so many arrays are finite."""
    names = [f"a{n}" for n in range(count)]
    products = " + ".join(f"zero * {name}[i]" for name in names)
    return LOOK.format(given=", ".join(names), first=names[0], products=products)


def _numbers(program: Program) -> dict[Term, str]:
    """The numbers that arrays are combined with: Numba would widen single precision at a plain number."""
    order = schedule(tuple(outcomes(program.system).values()), program.leaves)
    used = [a for node in order for a in operation(node).operands]
    used += outcomes(program.system).values()
    return {a: f"n{i}" for i, a in enumerate(dict.fromkeys(a for a in used if a.op == "num"))}


def _parameters(program: Program, numbers: dict[Term, str]) -> list[str]:
    weight, gradient, *states = map(str, program.arrays)
    return [weight, *states, gradient, *coefficients(program), *numbers.values()]


def _statements(program: Program, numbers: dict[Term, str]) -> list[str]:
    arrays = in_order(program)
    scalars = [*coefficients(program), *(f"real({float(n.value)!r})" for n in numbers)]
    return [
        f"arrays = {listed(arrays)}",
        f"if not ordinary({', '.join(arrays)}):",
        f"    {admitted(program)}",
        *refusals(program, "finite(arrays)"),
        *every_scalar(program),
        "flat = [array.reshape(-1) for array in arrays]",
        "loop = on_threads if flat[0].size >= ALONE else alone",
        f"loop({', '.join(['*flat', *scalars])})",
        f"for array, result in zip({listed(arrays[:-1])}, flat, strict=False):",
        "    if not array.flags.c_contiguous and not numpy.may_share_memory(array, result):",
        "        array[...] = result.reshape(array.shape)  # the step was taken on a copy",
        f"return {listed(arrays[:-1])}",
    ]


def _body(program: Program, numbers: dict[Term, str]) -> Iterator[str]:
    """Everything is read, then computed, then written."""
    goals = outcomes(program.system)
    order = schedule(tuple(goals.values()), program.leaves)
    names = {term: str(symbol) for term, symbol in program.leaves.items()} | numbers
    needed = {a for node in order for a in operation(node).operands} | set(goals.values())
    for term in _arrays(program, needed):
        names[term] = f"{program.leaves[term]}_i"
        yield f"{names[term]} = {program.leaves[term]}[i]"
    for i, node in enumerate(order):
        names[node] = f"x{i}"
        yield f"x{i} = {_written(operation(node), names)}"
    for place, value in goals.items():
        yield f"{program.leaves[place]}[i] = {names[value]}"


def _arrays(program: Program, needed: set[Term]) -> list[Term]:
    arrays = {WEIGHT, GRADIENT, *(t for t in postorder(needed) if t.op == "sym" and t.args[0] == "state")}
    return [term for term in program.leaves if term in arrays and term in needed]


def _written(found: Operation, names: dict[Term, str]) -> str:
    return INFIX[found.function].format(*(names[a] for a in found.operands))
