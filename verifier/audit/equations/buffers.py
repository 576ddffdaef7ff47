"""Letters that a weight may have, of what gathers gradients: ``b`` of a bias, and of a buffer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.vocabulary import STRONG_WEIGHT, is_gradient_name
from verifier.lift.reading import Apply, Gradient, Name, parts

if TYPE_CHECKING:
    from verifier.audit.equations.book import Item

EITHER = ("b", "p")
"""Letters of weights, the bias and the parameter, that buffers and impulses have as well."""


def is_buffer(item: Item, items: Sequence[Item]) -> bool:
    """Whether what an equation defines decays by a rate, and another letter of its section is made of it.

    So does the buffer of a momentum, ``b_t = mu b_{t-1} + g_t``.
    """
    if STRONG_WEIGHT.fullmatch(item.letter) and item.letter not in EITHER:
        return False
    products = (n.args for n in parts(item.equation.value) if isinstance(n, Apply) and n.op == "mul")
    factors = [{a.text for a in args if isinstance(a, Name)} for args in products]
    decays = any(item.letter in f and any(sort_of(a) is Sort.DECAY_RATE for a in f) for f in factors)
    near = (i for i in items if i.headings == item.headings and i.letter != item.letter)
    return decays and any(n.text == item.letter for i in near for n in i.names)


def is_changed(item: Item) -> bool:
    """Whether what is called a gradient is made of other letters, ``g_t = g_t + mu b_t``."""
    return is_gradient_name(item.letter) and not any(
        isinstance(n, Gradient) for n in parts(item.equation.value)
    )
