"""Where a gradient is taken, where a program does not say it: a method may move the weight before."""

from __future__ import annotations

import re

from verifier.audit.drafts.candidate import Candidate
from verifier.audit.drafts.draft import NEW
from verifier.audit.equations.assembly import Update
from verifier.audit.slips.mend import Mend
from verifier.lift.reading import Apply, Gradient, Name, Node, parts
from verifier.mutants.equations import QUERY

EFFECT = re.compile(r"^[ \t]*(?:self|this)\.\w+\([^\n=]*\);?[ \t]*(?:#.*)?$", re.MULTILINE)
"""A line that calls a method of its own object for what it changes."""
NESTED = re.compile(r"\w\([^()\n]*\b[A-Za-z_][\w.]*\([^()\n]*\w[^()\n]*\)")
"""A call with a call among its arguments."""


def is_point_unknown(candidate: Candidate, update: Update) -> bool:
    """Whether the point of a gradient is worked out where it is not read."""
    stretch = candidate.stretch
    if stretch is None:
        return False
    slopes = [d for d in update.draft.definitions.values() if isinstance(d.value, Gradient)]
    taken = [d.value.at for d in slopes if isinstance(d.value, Gradient) and d.value.at is not None]
    nested = not taken and any(NESTED.search(candidate.text(d.span)) is not None for d in slopes)
    called = any(isinstance(n, Apply) and n.op == "call" for at in taken for n in parts(_given(update, at)))
    return nested or called or EFFECT.search(stretch.source.text, stretch.low, stretch.high) is not None


def is_of_unknown_point(candidate: Candidate, update: Update, mend: Mend) -> bool:
    """Whether a slip is explained by the point of a gradient, and that is not known."""
    return mend.place == QUERY and is_point_unknown(candidate, update)


def _given(update: Update, node: Node) -> Node:
    """What a name of this step was given."""
    known = update.draft.definitions
    while isinstance(node, Name) and node.index == NEW and node.text in known:
        node = known[node.text].value
    return node


__all__ = ["is_of_unknown_point", "is_point_unknown"]
