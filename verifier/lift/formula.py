"""Formula files: a step written as a plain Python function, read with `ast` and never run.

The form is that of a function of the weight ``w``, its gradient ``g``, the number ``t`` of the
step, states with their first values, and, after ``*``, hyperparameters with a sample value::

    def momentum(w, g, m=0, *, lr=0.01, beta=0.9):
        m = beta*m + g
        return w - lr*m, m
"""

from __future__ import annotations

import ast
import stat
from collections.abc import Set
from dataclasses import replace
from functools import partial
from pathlib import Path

from verifier.errors import InputError
from verifier.lift.calls import inline, local_names, refuse_decorators
from verifier.lift.definitions import Definitions, chosen, definitions
from verifier.lift.expressions import evaluate, number_at, values_of
from verifier.lift.operators import is_condition
from verifier.lift.parameters import Parameters, parameters
from verifier.lift.scope import BODY_INDICES, Reading, Scope
from verifier.lift.source_text import MAX_CHARACTERS, printable
from verifier.lift.statements import Outcome, conclude
from verifier.lift.vocabulary import FUNCTION_NAMES, ORACLE, PREFIXES, quoted
from verifier.system import Hyper, State, System
from verifier.term import WEIGHT, Term, hyper, postorder, sequence, state, substitute, symbols


def read(path_text: str) -> System:
    """The optimizer in a formula file.

    Parameters
    ----------
    path_text : str
        ``path.py``, or ``path.py:name`` where the file holds several functions.

    Raises
    ------
    InputError
        When the file cannot be read or is no formula: place, construct, and what is accepted.
    """
    path, function = _split(path_text)
    return read_source(_contents(path), function, path)


def _split(path_text: str) -> tuple[str, str | None]:
    path, separator, function = path_text.rpartition(":")
    if path_text.endswith(".py") or not separator:
        return path_text, None
    if not function.isidentifier():
        raise InputError(
            f"{printable(path_text)}: {quoted(function)} names no function; write path.py or path.py:function"
        )
    return path, function


def _contents(path: str) -> str:
    """The text of a file.

    Raises
    ------
    InputError
        When it is missing, no regular file, too large, or not UTF-8.
    """
    shown = printable(path, 400)
    try:
        status = Path(path).stat()
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{shown}: not a file; give the path of a Python file")
        with Path(path).open("rb") as file:
            content = file.read(4 * MAX_CHARACTERS + 1)
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{shown}: not UTF-8 text at byte {error.start}; save the file as UTF-8") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"{shown}: cannot be read: {reason}; give the path of a Python file") from None
    except ValueError as error:
        raise error if isinstance(error, InputError) else InputError(f"{shown}: no path of a file") from None


def read_source(text: str, function: str | None = None, filename: str = "<string>") -> System:
    """The optimizer in the text of a formula file; ``filename`` is what messages call it.

    Raises
    ------
    InputError
        As for `read`.

    Examples
    --------
    >>> read_source("def sgd(w, g, *, lr=0.1): w = w - lr*g").weight
    add(w, mul(-1, mul(lr, g)))
    """
    try:
        file = definitions(text, filename)
        return _system(chosen(file, function), file)
    except RecursionError:
        raise InputError(
            f"{printable(filename, 400)}: the formula is nested too deeply; name intermediate values"
        ) from None


def _system(function: ast.FunctionDef, file: Definitions) -> System:
    """The system; read again, where a half that Python skips reads what a step may leave undefined."""
    reading = Reading(file, inline)
    system = _system_read(function, reading)
    fragile = _fragile(system, reading.partial)
    halves = (n.terms[1] for n in postorder(system.outputs) if n.op in ("and", "or"))
    if fragile.isdisjoint(symbols(halves)):
        return system
    return _system_read(function, Reading(file, inline, partial=set(fragile)))


def _fragile(system: System, undefined: set[Term]) -> set[Term]:
    """The states and the weight that some step, or the start, may leave undefined."""
    values = [(state(s.name), [s.initial, s.update]) for s in system.states]
    values.append((WEIGHT, [system.weight]))
    found = {each for each, own in values if not undefined.isdisjoint(own)}
    for _ in values:
        found |= {each for each, own in values if not found.isdisjoint(symbols(own))}
    return found


def _system_read(function: ast.FunctionDef, reading: Reading) -> System:
    file = reading.file
    top = Scope(reading, file.text, reading.constants, BODY_INDICES, "it is a number of the file")
    _read_constants(top)
    refuse_decorators(function, top)
    taken = parameters(function, top)
    outcome = _step(function, taken, top)
    _check_oracle(function, taken, top)
    states = tuple(
        State(name, initial, update)
        for (name, initial), update in zip(taken.initial.items(), outcome.values[1:], strict=True)
    )
    query = WEIGHT if reading.point is None else reading.point
    lets = _lets(outcome, taken, reading.assigned(function))
    system = System(function.name, taken.hypers, states, outcome.values[0], query, lets)
    return _with_sequences(system, function, top)


def _read_constants(top: Scope) -> None:
    """Read the numbers that the file names; each may use those before it."""
    for name, value in top.reading.file.constants.items():
        if name in (*FUNCTION_NAMES, *PREFIXES, ORACLE):
            raise top.fault(value, f"{quoted(name)} has a meaning of its own in formulas; rename the number")
        top.names[name] = number_at(value, top)


def _step(function: ast.FunctionDef, taken: Parameters, top: Scope) -> Outcome:
    old = {name: state(name) for name in taken.initial}
    names = local_names(function, top) | taken.names | old
    scope = replace(top, names=names, no_oracle="", calls=(function.name,))
    return conclude(function.body, scope, partial(_finish, function, tuple(taken.initial)))


def _finish(
    function: ast.FunctionDef, states: tuple[str, ...], scope: Scope, node: ast.Return | None
) -> Outcome:
    """The new weight and the new states, where the body ends or returns."""
    values = () if node is None else _returned(node, scope)
    if len(values) not in (1, 1 + len(states)) and node is not None:
        every = ", ".join(("w", *states))
        problem = (
            f"{len(values)} values are returned; accepted: 1 (the new weight) or {1 + len(states)} ({every})"
        )
        constant = [name for name in states if name not in scope.reading.assigned(function)]
        cure = f"; what is never computed ({', '.join(constant)}) is a hyperparameter and stands after `*`"
        raise scope.fault(node, problem + (cure if constant else ""))
    if len(values) < 1 + len(states):
        changed = scope.reading.assigned(function)
        required = states if values else ("w", *states)
        for name in required:
            if name not in changed:
                raise scope.fault(function, _never_computed(name))
        values = (*(values or (_final("w", function, scope),)), *(_final(n, function, scope) for n in states))
    _refuse_conditions(values, node or function, scope)
    return Outcome(values, scope.names)


def _never_computed(name: str) -> str:
    what = "the new weight" if name == "w" else f"the state {quoted(name)}"
    other = "" if name == "w" else f", or write {name} behind `*` if it is a hyperparameter"
    return (
        f"{what} is neither assigned nor returned; assign {name} in the body or return its new value{other}"
    )


def _final(name: str, function: ast.FunctionDef, scope: Scope) -> Term:
    node = ast.copy_location(ast.Name(name, ast.Load()), function)
    return evaluate(node, scope)


def _returned(node: ast.Return, scope: Scope) -> tuple[Term, ...]:
    match node.value:
        case None:
            return ()
        case ast.Tuple(elts=[single]):
            return (evaluate(single, scope),)
        case value:
            return values_of(value, scope)


def _refuse_conditions(values: tuple[Term, ...], node: ast.AST, scope: Scope) -> None:
    if any(is_condition(value) for value in values):
        raise scope.fault(node, "a new value is a comparison, not a number; write where(comparison, a, b)")


def _check_oracle(function: ast.FunctionDef, taken: Parameters, top: Scope) -> None:
    asked = top.reading.point is not None
    if asked and "g" in taken.given:
        raise top.fault(
            function, "a body that calls grad(...) takes no parameter g; leave one of the two out"
        )
    if not asked and "g" not in taken.given:
        raise top.fault(function, "the step has no gradient; add the parameter g, or write g = grad(w)")


def _lets(outcome: Outcome, taken: Parameters, assigned: Set[str]) -> tuple[tuple[str, Term], ...]:
    """The named values in order of computation, each name once, with its last value.

    A name that also stands for something given (``g = g + weight_decay*w``) is left out: its old
    and its new value could not be told apart.
    """
    given = {*taken.names} - {"w"}
    lets = {
        name: value
        for name, value in outcome.names.items()
        if name in assigned - given and isinstance(value, Term) and not is_condition(value)
    }
    for name, value in zip(("w", *taken.initial), outcome.values, strict=True):
        if lets.get(name) is not value:
            lets.pop(name, None)
            lets[name] = value
    return tuple(lets.items())


def _with_sequences(system: System, function: ast.FunctionDef, top: Scope) -> System:
    """The system with every hyperparameter that is read with an index marked as given at each step.

    In an initial value such a name without an index is its element 0.
    """
    starts = [s.initial for s in system.states]
    step = [*system.outputs, *(value for _, value in system.lets)]
    varying = {symbol.name for symbol in symbols([*step, *starts], "sequence")}
    for symbol in symbols(step, "hyper"):
        if symbol.name in varying:
            raise top.fault(_bare_read(function, symbol.name), _mixed(symbol.name))
    first = {hyper(name): sequence(name, 0) for name in varying}
    states = tuple(
        replace(s, initial=start) for s, start in zip(system.states, substitute(starts, first), strict=True)
    )
    hypers = tuple(Hyper(h.name, h.domain, h.usual, h.name in varying) for h in system.hypers)
    return replace(system, states=states, hypers=hypers)


def _mixed(name: str) -> str:
    return f"{quoted(name)} is read with an index elsewhere; write {name}[t] here too, or no index anywhere"


def _bare_read(function: ast.FunctionDef, name: str) -> ast.AST:
    """A place in the body where the name is read without an index; the function where there is none."""
    indexed = {id(node.value) for node in ast.walk(function) if isinstance(node, ast.Subscript)}
    for statement in function.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and node.id == name and id(node) not in indexed:
                return node
    return function
