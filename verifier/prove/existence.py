"""Whether a system takes a first step anywhere."""

from __future__ import annotations

from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Undefined
from verifier.algebra.path import Path
from verifier.algebra.ring import Unsupported
from verifier.prove.relation import pair_of
from verifier.system import System, first_step


def missing_first_step(system: System) -> str | None:
    """The operation that makes the first weight undefined at every input; None where it exists.

    None also where the algebra cannot tell.
    """
    pair, step = pair_of(system, system), first_step(system)

    def task(path: Path) -> str | None:
        value = Evaluation(path).value(step.weight)
        return value.operation if isinstance(value, Undefined) else None

    try:
        operations = pair.cases(1, task, enough=lambda operation: operation is None)
    except Unsupported:
        return None
    return operations[0] if operations and all(operations) else None
