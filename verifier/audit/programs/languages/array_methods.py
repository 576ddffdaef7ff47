"""Methods of matrix libraries by the names that Python's have for them: ``a.minus(b)``, ``a.emul(b)``.

A chain of such methods that is a statement, ``m.scale(b).add(g)``, changes what it begins with, unless the
program elsewhere assigns what the same method gives, ``m = m.scale(b)``. Lists have an ``add``, too.
"""

from __future__ import annotations

import ast
import re

from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.slots import name_called, slot_of
from verifier.audit.drafts.vocabulary import IDENTITIES, is_gradient_name

NAMED = {
    "add": "plus addition elementAdd elementwiseAdd ebeAdd mapAdd scalarAdd addScalar",
    "sub": "minus subtraction elementSub ebeSubtract mapSubtract subScalar subtractScalar",
    "mul": """times scale scl mult hadamard hadamardProduct elementMul elementMult elemMul elemMult emul cmul
        elementwiseMul elementwiseMultiply elementWiseMultiply elementMultiply multiplyElementwise ebeMultiply
        multiplyElements mapMultiply scalarMultiply multiplyScalar mulScalar timesEquals hadamardMultiply""",
    "div": """divided over elementDiv elemDiv elementwiseDivide elementWiseDivide elementDivide ebeDivide ediv
        mapDivide divideScalar divScalar scalarDivide cdiv""",
    "pow": "elementPower elementPow powElementwise mapPow powi",
    "reciprocal": "cwiseInverse",
}
NAMES = {name: known for known, names in NAMED.items() for name in names.split()}
"""Names of methods with one argument, or with none, by those that are read."""
APPENDING = frozenset(("push", "push_back", "emplace_back"))
"""Methods that put an element behind the others."""
ARITHMETIC = frozenset(("add", "sub", "subtract", "mul", "multiply", "div", "divide"))
TURNED = {"rsub": ast.Sub, "rsubi": ast.Sub, "rdiv": ast.Div, "rdivi": ast.Div}
"""Methods that put their argument first: ``a.rsub(1)`` is ``1 - a``."""
ELEMENTWISE = frozenset(("array", "sqrt", "abs", "cwiseAbs", "square", "pow"))
"""Methods whose values are inverted element by element."""


def arithmetic(tree: ast.Module) -> ast.Module:
    """A program whose arrays have methods of known names."""
    _Methods().visit(tree)
    chains = [c for n in ast.walk(tree) if isinstance(n, ast.Expr) and (c := _chain(n.value))]
    if chains:
        pure = {name for n in ast.walk(tree) for name in _assigned(n)}
        chains = [c for c in chains if not pure.intersection(map(name_called, c))]
        arrays = {_first(c) for c in chains if {name_called(call) for call in c} != {"add"}}
        for call in (call for c in chains if _first(c) in arrays for call in c):
            call.func.attr += "_"  # type: ignore[attr-defined]
    return ast.fix_missing_locations(tree)


class _Methods(ast.NodeTransformer):
    """Calls of methods under other names."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        function = node.func
        if name_called(node) in ("addcdiv", "addcdiv_") and len(node.args) > 2:  # the factor is last
            node.keywords.append(ast.keyword("value", node.args.pop()))
        if node.keywords or not isinstance(function, ast.Attribute):
            return _built(node) or _fused(node)
        if function.attr in TURNED and len(node.args) == 1:
            made = ast.BinOp(node.args[0], TURNED[function.attr](), function.value)
            return ast.copy_location(made, node)
        if function.attr == "inverse" and not node.args and name_called(function.value) in ELEMENTWISE:
            function.attr = "reciprocal"
        if isinstance(function.value, ast.Name) and function.value.id == "Transforms":  # of ND4J
            args = [a for a in node.args if not (isinstance(a, ast.Constant) and isinstance(a.value, bool))]
            return ast.copy_location(ast.Call(ast.Name(function.attr, ast.Load()), args, []), node)
        if function.attr == "dup":  # of ND4J
            return function.value
        if function.attr == "keep" and slot_of(function.value) == "tf" and len(node.args) == 1:
            return node.args[0]
        if (field := _field(node, function)) is not None:
            return ast.copy_location(field, node)
        known = NAMES.get(function.attr)
        if known is not None and len(node.args) == (known != "reciprocal"):
            function.attr = known
        return _fused(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        function = node.value.func if isinstance(node.value, ast.Call) else None
        if (made := _assigned_chain(node.value)) is not None:
            self.generic_visit(made)
            return ast.copy_location(made, node)
        if isinstance(function, ast.Attribute) and function.attr in APPENDING:
            function.attr = "append"
        turns = (
            isinstance(function, ast.Attribute) and function.attr in TURNED and function.attr.endswith("i")
        )
        self.generic_visit(node)
        if turns and isinstance(node.value, ast.BinOp):
            return ast.copy_location(ast.Assign([node.value.right], node.value), node)
        return node


def _assigned_chain(node: ast.expr) -> ast.Assign | None:
    """``g.assign(m).muli(a).divi(d)``, whose value is g's new one; None for any other statement."""
    calls = list[ast.Call]()
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and len(node.args) == 1:
        calls.append(node)
        node = node.func.value
    whole = all(isinstance(c.func, ast.Attribute) and c.func.attr.endswith("_") for c in calls[:-1])
    if len(calls) < 2 or name_called(calls[-1]) != "assign" or slot_of(node) is None or not whole:
        return None
    for call in calls[:-1]:
        call.func.attr = call.func.attr.removesuffix("_")  # type: ignore[attr-defined]
    calls[-2].func.value = calls[-1].args[0]  # type: ignore[attr-defined]
    return ast.Assign([node], calls[0])


def _field(node: ast.Call, function: ast.Attribute) -> ast.Attribute | None:
    """The field that a method without arguments gives: ``layer.getBias()``, ``options.learning_rate()``."""
    if node.args or slot_of(function.value) is None:
        return None
    found = re.fullmatch(r"get(?:_(?=[a-z])|(?=[A-Z]))(\w+)", function.attr)
    name = function.attr if found is None else found[1][:1].lower() + found[1][1:]
    known = len(name) > 1 and sort_of(name) is not Sort.OTHER
    if name in IDENTITIES or is_gradient_name(name) or not (known or found is not None):
        return None
    return ast.Attribute(function.value, name, ast.Load())


def _built(node: ast.Call) -> ast.expr | None:
    """A new array of a shape, and what each element is at first: ``Tensor(rows, columns, 0.0)``."""
    name = name_called(node)
    if name == "type" and isinstance(node.func, ast.Name) and len(node.args) == 1:
        return node.args[0]  # OpenNN's numbers: ``type(1)``
    if not name[:1].isupper() or name not in IDENTITIES or len(node.args) < 2:
        return _rate(node)
    last = node.args[-1]
    if isinstance(last, ast.Constant) and isinstance(last.value, float):
        return last
    return ast.copy_location(ast.Call(ast.Name("unknown", ast.Load()), [], []), node)


def _rate(node: ast.Call) -> ast.expr | None:
    """The hyperparameter that a method of the object gives: ``learning_rate()``, ``getBeta1()``."""
    name = name_called(node)
    if node.args or not isinstance(node.func, ast.Name):
        return None
    own = name[3:4].lower() + name[4:] if name.startswith("get") and name[3:4].isupper() else name
    known = len(own) > 1 and sort_of(own) is not Sort.OTHER
    return ast.copy_location(ast.Name(own, ast.Load()), node) if known else None


def _fused(node: ast.Call) -> ast.expr:
    """``fma(a, b, c)`` as ``a * b + c``."""
    if name_called(node) not in ("fma", "fmaf") or len(node.args) != 3:
        return node
    product = ast.copy_location(ast.BinOp(node.args[0], ast.Mult(), node.args[1]), node)
    return ast.copy_location(ast.BinOp(product, ast.Add(), node.args[2]), node)


def _chain(node: ast.expr) -> list[ast.Call]:
    """The calls of a chain of arithmetic that begins with a place; nothing where it is none."""
    found = list[ast.Call]()
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr not in ARITHMETIC or len(node.args) != 1:
            return []
        found.append(node)
        node = node.func.value
    return found if slot_of(node) is not None and not isinstance(node, ast.Call) else []


def _first(calls: list[ast.Call]) -> str | None:
    """The place that a chain of calls begins with."""
    return slot_of(getattr(calls[-1].func, "value", calls[-1]))


def _assigned(node: ast.AST) -> list[str]:
    """The methods whose values a statement assigns to the place of which they are made."""
    if not isinstance(node, ast.Assign):
        return []
    calls = _chain(node.value)
    return list(map(name_called, calls)) if calls and _first(calls) == slot_of(node.targets[0]) else []


__all__ = ["arithmetic"]
