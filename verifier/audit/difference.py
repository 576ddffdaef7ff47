"""Where two lines differ, in words that tell what to write for what."""

from __future__ import annotations

import difflib
import re


def difference(wrong: str, right: str) -> str:
    """The stretch in which two lines differ, ``wrong -> right``, in whole tokens."""
    one, two = _tokens(wrong), _tokens(right)
    blocks = [
        b for b in difflib.SequenceMatcher(None, one, two, autojunk=False).get_opcodes() if b[0] != "equal"
    ]
    if not blocks:
        return right
    low, high = blocks[0][1], blocks[-1][2]
    other = blocks[0][3], blocks[-1][4]
    if high - low > 0.6 * len(one) or low == high or other[0] == other[1]:
        return f"{wrong} -> {right}"
    return f"{''.join(one[low:high]).strip()} -> {''.join(two[other[0] : other[1]]).strip()}"


def _tokens(text: str) -> list[str]:
    return re.findall(r"\s*(?:\w+(?:\[[^\]]*\])?|\*\*|\S)", text)
