"""Sums over all steps so far, ``sum_i beta^{t-i} g_i``, as the recursions that they unroll."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from verifier.audit.equations.indexed import step_of
from verifier.lift.reading import Apply, Gradient, Index, Name, Node, Number, parts

_ONE = Number(Fraction(1))


@dataclass(frozen=True)
class Convolved:
    """A sum up to a step: a factor of what it was one step before, and the newest summand."""

    factor: Node
    newest: Node

    def after(self, before: Node) -> Node:
        """The sum, of what it was one step before."""
        kept = before if self.factor == _ONE else Apply("mul", (self.factor, before))
        return Apply("add", (kept, self.newest))


def convolved(node: Apply, step: Index | None) -> Convolved | None:
    """A sum in an equation of a step, as a recursion; None where old summands change in another way.

    A summand may be multiplied by a power whose exponent counts the steps since then, ``beta^{t-i}``.
    """
    body, counter, first, last = node.args
    end = step_of(last)
    if end is None or not isinstance(counter, Name) or first not in (Number(Fraction(0)), _ONE):
        return None
    own = Index("t", 0) if step is None else step
    if end.letter != own.letter or own.offset - end.offset not in (0, int(step is not None)):
        return None
    factors, newest = list[Node](), list[Node]()
    for each in _factors(body):
        if (power := _power(each, counter.text, end)) is not None:
            factors.append(power[0])
            each = power[1]
        elif (made := _at_end(each, counter.text, end)) is not None:
            each = made
        else:
            return None
        newest.append(each)
    return Convolved(_product(factors), _product(newest)) if _is_indexed(body, counter.text) else None


def _factors(node: Node) -> Iterator[Node]:
    if isinstance(node, Apply) and node.op == "mul":
        yield from _factors(node.args[0])
        yield from _factors(node.args[1])
    else:
        yield node


def _product(factors: list[Node]) -> Node:
    plain = [f for f in factors if f != _ONE] or [_ONE]
    made = plain[0]
    for factor in plain[1:]:
        made = Apply("mul", (made, factor))
    return made


def _power(node: Node, counter: str, end: Index) -> tuple[Node, Node] | None:
    """By what ``beta^{t-i}`` is multiplied from step to step, and what it is where i is the last step."""
    if not (isinstance(node, Apply) and node.op == "pow" and isinstance(node.args[0], Name | Number | Apply)):
        return None
    base, counts = node.args[0], _linear(node.args[1])
    fixed = all(
        n.index is None and n.text not in (counter, end.letter) for n in parts(base) if isinstance(n, Name)
    )
    if counts is None or not fixed or any(isinstance(n, Gradient) for n in parts(base)):
        return None
    by, others = counts.get(end.letter, 0), set(counts) - {counter, end.letter, ""}
    left = counts.get("", 0) - by * end.offset
    if others or by <= 0 or counts.get(counter, 0) != -by or left < 0:
        return None
    return _raised(base, by), _raised(base, left)


def _raised(base: Node, to: int) -> Node:
    return (_ONE, base)[to] if to in (0, 1) else Apply("pow", (base, Number(Fraction(to))))


def _linear(node: Node) -> dict[str, int] | None:
    """The whole numbers by which letters are multiplied in a sum of them; that of no letter is the rest."""
    if isinstance(node, Number) and node.value.denominator == 1:
        return {"": int(node.value)}
    if isinstance(node, Name) and node.index is None:
        return {node.text: 1}
    if not isinstance(node, Apply) or node.op not in ("add", "sub", "neg", "mul"):
        return None
    sides = [_linear(a) for a in node.args]
    if any(side is None for side in sides):
        return None
    one, *rest = [side for side in sides if side is not None]
    if node.op == "mul":
        scale, of = (one, rest[0]) if set(one) == {""} else (rest[0], one)
        return {k: v * scale[""] for k, v in of.items()} if set(scale) == {""} else None
    two, sign = (rest[0] if rest else {}), -1 if node.op == "sub" else 1
    one = {k: -v for k, v in one.items()} if node.op == "neg" else one
    return {k: one.get(k, 0) + sign * two.get(k, 0) for k in {**one, **two}}


def _at_end(node: Node, counter: str, end: Index) -> Node | None:
    """A factor of a summand at the last step; None where it is another one when that step is over."""
    if isinstance(node, Name):
        if node.index is not None and node.index.letter == counter:
            return Name(node.text, Index(end.letter, end.offset + node.index.offset), node.span)
        moves = node.text in (counter, end.letter) or (node.index is not None and bool(node.index.letter))
        return None if moves else node
    if isinstance(node, Gradient):
        at = None if node.at is None else _at_end(node.at, counter, end)
        return None if at is None and node.at is not None else Gradient(at, node.of, node.span)
    if isinstance(node, Apply):
        made = [_at_end(a, counter, end) for a in node.args]
        whole = tuple(m for m in made if m is not None)
        return Apply(node.op, whole, node.span) if len(whole) == len(made) else None
    return node


def _is_indexed(body: Node, counter: str) -> bool:
    """Whether something in a summand is that of its step."""
    return any(isinstance(n, Name) and n.index is not None and n.index.letter == counter for n in parts(body))
