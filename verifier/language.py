"""The specification language: a `Recurrence` of SymPy equations with an explicit time index.

``t`` is the step being taken. State is read at ``t-1`` (and, once updated, at ``t``), everything
else at ``t``; schedules, functions of ``t`` alone, and given sequences also at ``t+1``. The order
of the equations means nothing. A recurrence is checked when it is built, and every message names
the optimizer, the equation and the cure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

from sympy import Eq, Expr, Float, Indexed, IndexedBase, Integer, Rational, Symbol

from verifier.errors import InputError
from verifier.letters import Parameter, Sequence, t


@dataclass(frozen=True)
class Source:
    """Where a formula is printed.

    Attributes
    ----------
    key : str
        The key of the work in ``specs/sources.py``.
    place : str
        Equation, algorithm, page, line or character offset.
    evidence : str
        On what our knowledge of the text rests: ``article read``, ``transcription``,
        ``secondary``, ``document read`` or ``source code read``.
    """

    key: str
    place: str
    evidence: str = "article read"


@dataclass(frozen=True)
class Recurrence:
    """An optimizer, written once, as mathematics.

    Attributes
    ----------
    name : str
        The name on the command line.
    source : Source
        The article that defines it.
    output : Sequence
        The weight. Its first value ``w[0]`` is arbitrary.
    given : tuple of Sequence
        The sequences given from outside: the gradient first, then rates.
    initial : tuple of Eq
        The states' first values, ``Eq(m[0], 0)``, in hyperparameters and ``w[0]``.
    update : tuple of Eq
        One equation for each sequence, ``Eq(m[t], …)``.
    gradient : Expr, optional
        The point at which the gradient ``g[t]`` is asked; ``w[t-1]`` where it is left out.
    usual : tuple of (Parameter or Sequence, Rational)
        The values that the source recommends.
    title : str
        One line that says what it is.
    """

    name: str
    source: Source
    output: Sequence
    given: tuple[Sequence, ...]
    initial: tuple[Eq, ...]
    update: tuple[Eq, ...]
    gradient: Expr | None = None
    usual: tuple[tuple[Symbol | IndexedBase, Rational], ...] = ()
    title: str = ""

    def __post_init__(self) -> None:
        _check(self)

    @cached_property
    def query(self) -> Expr:
        """The point at which the gradient is asked."""
        return self.output[t - 1] if self.gradient is None else self.gradient

    @cached_property
    def definitions(self) -> dict[Sequence, Expr]:
        """The right-hand side of every defined sequence, in the order of the text."""
        return {equation.lhs.base: equation.rhs for equation in self.update}

    @cached_property
    def starts(self) -> dict[Sequence, Expr]:
        """The first value of every state."""
        return {equation.lhs.base: equation.rhs for equation in self.initial}

    @cached_property
    def states(self) -> tuple[Sequence, ...]:
        """The sequences that are carried from step to step, in the order of their initial values."""
        return tuple(self.starts)

    @cached_property
    def schedules(self) -> tuple[Sequence, ...]:
        """The defined sequences that are functions of ``t`` and hyperparameters alone."""
        found: list[Sequence] = []
        growing = True
        while growing:
            fresh = [
                s
                for s, rhs in self.definitions.items()
                if s not in found and s not in self.starts and s != self.output
                and reads(rhs).keys() <= {*found, *self.given[1:]}
            ]
            found, growing = found + fresh, bool(fresh)
        return tuple(found)

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The constant hyperparameters, in order of first use."""
        texts = (*(e.rhs for e in self.update), *(e.rhs for e in self.initial), self.query)
        seen: dict[Parameter, None] = {}
        for text in texts:
            seen.update(dict.fromkeys(sorted(text.atoms(Parameter) - labels(text), key=str)))
        return tuple(seen)


def labels(expression: Expr) -> set[Symbol]:
    """The symbols that stand for sequences in an expression, not for numbers."""
    return {base.label for base in expression.atoms(IndexedBase)}


def reads(expression: Expr) -> dict[Sequence, set[Expr]]:
    """The sequences in an expression and the indices at which each is read."""
    found: dict[Sequence, set[Expr]] = {}
    for element in expression.atoms(Indexed):
        found.setdefault(element.base, set()).add(element.indices[0])
    return found


def _check(recurrence: Recurrence) -> None:
    _check_left_sides(recurrence)
    for equation in (*recurrence.update, *recurrence.initial):
        _check_letters(recurrence, equation, equation.rhs)
    if recurrence.gradient is not None:
        _check_letters(recurrence, None, recurrence.gradient)
        _check_query(recurrence, recurrence.gradient)
    for equation in recurrence.update:
        _check_indices(recurrence, equation)
    _check_initial(recurrence)
    _check_order(recurrence)


def _fail(recurrence: Recurrence, equation: Eq | None, problem: str, cure: str) -> NoReturn:
    where = "gradient" if equation is None else f"{equation.lhs} = {equation.rhs}"
    raise InputError(f"{recurrence.name}: {where}: {problem}; {cure}")


def _check_left_sides(recurrence: Recurrence) -> None:
    seen: set[IndexedBase] = set()
    for equation in recurrence.update:
        if not isinstance(equation, Eq):
            raise InputError(f"{recurrence.name}: {equation}: is no equation; write Eq(m[t], …)")
        left = equation.lhs
        if not isinstance(left, Indexed):
            _fail(recurrence, equation, f"'{left}' has no index", f"write {left}[t] on the left")
        if left.indices != (t,):
            _fail(recurrence, equation, f"'{left}' is not defined at t", f"write {left.base}[t] on the left")
        if left.base in seen:
            _fail(recurrence, equation, f"'{left.base}' is defined twice", "keep one of the two equations")
        if left.base in recurrence.given:
            _fail(recurrence, equation, f"'{left.base}' is given from outside", "take it out of given=")
        seen.add(left.base)
    if recurrence.output not in seen:
        raise InputError(f"{recurrence.name}: the weight '{recurrence.output}' is never updated; "
                         f"add Eq({recurrence.output}[t], …)")


def _check_letters(recurrence: Recurrence, equation: Eq | None, text: Expr) -> None:
    for number in text.atoms(Float):
        _fail(recurrence, equation, f"the float {number} is not exact", f'write Rational("{number}")')
    bare = labels(text) & text.xreplace({e: Integer(0) for e in text.atoms(Indexed)}).free_symbols
    for symbol in bare:
        _fail(recurrence, equation, f"'{symbol}' is a sequence without its index",
              f"write {symbol}[t] or {symbol}[t-1]")
    for base in text.atoms(IndexedBase):
        if not isinstance(base, Sequence):
            _fail(recurrence, equation, f"'{base}' is not a letter of the alphabet",
                  "import it from specs.alphabet, or define it there as a Sequence")
    for symbol in text.free_symbols - labels(text) - {t}:
        if not isinstance(symbol, Parameter | Indexed):
            _fail(recurrence, equation, f"'{symbol}' is not a letter of the alphabet",
                  "import it from specs.alphabet, or define it there as a Parameter")


def _check_query(recurrence: Recurrence, query: Expr) -> None:
    for base, indices in reads(query).items():
        late = indices - {t - 1}
        if base in recurrence.given[1:] or base in recurrence.schedules:
            late = indices - {t, t - 1}
        if late or base == recurrence.given[0]:
            _fail(recurrence, None, f"the query point reads '{base}[{next(iter(late), t)}]'",
                  "the gradient is asked for before the step: read weights and states at t-1")


def _check_indices(recurrence: Recurrence, equation: Eq) -> None:
    for base, indices in reads(equation.rhs).items():
        known = base in recurrence.definitions or base in recurrence.given
        if not known:
            _fail(recurrence, equation, f"'{base}' is used but never defined",
                  "add its equation to update=, or list it in given=")
        for index in indices:
            offset = index - t
            if not offset.is_Integer:
                _fail(recurrence, equation, f"'{base}[{index}]' is not read at a step near t",
                      "read it at t-1 or t")
            _check_offset(recurrence, equation, base, int(offset))


def _check_offset(recurrence: Recurrence, equation: Eq, base: Sequence, offset: int) -> None:
    timely = base in recurrence.schedules or base in recurrence.given[1:]
    if offset > (1 if timely else 0):
        _fail(recurrence, equation, f"'{base}[t+{offset}]' reads the future",
              "only schedules and given rates may be read at t+1")
    if base == recurrence.given[0] and offset != 0:
        _fail(recurrence, equation, f"'{base}[t{offset}]' is an older gradient", "keep it in a state")
    if offset < -1 or (offset == -1 and not timely and base not in recurrence.starts and base != recurrence.output):
        if offset == -1:
            _fail(recurrence, equation, f"'{base}[t-1]' has no initial value",
                  f"add Eq({base}[0], …) to initial=")
        _fail(recurrence, equation, f"'{base}[t{offset}]' is older than the step before",
              "keep it in a state of its own")


def _check_initial(recurrence: Recurrence) -> None:
    carried = _carried(recurrence)
    seen: set[Sequence] = set()
    for equation in recurrence.initial:
        left = equation.lhs
        if not isinstance(left, Indexed) or left.indices != (Integer(0),):
            _fail(recurrence, equation, "an initial value is given at index 0", "write Eq(m[0], …)")
        if left.base in seen:
            _fail(recurrence, equation, f"'{left.base}' has two initial values", "keep one")
        if left.base not in carried or left.base == recurrence.output:
            _fail(recurrence, equation, f"'{left.base}' is not a state",
                  "no equation reads it at t-1: take its initial value out")
        if equation.rhs.has(t):
            _fail(recurrence, equation, "an initial value cannot depend on t", "write its value at 0")
        for base, indices in reads(equation.rhs).items():
            if indices != {Integer(0)} or (base != recurrence.output and base not in recurrence.given[1:]):
                _fail(recurrence, equation, f"'{base}' cannot enter an initial value",
                      f"use hyperparameters and {recurrence.output}[0]")
        seen.add(left.base)


def _carried(recurrence: Recurrence) -> set[Sequence]:
    texts: Iterable[Expr] = (*(e.rhs for e in recurrence.update), recurrence.query)
    return {base for text in texts for base, indices in reads(text).items() if t - 1 in indices}


def _check_order(recurrence: Recurrence) -> None:
    ordered(recurrence)


def ordered(recurrence: Recurrence) -> tuple[Sequence, ...]:
    """The defined sequences in an order in which each is computed from earlier ones.

    Raises
    ------
    InputError
        When some sequences define each other at one step.
    """
    carried = {*recurrence.starts, recurrence.output}
    waiting = {
        base: {
            b
            for b, indices in reads(rhs).items()
            if b in recurrence.definitions and (b not in carried or t in indices)
        }
        for base, rhs in recurrence.definitions.items()
    }
    order: list[Sequence] = []
    while waiting:
        free = [base for base, needs in waiting.items() if needs <= set(order)]
        if not free:
            circle = ", ".join(str(base) for base in waiting)
            equation = next(e for e in recurrence.update if e.lhs.base in waiting)
            _fail(recurrence, equation, f"the definitions of {circle} are circular",
                  "read one of them at t-1")
        order += free
        for base in free:
            del waiting[base]
    return tuple(order)
