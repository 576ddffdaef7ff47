"""Weights that decay in a line of their own: ``w <- (1 - lr lambda) w`` beside ``w <- w - lr m``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.equations.book import Item
from verifier.lift.reading import Apply, Gradient, Name, Node, parts

FAR = 8
"""How many equations apart the two lines may be."""


def with_decay(rule: Item, items: Sequence[Item]) -> Item | None:
    """A rule together with the one line of its section that makes its weight smaller, in their order."""
    value = rule.equation.value
    own = rule.equation.target
    if own.index is not None or not (isinstance(value, Apply) and value.op == "sub" and value.args[0] == own):
        return None
    if own in parts(value.args[1]):
        return None
    near = items[max(0, rule.order - FAR) : rule.order + FAR + 1]
    found = [i for i in near if i is not rule and i.headings == rule.headings and _decays(i, own)]
    if len(found) != 1:
        return None
    decay = found[0].equation.value
    first, last = (decay, value) if found[0].order < rule.order else (value, decay)
    return replace(rule, equation=replace(rule.equation, value=_after(last, own, first)))


def _decays(item: Item, own: Name) -> bool:
    """Whether a line makes a weight of itself and of constants alone, one of which is a weight decay."""
    if item.equation.target != own or any(isinstance(n, Gradient) for n in parts(item.equation.value)):
        return False
    others = {n.text for n in item.names if n != own}
    decays = [name for name in others if sort_of(name) is Sort.WEIGHT_DECAY]
    return item.reads_itself and len(decays) == 1 and len(others) <= 2


def _after(node: Node, own: Name, value: Node) -> Node:
    """An expression with the value that the weight has by the line before it."""
    if node == own:
        return value
    if isinstance(node, Apply):
        return Apply(node.op, tuple(_after(a, own, value) for a in node.args), node.span)
    return node
