"""What a signature takes and no line reads: a small constant beside a root, a decay rate, a switch."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from verifier.audit.drafts.meaning import named_in
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.slots import name_called
from verifier.audit.finding import AuditFinding
from verifier.audit.flaws.flaw import flaw
from verifier.audit.pages.document import Region, Source
from verifier.audit.programs.python_code import Function
from verifier.lift.reading import Span

SMALL = re.compile(r"eps(?:ilon)?", re.IGNORECASE)
SWITCH = re.compile(
    r"dampening|cent(?:er|re)(?:ed)?|maximi[sz]e|(?:bias_correct\w*|correct_bias)|decoupled?\w*"
)
"""How switches of methods are called that no method is named after."""
TINY = 1 / 200
HANDED = frozenset(("locals", "vars", "getattr", "super"))
"""Calls by which a value may reach a line without its name."""
CONSTRUCTING = ("super", "__init__")
"""Calls by which a class hands itself to those of which it is made: ``Base.__init__(self, lr)``."""
WHOLE = frozenset(("items", "values", "copy"))
"""Methods of a dictionary by which all that it holds may be read."""
EXCUSED = re.compile(
    r"\b(?:un|not )(?:used|supported|implemented)|NotImplemented|TODO|ignored|deprecat|compatib"
    r"|placeholder|\blegacy|reserved|no effect|for API|\b(?:interface|signature|accepted)\b",
    re.IGNORECASE,
)
"""Words by which a program says that something in it is without effect, or not there yet."""


def findings(region: Region, tree: ast.Module) -> Iterator[AuditFinding]:
    """What optimizers take and never use: small constants, where they take roots, decay rates, switches."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef | Function) or not (named := sorted(named_in(node.name))):
            continue
        signature = constructor(node) if isinstance(node, ast.ClassDef) else node
        if signature is None or is_handed(node):
            continue
        divides = _divides_by_a_root(node)
        whole = isinstance(node, ast.ClassDef) and _is_whole(region, tree, node, signature)
        for argument in (*signature.args.args, *signature.args.kwonlyargs):
            small = divides and SMALL.fullmatch(argument.arg) is not None
            if (small or (whole and _is_of_method(argument.arg))) and not is_read(
                tree, signature, argument.arg
            ):
                yield _finding(region, argument, named[0], small=small)


def _is_of_method(name: str) -> bool:
    """Whether a parameter is called as what only a method's own lines can read."""
    known = sort_of(name) in (Sort.DECAY_RATE, Sort.WEIGHT_DECAY) or SWITCH.fullmatch(name) is not None
    return known or bool(named_in(name))


def _is_whole(region: Region, tree: ast.Module, node: ast.ClassDef, signature: Function) -> bool:
    """Whether a class has all its lines: it reads its rate, and says of nothing that it is missing."""
    if region.source.cell is not None or EXCUSED.search(ast.get_source_segment(region.text, node) or ""):
        return False
    arguments = [a.arg for a in (*signature.args.args, *signature.args.kwonlyargs)]
    rates = [name for name in arguments if sort_of(name) is Sort.RATE]
    # One that leaves the step to its heirs does not stand on its own: it does not read its rate itself.
    return any(is_read(node, signature, name) for name in rates) and not _hands_groups_on(tree, node)


def _hands_groups_on(tree: ast.Module, node: ast.ClassDef) -> bool:
    """Whether a group of parameters goes as a whole to a function outside the program, or is listed."""
    own = {n.name for n in ast.walk(tree) if isinstance(n, Function)}
    loops = (n for n in ast.walk(node) if isinstance(n, ast.For) and isinstance(n.target, ast.Name))
    names = {n.target.id for n in loops if getattr(n.iter, "attr", "") == "param_groups"}  # type: ignore[attr-defined]
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
    given = any(
        isinstance(a, ast.Name) and a.id in names for c in calls if name_called(c) not in own for a in c.args
    )
    of = (c.func.value for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr in WHOLE)
    return given or any(isinstance(each, ast.Name) and each.id in names for each in of)


def constructor(node: ast.ClassDef) -> Function | None:
    """A class's constructor, where the class stands on its own."""
    bases = (b.attr if isinstance(b, ast.Attribute) else getattr(b, "id", "") for b in node.bases)
    found = (m for m in node.body if isinstance(m, Function) and m.name == "__init__")
    return next(found, None) if all(base in ("object", "Optimizer") for base in bases) else None


def _divides_by_a_root(node: ast.AST) -> bool:
    return any(
        isinstance(n, ast.BinOp)
        and isinstance(n.op, ast.Div)
        and any(name_called(c).strip("_") == "sqrt" for c in ast.walk(n.right))
        and not any(isinstance(c, ast.Constant) and _is_small(c.value) for c in ast.walk(n.right))
        for n in ast.walk(node)
    )


def _is_small(value: object) -> bool:
    """Whether a number in the denominator does what the constant is there for."""
    return isinstance(value, float) and 0 < value < TINY


def is_handed(node: ast.AST) -> bool:
    """Whether a constant may be handed on as a whole with all others."""
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
    others = [c for c in calls if name_called(c) not in CONSTRUCTING]
    whole = any(isinstance(a, ast.Name) and a.id == "self" for c in others for a in c.args)
    plain = {id(c.func.value) for c in calls if isinstance(c.func, ast.Attribute) and _is_plain(c)}
    named = any(name_called(c) in HANDED and id(c) not in plain for c in calls)
    return whole or named or any(k.arg is None for c in calls for k in c.keywords)


def _is_plain(call: ast.Call) -> bool:
    """Whether what a call hands on are places alone, as ``super().__init__(params, dict(lr=lr))`` does."""
    return not call.keywords and all(
        isinstance(a, ast.Name | ast.Dict) or name_called(a) == "dict" for a in call.args
    )


def is_read(tree: ast.AST, signature: Function, name: str) -> bool:
    """Whether any line reads a parameter, or the place where the constructor keeps it; a check does not."""
    kept = {
        id(value): target.attr
        for target, value in _assigned(signature)
        if isinstance(target, ast.Attribute) and isinstance(value, ast.Name) and value.id == name
    }
    places = {name, *kept.values(), *_made_elsewhere(tree, name)}
    passed = _noted(tree, signature) | _of_others(tree, signature)
    own = {id(n) for n in ast.walk(signature)}
    for n in ast.walk(tree):
        loaded = isinstance(getattr(n, "ctx", None), ast.Load)
        if id(n) in passed:
            continue
        if isinstance(n, ast.Name) and loaded and n.id == name and id(n) in own and id(n) not in kept:
            return True
        if isinstance(n, ast.Attribute) and loaded and n.attr in places:
            return True
        if isinstance(n, ast.Constant) and n.value in places:
            return True
    return False


def _made_elsewhere(tree: ast.AST, name: str) -> set[str]:
    """Attributes called after a parameter that no line gives a value: lines are left out (``_epsilon_t``)."""
    every = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and name in n.attr]
    return {n.attr for n in every} - {n.attr for n in every if isinstance(n.ctx, ast.Store)}


def _of_others(tree: ast.AST, signature: Function) -> set[int]:
    """What classes read of themselves that have nothing to do with a constructor's class."""
    others = (
        n
        for n in ast.walk(tree)
        if isinstance(n, ast.ClassDef) and signature not in n.body and constructor(n) is not None
    )
    return {
        id(n)
        for other in others
        for n in ast.walk(other)
        if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == "self"
    }


def _noted(tree: ast.AST, signature: Function) -> set[int]:
    """What a constructor only notes under its own name, ``dict(mu=mu)``, or checks: ``if mu < 0: raise``."""
    found, handed = list[ast.AST](), _handed(tree, signature)
    for n in ast.walk(signature):
        if id(n) in handed:
            continue
        if isinstance(n, ast.Call) and name_called(n) == "dict":
            found += [k.value for k in n.keywords if isinstance(k.value, ast.Name) and k.value.id == k.arg]
        elif isinstance(n, ast.Dict):
            for key, value in zip(n.keys, n.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(value, ast.Name) and value.id == key.value:
                    found += [key, value]
        elif isinstance(n, ast.Assert) or (
            isinstance(n, ast.If)
            and all(isinstance(s, ast.Raise) for s in n.body)
            and not n.orelse
            and not _refuses_all(n.test)
        ):
            found += ast.walk(n)
    return {id(n) for n in found}


def _refuses_all(test: ast.expr) -> bool:
    """Whether a check lets nothing pass but what is switched off: what is asked for is not there."""
    if not isinstance(test, ast.Compare):
        return isinstance(test, ast.Name)
    right = test.comparators[0]
    off = isinstance(right, ast.Constant) and not right.value
    return off and isinstance(test.ops[0], ast.NotEq | ast.IsNot | ast.Gt)


def _handed(tree: ast.AST, signature: Function) -> set[int]:
    """The dictionaries of a constructor that may be read as a whole: kept, and not only asked for a name.

    torch's ``Optimizer`` keeps what stands behind the parameters: ``super().__init__(params, defaults)``.
    """
    kept = {id(v): t for t, v in _assigned(signature)}
    base = [n for n in ast.walk(signature) if isinstance(n, ast.Call) and _is_of_base(n)]
    to_base = {id(a) for call in base for a in call.args[1:]}
    asked = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Subscript) and _is_constant(n.slice)}
    found = set[int]()
    for each in (n for n in ast.walk(signature) if isinstance(n, ast.Dict | ast.Call)):
        place = kept.get(id(each))
        read = [n for n in ast.walk(tree) if place is not None and _is_reading(n, place)]
        safe = all(id(n) in to_base | asked for n in read) if place is not None else id(each) in to_base
        if not safe:
            found.add(id(each))
    return found


def _is_of_base(call: ast.Call) -> bool:
    """Whether a call is that of the constructor of the class above."""
    above = call.func.value if isinstance(call.func, ast.Attribute) else None
    base = above is not None and (name_called(above) == "super" or _is_name(above))
    return base and name_called(call) == "__init__"


def _is_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Name | ast.Attribute)


def _is_constant(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant)


def _is_reading(node: ast.AST, place: ast.expr) -> bool:
    """Whether a node reads a name or an attribute as it is called."""
    if not isinstance(getattr(node, "ctx", None), ast.Load):
        return False
    if isinstance(node, ast.Attribute) and isinstance(place, ast.Attribute):
        return node.attr == place.attr
    return isinstance(node, ast.Name) and isinstance(place, ast.Name) and node.id == place.id


def _assigned(signature: Function) -> Iterator[tuple[ast.expr, ast.expr]]:
    """What a constructor gives a value, and which; several at once one by one."""
    for s in (n for n in ast.walk(signature) if isinstance(n, ast.Assign)):
        for target in s.targets:
            several = isinstance(target, ast.Tuple) and isinstance(s.value, ast.Tuple)
            if several and len(target.elts) == len(s.value.elts):  # type: ignore[attr-defined]
                yield from zip(target.elts, s.value.elts, strict=True)  # type: ignore[attr-defined]
            else:
                yield target, s.value


def _finding(region: Region, argument: ast.arg, optimizer: str, *, small: bool) -> AuditFinding:
    start = Source(region.text).lines[argument.lineno - 1] + argument.col_offset
    name, effect = argument.arg, ", and a root divides without it" if small else ": it has no effect"
    fix = f"add {name} where the root divides" if small else f"use {name} in the step, or take it away"
    why = f"{name} is a parameter that no line reads{effect}"
    return flaw(region, Span(start, start + len(name)), optimizer, name, fix, why)
