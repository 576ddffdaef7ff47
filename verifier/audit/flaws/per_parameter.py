"""Loops over parameters: what belongs to all of them, and is changed for each."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from verifier.audit.drafts.meaning import named_in
from verifier.audit.drafts.slots import name_called
from verifier.audit.finding import AuditFinding
from verifier.audit.flaws.flaw import flaw
from verifier.audit.pages.document import Region
from verifier.audit.programs.python_code import Function, Spans
from verifier.audit.programs.survey import receiver_of

REDUCING = frozenset("sum dot vdot inner norm item mean max min any all len prod trace".split())
"""Calls that make one number of many."""
MOVING = frozenset(("sub_", "add_", "addcdiv_", "assign_sub", "assign_add"))
"""Methods by which a parameter is moved in place."""


def findings(region: Region, tree: ast.Module, span: Spans) -> Iterator[AuditFinding]:
    """The counters and states of optimizers that a loop over parameters changes for each of them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | Function) and (named := sorted(named_in(node.name))):
            found = (f for loop in _innermost(node) for f in _of_loop(region, span, node, loop, named[0]))
            yield from list(found)[:1]


def _innermost(node: ast.AST) -> Iterator[ast.For]:
    """The loops that hold no other, a class's own and those of a function."""
    for loop in (n for n in ast.walk(node) if isinstance(n, ast.For)):
        if not any(isinstance(n, ast.For | ast.While) for s in loop.body for n in ast.walk(s)):
            yield loop


def _of_loop(
    region: Region, span: Spans, around: ast.ClassDef | Function, loop: ast.For, optimizer: str
) -> Iterator[AuditFinding]:
    own = _of_each(loop)
    moves = [s for s in _statements(loop) if (place := _moved(s)) is not None and _names(place) & own]
    if not moves and not any(_is_kept_at(s, name) for s in _statements(loop) for name in own):
        return
    for statement in loop.body:
        count = _counted(statement)
        if count is not None and _is_exponent(around, count) and not _is_reset(around, loop, count):
            why = f"{count} counts the steps, and the loop over the parameters counts it on for each of them"
            yield flaw(region, span(statement), optimizer, count, f"count {count} before the loop", why)
    for power, counter in _counting_parameters(loop):
        why = f"{counter} counts the parameters, whose states it finds, and not the steps"
        yield flaw(region, span(power), optimizer, counter, "count the steps before the loop", why)
    for state, statement in _shared(loop, own, moves):
        why = f"{state} is one state for all parameters, and the loop changes it for each of them"
        yield flaw(region, span(statement), optimizer, state, f"keep one {state} for each parameter", why)


def _counting_parameters(loop: ast.For) -> Iterator[tuple[ast.stmt, str]]:
    """The statements that take the number of a parameter for that of the step: ``1 - beta ** (i + 1)``."""
    nodes = [n for s in loop.body for n in ast.walk(s)]
    for counter in _counters(loop):
        used = [n for n in nodes if isinstance(n, ast.Subscript) and counter in _names(n.slice)]
        plain = all(isinstance(n.slice, ast.Name) for n in used)
        kept = [s for s in _statements(loop) if _is_kept_at(s, counter)]
        raised = [s for s in _statements(loop) if not isinstance(s, ast.If) and _raises_to(s, counter)]
        if plain and kept and raised:
            yield raised[0], counter


def _counters(loop: ast.For) -> set[str]:
    """The names that number what a loop goes through."""
    call = loop.iter if isinstance(loop.iter, ast.Call) else None
    if call is None or name_called(call) not in ("enumerate", "range"):
        return set()
    first = loop.target.elts[0] if isinstance(loop.target, ast.Tuple) else loop.target
    return {first.id} if isinstance(first, ast.Name) else set()


def _is_kept_at(s: ast.stmt, counter: str) -> bool:
    """Whether what is kept under a number is made of itself and something else: ``m[i] = b*m[i] + g``."""
    target = s.targets[0] if isinstance(s, ast.Assign) else None
    found = isinstance(target, ast.Subscript) and ast.unparse(target.slice) == counter
    blended = isinstance(s, ast.Assign) and isinstance(s.value, ast.BinOp) and isinstance(s.value.op, ast.Add)
    return found and blended and _is_blend(s, ast.unparse(target))  # type: ignore[arg-type]


def _raises_to(s: ast.stmt, counter: str) -> bool:
    """Whether a bias is corrected by a number and nothing else: ``1 - beta ** (i + 1)``."""
    less = (n for n in ast.walk(s) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Sub))
    rest = [n.right for n in less if isinstance(n.left, ast.Constant) and n.left.value == 1]
    powers = (n for n in rest if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow))
    return any(_names(p.right) == {counter} and counter not in _names(p.left) for p in powers)


def _of_each(loop: ast.For) -> set[str]:
    """What a loop calls each of the things that it runs over: ``i``, and ``p`` where ``p = params[i]``."""
    own = _names(loop.target)
    for s in loop.body:
        place = s.value if isinstance(s, ast.Assign) and isinstance(s.targets[0], ast.Name) else None
        if isinstance(place, ast.Subscript) and _names(place.slice) & own:
            own |= _names(s.targets[0])  # type: ignore[attr-defined]
    return own


def _statements(loop: ast.For) -> Iterator[ast.stmt]:
    return (n for s in loop.body for n in ast.walk(s) if isinstance(n, ast.stmt))


def _names(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def _moved(statement: ast.stmt) -> ast.expr | None:
    """What a statement adds something to or takes it away from: ``p -= u``, ``p = p - u``, ``p.sub_(u)``."""
    if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Sub | ast.Add):
        return statement.target
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.BinOp):
        target, value = statement.targets[0], statement.value
        same = ast.unparse(value.left) == ast.unparse(target)
        return target if same and isinstance(value.op, ast.Sub | ast.Add) else None
    call = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in MOVING:
        return call.func.value if receiver_of(call.func.value) is not None else None
    return None


def _counted(statement: ast.stmt) -> str | None:
    """The counter that a statement counts on by one."""
    target: ast.expr | None = None
    step: ast.expr | None = None
    if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add):
        target, step = statement.target, statement.value
    elif isinstance(statement, ast.Assign) and isinstance(statement.value, ast.BinOp):
        same = ast.unparse(statement.value.left) == ast.unparse(statement.targets[0])
        if same and isinstance(statement.value.op, ast.Add):
            target, step = statement.targets[0], statement.value.right
    one = isinstance(step, ast.Constant) and step.value == 1
    return ast.unparse(target) if one and target is not None and _is_plain(target) else None


def _is_plain(target: ast.expr) -> bool:
    """Whether a place is a name, or an attribute of one."""
    inner = target.value if isinstance(target, ast.Attribute) else target
    return isinstance(inner, ast.Name)


def _is_exponent(node: ast.AST, counter: str) -> bool:
    """Whether something is raised to a counter: ``beta ** self.t``, ``pow(beta, t)``."""
    powers = [n.right for n in ast.walk(node) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow)]
    powers += [
        n.args[1]
        for n in ast.walk(node)
        if isinstance(n, ast.Call) and len(n.args) == 2 and name_called(n) in ("pow", "power")
    ]
    return any(ast.unparse(power) == counter for power in powers)


def _is_reset(around: ast.AST, loop: ast.For, counter: str) -> bool:
    """Whether a counter belongs to a parameter, or the loop gives it a value again."""
    stores = [
        s
        for s in _statements(loop)
        if isinstance(s, ast.Assign | ast.AugAssign | ast.AnnAssign) and counter in _targets(s)
    ]
    head = counter.partition(".")[0]
    bound = {n for s in ast.walk(around) if isinstance(s, ast.For) for n in _names(s.target)}
    local = {t for s in _statements(loop) for t in _targets(s)}
    return len(stores) != 1 or head in bound or (head != counter and head in local)


def _targets(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.Assign):
        return [ast.unparse(t) for target in statement.targets for t in _several(target)]
    if isinstance(statement, ast.AugAssign | ast.AnnAssign):
        return [ast.unparse(statement.target)]
    return []


def _several(target: ast.expr) -> list[ast.expr]:
    return target.elts if isinstance(target, ast.Tuple | ast.List) else [target]


def _shared(loop: ast.For, own: set[str], moves: list[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    """The attributes of the program that the loop makes of themselves and a parameter's gradient."""
    of_loop = _reached(loop, own)
    stores: dict[str, list[ast.Assign | ast.AugAssign]] = {}
    for s in _statements(loop):
        if isinstance(s, ast.Assign | ast.AugAssign):
            target = s.targets[0] if isinstance(s, ast.Assign) else s.target
            if _is_of_program(target):
                stores.setdefault(ast.unparse(target), []).append(s)
    for place, every in stores.items():
        blended = all(_is_blend(s, place) for s in every)
        fed = any(_names(s.value) & of_loop and not _reduces(s.value) for s in every)
        reached = {place} | _reached(loop, set(), place)
        moving = any(_reads(s, reached) for s in moves)
        if blended and fed and moving:
            yield place, every[0]


def _is_of_program(target: ast.expr) -> bool:
    """Whether a place is one of the program, ``self.v``, whatever the parameter: ``self.v[0]``."""
    fixed = isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant)
    inner = target.value if isinstance(target, ast.Subscript) and fixed else target
    return isinstance(inner, ast.Attribute) and ast.unparse(inner.value) == "self"


def _is_blend(s: ast.Assign | ast.AugAssign, place: str) -> bool:
    """Whether a new value is made of the old one."""
    return isinstance(s, ast.AugAssign) or any(
        isinstance(n, ast.expr) and ast.unparse(n) == place for n in ast.walk(s.value)
    )


def _reduces(value: ast.expr) -> bool:
    return any(isinstance(n, ast.Call) and name_called(n) in REDUCING for n in ast.walk(value))


def _reached(loop: ast.For, names: set[str], place: str = "") -> set[str]:
    """The names of a loop that are made of others, or of a place."""
    found = set(names)
    for s in _statements(loop):
        value = s.value if isinstance(s, ast.Assign | ast.AugAssign) else None
        if value is not None and _reads(value, found | {place}):
            found |= {t for t in _targets(s) if t.isidentifier()}
    return found


def _reads(node: ast.AST, places: set[str]) -> bool:
    return any(
        isinstance(n, ast.Name | ast.Attribute | ast.Subscript) and ast.unparse(n) in places
        for n in ast.walk(node)
    )
