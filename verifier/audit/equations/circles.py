"""Letters that are printed as made of their own new value."""

from __future__ import annotations

from verifier.audit.equations.book import Item
from verifier.lift.reading import Gradient, Name, parts


def is_circular(node: Name, item: Item, weight: str) -> bool:
    """Whether an average is printed as made of its own new value: ``m_t = beta m_t + (1 - beta) g_t``."""
    nodes = parts(item.equation.value)
    gathers = any(isinstance(n, Gradient) or (isinstance(n, Name) and n.text == "g") for n in nodes)
    plain = not item.equation.assigned and item.letter != weight and not item.equation.chained
    return plain and gathers and node.index == item.equation.target.index


def circle(node: Name) -> tuple[str, str, str]:
    """A letter, how it stands on its own right side, and how it must stand there."""
    letter, offset = (node.index.letter, node.index.offset) if node.index is not None else ("t", 0)
    return node.text, f"{node.text}[{_step(letter, offset)}]", f"{node.text}[{_step(letter, offset - 1)}]"


def _step(letter: str, offset: int) -> str:
    return letter if offset == 0 else f"{letter}{offset:+d}"


def is_loop(known: Item, reader: Item) -> bool:
    """Whether a state that is kept without an index is made, further down, of the letter that reads it.

    That letter reads the state's old value.
    """
    kept = known.reads_itself and known.equation.target.index is None
    return kept and reader.order < known.order and any(n.text == reader.letter for n in known.names)
