"""States of a loop over parameters that take a new value by name alone.

``for p, g, m in zip(params, grads, ms): m = b*m + g; p -= lr*m`` changes ``params``, and ``ms`` in nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from verifier.audit.drafts.meaning import named_in
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.slots import displayed, name_called, slot_of
from verifier.audit.drafts.vocabulary import IDENTITIES, is_gradient_name
from verifier.audit.finding import AuditFinding
from verifier.audit.flaws.flaw import flaw
from verifier.audit.flaws.kept import PURE
from verifier.audit.flaws.unused import EXCUSED
from verifier.audit.pages.document import Region
from verifier.audit.programs.python_code import Function, Spans
from verifier.audit.programs.survey import in_place, receiver_of

ROOTS = frozenset(("sqrt", "square", "power", "maximum", "minimum", "abs", "sign"))


def findings(region: Region, tree: ast.Module, span: Spans) -> Iterator[AuditFinding]:
    """The elements of a loop that are renewed so, beside others that are changed in place."""
    for loop in (n for n in ast.walk(tree) if isinstance(n, ast.For)):
        said = ast.get_source_segment(region.text, loop) or ""
        held = _held(loop)
        if not held or EXCUSED.search(said):
            continue
        changed = {name: s for s in ast.walk(loop) for name in _changed(s) if name in held}
        for name, line in _renewed(loop, held):
            if any(y != name and name in _made_of(loop, s) for y, s in changed.items()):
                why = f"{name} names its new value in this round of the loop: {held[name]} keeps the old one"
                yield flaw(
                    region, span(line), _named(tree, loop), ast.unparse(line), f"{name} = -> {name}[:] =", why
                )


def _named(tree: ast.Module, loop: ast.For) -> str | None:
    """The method after which what is around the loop is called."""
    around = [n for n in ast.walk(tree) if isinstance(n, ast.ClassDef | Function) and loop in ast.walk(n)]
    return next((min(found) for n in reversed(around) if (found := named_in(n.name))), None)


def _held(loop: ast.For) -> dict[str, str]:
    """The names of a loop's elements, each with what holds them; none where no gradient is read."""
    target, source = loop.target, loop.iter
    if name_called(source) == "enumerate" and isinstance(source, ast.Call) and len(source.args) == 1:
        pair = target.elts if isinstance(target, ast.Tuple) and len(target.elts) == 2 else [target]
        target, source = pair[-1], source.args[0]
    if not (isinstance(source, ast.Call) and name_called(source) == "zip" and isinstance(target, ast.Tuple)):
        return {}
    pairs = list(zip(target.elts, source.args, strict=False))
    plain = all(isinstance(a, ast.Name | ast.Attribute | ast.List) for _, a in pairs)
    found = {t.id: ast.unparse(a) for t, a in pairs if isinstance(t, ast.Name)}
    for inner, held in ((t, a) for t, a in pairs if isinstance(t, ast.Tuple)):  # p, (s, delta)
        found |= {e.id: ast.unparse(held) for e in inner.elts if isinstance(e, ast.Name)}
    grads = any(is_gradient_name(n) for n in found) or ".grad" in ast.unparse(loop)
    return found if plain and grads else {}


def _renewed(loop: ast.For, held: dict[str, str]) -> Iterator[tuple[str, ast.Assign]]:
    """The names that take a sum with their own old value, and with which nothing else is done."""
    parents = {id(c): n for n in ast.walk(loop) for c in ast.iter_child_nodes(n)}
    every = (s for s in ast.walk(loop) if isinstance(s, ast.Assign) and len(s.targets) == 1)
    for s in every:
        name = s.targets[0].id if isinstance(s.targets[0], ast.Name) else ""
        if name not in held or is_gradient_name(name) or not _is_kept(loop, s.value, name):
            continue
        uses = [n for n in ast.walk(loop) if isinstance(n, ast.Name) and n.id == name]
        if all(n is s.targets[0] or _is_read(n, parents, loop) for n in uses):
            yield name, s


def _is_kept(loop: ast.For, value: ast.expr, name: str) -> bool:
    """Whether a sum keeps a part of an old value, and takes in gradients; all of it where they are squared.

    Noise, an anchor or a rest that was rounded off is reckoned with under its own name, and is not kept.
    """
    if not (isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub)):
        return False
    sides = [value.left, value.right] if isinstance(value.op, ast.Add) else [value.left]
    for own in sides:
        added = value.right if own is value.left else value.left
        factors = _factors(own)
        rates = [f for f in factors if not (isinstance(f, ast.Name) and f.id == name)]
        if len(rates) != len(factors) - 1 or not _takes_gradient(loop, added):
            continue
        if all(map(_is_decay, rates)) and (rates or _is_square(added)):
            return True
    return False


def _factors(value: ast.expr) -> list[ast.expr]:
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        return _factors(value.left) + _factors(value.right)
    return [value]


def _is_decay(rate: ast.expr) -> bool:
    """Whether a factor is a number, a decay rate, or the rest of one."""
    if isinstance(rate, ast.BinOp) and isinstance(rate.op, ast.Sub) and isinstance(rate.left, ast.Constant):
        rate = rate.right
    called = displayed(slot_of(rate) or "")
    return isinstance(rate, ast.Constant) or sort_of(called) is Sort.DECAY_RATE


def _is_square(value: ast.expr) -> bool:
    """Whether something is squared in what is added."""
    factors = [ast.unparse(f) for f in _factors(value)]
    powers = (n for n in ast.walk(value) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow))
    return len(set(factors)) < len(factors) or any(powers) or name_called(value) in ROOTS


def _takes_gradient(loop: ast.For, value: ast.expr) -> bool:
    """Whether a gradient is among what a value is made of."""
    return ".grad" in ast.unparse(value) or any(is_gradient_name(n) for n in _made_of(loop, value))


def _is_read(node: ast.Name, parents: dict[int, ast.AST], loop: ast.For) -> bool:
    """Whether a name is one of the loop's, or is reckoned with."""
    parent = parents[id(node)]
    if isinstance(node.ctx, ast.Store):
        return node in ast.walk(loop.target)
    if isinstance(parent, ast.Call):
        return node in parent.args and name_called(parent) in PURE | ROOTS and not parent.keywords
    if isinstance(parent, ast.Attribute):
        call = parents[id(parent)]
        return isinstance(call, ast.Call) and call.func is parent and parent.attr in PURE | IDENTITIES | ROOTS
    return isinstance(parent, ast.BinOp | ast.UnaryOp)


def _changed(s: ast.AST) -> Iterator[str]:
    """The name whose array a statement changes: ``p -= x``, ``p[:] = x``, ``p.data.sub_(x)``."""
    targets = [s.target] if isinstance(s, ast.AugAssign) else s.targets if isinstance(s, ast.Assign) else []
    for target in targets:
        inner = target
        while isinstance(inner, ast.Subscript) or (
            isinstance(inner, ast.Attribute) and inner.attr in IDENTITIES
        ):
            inner = inner.value
        if isinstance(inner, ast.Name) and (inner is not target or isinstance(s, ast.AugAssign)):
            yield inner.id
    call = s.value if isinstance(s, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and in_place(call.func.attr):
        yield receiver_of(call.func.value) or ""


def _made_of(loop: ast.For, s: ast.AST) -> set[str]:
    """The names that a statement is made of, and those of which other lines of the loop make these."""
    made = {
        n.targets[0].id: n
        for n in ast.walk(loop)
        if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)
    }
    found, waiting = set[str](), [s]
    while waiting:
        new = _names(waiting.pop()) - found
        found |= new
        waiting += [made[n].value for n in new if n in made]
    return found


def _names(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
