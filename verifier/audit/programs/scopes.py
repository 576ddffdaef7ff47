"""Which function a name means, by Python's rules: the innermost scope that binds it, classes passed over."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from verifier.audit.programs.called_loops import counts

Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = ast.Module | Function


class Scopes:
    """The scopes of a program: in which ones each function stands, and what they bind.

    Parameters
    ----------
    tree : ast.Module

    Attributes
    ----------
    counts : mapping
        The parameters that count, of each function that is the body of a loop.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.counts = counts(tree)
        self._around: dict[int, tuple[Scope, ...]] = {id(tree): (tree,)}
        self._bound: dict[int, Counter[str]] = {}
        self._free: dict[int, frozenset[str]] = {}
        methods: list[Function] = []
        self._enter(tree, (tree,), methods)
        every = Counter(n.name for n in ast.walk(tree) if isinstance(n, Function))
        self._methods = {m.name: m for m in methods if every[m.name] == 1}

    def _enter(self, block: ast.AST, around: tuple[Scope, ...], methods: list[Function]) -> None:
        """Write down the scopes around every function within a scope or a class."""
        waiting = list(ast.iter_child_nodes(block))
        while waiting:
            node = waiting.pop()
            if isinstance(node, Function):
                methods += [node] if isinstance(block, ast.ClassDef) else []
                self._around[id(node)] = (*around, node)
                self._enter(node, (*around, node), methods)
            elif isinstance(node, ast.ClassDef):
                self._enter(node, around, methods)
            else:
                waiting += ast.iter_child_nodes(node)

    def meant(self, name: str, place: Scope) -> Function | None:
        """The function that a name means in the body of another, or on the top of the module.

        None where the name is bound in another way or more than once, and where a name that the function
        reads from around it means something else at the place. A method is found by its bare name where no
        other function has it: other languages than Python write no owner.
        """
        between = set[str]()
        for scope in reversed(self._around[id(place)]):
            bound = self._names(scope)
            if name in bound:
                found = next((f for f in _own(scope) if isinstance(f, Function) and f.name == name), None)
                return found if found and bound[name] == 1 and self._sees_alike(found, between) else None
            between |= bound.keys()
        method = self._methods.get(name)
        return method if method is not None and self._sees_alike(method, between) else None

    def _sees_alike(self, function: Function, between: set[str]) -> bool:
        if id(function) not in self._free:
            own = self._names(function)
            read = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)}
            self._free[id(function)] = frozenset(read - own.keys() - {"self"})
        return self._free[id(function)].isdisjoint(between)

    def _names(self, scope: Scope) -> Counter[str]:
        """The names that a scope binds, and how often."""
        if id(scope) not in self._bound:
            self._bound[id(scope)] = Counter(n for node in _own(scope) for n in _bound_by(node))
        return self._bound[id(scope)]


def _own(scope: Scope) -> Iterator[ast.AST]:
    """What stands in a scope, and not in a function or class within it."""
    waiting: list[ast.AST] = [*scope.body]
    if isinstance(scope, Function):
        yield scope.args
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, Function | ast.ClassDef):
            waiting += ast.iter_child_nodes(node)


def _bound_by(node: ast.AST) -> Iterator[str]:
    """The names to which a node gives a meaning; what is declared to be of another scope counts twice."""
    if isinstance(node, Function | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, ast.arguments):
        yield from (a.arg for a in ast.walk(node) if isinstance(a, ast.arg))
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).partition(".")[0]
    elif isinstance(node, ast.ExceptHandler) and node.name:
        yield node.name
    elif isinstance(node, ast.Global | ast.Nonlocal):
        yield from (*node.names, *node.names)
