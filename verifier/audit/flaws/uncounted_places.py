"""Numbers of steps that no line counts, in the records of a program and in the members of other languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from verifier.audit.drafts.meaning import named_in
from verifier.audit.drafts.slots import name_called, word_of
from verifier.audit.finding import AuditFinding
from verifier.audit.flaws.flaw import flaw
from verifier.audit.pages.document import Region
from verifier.audit.programs.python_code import Function, Spans

COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
OBJECT = r"(?:this(?:\.|->))?"
TYPE = r"(?:int|long|size_t|float|double|number|unsigned|Integer)"


def of_records(region: Region, tree: ast.Module, span: Spans) -> Iterator[AuditFinding]:
    """``state["step"]``, which begins with a number, stands in an exponent, and is never counted on."""
    if region.source.cell is not None:  # another cell may count it
        return
    for node in _named(tree):
        for power in _powers(node):
            key = word_of(power.slice) if isinstance(power, ast.Subscript) else None
            begun = None if key is None else _begun(tree, key)
            if key is not None and begun is not None:
                yield _finding(region, span, power, ast.unparse(power), node, begun)
                break


def _begun(tree: ast.Module, key: str) -> int | None:
    """The number that a place begins with, where all that stands about it is that and exponents."""
    words = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and n.value == key]
    named = any(isinstance(n, ast.keyword | ast.Attribute) and key in (_arg(n)) for n in ast.walk(tree))
    places = {id(n.slice): n for n in ast.walk(tree) if isinstance(n, ast.Subscript)}
    raised = {id(power) for power in _powers(tree)}
    starts = [
        s.value.value
        for s in ast.walk(tree)
        if isinstance(s, ast.Assign) and isinstance(s.value, ast.Constant) and type(s.value.value) is int
        for t in s.targets
        if isinstance(t, ast.Subscript) and word_of(t.slice) == key
    ]
    read = sum(id(places[id(w)]) in raised for w in words if id(w) in places)
    return starts[0] if len(starts) == 1 and read and len(words) == read + 1 and not named else None


def _arg(node: ast.keyword | ast.Attribute) -> tuple[str | None, ...]:
    return (node.arg,) if isinstance(node, ast.keyword) else (node.attr,)


def of_members(region: Region, tree: ast.Module, span: Spans) -> Iterator[AuditFinding]:
    """A member of a class that is declared with a number, stands in an exponent, and nowhere else."""
    if region.source.cell is not None:
        return
    text = COMMENT.sub("", region.source.text)
    for node in _named(tree):
        for method in (m for m in ast.walk(node) if isinstance(m, Function)):
            local = {a.arg for a in ast.walk(method) if isinstance(a, ast.arg)}
            local |= {
                n.id for n in ast.walk(method) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            }
            names = (p for p in _powers(method) if isinstance(p, ast.Name) and p.id not in local)
            for power in names:
                begun = _declared(text, power.id)
                if begun is not None:
                    yield _finding(region, span, power, power.id, node, begun)
                    return


def _declared(text: str, name: str) -> int | None:
    """The number that a member begins with, where all that stands about it is that and exponents."""
    every = len(re.findall(rf"\b{name}\b", text))
    starts = re.findall(rf"(?<![\w.>]){OBJECT}{name}\s*(?:=|[({{])\s*(\d+)\s*[;,)}}]", text)
    starts += re.findall(rf"\b{name}\(\s*(\d+)\s*\)\s*(?=[,{{])", text) if not starts else []
    bare = re.findall(rf"\b{TYPE}\s+{name}\s*;", text)
    powers = re.findall(rf"pow\((?:[^(),;]|\([^()]*\))+,\s*(?:\w+\()?{OBJECT}{name}\s*\)", text)
    powers += re.findall(rf"\*\*\s*{OBJECT}{name}\b(?!\s*[.\[(])", text)
    told = len(starts) == 1 and len(bare) <= 1 and powers
    return int(starts[0]) if told and every == 1 + len(bare) + len(powers) else None


def _named(tree: ast.Module) -> Iterator[ast.ClassDef]:
    return (n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and named_in(n.name))


def _powers(node: ast.AST) -> Iterator[ast.expr]:
    """To what something is raised: ``beta ** t``, ``pow(beta, t)``."""
    for n in ast.walk(node):
        if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow):
            yield n.right
        elif isinstance(n, ast.Call) and len(n.args) == 2 and name_called(n) in ("pow", "power"):
            yield n.args[1]


def _finding(
    region: Region, span: Spans, place: ast.expr, text: str, node: ast.ClassDef, begun: int
) -> AuditFinding:
    why, fix = f"{text} is {begun} at every step: no line counts it", f"count {text} on at each step"
    return flaw(region, span(place), sorted(named_in(node.name))[0], text, fix, why)


__all__ = ["of_members", "of_records"]
