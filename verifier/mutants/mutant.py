"""Mutants of a whole system: slips in its formulas, in its start, in the point at which it asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from verifier.mutants.equations import QUERY, Equation, Equations, equations_of, places
from verifier.mutants.notation import shown
from verifier.mutants.slips import SLIPS, joined, parts
from verifier.system import State, System, map_terms
from verifier.term import (
    GRADIENT,
    ONE,
    STEP,
    WEIGHT,
    ZERO,
    Term,
    fold,
    hyper,
    postorder,
    state,
    symbols,
    term,
    where,
)


@dataclass(frozen=True)
class Mutant:
    """A system with one slip.

    Attributes
    ----------
    kind : str
        The kind of slip: ``sign``, ``dropped factor``, ``swapped hyperparameters``, …
    place : str
        The name of the equation, or ``start``.
    words : str
        The slip in words.
    new : Term or str
        The formula that the equation has, or the change in words.
    system : System
    exchanged : tuple of str
        The hyperparameters that have changed places, where that is the slip.
    """

    kind: str
    place: str
    words: str
    new: Term | str
    system: System
    exchanged: tuple[str, ...] = ()

    @property
    def formula(self) -> str:
        """The line as the mutant has it."""
        return self.new if isinstance(self.new, str) else _line(self.place, self.new)


def mutants(system: System) -> Iterator[Mutant]:
    """Every applicable slip at every place, each system once; the order is that of the equations.

    Examples
    --------
    >>> from verifier.term import GRADIENT, WEIGHT, hyper
    >>> from verifier.system import Hyper
    >>> sgd = System("sgd", (Hyper("lr"),), (), WEIGHT - hyper("lr") * GRADIENT)
    >>> [mutant.formula for mutant in mutants(sgd)][:2]
    ['w[t] = -w[t-1] - lr*g[t]', 'w[t] = w[t-1] + lr*g[t]']
    """
    seen = {_content(system)}
    for mutant in _all(equations_of(system)):
        if _content(mutant.system) not in seen:
            seen.add(_content(mutant.system))
            yield mutant


def _content(system: System) -> tuple[Term, ...]:
    return (*system.outputs, *(s.initial for s in system.states))


def _all(equations: Equations) -> Iterator[Mutant]:
    yield from _swapped(equations)
    for equation in equations.every:
        yield from _slips(equations, equation)
        yield from _other_time(equations, equation)
        yield from _decay(equations, equation)
    yield from _starts(equations.system)
    yield from _first_steps(equations)
    yield from _queries(equations.system)


def _mutants(
    equations: Equations, equation: Equation, wrong: Iterable[tuple[str, Term, str]]
) -> Iterator[Mutant]:
    for kind, formula, words in wrong:
        system = equations.with_formulas({equation.symbol: formula})
        if system is not None:
            yield Mutant(kind, equation.name, words, formula, system)


def _line(name: str, formula: Term) -> str:
    return f"{name} = {shown(formula)}" if name == QUERY else f"{name}[t] = {shown(formula)}"


def _slips(equations: Equations, equation: Equation) -> Iterator[Mutant]:
    """Each kind of slip at each place of one equation."""
    wrong = (
        (slip.kind, plain(put(slip.wrong)), slip.words)
        for node, put in places(equation.formula)
        for kind in SLIPS
        for slip in kind(node, equations.system)
    )
    yield from _mutants(equations, equation, wrong)


def plain(formula: Term) -> Term:
    """The formula without factors, denominators and exponents of one, as a slip may leave them behind."""

    def kept(node: Term, args: tuple[Term, ...]) -> Term:
        if node.op in ("mul", "div", "pow") and args[1] is ONE:
            return args[0]
        if node.op == "mul" and args[0] is ONE:
            return args[1]
        return Term(node.op, *args) if args else node

    return fold([formula], kept)[formula]


def _other_time(equations: Equations, equation: Equation) -> Iterator[Mutant]:
    """The old value of a state where the new one is read, and the new one where the old one is."""
    new = {state(s.name): e.symbol for s in equations.system.states if (e := equations.of_state(s.name))}
    old = {symbol: before for before, symbol in new.items()}
    wrong = [
        ("old for new", put(old[node]), f"{shown(old[node])} for {shown(node)}")
        for node, put in places(equation.formula)
        if node in old
    ]
    wrong += [
        ("new for old", put(new[node]), f"{shown(new[node])} for {shown(node)}")
        for node, put in places(equation.formula)
        if node in new
    ]
    yield from _mutants(equations, equation, wrong)


def _decay(equations: Equations, equation: Equation) -> Iterator[Mutant]:
    """A multiple of the weight in a sum taken after the step, or put into the gradient."""
    summands = parts(equation.formula, "add")
    for i, x in enumerate(summands):
        factors = parts(x, "mul")
        constants = [f for f in factors if f.op == "sym" and f.args[0] == "hyper"]
        if WEIGHT not in factors or not constants:
            continue
        without = joined("add", summands[:i] + summands[i + 1 :])
        rate = joined("mul", [f for f in factors if f is not WEIGHT])
        after = [("order of decay", without * (ONE + rate), "the decay after the step")]
        yield from _mutants(equations, equation, after)
        bare = equations.with_formulas({equation.symbol: without})
        if bare is not None:
            inside = GRADIENT + joined("mul", constants) * WEIGHT
            moved = replace(map_terms(bare, {GRADIENT: inside}, {}), query=bare.query)
            words = "the decay added to the gradient"
            yield Mutant("order of decay", equation.name, words, f"g[t] + {shown(inside.terms[1])}", moved)


def _swapped(equations: Equations) -> Iterator[Mutant]:
    """Two hyperparameters exchanged everywhere."""
    system = equations.system
    for a, b in combinations([h.name for h in system.hypers if not h.varies], 2):
        both: dict[Term, Term] = {hyper(a): hyper(b), hyper(b): hyper(a)}
        yield Mutant(
            "swapped hyperparameters",
            "everywhere",
            f"{a} and {b} exchanged",
            f"{a} for {b}, {b} for {a}",
            replace(map_terms(system, both, both), lets=()),
            (a, b),
        )


def _starts(system: System) -> Iterator[Mutant]:
    """Other first values: zero, one, a tenth, the small numbers that libraries start from."""
    for s in system.states:
        for start in (ZERO, ONE, term(Fraction(1, 10))):
            if start is not s.initial:
                yield Mutant(
                    "first value",
                    "start",
                    f"{s.name} starts at {start!r}",
                    f"{s.name}[0] = {start!r}",
                    _with_state(system, replace(s, initial=start)),
                )


def _first_steps(equations: Equations) -> Iterator[Mutant]:
    """A state that the first step sets to the bare gradient, or its square."""
    system = equations.system
    for s in system.states:
        equation = equations.of_state(s.name)
        if equation is None or GRADIENT not in symbols([s.update]):
            continue
        bare = GRADIENT**2 if any(node is GRADIENT**2 for node in postorder([s.update])) else GRADIENT
        formula = where(Term("eq", STEP, ONE), bare, equation.formula)
        words = f"the first {s.name} is the bare gradient{' squared' if bare is not GRADIENT else ''}"
        yield from _mutants(equations, equation, [("first step", formula, words)])


def _queries(system: System) -> Iterator[Mutant]:
    """The gradient asked for at the weight, or at the weight and a state."""
    points = [] if system.query is WEIGHT else [WEIGHT]
    points += [point for s in system.states for point in (WEIGHT + state(s.name), WEIGHT - state(s.name))]
    for point in points:
        words = f"the gradient is asked for at {shown(point)}"
        yield Mutant(
            "query point", QUERY, words, f"grad({shown(point)})", replace(system, query=point, lets=())
        )


def _with_state(system: System, new: State) -> System:
    states = tuple(new if s.name == new.name else s for s in system.states)
    return replace(system, states=states, lets=())
