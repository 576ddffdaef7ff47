"""Quick looks at what a kernel is handed, written out for its arrays: a loop takes twice as long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from verifier.kernel.docstring import indent

WHOLE, OWNER = 0x501, 0x4
"""In ``flags.num``: contiguous, aligned and writeable; owner of its memory, which no other array is."""


def ordinary(arrays: Sequence[str], most: str | None) -> Iterator[str]:
    """The function that tells whether a step in place may take the arrays without a closer look.

    Parameters
    ----------
    arrays : sequence of str
        The names of the arrays.
    most : str, optional
        The name of the constant that says how many elements they may have.
    """
    first, *_ = arrays
    yield f"def ordinary({', '.join(arrays)}):"
    few = "few elements, " if most else ""
    yield f'    """Whether the arrays have {few}one shape and memory of their own, as they mostly do."""'
    conditions = (
        f"{_same('type({})', arrays)} is numpy.ndarray",
        _same("{}.dtype", arrays),
        f"{first}.dtype in DTYPES",
        " == ".join(f"{name}.shape" for name in arrays),
        f"(flags := {' & '.join(f'{name}.flags.num' for name in arrays)}) & {WHOLE:#x} == {WHOLE:#x}",
        f"len({{{', '.join(f'id({name})' for name in arrays)}}}) == {len(arrays)}",
        f"(flags & {OWNER:#x} or lone({', '.join(arrays)}))",
        *([f"{first}.size <= {most}"] if most else []),
    )
    first_one, *others = conditions
    yield from indent(["return (", f"    {first_one}", *(f"    and {each}" for each in others), ")"])


def finite(arrays: Sequence[str]) -> Iterator[str]:
    """The function that tells whether a quick look shows that all elements are finite."""
    pairs = list(zip_longest(arrays[::2], arrays[1::2], fillvalue=arrays[-1]))
    looks = " and ".join(f"math.isfinite(numpy.vdot({a}, {b}))" for a, b in pairs)
    yield f"def finite({', '.join(arrays)}):"
    yield '    """Whether all scalar products are finite: then all elements are. They may overflow, too."""'
    yield f"    return {looks}"


def _same(what: str, arrays: Sequence[str]) -> str:
    return " is ".join(what.format(name) for name in arrays)
