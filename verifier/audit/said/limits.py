"""Which formulas of a sentence may be what an update comes to while the gradient stays the same."""

from __future__ import annotations

import re

DIVIDED = re.compile(r"/|frac")
"""What stands in a limit."""
MULTIPLIED = re.compile(r"\(1\s*[-−–]")
"""What stands in what a limit was meant to be, and in much else: parts of an update, what is left of it."""
LIMIT = re.compile(
    r"\b(?:tends?|tending|converg\w+|approach\w*|settles?|grows|builds? up|limit is"
    r"|(?:terminal (?:velocity|speed)|effective (?:learning rate|rate|step[- ]?size|step)) is"
    r"|(?:strebt|konvergiert|geht)\b[^.;$]{0,40}\bgegen|tend\b[^.;$]{0,20}\bvers|tiende (?:a|hacia)|tende a)"
    r"(?:\s+(?:to|towards?|at|the|of|then|about|exactly)){0,3}[\s$`(\\]*(?:[A-Za-z]\w*\s*=\s*)?\Z",
    re.IGNORECASE,
)
"""Words right before a formula that is a limit."""


def may_be_limit(text: str, before: str) -> bool:
    """Whether a formula may be a limit, by how it is made and by the words before it."""
    product = MULTIPLIED.search(text) is not None and LIMIT.search(before) is not None
    return product or DIVIDED.search(text) is not None


__all__ = ["may_be_limit"]
