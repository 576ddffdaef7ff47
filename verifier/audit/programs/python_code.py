"""Python source: the functions, methods and passages that may be a step of an optimizer, as drafts."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import NamedTuple, TypeGuard

from verifier.audit.drafts.draft import Draft
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.slots import slot_of
from verifier.audit.programs.arguments import defaults, settings, value_of
from verifier.audit.programs.blas import written_out
from verifier.audit.programs.called_methods import carried_out
from verifier.audit.programs.comprehensions import of_one
from verifier.audit.programs.containers import written
from verifier.audit.programs.expressions import Reader
from verifier.audit.programs.foreach import one_by_one
from verifier.audit.programs.functional import assigning
from verifier.audit.programs.histories import with_old_values
from verifier.audit.programs.labels import labelled
from verifier.audit.programs.looking_back import without_moves_back
from verifier.audit.programs.outside import without_schedules
from verifier.audit.programs.program import Program
from verifier.audit.programs.properties import computed
from verifier.audit.programs.records import by_name, renewed
from verifier.audit.programs.scopes import Scope, Scopes
from verifier.audit.programs.survey import assigned_slots, only_in, surveyed
from verifier.audit.programs.switches import readings
from verifier.audit.programs.transforms import of_gradients
from verifier.audit.programs.universal import with_places
from verifier.audit.programs.walk import Walk
from verifier.lift.reading import Apply, Gradient, Name, Node, Number, Span, parts, replaced

CONSTRUCTORS = (
    "__init__",
    "build",
    "reset",
    "initialize",
    "_init",
    "init",
    "setup",
    "__post_init__",
    "constructor",
)
Function = ast.FunctionDef | ast.AsyncFunctionDef
Spans = Callable[[ast.AST], Span]


@dataclass(frozen=True)
class Passage:
    """A piece of a program that may be a step.

    Attributes
    ----------
    name : str
        That of the function; empty for statements outside.
    owner : str
        That of the class around it.
    about : str
        The docstrings of both.
    drafts : tuple of Draft
        One for each way to set its switches, the usual first.
    span : Span
    """

    name: str
    owner: str
    about: str
    drafts: tuple[Draft, ...]
    span: Span


def passages(tree: ast.Module, span: Spans) -> Iterator[Passage]:
    """Every function, method and run of statements of a module."""
    tree = one_by_one(of_gradients(with_old_values(without_moves_back(tree))))
    tree = of_one(labelled(by_name(written(without_schedules(tree)))))
    tree = assigning(computed(carried_out(written_out(with_places(renewed(tree))))))
    yield from _of_block(tree.body, span, Scopes(tree), tree, "", "", Constructed({}, {}, {}))


class Constructed(NamedTuple):
    """What a class's constructor sets: first values, numbers of hyperparameters, switches that are on."""

    starts: Mapping[str, Node]
    usual: Mapping[str, Fraction]
    switches: Mapping[str, bool]


def _of_block(
    body: Sequence[ast.stmt],
    span: Spans,
    scopes: Scopes,
    place: Scope,
    owner: str,
    about: str,
    made: Constructed,
) -> Iterator[Passage]:
    starts, usual, switches = made
    program = Program(span, switches, dict(starts), partial(_inlined, scopes, place, span))
    loose = [s for s in body if not isinstance(s, ast.ClassDef | Function | ast.Import | ast.ImportFrom)]
    if loose and not owner:
        yield from _runs(loose, program, usual)
    changed = {id(m): assigned_slots(m.body) for m in body if _is_step(m)} if starts else {}
    for node in body:
        if isinstance(node, ast.ClassDef):
            text = ast.get_docstring(node) or ""
            made = _constructed(node, program)
            yield from _of_block(node.body, span, scopes, place, node.name, text, made)
        elif isinstance(node, Function) and node.name not in CONSTRUCTORS:
            own = replace(program, starts=_own_starts(node, changed, starts))
            yield _of_function(node, _within(own, scopes, node), owner, about, usual)
            for each, kept in _inner(node, program):
                yield _of_function(each, _within(kept, scopes, each), owner or node.name, about, usual)


def _within(program: Program, scopes: Scopes, function: Function) -> Program:
    """A program whose calls are those in the body of a function, which may be that of a loop."""
    inline = partial(_inlined, scopes, function, program.span)
    return replace(program, inline=inline, loops=scopes.counts.get(id(function), {}))


def _of_function(
    node: Function, program: Program, owner: str, about: str, usual: Mapping[str, Fraction]
) -> Passage:
    numbers = {**usual, **defaults(node.args)}
    text = "\n".join(t for t in (about, ast.get_docstring(node) or "") if t)
    given = frozenset(a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg))
    known = {**program.settings, **settings(node.args)}
    every = readings(node.body, program, numbers, known, node.name, program.span(node))
    drafts = tuple(_anew(draft, given) for walk, draft in every if not _is_unset(walk, node.body, given))
    return Passage(node.name, owner, text, drafts, program.span(node))


def _anew(draft: Draft, given: frozenset[str]) -> Draft:
    """A draft in which a rate that is given, changed and not returned begins anew: ``lr *= ...``."""
    back = {n.text for r in draft.returned for n in parts(r) if isinstance(n, Name)}
    kept = {
        slot: version
        for slot, version in draft.carried.items()
        if slot not in given or version in back or sort_of(slot) is not Sort.RATE
    }
    return replace(draft, carried=kept, taken=given)


def _is_unset(walk: Walk, body: Sequence[ast.stmt], given: frozenset[str]) -> bool:
    """Whether a local name is read to which the other sides of conditions alone give a value."""
    return bool(walk.skipped) and not (only_in(walk.skipped, body) - given).isdisjoint(walk.entries)


def _runs(loose: list[ast.stmt], program: Program, usual: Mapping[str, Fraction]) -> Iterator[Passage]:
    """Statements outside of functions: all of them, or each of several loops that train anew."""
    for body in _alternatives(loose):
        span = Span(program.span(body[0]).start, program.span(body[-1]).end)
        every = readings(body, program, usual, {}, "", span)
        yield Passage("", "", "", tuple(draft for _, draft in every), span)


def _alternatives(loose: list[ast.stmt]) -> list[list[ast.stmt]]:
    """Statements with one loop each, where several loops one after another descend with the same weight."""
    loops = [s for s in loose if isinstance(s, ast.For | ast.While)]
    weights = [{slot for n in ast.walk(s) if (slot := _descending(n)) is not None} for s in loops]
    if len(loops) < 2 or not weights[0].intersection(*weights[1:]):
        return [loose]
    runs = (loose[: loose.index(loop) + 1] for loop in loops)  # what comes after it is set for the next one
    return [[s for s in run if s is loop or s not in loops] for run, loop in zip(runs, loops, strict=True)]


def _descending(node: ast.AST) -> str | None:
    """What a statement takes something away from: ``w -= lr*g``, ``w = w - lr*g``."""
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Sub):
        return slot_of(node.target)
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
        own, difference = slot_of(node.targets[0]), node.value
        if own is not None and isinstance(difference.op, ast.Sub) and slot_of(difference.left) == own:
            return own
    return None


def _constructed(node: ast.ClassDef, program: Program) -> Constructed:
    """What a class's constructor sets."""
    starts: dict[str, Node] = {}
    numbers: dict[str, Fraction] = {}
    switches: dict[str, bool] = {}
    fields = Walk(program, node.body)
    fields.body([s for s in node.body if isinstance(s, ast.Assign | ast.AnnAssign)])
    for line in fields.lines:
        if (number := value_of(line.value)) is not None:
            numbers |= {line.slot: number, f"self.{line.slot}": number}
        starts |= {line.slot: line.value, f"self.{line.slot}": line.value}
    for method in node.body:
        if not isinstance(method, Function) or not method.name.startswith(CONSTRUCTORS):
            continue
        known_on = {**program.settings, **settings(method.args)}
        walk = Walk(replace(program, settings=known_on), method.body)
        walk.stored |= surveyed(node.body).stored
        walk.body(method.body)
        own = defaults(method.args)
        switches |= {n: True for n, on in settings(method.args).items() if on and n not in own}
        known = {a.arg for a in (*method.args.args, *method.args.kwonlyargs)}
        held = [(line.slot, v) for line in walk.lines if isinstance(v := walk.resolved(line.value), Name)]
        for line in walk.lines:
            value = walk.resolved(line.value)
            if isinstance(value, Name) and value.text in own:
                numbers[line.slot] = own[value.text]
            elif isinstance(value, Number) or all(
                n.text in known for n in parts(value) if isinstance(n, Name)
            ):
                for slot, given in held if isinstance(value, Apply) else ():  # the steps know it by its place
                    value = replaced(value, given, Name(slot, given.index))
                starts[line.slot] = value
        numbers |= {name: value for name, value in own.items() if name not in numbers}
    return Constructed(starts, numbers, switches)


def _is_step(node: ast.stmt) -> TypeGuard[Function]:
    return isinstance(node, Function) and not node.name.startswith(CONSTRUCTORS)


def _own_starts(
    node: Function, changed: Mapping[int, set[str]], starts: Mapping[str, Node]
) -> dict[str, Node]:
    """First values for one method: what another method counts, or sets first, is no constant to it."""
    own = changed.get(id(node), set())
    elsewhere = set[str]().union(*(slots for m, slots in changed.items() if m != id(node)))
    counted = {s for s in elsewhere - own if isinstance(starts.get(s), Number | Gradient)}
    return {slot: value for slot, value in starts.items() if slot not in counted}


def _inner(outer: Function, program: Program) -> Iterator[tuple[Function, Program]]:
    """Functions within a function, with the first values that the one around sets of what they change."""
    inner = [s for s in ast.walk(outer) if isinstance(s, Function) and s is not outer]
    set_around: dict[int, dict[str, Node]] = {}
    for holder in (outer, *inner) if inner else ():  # outer ones come first
        values = _set_by(holder, program)
        set_around |= {id(n): values for n in ast.walk(holder) if isinstance(n, Function) and n is not holder}
    for each in inner:
        changed = assigned_slots(each.body)
        first = {slot: value for slot, value in set_around[id(each)].items() if slot in changed}
        yield each, replace(program, starts={**program.starts, **first})


def _set_by(function: Function, program: Program) -> dict[str, Node]:
    """The values that a function's own statements set."""
    walk = Walk(program, function.body)
    walk.body([s for s in function.body if isinstance(s, ast.Assign | ast.AnnAssign)])
    return {line.slot: walk.resolved(line.value) for line in walk.lines}


def _expression(node: Function) -> tuple[list[str], ast.expr] | None:
    """The parameters and the value of a function that is one expression."""
    body = [s for s in node.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    if len(body) == 1 and isinstance(body[0], ast.Return) and body[0].value is not None:
        return [a.arg for a in node.args.args], body[0].value
    return None


def _inlined(scopes: Scopes, place: Scope, span: Spans, name: str, args: list[Node]) -> Node | None:
    """The value of a call, at a place, of a function of the same module that is one expression."""
    function = scopes.meant(name, place)
    known = _expression(function) if function is not None else None
    if known is None or len(known[0]) != len(args):
        return None
    names, value = known
    given = dict(zip(names, args, strict=True))
    reader = Reader(lambda s: given.get(s, Name(s)), span, lambda n, a: None, lambda t: None)
    return reader.node(value)
