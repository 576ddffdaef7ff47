"""Records that are changed by a call, ``state.update(m=m, v=v)``, as assignments; those made with names."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from verifier.audit.drafts.slots import name_called, slot_of


def renewed(tree: ast.Module) -> ast.Module:
    """A program with an assignment for each call that gives a record new entries."""
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _is_update(n)]
    if calls:
        read = [n for n in ast.walk(tree) if isinstance(n, ast.Subscript) and _is_word(n.slice)]
        _Renewals({slot_of(n.value) for n in read}).visit(tree)
    return tree


def by_name(tree: ast.Module) -> ast.Module:
    """A program in which each record of a type that it declares is made by name: ``State(t=t, m=m)``."""
    fields = {name: own for node in ast.walk(tree) for name, own in _declared(node)}
    if not fields:
        return tree
    tree = copy.deepcopy(tree)
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
        own = fields.get(name_called(call), [])
        starred = any(isinstance(given, ast.Starred) for given in call.args)
        if isinstance(call.func, ast.Name) and len(call.args) <= len(own) and not starred:
            pairs = zip(own, call.args, strict=False)
            call.keywords = [ast.copy_location(ast.keyword(n, v), v) for n, v in pairs] + call.keywords
            call.args = []
    return tree


def _declared(node: ast.AST) -> Iterator[tuple[str, list[str]]]:
    """The types of records that a statement declares, with their fields in order."""
    if isinstance(node, ast.ClassDef):
        bases = {n.attr if isinstance(n, ast.Attribute) else getattr(n, "id", "") for n in node.bases}
        if "NamedTuple" in bases or any("dataclass" in ast.unparse(d) for d in node.decorator_list):
            fields = [s.target for s in node.body if isinstance(s, ast.AnnAssign)]
            yield node.name, [t.id for t in fields if isinstance(t, ast.Name)]
    elif isinstance(node, ast.Assign) and name_called(node.value) == "namedtuple":
        args = node.value.args if isinstance(node.value, ast.Call) else []
        fields_ = args[1] if len(args) > 1 else None
        if isinstance(fields_, ast.Constant) and isinstance(fields_.value, str):
            names = fields_.value.replace(",", " ").split()
        else:
            each = fields_.elts if isinstance(fields_, ast.List | ast.Tuple) else []
            names = [str(e.value) for e in each if isinstance(e, ast.Constant)]
        yield from ((t.id, names) for t in node.targets if isinstance(t, ast.Name))


class _Renewals(ast.NodeTransformer):
    """Statements that give records new entries as assignments."""

    def __init__(self, records: set[str | None]) -> None:
        self.records = records

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """A call that stands alone."""
        call = node.value
        if not (isinstance(call, ast.Call) and _is_update(call) and isinstance(call.func, ast.Attribute)):
            return node
        record, pairs = call.func.value, entries(call)
        known = bool(call.args) or slot_of(record) in self.records
        if not pairs or not known or slot_of(record) is None:
            return node
        places: list[ast.expr] = [ast.Subscript(record, ast.Constant(name), ast.Store()) for name, _ in pairs]
        values = [value for _, value in pairs]
        made = ast.Assign([ast.Tuple(places, ast.Store())], ast.Tuple(values, ast.Load()))
        if len(pairs) == 1:
            made = ast.Assign(places, values[0])
        return ast.fix_missing_locations(ast.copy_location(made, node))


def _is_update(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "update" and len(call.args) <= 1


def _is_word(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def entries(value: ast.expr) -> list[tuple[str, ast.expr]]:
    """What ``{"m": 0}`` holds, or a call is given by name or in braces; nothing where one has no name."""
    every: list[tuple[object, ast.expr]] = []
    if isinstance(value, ast.Dict):
        names = (getattr(key, "value", None) for key in value.keys)
        every = list(zip(names, value.values, strict=True))
    elif isinstance(value, ast.Call) and all(isinstance(given, ast.Dict) for given in value.args):
        every += [(k.arg, k.value) for k in value.keywords]
        every += [pair for given in value.args for pair in entries(given) or [("", given)]]
    written = [(name, each) for name, each in every if isinstance(name, str) and name]
    return written if len(written) == len(every) else []
