"""Small constants that are added to denominators."""

from __future__ import annotations

from verifier.term import Term, postorder


def only_below(root: Term, small: Term) -> bool:
    """Whether a small constant stands in denominators alone, and is added there."""
    safe: set[Term] = set()
    for node in postorder([root]):
        if small in node.terms and node.op not in ("add", "max"):
            return False
        inside = [a for a in node.terms if a not in safe]
        if node is small:
            continue
        if node.op == "div":
            inside = [a for a in inside if a is node.terms[0]]
        if not inside:
            safe.add(node)
    return root in safe
