"""A rate that a step takes and no line reads: the weight moves by the whole of what it is to be a part of."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from verifier import catalogue
from verifier.audit.drafts.meaning import named_in
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.slots import displayed, slot_of
from verifier.audit.drafts.vocabulary import STRONG_WEIGHT
from verifier.audit.finding import AuditFinding
from verifier.audit.flaws.flaw import flaw
from verifier.audit.flaws.unused import EXCUSED, constructor, is_handed, is_read
from verifier.audit.pages.document import Region, Source
from verifier.audit.programs.python_code import Function
from verifier.lift.reading import Span

RATE = re.compile(r"_?(?:lr|learning_?rate|step_?size|alpha|eta|η|α)_?", re.IGNORECASE)
"""How the rate of a step is called."""


def findings(region: Region, tree: ast.Module) -> Iterator[AuditFinding]:
    """The rates of optimizers that descend without them."""
    if region.source.cell is not None:  # another cell may read them
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef | Function) or not (named := sorted(named_in(node.name))):
            continue
        signature = constructor(node) if isinstance(node, ast.ClassDef) else node
        if signature is None or not _asks(named) or is_handed(node) or EXCUSED.search(_words(region, node)):
            continue
        every = (*signature.args.args, *signature.args.kwonlyargs)
        for argument in (a for a in every if RATE.fullmatch(a.arg) and _descends(node)):
            if not is_read(tree, signature, argument.arg):
                yield _finding(region, argument, named[0])


def _asks(named: list[str]) -> bool:
    """Whether all the methods that a name may mean have a rate: Adadelta goes without."""
    return all(any(sort_of(h.name) is Sort.RATE for h in catalogue.system(n).hypers) for n in named)


def _words(region: Region, node: ast.ClassDef | Function) -> str:
    lines = region.text.splitlines()[node.lineno - 1 : node.end_lineno]
    return "\n".join(lines)


def _descends(node: ast.AST) -> bool:
    """Whether something is taken from a weight: ``w -= u``, ``w = w - u``."""
    return any(map(_is_step, ast.walk(node)))


def _is_step(s: ast.AST) -> bool:
    if isinstance(s, ast.AugAssign):
        return isinstance(s.op, ast.Sub) and _is_weight(s.target)
    if not isinstance(s, ast.Assign) or not isinstance(s.value, ast.BinOp):
        return False
    left, taken = s.value.left, isinstance(s.value.op, ast.Sub)
    return taken and ast.unparse(left) == ast.unparse(s.targets[0]) and _is_weight(left)


def _is_weight(node: ast.expr) -> bool:
    slot = slot_of(node.value if isinstance(node, ast.Subscript) else node)
    return slot is not None and STRONG_WEIGHT.fullmatch(displayed(slot)) is not None


def _finding(region: Region, argument: ast.arg, optimizer: str) -> AuditFinding:
    start = Source(region.text).lines[argument.lineno - 1] + argument.col_offset
    name = argument.arg
    why = f"{name} is a parameter that no line reads: the weight moves by the whole step"
    return flaw(region, Span(start, start + len(name)), optimizer, name, f"multiply the step by {name}", why)


__all__ = ["findings"]
