"""Kernels that run: a `Program` compiled by SymPy's `lambdify`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import Parameter, Signature
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Symbol, lambdify

from verifier.kernel.doubles import double
from verifier.kernel.functions import namespace, printer
from verifier.kernel.names import parameters, scalars
from verifier.kernel.program import Line, program_of
from verifier.system import System

Array = NDArray[np.floating[Any]]

NO_FLOATS = "w must be an array of floating-point numbers"


class Kernel(Protocol):
    """One step over arrays of any shape: ``kernel(w, g, t, *states, **hyperparameters)``.

    Weight, gradient and states are arrays of one dtype, float32 or float64, which is kept;
    ``g`` is the gradient at the system's query point (for most methods ``w``; for look-ahead
    methods the look-ahead point). The new weight and the new states are new arrays.
    """

    def __call__(self, w: Array, g: Array, t: int, *states: Array, **hypers: float) -> tuple[Array, ...]:
        """The new weight and the new states, in the order of the system."""
        ...


def signature(system: System) -> Signature:
    """The kernel's parameters: arrays by position, hyperparameters by keyword with usual values."""
    names = list(parameters(system).values())
    count = 2 + len(system.states)
    by_position = [*names[:2], names[count], *names[2:count]]
    keywords = scalars(system)
    usual = {h.name: h.usual for h in system.hypers}
    positional = [Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in by_position]
    keyed = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=_default(usual[term.name]))
        for term, name in zip(keywords, names[count + 1 :], strict=True)
    ]
    return Signature([*positional, *keyed])


def _default(usual: Any) -> Any:
    return Parameter.empty if usual is None else double(usual, "kernel")


def compile_numpy(system: System) -> Kernel:
    """The system's step as a NumPy function.

    Scalars (``beta**t`` and the like) are computed in double precision once a step and rounded to
    the arrays' precision; hyperparameters may be Python or NumPy numbers and never change the
    dtype. Where a value is undefined the result is not finite, with NumPy's usual warning unless the
    step has branches; only a comparison hides it, being false of NaN as IEEE 754 has it.

    Parameters
    ----------
    system : System

    Returns
    -------
    Kernel
        Its ``__signature__`` has the names of the states and hyperparameters.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from verifier.system import Hyper
    >>> from verifier.term import GRADIENT, WEIGHT, hyper
    >>> step = System("step", (Hyper("lr", usual=Fraction(1, 4)),), (), WEIGHT - hyper("lr") * GRADIENT)
    >>> compile_numpy(step)(np.ones(2, np.float32), np.ones(2, np.float32), 1)
    (array([0.75, 0.75], dtype=float32),)
    """
    program = program_of(system)
    shape = signature(system)
    coefficients = straight_line(
        program.scalars, program.prelude, [line.value for line in program.coefficients]
    )
    step = straight_line(
        (*program.arrays, *(line.target for line in program.coefficients)), program.body, program.results
    )
    is_truth = [line.target in program.conditions for line in program.coefficients]
    plain = [program.is_leaf(result) for result in program.results]

    def kernel(*args: Any, **keywords: Any) -> tuple[Array, ...]:
        bound = shape.bind(*args, **keywords)
        bound.apply_defaults()
        w, g, t, *states = map(np.asarray, bound.args)
        if w.dtype.kind != "f":
            raise TypeError(NO_FLOATS)
        real = w.dtype.type
        with np.errstate(all="ignore" if program.branches else None):
            values = coefficients(*map(np.float64, (t, *bound.kwargs.values())))
            factors = [c if truth else real(c) for c, truth in zip(values, is_truth, strict=True)]
            results = step(w, g, *states, *factors)
        return tuple(np.full_like(w, r) if p else r for r, p in zip(results, plain, strict=True))

    kernel.__name__ = kernel.__qualname__ = "kernel"
    kernel.__signature__ = shape  # type: ignore[attr-defined]
    return kernel


def straight_line(
    given: Sequence[Symbol], shared: Sequence[Line], results: Sequence[Expr]
) -> Callable[..., Any]:
    """The lines of a program as a function of what is given."""
    assignments = [(line.target, line.value) for line in shared]
    compiled: Callable[..., Any] = lambdify(
        list(given),
        list(results),
        # NumPy's whole namespace, which lambdify would take by default, costs 0.1 s to load.
        modules=[namespace()],
        printer=printer(qualified=False),
        cse=lambda expressions: (assignments, expressions),
        docstring_limit=0,
    )
    return compiled
