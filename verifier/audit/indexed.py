"""Nodes and the steps at which they are read: indices moved, exponents that are indices."""

from __future__ import annotations

from collections.abc import Sequence

from verifier.audit.book import Item
from verifier.audit.names import Sort, sort_of
from verifier.lift.reading import Apply, Index, Name, Node, Number, parts

CLOCKS = ("t", "k", "n", "s", "tau", "i")
"""Letters that count the steps where nothing else defines them."""

RATES = ("t", "s")
"""Letters that theory has for the rate where another counts the steps."""


def is_rate(text: str, rule: Item, near: Sequence[Item]) -> bool:
    """Whether ``t`` is a rate, beside steps that another letter counts: ``x^(k) = x^(k-1) - t grad``."""
    index = rule.equation.target.index
    if text not in RATES or index is None or index.letter in ("", text):
        return False
    if any(i.letter == text and (i.equation.target.index is not None or i.reads_itself) for i in near):
        return False
    indices = (i.equation.target.index for i in near)
    counts = any(i is not None and i.letter == text for i in indices)
    return not counts and not any(_is_exponent(text, i.equation.value) for i in near)


def _is_exponent(text: str, value: Node) -> bool:
    """Whether a letter stands in an exponent."""
    powers = (n.args[1] for n in parts(value) if isinstance(n, Apply) and n.op == "pow")
    return any(isinstance(n, Name) and n.text == text for p in powers for n in parts(p))


def is_other_rate(node: Name, known: Item) -> bool:
    """Whether ``alpha_t`` is defined and ``alpha`` is read: the one that does not vary."""
    index = known.equation.target.index
    varies = index is not None and bool(index.letter)
    return sort_of(node.text) is not Sort.OTHER and node.index is None and varies


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
