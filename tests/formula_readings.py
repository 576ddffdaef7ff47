"""Readings of formulas, in plain characters and in numbers: what the tests of the readers share."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

import mpmath

from verifier.lift.reading import Apply, Equation, Gradient, Name, Node, Number, Reading, parts

SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "^"}
RELATIONS = {"lt": "<", "gt": ">", "le": "<=", "ge": ">=", "eq": "==", "ne": "!="}
FUNCTIONS: dict[str, Callable[..., mpmath.mpf]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
    "neg": lambda a: -a,
    "sqrt": mpmath.sqrt,
    "abs": abs,
    "sign": mpmath.sign,
    "max": max,
    "min": min,
    "exp": mpmath.exp,
    "log": mpmath.log,
}


def said(node: Node) -> str:
    """A node on one line: ``m[t-1]`` is m at the step before, ``grad J(theta)`` a gradient at a point."""
    match node:
        case Number():
            return str(node.value)
        case Name():
            return name_said(node)
        case Gradient():
            return f"grad {node.of}({'' if node.at is None else said(node.at)})"
        case Apply("neg", (body,)):
            return f"-{said(body)}"
        case Apply(op, (left, right)) if op in SIGNS or op in RELATIONS:
            return f"({said(left)} {(SIGNS | RELATIONS)[op]} {said(right)})"
        case Apply(op, args):
            return f"{op}({', '.join(map(said, args))})"


def name_said(name: Name) -> str:
    if name.index is None:
        return name.text
    offset = f"{name.index.offset:+d}" if name.index.offset or not name.index.letter else ""
    return f"{name.text}[{name.index.letter}{offset if name.index.letter else name.index.offset}]"


def equation_said(equation: Equation) -> str:
    """An equation on one line, with its label."""
    label = f" | {equation.label}" if equation.label else ""
    sign = "<-" if equation.assigned else "="
    return f"{said(equation.target)} {sign} {said(equation.value).removeprefix('(')}{label}"


def lines_of(reading: Reading) -> list[str]:
    """All that a reading says, a line for each equation; refused ones at the end, with their left side."""
    equations = [f"{said(e.target)} {'<-' if e.assigned else '='} {said(e.value)}" for e in reading.equations]
    labels = [f" | {e.label}" if e.label else "" for e in reading.equations]
    return [e + label for e, label in zip(equations, labels, strict=True)] + [
        f"refused {r.target}".strip() for r in reading.refusals
    ]


def value(node: Node, at: Callable[[Node], mpmath.mpf]) -> mpmath.mpf:
    """The value of a node, letters and gradients having those that are given."""
    match node:
        case Number():
            return mpmath.mpf(node.value.numerator) / node.value.denominator
        case Name() | Gradient():
            return at(node)
    return FUNCTIONS[node.op](*(value(argument, at) for argument in node.args))


def same(left: Node, right: Node, seed: int = 1) -> bool:
    """Whether two nodes have the same values at random letters; equal up to the order of operations."""
    letters = {said(p) for node in (left, right) for p in parts(node) if isinstance(p, Name | Gradient)}
    for trial in range(3):
        random = Random(f"{seed} {trial}")
        values = {letter: mpmath.mpf(random.uniform(0.1, 0.9)) for letter in sorted(letters)}
        with mpmath.workdps(30):
            a, b = (value(node, lambda n, at=values: at[said(n)]) for node in (left, right))
        if abs(a - b) > mpmath.mpf(10) ** -20 * (1 + abs(a)):
            return False
    return True


HALF = Fraction(1, 2)
