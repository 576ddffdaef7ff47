"""A system printed as a formula file, its assignments split and merged by chance."""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction

from verifier.system import System
from verifier.term import WEIGHT, Term, postorder, substitute, symbols

INFIX = {
    "add": "+",
    "mul": "*",
    "div": "/",
    "pow": "**",
    "lt": "<",
    "le": "<=",
    "eq": "==",
    "ne": "!=",
    "and": "and",
    "or": "or",
}


def number(x: Fraction) -> str:
    """A number as an expression."""
    text = str(x.numerator) if x.denominator == 1 else f"{x.numerator}/{x.denominator}"
    return f"({text})" if x < 0 or x.denominator != 1 else text


def symbol(n: Term) -> str:
    """A symbol as it is read in a formula file."""
    if n.args[0] != "sequence":
        return n.name
    offset = int(str(n.args[2]))
    return f"{n.name}[t]" if offset == 0 else f"{n.name}[t{offset:+d}]"


def expression(top: Term, names: Mapping[Term, str]) -> str:
    """The term as a Python expression; terms that have a name are written by it."""
    texts: dict[Term, str] = {}
    for n in postorder([top]):
        texts[n] = names.get(n) or _node(n, [texts[a] for a in n.terms])
    return texts[top]


def _node(n: Term, args: list[str]) -> str:
    if n.op == "num":
        return number(n.value)
    if n.op == "sym":
        return symbol(n)
    if n.op in INFIX:
        return f"({args[0]} {INFIX[n.op]} {args[1]})"
    return f"(not {args[0]})" if n.op == "not" else f"{n.op}({', '.join(args)})"


def body(system: System, rng: random.Random) -> list[str]:
    """The assignments: shared terms get names, others by chance; all outputs are returned at once."""
    names: dict[Term, str] = {}
    lines: list[str] = []
    uses: dict[Term, int] = {}
    roots = [system.weight, *(s.update for s in system.states)]
    nodes = list(postorder(roots))
    for n in nodes:
        for a in n.terms:
            uses[a] = uses.get(a, 0) + 1
    for n in nodes:
        boolean = n.op in ("lt", "le", "eq", "ne", "and", "or", "not")
        if n.terms and not boolean and (uses.get(n, 0) > 1 or n.depth % 25 == 0 or rng.random() < 0.15):
            text = expression(n, names)
            names[n] = f"x{len(names) + 1}"
            lines.append(f"{names[n]} = {text}")
    returned = ", ".join(expression(r, names) for r in roots)
    return [*lines, f"return {returned}"]


def rates(system: System) -> list[Term]:
    """The given sequences in the initial values."""
    return symbols([s.initial for s in system.states], "sequence")


def formula_file(system: System, rng: random.Random) -> str:
    """The system in the syntax of formula files."""
    first = {x: Term("sym", "hyper", f"{x.name}[0]") for x in rates(system)}
    states = [f's_{s.name}="{expression(substitute([s.initial], first)[0], {})}"' for s in system.states]
    hypers = [
        f'{h.name}: "{h.domain.describe(h.name)}"'
        if h.domain.describe(h.name) != f"{h.name} real"
        else h.name
        for h in system.hypers
    ]
    asks_elsewhere = system.query is not WEIGHT
    renamed = {Term("sym", "state", s.name): Term("sym", "state", f"s_{s.name}") for s in system.states}
    new = substitute(system.outputs, renamed)
    moved = System(
        system.name,
        system.hypers,
        tuple(type(s)(f"s_{s.name}", s.initial, u) for s, u in zip(system.states, new[1:], strict=False)),
        new[0],
        new[-1],
    )
    parameters = ["w", *([] if asks_elsewhere else ["g"]), "t", *states, *(["*", *hypers] if hypers else [])]
    lines = [f"g = grad({expression(moved.query, {})})"] if asks_elsewhere else []
    lines += body(moved, rng)
    return f"def step({', '.join(parameters)}):\n" + "".join(f"    {line}\n" for line in lines)
