"""Slips of people who write optimizers down: each kind at one node of one formula.

A slip takes a node and the system, and gives what may stand there by mistake. Sums and products are
taken whole, with all their parts, so that the place is what a reader sees and not how it was bracketed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from verifier.mutants.notation import shown
from verifier.system import System
from verifier.term import GRADIENT, HALF, MINUS_ONE, ONE, STEP, ZERO, Term, hyper, sequence, sqrt, term


@dataclass(frozen=True)
class Slip:
    """What stands in a formula by mistake, and the mistake in words."""

    kind: str
    wrong: Term
    words: str


Slips = Callable[[Term, System], Iterator[Slip]]


def parts(node: Term, op: str) -> list[Term]:
    """The summands of a sum, or the factors of a product, however they are bracketed."""
    return [p for a in node.terms for p in parts(a, op)] if node.op == op else [node]


def joined(op: str, operands: Sequence[Term]) -> Term:
    """A sum or a product; the empty ones are 0 and 1."""
    if not operands:
        return ZERO if op == "add" else ONE
    return reduce(lambda a, b: Term(op, a, b), operands)


def negated(node: Term) -> Term:
    """The negative; of ``-x`` it is ``x``."""
    if node.op == "mul" and node.terms[0] is MINUS_ONE:
        return node.terms[1]
    return term(-node.value) if node.op == "num" else -node


def signs(node: Term, _: System) -> Iterator[Slip]:
    """Each summand with the other sign."""
    summands = parts(node, "add")
    if len(summands) > 1:
        for i, x in enumerate(summands):
            wrong = joined("add", [*summands[:i], negated(x), *summands[i + 1 :]])
            yield Slip("sign", wrong, f"the sign of {shown(x)} turned")


def dropped_parts(node: Term, _: System) -> Iterator[Slip]:
    """Each summand or factor left out."""
    for op, word in (("add", "summand"), ("mul", "factor")):
        every = parts(node, op)
        kept = [p for p in every if p is not MINUS_ONE]
        if node.op == op and len(kept) > 1:
            for i, x in enumerate(every):
                if x is not MINUS_ONE:
                    wrong = joined(op, every[:i] + every[i + 1 :])
                    yield Slip(f"dropped {word}", wrong, f"without the {word} {shown(x)}")


def dropped_operations(node: Term, _: System) -> Iterator[Slip]:
    """A denominator, a root, a power, a bar or a sign left out; a fraction multiplied instead of divided."""
    if node.op == "div":
        yield Slip("dropped denominator", node.terms[0], f"not divided by {shown(node.terms[1])}")
        yield Slip(
            "inverted denominator", node.terms[0] * node.terms[1], f"multiplied by {shown(node.terms[1])}"
        )
    elif node.op == "pow":
        word = "root" if node.terms[1] is HALF else "exponent"
        what = f"the root of {shown(node.terms[0])}" if word == "root" else shown(node)
        yield Slip(f"dropped {word}", node.terms[0], f"{shown(node.terms[0])} for {what}")
    elif node.op in ("abs", "sign"):
        yield Slip(f"dropped {node.op}", node.terms[0], f"{shown(node.terms[0])} for {shown(node)}")


def extremes(node: Term, _: System) -> Iterator[Slip]:
    """A maximum for a minimum, one of its arguments alone, or the maximum on the other side of a quotient."""
    if node.op in ("max", "min"):
        for x in node.terms:
            yield Slip(f"dropped {node.op}", x, f"{shown(x)} for {shown(node)}")
        other = "min" if node.op == "max" else "max"
        yield Slip(f"{other} for {node.op}", Term(other, *node.terms), f"{other} for {node.op}")
        old, new = node.terms
        if new.op == "div":
            wrong = Term(node.op, old, new.terms[0]) / new.terms[1]
            yield Slip("order of maximum", wrong, f"{node.op} before the division")
    if node.op == "div" and node.terms[0].op in ("max", "min"):
        old, new = node.terms[0].terms
        wrong = Term(node.terms[0].op, old, new / node.terms[1])
        yield Slip("order of maximum", wrong, f"{node.terms[0].op} after the division")


def branches(node: Term, _: System) -> Iterator[Slip]:
    """The tie of a comparison on the other side, its bound off by one, a branch taken always or swapped."""
    ties = {"lt": "le", "le": "lt", "eq": "ne", "ne": "eq"}
    if node.op in ties:
        yield Slip(
            "comparison",
            Term(ties[node.op], *node.terms),
            f"{shown(Term(ties[node.op], *node.terms))} for {shown(node)}",
        )
    if node.op in ("lt", "le"):
        for by in (-1, 1):
            wrong = Term(node.op, node.terms[0] + by, node.terms[1])
            yield Slip("threshold", wrong, f"the threshold off by {by}")
    if node.op == "where":
        condition, yes, no = node.terms
        yield Slip("dropped branch", yes, "the first branch always")
        yield Slip("dropped branch", no, "the second branch always")
        yield Slip("branch", Term("where", condition, no, yes), "the branches exchanged")


def constants(node: Term, _: System) -> Iterator[Slip]:
    """A number doubled, halved, or larger by one."""
    if node.op == "num" and node is not MINUS_ONE and node is not ZERO:
        for value in dict.fromkeys((2 * node.value, node.value / 2, node.value + 1)):
            yield Slip("constant", term(value), f"{value} for {node.value}")


def steps(node: Term, _: System) -> Iterator[Slip]:
    """The step number off by one; a rate read one step before or after."""
    if node is STEP:
        for by in (-1, 1):
            yield Slip("index of t", STEP + by, f"t {'-+'[by > 0]} 1 for t")
    if node.op == "sym" and node.args[0] == "sequence":
        for by in (-1, 1):
            offset = int(str(node.args[2])) + by
            if offset >= -1:
                wrong = sequence(node.name, offset)
                yield Slip("index of a rate", wrong, f"{wrong!r} for {node!r}".replace("[t+0]", "[t]"))


def hyperparameters(node: Term, system: System) -> Iterator[Slip]:
    """Another hyperparameter, or one minus it."""
    if node.op == "sym" and node.args[0] == "hyper":
        for h in system.hypers:
            if h.name != node.name and not h.varies:
                yield Slip("other hyperparameter", hyper(h.name), f"{h.name} for {node.name}")
        yield Slip("complement", ONE - node, f"1 - {node.name} for {node.name}")


def gradients(node: Term, _: System) -> Iterator[Slip]:
    """The gradient's size alone, or its sign alone."""
    if node is GRADIENT:
        yield Slip("gradient", Term("abs", node), "|g| for g")
        yield Slip("gradient", Term("sign", node), "sign(g) for g")


def small_constants(node: Term, _: System) -> Iterator[Slip]:
    """A small constant inside a root or outside, squared, as a lower bound, or before a division."""
    if node.op == "add":
        yield from _outside(*node.terms)
        yield from _outside(*reversed(node.terms))
    if node.op == "pow" and node.terms[1] is HALF and node.terms[0].op == "add":
        x, e = node.terms[0].terms
        for root, small in ((x, e), (e, x)):
            if _is_parameter(small):
                yield Slip("epsilon", sqrt(root) + small, f"{small!r} outside the root")
                yield Slip("epsilon", sqrt(root) + sqrt(small), f"the root of {small!r} outside the root")


def _outside(root: Term, small: Term) -> Iterator[Slip]:
    if not (root.op == "pow" and root.terms[1] is HALF and _is_parameter(small)):
        return
    inside = root.terms[0]
    yield Slip("epsilon", sqrt(inside + small), f"{small!r} inside the root")
    yield Slip("epsilon", sqrt(inside + small**2), f"{small!r} squared inside the root")
    yield Slip("epsilon", Term("max", root, small), f"{small!r} as a lower bound")
    if inside.op == "div":
        below = sqrt(inside.terms[1])
        yield Slip("epsilon", (sqrt(inside.terms[0]) + small) / below, f"{small!r} before the division")


def _is_parameter(node: Term) -> bool:
    return node.op == "num" or (node.op == "sym" and node.args[0] == "hyper")


SLIPS: tuple[Slips, ...] = (
    signs,
    dropped_parts,
    dropped_operations,
    extremes,
    branches,
    constants,
    steps,
    hyperparameters,
    gradients,
    small_constants,
)
"""Every kind of slip at a node."""
