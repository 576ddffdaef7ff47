"""Records that are changed by a call: ``state.update(m=m, v=v)``, as the assignments that it is."""

from __future__ import annotations

import ast

from verifier.audit.drafts.slots import slot_of


def renewed(tree: ast.Module) -> ast.Module:
    """A program with an assignment for each call that gives a record new entries."""
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _is_update(n)]
    if calls:
        entries = [n for n in ast.walk(tree) if isinstance(n, ast.Subscript) and _is_word(n.slice)]
        _Renewals({slot_of(n.value) for n in entries}).visit(tree)
    return tree


class _Renewals(ast.NodeTransformer):
    """Statements that give records new entries as assignments."""

    def __init__(self, records: set[str | None]) -> None:
        self.records = records

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """A call that stands alone."""
        call = node.value
        if not (isinstance(call, ast.Call) and _is_update(call) and isinstance(call.func, ast.Attribute)):
            return node
        record, pairs = call.func.value, _entries(call)
        known = bool(call.args) or slot_of(record) in self.records
        if not pairs or not known or slot_of(record) is None:
            return node
        places: list[ast.expr] = [ast.Subscript(record, key, ast.Store()) for key, _ in pairs]
        values = [value for _, value in pairs]
        made = ast.Assign([ast.Tuple(places, ast.Store())], ast.Tuple(values, ast.Load()))
        if len(pairs) == 1:
            made = ast.Assign(places, values[0])
        return ast.fix_missing_locations(ast.copy_location(made, node))


def _is_update(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "update" and len(call.args) <= 1


def _is_word(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _entries(call: ast.Call) -> list[tuple[ast.expr, ast.expr]]:
    """The new entries, all of whose names are written; empty where one is not."""
    given = call.args[0] if call.args else None
    if given is not None and not isinstance(given, ast.Dict):
        return []
    pairs = [] if given is None else list(zip(given.keys, given.values, strict=True))
    named: list[tuple[ast.expr | None, ast.expr]] = [(ast.Constant(k.arg), k.value) for k in call.keywords]
    every = [(key, value) for key, value in (*pairs, *named) if key is not None and _is_word(key)]
    return every if len(every) == len(pairs) + len(named) else []
