"""When equations are a recurrence: the rules, each with a message that names the cure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, NoReturn

import sympy
from sympy import Basic, Equality, Expr, Float, Indexed, IndexedBase, Integer, Piecewise, Rational, Symbol

from verifier.equations import FUNCTIONS, Equations, Occurrences
from verifier.errors import InputError
from verifier.letters import Parameter, Sequence, t

_OPERATIONS = (
    sympy.Add,
    sympy.Mul,
    sympy.Pow,
    Piecewise,
    sympy.functions.elementary.piecewise.ExprCondPair,
    sympy.GreaterThan,
    sympy.StrictGreaterThan,
    *FUNCTIONS,
)
_SHIPPED = "import it from specs.alphabet, or define it there as a"


def check_shape(
    name: str, given: tuple[Sequence, ...], initial: tuple[Any, ...], update: tuple[Any, ...]
) -> None:
    """Refuse what is not made of equations for indexed letters.

    Raises
    ------
    InputError
        Naming the optimizer, the equation, and what to write instead.
    """
    if not given:
        raise InputError(f"{name}: given= is empty; list the gradient first, then the rates: given=(g, lr)")
    for part, example, equations in (("update", "Eq(m[t], …)", update), ("initial", "Eq(m[0], 0)", initial)):
        for equation in equations:
            if not isinstance(equation, Equality):
                cure = f"write {example} with the Eq of verifier.language"
                raise InputError(f"{name}: {part}: '{equation}' is no equation; {cure}")
            if not isinstance(equation.lhs, Indexed):
                index = "t" if part == "update" else "0"
                _fail(
                    name,
                    equation,
                    f"the left side '{equation.lhs}' is no sequence with an index",
                    f"write one sequence there, as in m[{index}]",
                )


def check(equations: Equations, usual: tuple[tuple[Any, Any], ...] = ()) -> None:
    """Refuse equations that are no recurrence.

    Raises
    ------
    InputError
        Naming the optimizer, the equation, and what to write instead.
    """
    _check_left_sides(equations)
    for equation, text in _texts(equations):
        _check_letters(equations.name, equation, text)
        _check_numbers(equations.name, equation, text)
        _check_operations(equations.name, equation, text)
    _check_names(equations)
    for equation in equations.update:
        _check_reads(equations, equation, equations.found[equation.rhs])
    _check_query(equations)
    _check_initial(equations)
    _check_order(equations)
    _check_usual(equations, usual)


def _fail(name: str, equation: Equality | None, problem: str, cure: str) -> NoReturn:
    where = "gradient" if equation is None else f"{equation.lhs} = {equation.rhs}"
    raise InputError(f"{name}: {where}: {problem}; {cure}")


def _texts(equations: Equations) -> Iterator[tuple[Equality | None, Occurrences]]:
    for equation in (*equations.update, *equations.initial):
        yield equation, equations.found[equation.rhs]
    yield None, equations.found[equations.query]


def _at(base: IndexedBase, offset: int) -> str:
    return f"{base}[t{offset:+d}]" if offset else f"{base}[t]"


def _check_left_sides(equations: Equations) -> None:
    seen: set[IndexedBase] = set()
    for equation in equations.update:
        left, base = equation.lhs, equation.lhs.base
        _check_sequence(equations.name, equation, base)
        if left.indices != (t,):
            cure = f"write {base}[t] on the left, with the t of specs.alphabet"
            _fail(equations.name, equation, f"'{left}' is not defined at t", cure)
        if base in seen:
            _fail(equations.name, equation, f"'{base}' is defined twice", "keep one of the two equations")
        if base in equations.given:
            cure = "take it out of given=, or this equation out of update="
            _fail(equations.name, equation, f"'{base}' is given from outside and defined", cure)
        seen.add(base)
    if equations.output not in seen:
        name, weight = equations.name, equations.output
        raise InputError(f"{name}: update: the weight '{weight}' is never updated; add Eq({weight}[t], …)")


def _check_sequence(name: str, equation: Equality | None, base: IndexedBase) -> None:
    if not isinstance(base, Sequence):
        _fail(name, equation, f"'{base}' is not a letter of the alphabet", f"{_SHIPPED} Sequence")


def _check_letters(name: str, equation: Equality | None, text: Occurrences) -> None:
    for base in text.bare:
        problem = f"'{base}' is a sequence without its index"
        _fail(name, equation, problem, f"write {base}[t] or {base}[t-1]")
    for base in text.reads:
        _check_sequence(name, equation, base)
    for symbol in text.symbols:
        if symbol != t and not isinstance(symbol, Parameter):
            cure = f"{_SHIPPED} Parameter" if str(symbol) != "t" else "import the t of specs.alphabet"
            _fail(name, equation, f"'{symbol}' is not a letter of the alphabet", cure)


def _check_numbers(name: str, equation: Equality | None, text: Occurrences) -> None:
    for atom in text.atoms:
        if isinstance(atom, Float):
            decimal = sympy.sstr(atom, full_prec=False)
            _fail(name, equation, f"the float {decimal} is not exact", f'write Rational("{decimal}")')
        if not (isinstance(atom, Rational | sympy.core.numbers.Exp1) or atom in (sympy.true, sympy.false)):
            cure = "write a Rational, or a function of one"
            _fail(name, equation, f"'{atom}' is no rational number", cure)


def _check_operations(name: str, equation: Equality | None, text: Occurrences) -> None:
    for node in text.operations:
        if not isinstance(node, _OPERATIONS):
            problem = f"'{node.func.__name__}' is no function of the language"
            _fail(name, equation, problem, f"there are {', '.join(sorted(f.__name__ for f in FUNCTIONS))}")
        if isinstance(node, Piecewise) and node.args[-1].cond != sympy.true:
            _fail(name, equation, "a Piecewise leaves some values out", "end it with (…, True)")


def _check_names(equations: Equations) -> None:
    """Two letters of one name would silently become one."""
    seen: dict[str, Basic] = {letter.name: letter for letter in (t, equations.output, *equations.given)}
    for equation, text in _texts(equations):
        left = () if equation is None else (equation.lhs.base,)
        for letter in (*left, *text.reads, *text.symbols):
            if seen.setdefault(letter.name, letter) != letter:
                problem = f"'{letter}' is two letters of one name, of different kind, meaning or domain"
                cure = "use one of the two throughout, or give one of them another name"
                _fail(equations.name, equation, problem, cure)


def _offsets(name: str, equation: Equality | None, base: Sequence, indices: Iterable[Expr]) -> Iterator[int]:
    for index in indices:
        offset = index - t if isinstance(index, Expr) else None
        if not isinstance(offset, Integer):
            problem = f"'{base}[{index}]' is not read at a step near t"
            _fail(name, equation, problem, "read it at t-1 or t")
        yield int(offset)


def _check_known(equations: Equations, equation: Equality | None, base: Sequence) -> None:
    if base not in equations.definitions and base not in equations.given:
        cure = "add its equation to update=, or list it in given="
        _fail(equations.name, equation, f"'{base}' is used but never defined", cure)


def _check_reads(equations: Equations, equation: Equality, text: Occurrences) -> None:
    for base, indices in text.reads.items():
        _check_known(equations, equation, base)
        for offset in _offsets(equations.name, equation, base, indices):
            _check_offset(equations, equation, base, offset)


def _check_offset(equations: Equations, equation: Equality | None, base: Sequence, offset: int) -> None:
    name = equations.name
    timely = base in equations.schedules or base in equations.rates
    if offset > (1 if timely else 0):
        cure = "only schedules and given rates may be read at t+1, and nothing later"
        _fail(name, equation, f"'{_at(base, offset)}' reads the future", cure)
    if base == equations.given[0] and offset != 0:
        _fail(name, equation, f"'{_at(base, offset)}' is an older gradient", "keep it in a state")
    if offset < -1:
        _fail(
            name,
            equation,
            f"'{_at(base, offset)}' is older than the step before",
            "keep it in a state of its own",
        )
    if offset == -1 and not timely and base not in (*equations.starts, equations.output):
        _fail(
            name, equation, f"'{_at(base, offset)}' has no initial value", f"add Eq({base}[0], …) to initial="
        )


def _check_query(equations: Equations) -> None:
    for base, indices in equations.found[equations.query].reads.items():
        _check_known(equations, None, base)
        timely = base in equations.schedules or base in equations.rates
        for offset in _offsets(equations.name, None, base, indices):
            if base == equations.given[0] or offset > (0 if timely else -1):
                problem = f"the query point reads '{_at(base, offset)}'"
                cure = "the gradient is asked for before the step: read weights and states at t-1"
                _fail(equations.name, None, problem, cure)
            _check_offset(equations, None, base, offset)


def _check_initial(equations: Equations) -> None:
    carried = {
        base for text in equations.found.values() for base, indices in text.reads.items() if t - 1 in indices
    }
    seen: set[Sequence] = set()
    for equation in equations.initial:
        left, base = equation.lhs, equation.lhs.base
        if left.indices != (Integer(0),):
            _fail(equations.name, equation, "an initial value is given at index 0", f"write Eq({base}[0], …)")
        if base in seen:
            _fail(equations.name, equation, f"'{base}' has two initial values", "keep one")
        if base == equations.output or base not in carried or base not in equations.definitions:
            cure = "no equation carries it from t-1 to t: take its initial value out"
            if base == equations.output:
                cure = "the first weight is arbitrary: take it out"
            _fail(equations.name, equation, f"'{base}' is not a state", cure)
        _check_start(equations, equation)
        seen.add(base)


def _check_start(equations: Equations, equation: Equality) -> None:
    text = equations.found[equation.rhs]
    if t in text.symbols:
        _fail(equations.name, equation, "an initial value cannot depend on t", "write its value at 0")
    for base, indices in text.reads.items():
        if {*indices} != {Integer(0)} or base not in (equations.output, *equations.rates):
            cure = f"use hyperparameters, {equations.output}[0], and given rates at 0"
            _fail(equations.name, equation, f"'{base}' cannot enter an initial value so", cure)


def _check_order(equations: Equations) -> None:
    circle = equations.circle()
    if circle:
        equation = next(e for e in equations.update if e.lhs.base == circle[0])
        names = " and ".join(f"'{base}'" for base in circle)
        cure = f"read {'one of them' if len(circle) > 1 else 'it'} at t-1"
        _fail(equations.name, equation, f"the definition of {names} is circular", cure)


def _check_usual(equations: Equations, usual: tuple[tuple[Any, Any], ...]) -> None:
    letters: tuple[Symbol | IndexedBase, ...] = (*equations.rates, *equations.parameters)
    for letter, value in usual:
        place = f"{equations.name}: usual: ({letter}, {value})"
        if letter not in letters:
            raise InputError(f"{place}: '{letter}' is no hyperparameter of it; take it out")
        if not isinstance(value, Rational):
            raise InputError(f'{place}: {value!r} is no exact number of SymPy; write Rational("{value}")')
        if not letter.domain.contains(Fraction(int(value.p), int(value.q))):
            cure = f"take one with {letter.domain.describe(str(letter))}"
            raise InputError(f"{place}: the value is outside the domain; {cure}")
