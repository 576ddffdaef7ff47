"""A `System` as two straight-line programs: scalars once a step, then arrays.

What depends on hyperparameters and the step number alone is computed once, in double precision,
and rounded to the arrays' precision; the rest is the sequential recurrence, its assignments
kept, with everything that occurs twice computed once. SymPy expressions are built unevaluated, so
that ``x/x`` stays a division and the order of operations is the specification's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol

from verifier.kernel.doubles import double
from verifier.kernel.functions import call
from verifier.kernel.names import arrays, identifier, numbered, parameters, scalars
from verifier.system import System
from verifier.term import CONNECTIVES, RELATIONS, STEP, Term, fold, postorder

DEEPEST = 20
"""How deeply an expression may be nested before its parts are assigned to names."""

_VARYING = ("weight", "gradient", "state")


@dataclass(frozen=True)
class Line:
    """An assignment."""

    target: Symbol
    value: Expr


@dataclass(frozen=True)
class Program:
    """A step as code.

    Attributes
    ----------
    system : System
    parameters : dict of Term to Symbol
        Weight, gradient and states; the step number; then the scalars.
    prelude : tuple of Line
        Shared scalar values, in double precision.
    coefficients : tuple of Line
        The scalars that arrays are combined with.
    conditions : frozenset of Symbol
        The coefficients that are truth values.
    body : tuple of Line
        The arrays.
    results : tuple of Expr
        The new weight and the new states.
    leaves : dict of Term to Symbol
        What the arrays' code has by name: the parameters and the coefficients.
    """

    system: System
    parameters: Mapping[Term, Symbol]
    prelude: tuple[Line, ...]
    coefficients: tuple[Line, ...]
    conditions: frozenset[Symbol]
    body: tuple[Line, ...]
    results: tuple[Expr, ...]
    leaves: Mapping[Term, Symbol]

    @property
    def arrays(self) -> tuple[Symbol, ...]:
        """The array parameters, in order."""
        return tuple(self.parameters[term] for term in arrays(self.system))

    @property
    def scalars(self) -> tuple[Symbol, ...]:
        """The step number and the keyword parameters, in order."""
        return tuple(self.parameters[term] for term in (STEP, *scalars(self.system)))

    @property
    def branches(self) -> bool:
        """Whether there is a branch: both sides are computed, and of the one not taken no warning counts."""
        return any(node.op == "where" for node in postorder(self.system.outputs))

    def is_leaf(self, result: Expr) -> bool:
        """Whether a result is a parameter, a coefficient or a number: no new array by itself."""
        return result.is_Atom and result not in {line.target for line in self.body}


def program_of(system: System, readable: bool = False) -> Program:
    """The system's step as straight-line code.

    Parameters
    ----------
    system : System
    readable : bool
        Whether parameters and assignments keep their names where these can stand in code; all
        are numbered otherwise.
    """
    names = parameters(system)
    symbols = {t: Symbol(n if readable else f"a{i}") for i, (t, n) in enumerate(names.items())}
    roots = (system.weight, *(s.update for s in system.states))
    hoisted = _hoisted(roots)
    lets = {value: name for name, value in reversed(system.lets)} if readable else {}
    taken, shared, numbers = set(names.values()), numbered("x"), numbered("c")
    prelude, values = _lower(hoisted, symbols, lets, taken, shared)
    own = [readable and t.op == "sym" for t in hoisted]
    targets = [v if o else Symbol(next(numbers)) for v, o in zip(values, own, strict=True)]
    coefficients = [Line(c, value) for c, value in zip(targets, values, strict=True)]
    leaves = symbols | dict(zip(hoisted, targets, strict=True))
    body, results = _lower(roots, leaves, lets, taken, shared)
    conditions = {leaves[t] for t in hoisted if t.op in RELATIONS + CONNECTIVES}
    return Program(
        system, symbols, prelude, tuple(coefficients), frozenset(conditions), body, results, leaves
    )


def formula(program: Program, value: Term) -> Expr | None:
    """A term in the program's parameters, or None if something in it occurs twice."""
    lines, values = _lower([value], program.parameters, {}, set(), numbered("x"))
    return None if lines else values[0]


def scalar_terms(roots: Sequence[Term]) -> set[Term]:
    """The terms below the roots in which no array occurs."""
    varying = fold(roots, lambda t, args: (t.op == "sym" and t.args[0] in _VARYING) or any(args))
    return {t for t, varies in varying.items() if not varies}


def _hoisted(roots: Sequence[Term]) -> list[Term]:
    """The largest scalar terms in what the roots compute, numbers aside.

    Bare parameters come last, since readable code rounds them in place.
    """
    scalar = scalar_terms(roots)
    used = [a for t in postorder(roots) if t not in scalar for a in t.terms] + list(roots)
    found = dict.fromkeys(t for t in used if t in scalar and t.op != "num")
    return sorted(found, key=lambda t: t.op == "sym")


def _lower(
    roots: Sequence[Term],
    leaves: Mapping[Term, Symbol],
    lets: Mapping[Term, str],
    taken: set[str],
    shared: Iterator[str],
) -> tuple[tuple[Line, ...], tuple[Expr, ...]]:
    """Assignments, and the roots' values in terms of them; leaves are known already."""
    order = _below(roots, leaves)
    uses = Counter([*(a for t in order for a in t.terms), *roots])
    lines: list[Line] = []
    known: dict[Term, Expr] = dict(leaves)
    nesting: Counter[Term] = Counter()
    for node in order:
        known[node] = _expression(node, [known[a] for a in node.terms])
        nesting[node] = 1 + max((nesting[a] for a in node.terms), default=0)
        named = node in lets or uses[node] > 1 or nesting[node] > DEEPEST
        if named and not _negated(known[node])[1].is_Atom:
            own = next(shared)
            name = identifier(f"{lets[node]}_t", own, taken) if node in lets else own
            lines.append(Line(Symbol(name), known[node]))
            known[node], nesting[node] = lines[-1].target, 0
    return tuple(lines), tuple(known[root] for root in roots)


def _below(roots: Sequence[Term], leaves: Mapping[Term, Symbol]) -> list[Term]:
    """The terms that must be computed, arguments first: what lies below a leaf need not be."""
    needed: set[Term] = set()
    frontier = [root for root in roots if root not in leaves]
    while frontier:
        node = frontier.pop()
        if node not in needed:
            needed.add(node)
            frontier += [a for a in node.terms if a not in leaves]
    return [node for node in postorder(roots) if node in needed]


def _expression(node: Term, args: Sequence[Expr]) -> Expr:
    match node.op:
        case "num":
            return _number(node.value)
        case "add":
            # What is taken away comes last: w - x and not -x + w.
            return Add(*sorted(args, key=lambda a: _negated(a)[0] < 0), evaluate=False)
        case "mul":
            return _product(args[0], args[1])
        case "div" if args[1].is_Rational and not args[1].is_Integer:
            return call("divide", args)  # SymPy prints x/(7/3) without its parentheses
        case "div":
            sign, divisor = _negated(args[1])
            return _product(args[0], Pow(divisor, -1, evaluate=False), sign)
        case "pow" if args[0].is_number and args[1].is_number:
            # Python would compute a power of integers exactly, however many digits it has.
            return call("power", args)
        case "pow":
            return Pow(*args, evaluate=False)
    return call(node.op, args)


def _product(left: Expr, right: Expr, sign: int = 1) -> Expr:
    """The product with the factors' signs in front, which is exact: ``w - lr*g`` and not ``w + lr*(-g)``."""
    (s, a), (r, b) = _negated(left), _negated(right)
    first, second = sorted((a, b), key=_rank)
    exact = first == 1 or (first.is_Rational and second.is_Rational)
    product = first * second if exact else Mul(first, second, evaluate=False)
    return product if s * r * sign > 0 else Mul(-1, product, evaluate=False)


def _rank(factor: Expr) -> tuple[int, str]:
    """The place of a factor for a reader: numbers, then letters in order, then the rest."""
    if factor.is_Rational:
        return 0, ""
    return (1, factor.name) if factor.is_Symbol else (2, "")


def _negated(value: Expr) -> tuple[int, Expr]:
    """The sign in front of an expression, and the rest."""
    if value.is_Mul and len(value.args) == 2 and value.args[0] == -1:
        return -1, value.args[1]
    return (-1, -value) if value.is_Rational and value < 0 else (1, value)


def _number(value: Fraction) -> Expr:
    double(value, "kernel")
    return Rational(value.numerator, value.denominator) if value.denominator > 1 else Integer(value.numerator)
