"""Methods of a class that compute part of a step, carried out where the class calls them.

``self._moments(g)`` that changes ``self.m``, and ``m_hat, v_hat = self._corrected(t)``: their lines are
arithmetic on each element, one after another, and a ``return`` at most at the end.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from verifier.audit.drafts.slots import RECORD_METHODS, name_called, word_of
from verifier.audit.drafts.vocabulary import BINARY, IDENTITIES, ONES, TERNARY, UNARY, ZEROS
from verifier.audit.programs.survey import in_place

ELEMENTWISE = frozenset(
    (*UNARY, *BINARY, *TERNARY, *ZEROS, *ONES, *IDENTITIES, *RECORD_METHODS, "addcmul", "addcdiv")
)
"""Functions and methods that go element by element."""
PLAIN = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant)
MAX_DEPTH, MAX_LINES = 4, 40


@dataclass(frozen=True)
class Helper:
    """A method as what it is called with, its lines, and what it returns."""

    arguments: ast.arguments
    lines: list[ast.stmt]
    value: ast.expr | None

    def given(self, call: ast.Call) -> dict[str, ast.expr] | None:
        """What its parameters stand for in a call; None where that cannot be told."""
        names = [a.arg for a in self.arguments.args][1:]
        usual = dict(zip(names[::-1], self.arguments.defaults[::-1], strict=False))
        if len(call.args) > len(names) or any(isinstance(a, ast.Starred) for a in call.args):
            return None
        found = (
            usual | dict(zip(names, call.args, strict=False)) | {k.arg or "": k.value for k in call.keywords}
        )
        return found if set(found) == set(names) else None


def carried_out(tree: ast.Module) -> ast.Module:
    """A program whose classes call none of their own methods that compute part of a step."""
    classes = {n.name: n for n in tree.body if isinstance(n, ast.ClassDef)}
    if not any(_helpers(c) for c in classes.values()):
        return tree
    tree = copy.deepcopy(tree)
    classes = {n.name: n for n in tree.body if isinstance(n, ast.ClassDef)}
    known = {name: _inherited(name, classes, frozenset()) for name in classes}
    for name, node in classes.items():
        for method in (m for m in node.body if isinstance(m, ast.FunctionDef)):
            method.body = _Caller(method, known[name]).block(method.body, 0)
    return tree


def _inherited(name: str, classes: Mapping[str, ast.ClassDef], below: frozenset[str]) -> dict[str, Helper]:
    found = dict[str, Helper]()
    for parent in reversed(classes[name].bases):
        if isinstance(parent, ast.Name) and parent.id in classes and parent.id not in below:
            found |= _inherited(parent.id, classes, below | {name})
    own = {m.name for m in classes[name].body if isinstance(m, ast.FunctionDef)}
    return {k: v for k, v in found.items() if k not in own} | _helpers(classes[name])


def _helpers(node: ast.ClassDef) -> dict[str, Helper]:
    """The methods of a class that are arithmetic line by line, and more than a formula."""
    found = dict[str, Helper]()
    for method in (m for m in node.body if isinstance(m, ast.FunctionDef) and not m.decorator_list):
        a = method.args
        simple = a.args[:1] and a.args[0].arg == "self" and not (a.vararg or a.kwarg or a.kwonlyargs)
        helper = _helper(method) if simple and not method.name.startswith("__") else None
        if helper is not None:
            found[method.name] = helper
    return found


def _helper(method: ast.FunctionDef) -> Helper | None:
    lines = [s for s in method.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    value = lines.pop().value if lines and isinstance(lines[-1], ast.Return) else None  # type: ignore[attr-defined]
    nodes = [n for s in (*lines, *([value] if value is not None else [])) for n in ast.walk(s)]
    changes = any(
        isinstance(n, ast.Attribute | ast.Subscript) and isinstance(n.ctx, ast.Store) for n in nodes
    )
    changes = changes or any(map(_is_in_place, nodes))
    reckons = any(isinstance(n, ast.BinOp | ast.AugAssign) for n in nodes) or any(map(_is_in_place, nodes))
    straight = all(isinstance(s, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Expr) for s in lines)
    told = reckons and (changes or isinstance(value, ast.Tuple))
    if not told or not straight or len(lines) > MAX_LINES:
        return None
    return Helper(method.args, lines, value) if all(map(_is_elementwise, nodes)) else None


def _is_in_place(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and in_place(name_called(node))


def _is_elementwise(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return name_called(node).removesuffix("_") in ELEMENTWISE
    matrix = isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult)
    return not matrix and not isinstance(node, ast.Lambda | ast.comprehension | ast.Await | ast.NamedExpr)


class _Caller:
    """A method that calls others of its class."""

    def __init__(self, method: ast.FunctionDef, helpers: Mapping[str, Helper]) -> None:
        self.helpers = {k: v for k, v in helpers.items() if k != method.name}
        self.names = {n.id for n in ast.walk(method) if isinstance(n, ast.Name)}
        self.names |= {a.arg for a in method.args.args}

    def block(self, body: list[ast.stmt], depth: int) -> list[ast.stmt]:
        """Statements, each after the lines of what it calls."""
        found = list[ast.stmt]()
        for s in body:
            for part in ("body", "orelse", "finalbody"):
                inner = getattr(s, part, None)
                if isinstance(inner, list) and not isinstance(s, ast.FunctionDef | ast.ClassDef):
                    setattr(s, part, self.block(inner, depth))
            found += self._after(s, depth)
        return found

    def _after(self, s: ast.stmt, depth: int) -> Iterator[ast.stmt]:
        simple = isinstance(s, ast.Expr | ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Return)
        for call in self._calls(s) if simple and depth < MAX_DEPTH else ():
            made = self._made(s, call)
            if made is None:
                continue
            lines, value = made
            yield from self.block(lines, depth + 1)
            if value is None:
                return
            s = _Put(call, value).visit(s)
        same = isinstance(s, ast.Assign) and ast.unparse(s.targets[0]) == ast.unparse(s.value)
        if not same:
            yield s

    def _calls(self, s: ast.stmt) -> list[ast.Call]:
        calls = [n for n in ast.walk(s) if isinstance(n, ast.Call)]
        return [c for c in calls if _own_method(c) in self.helpers]

    def _made(self, s: ast.stmt, call: ast.Call) -> tuple[list[ast.stmt], ast.expr | None] | None:
        """The lines of what is called and its value, in the caller's names; None where those would clash."""
        helper = self.helpers[_own_method(call)]
        given = helper.given(call)
        alone = isinstance(s, ast.Expr) and s.value is call
        stored = {
            n.id
            for line in helper.lines
            for n in ast.walk(line)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        }
        if given is None or (helper.value is None and not alone) or stored & set(given):
            return None
        named = {k: v for k, v in given.items() if not isinstance(v, PLAIN) and word_of(v) is None}
        if (stored | set(named)) & self.names - _passed(s, call, helper.value):
            return None
        head = [_assigned(name, value) for name, value in named.items()]
        names = _Names({k: v for k, v in given.items() if k not in named})
        lines = [names.visit(copy.deepcopy(line)) for line in helper.lines]
        return head + lines, None if alone or helper.value is None else names.visit(
            copy.deepcopy(helper.value)
        )


def _own_method(call: ast.Call) -> str:
    own = isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "self"
    return call.func.attr if own else ""  # type: ignore[attr-defined]


def _passed(s: ast.stmt, call: ast.Call, value: ast.expr | None) -> set[str]:
    """The names that a method has for what it returns, and its caller for what it takes."""
    if not isinstance(s, ast.Assign) or s.value is not call or value is None:
        return set()
    ours, theirs = (ast.unparse(each).strip("()") for each in (s.targets[0], value))
    return {n.id for n in ast.walk(value) if isinstance(n, ast.Name)} if ours == theirs else set()


def _assigned(name: str, value: ast.expr) -> ast.stmt:
    return ast.copy_location(
        ast.Assign([ast.copy_location(ast.Name(name, ast.Store()), value)], value), value
    )


class _Names(ast.NodeTransformer):
    """Names of parameters as what they stand for."""

    def __init__(self, given: Mapping[str, ast.expr]) -> None:
        self.given = given

    def visit_Name(self, node: ast.Name) -> ast.AST:
        value = self.given.get(node.id)
        if value is None:
            return node
        found = copy.deepcopy(value)
        for part in ast.walk(found):
            if isinstance(part, ast.expr):
                ast.copy_location(part, node)
        return found


class _Put(ast.NodeTransformer):
    """One call as its value."""

    def __init__(self, call: ast.Call, value: ast.expr) -> None:
        self.call, self.value = call, value

    def visit_Call(self, node: ast.Call) -> ast.AST:
        return self.value if node is self.call else self.generic_visit(node)


__all__ = ["carried_out"]
