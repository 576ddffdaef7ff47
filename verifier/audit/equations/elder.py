"""The weight before the present one, where words tell the steps: ``w' = w - lr g + mu (w - w_old)``."""

from __future__ import annotations

from dataclasses import replace

from verifier.lift.reading import Apply, Equation, Index, Name, parts, replaced

OLD, ELDER, NEW = Index("new", -1), Index("new", -2), Index("new", 0)


def with_elder(equation: Equation) -> Equation:
    """An equation in which the old one of a difference ``w - w_old`` is older than the bare ``w``."""
    target, value = equation.target, equation.value
    if target.index not in (None, NEW):
        return equation
    every = [n for n in parts(value) if isinstance(n, Apply) and n.op == "sub" and _is_elder(n, target.text)]
    if not every:
        return equation
    for old in {a for n in every for a in n.args if isinstance(a, Name) and a.index == OLD}:
        value = replaced(value, old, Name(old.text, ELDER, old.span))
    return replace(equation, target=replace(target, index=NEW), value=value)


def _is_elder(difference: Apply, letter: str) -> bool:
    """Whether it is taken of a letter and of its old value."""
    return {(n.text, n.index) for n in difference.args if isinstance(n, Name)} == {
        (letter, None),
        (letter, OLD),
    }


__all__ = ["with_elder"]
