"""What a condition asks, where a name that it reads may stand for a value of this step."""

from __future__ import annotations

import ast
from functools import partial
from typing import TYPE_CHECKING

from verifier.audit.drafts.draft import NEW, OLD
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.slots import displayed, slot_of
from verifier.audit.programs.conditions import Kind, kind_of
from verifier.audit.programs.expressions import is_opaque
from verifier.lift.reading import Gradient, Name, Node, parts

if TYPE_CHECKING:
    from verifier.audit.programs.walk import Walk

GIVEN = (Sort.RATE, Sort.DECAY_RATE, Sort.WEIGHT_DECAY, Sort.SMALL)
"""What hyperparameters are, by their names."""


def asked_of(walk: Walk, test: ast.expr) -> Kind:
    """What a condition of a program asks."""
    return kind_of(test, partial(_is_number, walk))


def side_of_later_steps(walk: Walk, test: ast.expr) -> bool | None:
    """Which side of a choice within an expression later steps take: ``x if self.y is None else self.y``.

    Only where the step itself sets what is asked about; what the first step does is left open.
    """
    kind = asked_of(walk, test)
    if kind not in (Kind.START, Kind.STARTED) or not isinstance(test, ast.Compare):
        return None
    if slot_of(test.left) not in walk.assigned:
        return None
    walk.guessed = True
    return kind is Kind.STARTED


def _is_number(walk: Walk, node: ast.expr) -> bool:
    """Whether the gradient of this step, or what is worked out in it, enters an expression."""
    found = walk.reader.node(node)
    if is_opaque(found) or _is_given(walk, found):
        return False
    return any(isinstance(n, Gradient) or (isinstance(n, Name) and n.index == NEW) for n in parts(found))


def _is_given(walk: Walk, found: Node) -> bool:
    """Whether a name stands for a hyperparameter that is kept elsewhere: ``mu = group["momentum"]``."""
    kept = walk.resolved(found) if isinstance(found, Name) and found.index == NEW else None
    return isinstance(kept, Name) and kept.index == OLD and sort_of(displayed(kept.text)) in GIVEN
