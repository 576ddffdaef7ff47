"""Updates that a program lists for somebody else to carry out at once: ``updates.append((m, m_new))``.

Theano's functions take them so: every new value is made of old ones, in whatever order they are listed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from verifier.audit.drafts.draft import OLD
from verifier.audit.drafts.slots import name_called, slot_of
from verifier.audit.programs.ahead import letters_below
from verifier.lift.reading import Name, Number

if TYPE_CHECKING:
    from verifier.audit.programs.walk import Walk

LISTS = re.compile(r"(?:self\.)?\w*updates?")
"""How such lists and dictionaries are called."""

VARIABLES = frozenset(("Variable", "variable", "get_variable"))
"""Functions that make a place once, which a program's later lines assign."""

Pair = tuple[ast.expr, ast.expr]


def pairs_of(statement: ast.stmt) -> Iterator[Pair]:
    """The places to which a statement promises new values, and these values."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        call = statement.value
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("append", "extend") and call.args:
            yield from _listed(call.func.value, call.args[0])
    elif isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add):
        yield from _listed(statement.target, statement.value)
    elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
        if (
            isinstance(target, ast.Subscript)
            and _is_list(target.value)
            and isinstance(target.slice, ast.Name)
        ):
            yield target.slice, statement.value
        else:
            yield from _listed(target, statement.value)


def _listed(place: ast.expr, value: ast.expr) -> Iterator[Pair]:
    for each in (value.elts if isinstance(value, ast.List) else [value]) if _is_list(place) else []:
        if isinstance(each, ast.Tuple) and len(each.elts) == 2:
            yield each.elts[0], each.elts[1]


def _is_list(node: ast.expr) -> bool:
    return LISTS.fullmatch(slot_of(node) or "") is not None


def promised(statements: Sequence[ast.stmt]) -> frozenset[str]:
    """The places that a body promises new values; none where it carries them out itself."""
    nodes = [n for s in statements for n in ast.walk(s)]
    runs = (isinstance(n, ast.For | ast.comprehension) and _is_list(n.iter) for n in nodes)
    calls = (isinstance(n, ast.Call) and any(k.arg == "updates" for k in n.keywords) for n in nodes)
    if any(runs) or any(calls):
        return frozenset()
    pairs = (pair for n in nodes if isinstance(n, ast.stmt) for pair in pairs_of(n))
    places = [slot_of(key) for key, _ in pairs]
    read = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    return frozenset(p for p in places if p is not None and p.partition(".")[0] in read)


def promise(walk: Walk, statement: ast.stmt) -> bool:
    """Note what a statement promises; whether it promises anything."""
    found = [(slot_of(key), value) for key, value in pairs_of(statement)] if walk.promised else []
    for place, value in found:
        if place is not None and place in walk.promised:
            walk.pending.append((walk.canonical(place), walk.value(place, value, value), statement))
    return bool(found)


def begin(walk: Walk, place: str, value: ast.expr) -> bool:
    """Whether a statement makes a place that is given values later: what it is made of is the first one."""
    variable = name_called(value) in VARIABLES and place in walk.mutated
    if not (variable or place in walk.promised) or not isinstance(value, ast.Call):
        return False
    first = walk.reader.node(value)
    if variable and (not isinstance(first, Number) or place in walk.values):
        return False
    if isinstance(first, Number):
        walk.starts.setdefault(place, first)
    walk.values.pop(place, None)
    return True


def carry_out(walk: Walk) -> None:
    """Give all promised values at once, if each is made of what its place held before."""
    if all(Name(place, OLD) in letters_below(walk, value) for place, value, _ in walk.pending):
        for place, value, statement in walk.pending:
            walk.store(place, value, statement)
