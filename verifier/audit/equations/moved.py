"""Whether a value is a weight that was moved, ``w - lr*g``, or a step with a weight: ``-lr*(u + wd*w)``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from verifier.audit.drafts.draft import NEW, Definition
from verifier.audit.drafts.slots import displayed
from verifier.lift.reading import Apply, Name, Node, Number, parts

STEP = re.compile(r"(?:new_?)?(?:updates?|steps?|deltas?|increments?)", re.IGNORECASE)
"""What is called so is no weight."""
DEEPEST = 60


def is_moved(definitions: Mapping[str, Definition], value: Node, weight: str) -> bool:
    """Whether a value holds the old weight itself, or nearly so, beside what moves it."""
    known = definitions.get(value.text) if isinstance(value, Name) else None
    called = known is not None and STEP.fullmatch(displayed(known.letter)) is not None
    return _keeps(definitions, value, weight, called, 0)


def _keeps(definitions: Mapping[str, Definition], node: Node, weight: str, scaled: bool, depth: int) -> bool:
    """``scaled`` says that what it is a part of is multiplied, or is a step by its name."""
    node = _meant(definitions, node)
    if not isinstance(node, Apply) or depth > DEEPEST:
        return isinstance(node, Name) and node.text == weight
    if node.op not in ("mul", "div"):
        return any(_keeps(definitions, a, weight, scaled, depth + 1) for a in node.args)
    bare = [a for a in node.args if _is(weight, _meant(definitions, a))]
    if not bare:
        return any(_keeps(definitions, a, weight, True, depth + 1) for a in node.args)
    others = [_meant(definitions, a) for a in node.args if a not in bare]
    return not scaled or any(map(_is_nearly_one, others))


def _meant(definitions: Mapping[str, Definition], node: Node) -> Node:
    """What a name of this step was given."""
    for _ in range(DEEPEST):
        known = definitions.get(node.text) if isinstance(node, Name) and node.index == NEW else None
        if known is None:
            break
        node = known.value
    return node


def _is(weight: str, node: Node) -> bool:
    return isinstance(node, Name) and node.text == weight


def _is_nearly_one(factor: Node) -> bool:
    """Whether a factor is made of 1 by adding or taking away: ``1 - lr*wd``."""
    sums = (n for n in parts(factor) if isinstance(n, Apply) and n.op in ("add", "sub"))
    return any(isinstance(a, Number) and a.value == 1 for s in sums for a in s.args)


__all__ = ["is_moved"]
