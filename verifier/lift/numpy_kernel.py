"""NumPy kernels: a hand-written step, traced by running it on arrays that hold terms.

This runs the code of whoever wrote the kernel, in a process of its own. The function has the signature of
a formula file; it returns the new weight, or the new weight and the new states, or it writes into its
array arguments and returns None.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from logging import getLogger
from pathlib import Path
from typing import Any

import numpy as np

from verifier import bounded
from verifier.domain import Domain
from verifier.errors import InputError
from verifier.lift.branches import Branches, Fork, explore, joined
from verifier.lift.frameworks.rounding import value_of
from verifier.lift.frameworks.stairs import settled
from verifier.lift.frameworks.validate import Runner, validate
from verifier.lift.implied import without_impossible
from verifier.lift.numpy_arrays import Array, Number, scalar_or_array, terms_of
from verifier.lift.numpy_names import replaced
from verifier.lift.numpy_running import run_step
from verifier.lift.numpy_signature import Kernel, signature_of
from verifier.lift.outside import named, watching
from verifier.lift.reals import Untraceable, symbolic_math
from verifier.lift.refused import possible, refused_or
from verifier.lift.source_text import printable
from verifier.lift.symbolic_names import symbolic_names
from verifier.lift.term_arrays import filled
from verifier.lift.tidy import merged, tidy
from verifier.lift.vocabulary import nearest, quoted
from verifier.system import State, System
from verifier.term import GRADIENT, STEP, WEIGHT, ZERO, Term, fold, hyper, state, symbols

SECONDS = 60.0
INSTEAD = "give it as a formula file (path.py:function), which is read and never run"
_AHEAD = 36.5
_TWICE = "run a second time, the step is another formula: it reads what is kept outside of its arguments"
Outputs = tuple[Term, ...]
"""What the weight, the query point and the states become."""
_COORDINATES = 2
"""Traced side by side: none may depend on another."""


def read(path_text: str) -> System:
    """The optimizer that the kernel ``path.py:function`` is; the file is run, which is logged.

    Raises
    ------
    InputError
        When the file or the function is not there, or the function leaves what can be traced: the line, the
        operation, and what to do instead.
    """
    path, _, function = path_text.rpartition(":")
    shown = printable(path_text, 200)
    if not path.endswith(".py") or not function.isidentifier():
        raise InputError(f"numpy:{shown}: name the function as well: numpy:path/to/file.py:function")
    if not Path(path).is_file():
        raise InputError(f"numpy:{shown}: there is no file {quoted(path)}; give the path of a Python file")
    getLogger("verifier").warning("numpy:%s: running the code of this file to trace it", shown)
    return _apart(f"numpy:{shown}", _system_of_file, path, function)


def trace(step: Callable[..., Any]) -> System:
    """The optimizer that a NumPy function is; it is run, in a process of its own.

    Raises
    ------
    InputError
        As for `read`.
    """
    return _apart(getattr(step, "__name__", "the step"), _system, step)


def _apart(name: str, task: Callable[..., System], *arguments: Any) -> System:
    """The result of a task in a process of its own, which the code that it runs cannot leave."""
    found = bounded.run(task, *arguments, seconds=SECONDS)
    if isinstance(found, bounded.Stopped):
        raise InputError(f"{name}: {found.reason} while the kernel was run; {INSTEAD}")
    return found


def _system_of_file(path: str, function: str) -> System:
    return _system(_loaded(path, function))


def _loaded(path: str, function: str) -> Callable[..., Any]:
    """The function of a file, which is run for it."""
    stem = Path(path).stem
    spec = spec_from_file_location(f"{stem}_" if stem in sys.modules else stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # where classes look for the names of their module
    sys.path.insert(0, str(Path(path).resolve().parent))
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # the user's own file may raise anything
        raise InputError(f"{path}: the file cannot be run: {type(error).__name__}: {error}") from error
    found = getattr(module, function, None)
    if not callable(found):
        known = [n for n, v in vars(module).items() if callable(v) and not n.startswith("_")]
        raise InputError(f"{path}: there is no function {quoted(function)}; {nearest(function, known)}")
    step: Callable[..., Any] = found
    return step


def _system(step: Callable[..., Any]) -> System:
    kernel = signature_of(step)
    domains = {h.name: h.domain for h in kernel.hypers}
    with _words(kernel):
        outputs, circles = settled(_outputs(kernel, domains, 0.0))
    starts = (*kernel.initial.items(), *((circle.name, ZERO) for circle in circles))
    updates = (*outputs[2:], *(circle.update for circle in circles))
    states = tuple(State(*start, new) for start, new in zip(starts, updates, strict=True))
    system = System(kernel.name, kernel.hypers, states, outputs[0], outputs[1])
    _refuse_idle(system, kernel)
    with _words(kernel), named(step):
        validate(system, watching(_runner(kernel), step))
        if settled(_outputs(kernel, domains, _AHEAD)) != (outputs, circles):
            raise Untraceable(_TWICE)
    return system


def _outputs(kernel: Kernel, domains: Mapping[str, Domain], ahead: float) -> list[Term]:
    """What the weight, the query point and the states become, joined over all paths."""
    every = explore(partial(refused_or, lambda branches: _traced(kernel, branches, ahead), ()))
    tree: Fork[Outputs] | Outputs = possible(without_impossible(every, domains))

    def of(index: int) -> Term:
        found = joined(tree, lambda outputs: outputs[index], partial(merged, domains=domains))
        assert found is not None
        return found

    return [of(index) for index in range(2 + len(kernel.initial))]


def _refuse_idle(system: System, kernel: Kernel) -> None:
    """Refuse a step that leaves the weight or a state what it was: its author forgot something."""
    idle = [s.name for s in system.states if s.update is state(s.name)]
    idle += ["w"] if system.weight is WEIGHT else []
    if idle:
        other = "" if idle[0] == "w" else "; a hyperparameter stands after `*`"
        raise InputError(
            f"{kernel.name}: {quoted(idle[0])} never changes; return its new value, or write into the "
            f"array{other}"
        )


@dataclass
class _Oracle:
    """The function ``grad`` of a kernel that asks for its gradient itself."""

    gradient: Any
    point: Any = None

    def __call__(self, point: Any) -> Any:
        if self.point is not None:
            raise Untraceable("`grad` is called a second time; a step asks at one point")
        self.point = point.copy()
        return self.gradient


def _traced(kernel: Kernel, branches: Branches, ahead: float) -> Outputs:
    """The new weight, the query point and the new states on one path.

    The numbers behind the symbols, which no term depends on, are others for another ``ahead``.
    """

    def array(symbol: Term) -> Array:
        return Array(filled((_COORDINATES,), (_of(symbol, i) for i in range(_COORDINATES))), branches)

    step = Number(7.25 + ahead, STEP, branches)
    arguments = [step if name == "t" else array(_symbol(name)) for name in kernel.positional]
    hypers = {h.name: Number(0.3 + ahead / 100, hyper(h.name), branches) for h in kernel.hypers}
    oracle = _Oracle(array(GRADIENT))
    with symbolic_math(), replaced(branches), symbolic_names(kernel.names):
        outcome = run_step(kernel, oracle, arguments, hypers)
    point = array(WEIGHT) if oracle.point is None else oracle.point
    outputs = (outcome[0], point, *outcome[1:])
    return tuple(tidy(_coordinate(value, branches) for value in outputs))


def _symbol(name: str) -> Term:
    return {"w": WEIGHT, "g": GRADIENT}.get(name, state(name))


def _of(symbol: Term, coordinate: int) -> Term:
    """A symbol of one coordinate: that of the first is the one of the recurrence."""
    return symbol if coordinate == 0 else Term("sym", _kind(coordinate), *symbol.args)


def _coordinate(value: Any, branches: Branches) -> Term:
    """The term of the first coordinate, after a look at the others."""
    if not isinstance(value, Array | Number):
        value = scalar_or_array(terms_of(value), branches)
    terms = value.terms if isinstance(value, Array) else filled((1,), [value.term])
    every = np.broadcast_to(terms, (_COORDINATES,))
    first: Term = every[0]
    alone = not any(str(s.args[0]).startswith("coordinate") for s in symbols([first]))
    if not alone or any(_own(found, i) is not first for i, found in enumerate(every)):
        raise Untraceable("what a coordinate becomes depends on its place or on another coordinate")
    return first


def _own(root: Term, coordinate: int) -> Term:
    """The term with its coordinate's symbols named as those of the first, and all others as strangers."""
    kind = _kind(coordinate)

    def rebuild(node: Term, args: tuple[Term, ...]) -> Term:
        if args or node.op != "sym" or node.args[0] in ("hyper", "time"):
            return Term(node.op, *args) if args else node
        if coordinate == 0:
            return node
        return Term("sym", *node.args[1:]) if node.args[0] == kind else Term("sym", "stranger", *node.args)

    return fold([root], rebuild)[root]


def _kind(coordinate: int) -> str:
    return f"coordinate {coordinate}"


def _runner(kernel: Kernel) -> Runner:
    """The kernel on plain arrays of several coordinates; the first is the one that is read."""

    def run(hypers: Mapping[str, float], w0: float, gradients: Sequence[float]) -> Iterator[dict[str, float]]:
        weights = np.array([w0, 0.25 - w0, 3.0])
        states = [_start(value, hypers, weights) for value in kernel.initial.values()]
        for t, gradient in enumerate(gradients, start=1):
            slopes = np.array([gradient, 1.5 - gradient, -0.125])
            given = {"w": weights, "g": slopes, "t": t} | dict(zip(kernel.initial, states, strict=True))
            arguments = [given[name] for name in kernel.positional]
            with np.errstate(all="ignore"):
                outcome = run_step(kernel, _Oracle(slopes), arguments, hypers)
            weights, *states = (np.array(np.broadcast_to(value, (3,)), dtype=float) for value in outcome)
            values = zip(("w", *kernel.initial), (weights, *states), strict=True)
            yield {name: float(value[0]) for name, value in values}

    return run


def _start(value: Term, hypers: Mapping[str, float], weights: Any) -> Any:
    """The array of a state's first values."""
    (found,) = value_of([value], lambda node: weights if node is WEIGHT else hypers[node.name])
    return np.array(np.broadcast_to(found, weights.shape), dtype=float)


@contextmanager
def _words(kernel: Kernel) -> Iterator[None]:
    """What goes wrong in the kernel's own code, as an error that names its line."""
    try:
        yield
    except Exception as error:  # the user's own code may raise anything; what is ours goes on
        place = _place(kernel, error)
        if not place and not isinstance(error, InputError):
            raise
        said = str(error) if isinstance(error, InputError) else f"{type(error).__name__}: {error}"
        named = "" if place or said.startswith(kernel.name) else f"{kernel.name}: "
        raise InputError(f"{place}{named}{said}; {INSTEAD}") from error


def _place(kernel: Kernel, error: Exception) -> str:
    """The innermost line of the kernel's file on the way to an error."""
    file = kernel.file
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename == file:
            return f"{printable(file, 200)}:{frame.lineno}: "
    return ""
