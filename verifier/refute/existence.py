"""Whether a system takes a first step anywhere."""

from __future__ import annotations

from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Undefined
from verifier.algebra.path import Path
from verifier.algebra.ring import Unsupported
from verifier.evaluate import is_number, run
from verifier.prove.definedness import needs
from verifier.prove.relation import pair_of
from verifier.refute.space import search_between
from verifier.system import System, first_step
from verifier.term import GRADIENT


def missing_first_step(system: System) -> str | None:
    """The operation that makes the first weight undefined at every input; None where it exists.

    A weight that needs the gradient does not exist where there is no point to ask for that at. None also
    where the algebra cannot tell.
    """
    if _steps_somewhere(system):
        return None
    pair, step = pair_of(system, system), first_step(system)
    needed = [step.query, step.weight] if needs(step.weight, frozenset({GRADIENT})) else [step.weight]

    def task(path: Path) -> str | None:
        values = map(Evaluation(path).value, needed)
        return next((value.operation for value in values if isinstance(value, Undefined)), None)

    try:
        operations = pair.cases(1, task, enough=lambda operation: operation is None)
    except Unsupported:
        return None
    return operations[0] if operations and all(operations) else None


def _steps_somewhere(system: System) -> bool:
    """Whether the system takes a first step at simple numbers: nearly all do, and nothing need be proved."""
    search = search_between(system, system)
    if any(option.domain.empty for option in search.options):
        return False
    simple = search.candidate(0, 0, 1, 1)
    course = run(system, simple.hypers, simple.w0, simple.gradients)
    return is_number(course.queries[0]) and is_number(course.weights[1])
