"""A number of the step that stands in an exponent, begins with a number, and that no line counts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from verifier.audit.drafts.meaning import named_in
from verifier.audit.finding import AuditFinding
from verifier.audit.flaws.flaw import flaw
from verifier.audit.pages.document import Region, Source
from verifier.audit.programs.python_code import Function
from verifier.lift.reading import Span


def findings(region: Region, tree: ast.Module) -> Iterator[AuditFinding]:
    """The steps that classes named after an optimizer raise decay rates to, and never count."""
    if region.source.cell is not None:  # another cell may count them
        return
    own = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and _is_alone(node, own) and (named := sorted(named_in(node.name))):
            begun = _begun(node)
            powers = (e for e in _exponents(node) if e.attr in begun and _is_fixed(tree, region, e.attr))
            yield from (_finding(region, e, named[0], begun[e.attr]) for e in list(powers)[:1])


def _is_alone(node: ast.ClassDef, own: set[str]) -> bool:
    """Whether all that a class is made of is printed, and nothing is handed out as a whole."""
    known = all(isinstance(b, ast.Name) and b.id in own | {"object"} for b in node.bases)
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
    return known and not any(isinstance(a, ast.Name) and a.id == "self" for c in calls for a in c.args)


def _begun(node: ast.ClassDef) -> dict[str, int]:
    """The attributes that the constructor sets to a whole number."""
    lines = (s for m in node.body if isinstance(m, Function) and m.name == "__init__" for s in ast.walk(m))
    return {
        target.attr: s.value.value
        for s in lines
        if isinstance(s, ast.Assign) and isinstance(s.value, ast.Constant) and type(s.value.value) is int
        for target in s.targets
        if isinstance(target, ast.Attribute)
    }


def _exponents(node: ast.AST) -> Iterator[ast.Attribute]:
    """The attributes of the class to which something is raised: ``1 - beta ** self.t``."""
    for power in (n for n in ast.walk(node) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow)):
        plain = isinstance(power.left, ast.Name | ast.Attribute | ast.Subscript)
        if plain and isinstance(power.right, ast.Attribute) and ast.unparse(power.right.value) == "self":
            yield power.right


def _is_fixed(tree: ast.Module, region: Region, name: str) -> bool:
    """Whether a constructor alone gives an attribute of that name a value, in all of the document."""
    stored = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr == name]
    changes = re.findall(rf"\.{name}\b\s*(?:[-+*/]?=(?!=)|\+\+)", region.source.text)
    named = any(isinstance(n, ast.Constant) and n.value == name for n in ast.walk(tree))
    return sum(isinstance(n.ctx, ast.Store) for n in stored) == 1 == len(changes) and not named


def _finding(region: Region, power: ast.Attribute, optimizer: str, begun: int) -> AuditFinding:
    start = Source(region.text).lines[power.lineno - 1] + power.col_offset
    text = f"self.{power.attr}"
    why = f"{text} is {begun} at every step: no line counts it"
    return flaw(region, Span(start, start + len(text)), optimizer, text, f"add {text} += 1", why)
