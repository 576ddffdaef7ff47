"""Nodes and the steps at which they are read: indices moved, exponents that are indices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from verifier.audit.drafts.vocabulary import CLOCKS
from verifier.audit.equations.book import Item
from verifier.lift.reading import Apply, Gradient, Index, Name, Node, Number, parts

_SHAPE = re.compile(r"\s|\\(?:left|right|[bB]igg?[lr]?|math\w+|bm|boldsymbol|pmb|,|;|!|:)|[{}]")
"""What only shapes the print."""


def step_of(node: Node) -> Index | None:
    """An exponent that counts steps, ``t`` or ``t - 1``, as an index."""
    if isinstance(node, Name) and node.text in CLOCKS and node.index is None:
        return Index(node.text, 0)
    if isinstance(node, Apply) and node.op in ("add", "sub") and isinstance(node.args[0], Name):
        by, first = node.args[1], step_of(node.args[0])
        if first is not None and isinstance(by, Number) and by.value.denominator == 1:
            return Index(first.letter, int(by.value if node.op == "add" else -by.value))
    return None


def offset_of(item: Item) -> int:
    """How many steps ahead of the printed index what an equation defines is."""
    index = item.equation.target.index
    return index.offset if index is not None and index.letter else 0


def is_behind(rule: Item, weight: str) -> bool:
    """Whether a step has the index of the weight that it moves: the new weight is one further."""
    return rule.letter.removeprefix("Delta ") != weight and any(
        n.text == weight and n.index == rule.equation.target.index for n in rule.names
    )


def earlier(node: Node) -> Node:
    """An expression one step before: every index one less."""
    return shifted(node, -1)


def shifted(node: Node, steps: int) -> Node:
    """An expression some steps later: every index more by so much."""
    if isinstance(node, Name) and node.index is not None and node.index.letter:
        return Name(node.text, Index(node.index.letter, node.index.offset + steps), node.span)
    if isinstance(node, Gradient) and node.at is not None:
        return Gradient(shifted(node.at, steps), node.of, node.span)
    if isinstance(node, Apply):
        return Apply(node.op, tuple(shifted(a, steps) for a in node.args), node.span)
    return node


def is_said_again(rule: Item, items: Sequence[Item]) -> bool:
    """Whether a rule is one that stands before it, said of another step: ``w_t = w_{t-1} - lr v_{t-1}``.

    It is another rule where a state that it reads is defined anew in between, or where it reads none.
    """
    index, last = rule.equation.target.index, [i for i in items[: rule.order] if i.letter == rule.letter][-1:]
    states = {n.text for n in rule.names if n.text != rule.letter and n.index is not None}
    if index is None or not index.letter or not last or not states:
        return False
    known, by = last[0].equation.target.index, offset_of(rule) - offset_of(last[0])
    if known is None or known.letter != index.letter or by == 0:
        return False
    if shifted(last[0].equation.value, by) != rule.equation.value:
        return False
    return not any(i.letter in states for i in items[last[0].order + 1 : rule.order])


def before_its_step(read: Name, known: Item, weight: str, new: int) -> Node | None:
    """What ``g_{t-1}`` is where ``g_t`` is the gradient at the weight ``w_t`` that step t makes."""
    index, value = known.equation.target.index, known.equation.value
    taken = [n.at for n in parts(value) if isinstance(n, Gradient)]
    if (
        index is None
        or read.index is None
        or not taken
        or (index.offset, read.index.offset) != (new, new - 1)
    ):
        return None
    own = all(isinstance(at, Name) and (at.text, at.index) == (weight, index) for at in taken)
    return earlier(value) if own else None


def one_later(item: Item, read: Name) -> Item:
    """A definition at the step at which it is read, where it is printed for the one before.

    ``m_hat_k = m_k/(1 - beta^k)`` says what ``m_hat_{k+1}`` is.
    """
    index = item.equation.target.index
    if index is None or read.index is None or not index.letter or read.index.letter != index.letter:
        return item
    if read.index.offset != index.offset + 1:
        return item
    target = replace(item.equation.target, index=read.index)
    value = _counted_later(shifted(item.equation.value, 1), index.letter)
    return replace(item, equation=replace(item.equation, target=target, value=value))


def _counted_later(node: Node, letter: str) -> Node:
    """An expression with one more than its step's number for it."""
    if isinstance(node, Name) and node.text == letter and node.index is None:
        return Apply("add", (node, Number(Fraction(1))), node.span)
    if isinstance(node, Apply):
        return Apply(node.op, tuple(_counted_later(a, letter) for a in node.args), node.span)
    return node


def is_point(known: Item | None, weight: str) -> bool:
    """Whether what an equation defines is made of a weight at some step: a gradient there is another one."""
    return (
        known is not None
        and known.letter != weight
        and any(n.text == weight and n.index for n in known.names)
    )


def is_capital_beside(text: str, item: Item) -> bool:
    """Whether a capital stands beside its small one or a gradient, ``G`` beside ``g``: it is no gradient."""
    taken = any(isinstance(n, Gradient) for n in parts(item.equation.value))
    return text.isupper() and (taken or any(n.text == text.lower() for n in item.names))


def is_older(node: Name, item: Item) -> bool:
    """Whether a letter is read at a step and, in the same equation, one step later: ``g_t - g_{t-1}``."""
    index = node.index
    if index is None or not index.letter:
        return False
    return any(n.text == node.text and n.index == Index(index.letter, index.offset + 1) for n in item.names)


def sets_step(item: Item, rule: Item) -> bool:
    """Whether an equation sets the step of a rule: ``t = t + 1``, ``k = t + 1``; not "zero at ``t = 0``".

    Where the rule has the letter as its own index, what another section counts is not its step.
    """
    index = rule.equation.target.index
    if index is not None and index.letter == item.letter and item.headings != rule.headings:
        return False
    made_of_counts = bool(item.names) and all(n.text in CLOCKS for n in item.names)
    return item.reads_itself or item.equation.target.index is not None or made_of_counts


def takes_several(item: Item) -> bool:
    """Whether the gradients of several functions, or at several points, stand in one equation."""
    slopes = (n.span for n in parts(item.equation.value) if isinstance(n, Gradient))
    return len({_SHAPE.sub("", item.region.text[s.start : s.end]) for s in slopes}) > 1
