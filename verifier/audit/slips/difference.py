"""Where two lines differ, in words that tell what to write for what."""

from __future__ import annotations

import difflib
import re

from verifier.audit.judging.known import Known
from verifier.audit.slips.further import ADDED
from verifier.mutants import Mutant
from verifier.mutants.equations import equations_of
from verifier.mutants.notation import shown
from verifier.system import System

INSTEAD = "+= -> ="
"""What is to be written where something is to be replaced, and not added to."""


def lines_of(system: System) -> dict[str, str]:
    """What a system computes, line by line."""
    return {e.name: f"{e.name}[t] = {shown(e.formula)}" for e in equations_of(system).every}


def difference(wrong: str, right: str) -> str:
    """The stretch in which the right sides of two lines differ, ``wrong -> right``, in whole tokens."""
    one, two = (_tokens(line.rpartition(" = ")[2]) for line in (wrong, right))
    blocks = [
        b for b in difflib.SequenceMatcher(None, one, two, autojunk=False).get_opcodes() if b[0] != "equal"
    ]
    if not blocks:
        return right
    low, high = blocks[0][1], blocks[-1][2]
    other = blocks[0][3], blocks[-1][4]
    if low == high or other[0] == other[1]:
        low, high, other = _with_neighbour(one, low, high, other)
    low, high, other = _balanced(one, two, low, high, other)
    if high - low > 0.6 * len(one) or low == high or other[0] == other[1]:
        return f"{wrong} -> {right}"
    return f"{''.join(one[low:high]).strip()} -> {''.join(two[other[0] : other[1]]).strip()}"


def _with_neighbour(
    one: list[str], low: int, high: int, other: tuple[int, int]
) -> tuple[int, int, tuple[int, int]]:
    """The stretches with what stands beside them, so that neither is empty: ``g -> g**2``."""
    if low and re.search(r"[\w\])]$", one[low - 1]):
        by = 3 if low > 2 and one[low - 2].strip() == "**" else 1  # no exponent without its base
        return low - by, high, (other[0] - by, other[1])
    if high < len(one):
        return low, high + 1, (other[0], other[1] + 1)
    return low, high, other


def _balanced(
    one: list[str], two: list[str], low: int, high: int, other: tuple[int, int]
) -> tuple[int, int, tuple[int, int]]:
    """The stretches made longer, by the same tokens on both sides, until no parenthesis is cut off."""
    left, right = low, len(one) - high
    start, end = other[0], len(two) - other[1]
    for _ in range(left + right):
        if _is_whole(one[low:high]) and _is_whole(two[start : len(two) - end]):
            break
        opens = min(_depths(one[low:high]), _depths(two[start : len(two) - end]))
        if opens < 0 and low:
            low, start = low - 1, start - 1
        elif high < len(one):
            high, end = high + 1, end - 1
        else:
            break
    return low, high, (start, len(two) - end)


def _depths(tokens: list[str]) -> int:
    """How deep below its beginning a stretch goes; 0 where no parenthesis is closed that was not opened."""
    depth = lowest = 0
    for token in tokens:
        depth += token.count("(") - token.count(")")
        lowest = min(lowest, depth)
    return lowest


def _is_whole(tokens: list[str]) -> bool:
    return _depths(tokens) == 0 and sum(t.count("(") - t.count(")") for t in tokens) == 0


def _tokens(text: str) -> list[str]:
    return re.findall(r"\s*(?:\w+(?:\[[^\]]*\])?|\*\*|\S)", text)


def undoing(form: Known, mutant: Mutant) -> str:
    """What to write in place of what to be rid of a slip in a form."""
    if mutant.kind == ADDED:
        return INSTEAD
    right = lines_of(form.system).get(mutant.place)
    return f"undo: {mutant.words}" if right is None else difference(mutant.formula, right)
