"""Formula files as texts: read, or refused with a message."""

from __future__ import annotations

import textwrap

import pytest

from verifier.errors import InputError
from verifier.lift.formula import read_source
from verifier.system import System
from verifier.term import GRADIENT, STEP, WEIGHT, Term, state

w, g, t, m, v = WEIGHT, GRADIENT, STEP, state("m"), state("v")


def written(text: str, function: str | None = None) -> System:
    return read_source(textwrap.dedent(text), function)


def weight_of(expression: str, before: str = "pass") -> Term:
    """What the reader makes of an expression that is returned as the new weight."""
    return written(f"""
        def step(w, g, t, m=0, v=0, *, lr=0.1, p=2):
            m, v = m, v
            {before}
            return {expression}
    """).weight


def refusal(text: str, function: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        read_source(textwrap.dedent(text).strip("\n"), function, "steps.py")
    return str(caught.value)


def body_refusal(body: str, parameters: str = "w, g, t, m=0, *, lr=0.1") -> str:
    return refusal(f"def f({parameters}):\n" + textwrap.indent(textwrap.dedent(body), "    "))


def caret_points_at(message: str) -> str:
    """What stands in the shown line from the caret on."""
    *_, line, caret = message.splitlines()
    return line[caret.index("^") :]
