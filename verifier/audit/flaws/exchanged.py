"""Values that change places on their way: ``self.beta1, self.beta2 = beta2, beta1``.

So do the parts of a state, ``m, v = state``, of which ``v, m`` is handed on.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from verifier.audit.drafts.meaning import named_in
from verifier.audit.finding import AuditFinding
from verifier.audit.flaws.flaw import flaw
from verifier.audit.pages.document import Region
from verifier.audit.programs.python_code import CONSTRUCTORS, Function, Spans


def findings(region: Region, tree: ast.Module, span: Spans) -> Iterator[AuditFinding]:
    """What optimizers keep under the name of another, as constructors and functions of a state do."""
    for node in (n for n in tree.body if isinstance(n, ast.ClassDef | Function)):
        for named in sorted(named_in(node.name))[:1]:
            inner = [n for n in ast.walk(node) if isinstance(n, Function)]
            for each in inner:
                found = _kept(each) if each.name in CONSTRUCTORS else _handed_on(each)
                for s, text, fix, why in found:
                    yield flaw(region, span(s), named, text, fix, why)


Fault = tuple[ast.stmt, str, str, str]


def _kept(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Fault]:
    """Two arguments of a constructor of which each is kept under the name of the other."""
    given = {_plain(a.arg): a.arg for a in ast.walk(function.args) if isinstance(a, ast.arg)}
    under = dict[str, tuple[str, ast.stmt]]()
    for s, target, value in _pairs(function):
        own = isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name)
        if isinstance(target, ast.Attribute) and own and isinstance(value, ast.Name):
            under.setdefault(_plain(target.attr), (_plain(value.id), s))
    for name, (other, s) in under.items():
        back = under.get(other)
        if name < other and name in given and other in given and back is not None and back[0] == name:
            one, two = given[name], given[other]
            why = f"{one} is kept under the name of {two}, and {two} under that of {one}"
            yield s, ast.unparse(s), f"{one} and {two} exchanged", why


def _handed_on(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Fault]:
    """A state that is taken apart in one order and handed on in another."""
    given = {a.arg for a in ast.walk(function.args) if isinstance(a, ast.arg)}
    returns = [n for n in ast.walk(function) if isinstance(n, ast.Return)]
    taken = [s for s in function.body if isinstance(s, ast.Assign) and _name(s.value) in given]
    if len(returns) != 1 or len(taken) != 1 or not isinstance(taken[0].targets[0], ast.Tuple):
        return
    before, after = _names(taken[0].targets[0]), _names(returns[0].value)
    moved = [a for a, b in zip(before, after, strict=False) if a != b]
    if moved and sorted(before) == sorted(set(after)) and all(_is_renewed(function, n) for n in moved):
        one, two = ", ".join(before), ", ".join(after)
        why = f"{_name(taken[0].value)} is taken apart as {one}, and handed on as {two}"
        yield returns[0], two, f"{two} -> {one}", why


def _is_renewed(function: ast.AST, name: str) -> bool:
    """Whether a name takes a value that is made of its old one."""
    every = (n for n in ast.walk(function) if isinstance(n, ast.Assign) and _name(n.targets[0]) == name)
    made = (any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(s.value)) for s in every)
    changed = (n for n in ast.walk(function) if isinstance(n, ast.AugAssign) and _name(n.target) == name)
    return any(made) or any(True for _ in changed)


def _pairs(function: ast.AST) -> Iterator[tuple[ast.stmt, ast.expr, ast.expr]]:
    """What is assigned, element by element."""
    for s in (n for n in ast.walk(function) if isinstance(n, ast.Assign)):
        target, value = s.targets[0], s.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            yield from ((s, a, b) for a, b in zip(target.elts, value.elts, strict=False))
        else:
            yield s, target, value


def _names(node: ast.expr | None) -> list[str]:
    """The names that a tuple is made of; none where it is made of anything else."""
    names = [_name(e) for e in node.elts] if isinstance(node, ast.Tuple) else []
    return names if all(names) else []


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _plain(name: str) -> str:
    """A name as it is compared: ``_beta_1`` is ``beta1``."""
    return name.replace("_", "").lower()
