"""Schedules: what sets a rate step by step from outside, and is no part of the update."""

from __future__ import annotations

from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.vocabulary import CLOCKS, ONE, is_gradient_name
from verifier.lift.reading import Apply, Gradient, Name, Node, parts


def is_part_of_step(value: Node) -> bool:
    """Whether a value depends on the gradient, or holds a correction for the start, ``1 - beta**t``."""
    return any(
        isinstance(n, Gradient) or _is_correction(n) or (isinstance(n, Name) and is_gradient_name(n.text))
        for n in parts(value)
    )


def is_reckoned(value: Node) -> bool:
    """Whether a value is made of numbers, rates and the step alone."""
    names = [n.text for n in parts(value) if isinstance(n, Name)]
    known = all(sort_of(n) is not Sort.OTHER or n in CLOCKS for n in names)
    return known and not any(isinstance(n, Gradient) for n in parts(value))


def is_closed(value: Node) -> bool:
    """Whether a rate is raised to the step: what a recursion comes to, ``m_t = (1 - b**t) g``.

    What divides by such a power is a correction, ``v_t / (1 - b**t)``.
    """
    if not isinstance(value, Apply):
        return False
    if value.op == "pow":
        return isinstance(value.args[1], Name) and value.args[1].text in CLOCKS
    return any(is_closed(part) for part in (value.args[:1] if value.op == "div" else value.args))


def is_added_to(value: Node) -> bool:
    """Whether something is added to a gradient: a decay of the weight, or noise."""
    return isinstance(value, Apply) and value.op in ("add", "sub")


def _is_correction(node: Node) -> bool:
    if not (isinstance(node, Apply) and node.op == "sub"):
        return False
    one, power = node.args
    return one == ONE and isinstance(power, Apply) and power.op == "pow"
