"""Nodes and the steps at which they are read: indices moved, exponents that are indices."""

from __future__ import annotations

from verifier.audit.book import Item
from verifier.lift.reading import Apply, Index, Name, Node, Number

CLOCKS = ("t", "k", "n", "s", "tau", "i")
"""Letters that count the steps where nothing else defines them."""


def step_of(node: Node) -> Index | None:
    """An exponent that counts steps, ``t`` or ``t - 1``, as an index."""
    if isinstance(node, Name) and node.text in CLOCKS and node.index is None:
        return Index(node.text, 0)
    if isinstance(node, Apply) and node.op in ("add", "sub") and isinstance(node.args[0], Name):
        by, first = node.args[1], step_of(node.args[0])
        if first is not None and isinstance(by, Number) and by.value.denominator == 1:
            return Index(first.letter, int(by.value if node.op == "add" else -by.value))
    return None


def earlier(node: Node) -> Node:
    """An expression one step before: every index one less."""
    if isinstance(node, Name) and node.index is not None and node.index.letter:
        return Name(node.text, Index(node.index.letter, node.index.offset - 1), node.span)
    if isinstance(node, Apply):
        return Apply(node.op, tuple(earlier(a) for a in node.args), node.span)
    return node


def is_capital_beside(text: str, item: Item) -> bool:
    """Whether a letter stands beside its small one, ``G`` beside ``g``: then it is something else."""
    return text.isupper() and any(n.text == text.lower() for n in item.names)


def reindexed(node: Node, counter: str, index: Index | None) -> Node:
    """A summand at the present step."""
    if isinstance(node, Name) and node.index is not None and node.index.letter == counter:
        return Name(node.text, index, node.span)
    if isinstance(node, Apply):
        return Apply(node.op, tuple(reindexed(a, counter, index) for a in node.args), node.span)
    return node


def counts_steps(item: Item) -> bool:
    """Whether a letter is made of counts of steps alone: ``k = t + 1``."""
    return bool(item.names) and all(n.text in CLOCKS for n in item.names)
