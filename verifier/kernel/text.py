"""The text of a `System`, one line for each operation, and its hash.

A term's own text repeats what it shares and can be exponentially long; here everything is
numbered and written once, so that equal systems have equal texts and reading them costs nothing.
"""

from __future__ import annotations

from hashlib import sha256

from verifier.system import System
from verifier.term import Term, postorder


def lines(system: System) -> tuple[str, ...]:
    """The system as numbered operations, hyperparameters and states first."""
    roots = (*system.outputs, *(s.initial for s in system.states))
    number = {node: f"%{i}" for i, node in enumerate(postorder(roots))}
    return (
        *(f"hyper {h.name} {h.domain.describe(h.name)} varies={h.varies}" for h in system.hypers),
        *(f"{place} = {_operation(node, number)}" for node, place in number.items()),
        *(f"state {s.name} {number[s.initial]} {number[s.update]}" for s in system.states),
        f"weight {number[system.weight]} query {number[system.query]}",
    )


def _operation(node: Term, number: dict[Term, str]) -> str:
    return " ".join([node.op, *(number[a] if isinstance(a, Term) else repr(a) for a in node.args)])


def digest(system: System) -> str:
    """The SHA-256 of the system's text, in hexadecimal digits.

    The name of the system and the names of its intermediate values do not enter.
    """
    return sha256("\n".join(lines(system)).encode()).hexdigest()
