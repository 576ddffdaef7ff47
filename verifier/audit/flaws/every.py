"""The flaws of a program that its syntax tree shows by itself, of all kinds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from verifier.audit.finding import AuditFinding
from verifier.audit.flaws import (
    aliased,
    carets,
    climbing,
    discarded,
    exchanged,
    handed_back,
    kept,
    per_parameter,
    rateless,
    rebound,
    restarted,
    uncounted,
    uncounted_places,
    unrated,
    unread,
    unused,
)
from verifier.audit.pages.document import Region
from verifier.audit.programs.python_code import Spans
from verifier.audit.said import defaults

EACH = (kept, aliased, exchanged, carets, discarded, rebound, restarted, handed_back)
"""Flaws of states."""
OTHERS = (unread, climbing, unrated)


def findings(region: Region, tree: ast.Module, span: Spans) -> Iterator[AuditFinding]:
    """What is wrong with a program whatever it computes, most of it in Python alone."""
    if region.language == "python":
        yield from defaults.contradictions(region, tree)
        for rule in (unused, uncounted, rateless):
            yield from rule.findings(region, tree)
        for each in (*EACH, *OTHERS):
            yield from each.findings(region, tree, span)
        yield from uncounted_places.of_records(region, tree, span)
    elif region.language != "julia":
        yield from uncounted_places.of_members(region, tree, span)
    yield from per_parameter.findings(region, tree, span)
