"""Running a step block by block, over threads. Generated files carry these functions as they stand here."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import numpy

BLOCK = 131072
"""How many elements are worked on at a time: few for the cache, many to keep Python out of the way."""

LOOK = 8192
"""How many elements are looked at at a time: for more, BLAS starts threads that go on spinning."""

ALONE = 262144
"""With fewer elements than this a second thread costs more than it brings."""

THREADS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
"""How many threads share the work; NumPy leaves the interpreter free while it computes."""


def in_place(
    step: Callable[..., None],
    arrays: Sequence[Any],
    written: int,
    scratch: tuple[Any, ...],
    scalars: Sequence[Any],
) -> None:
    """Run ``step(*blocks, *scratch, *scalars)`` over all elements.

    Parameters
    ----------
    step : callable
        Writes into the blocks.
    arrays : sequence of array
        Of one shape; the ones that are written come first.
    written : int
        How many these are.
    scratch : tuple of dtype
        Of the blocks that each thread needs beside.
    scalars : sequence
    """
    flat = [array.reshape(-1) for array in arrays]

    def run(low: int, high: int) -> None:
        room = spare(BLOCK, scratch, threading.get_ident())
        for start in range(low, high, BLOCK):
            blocks = [array[start : start + BLOCK] for array in flat]
            step(*blocks, *(array[: blocks[0].size] for array in room), *scalars)

    on_threads(run, flat[0].size)
    for array, result in zip(arrays[:written], flat, strict=False):
        if not array.flags.c_contiguous and not numpy.may_share_memory(array, result):
            array[...] = result.reshape(array.shape)  # the step was taken on a copy


def all_finite(look: Callable[..., bool], arrays: Sequence[Any]) -> bool:
    """Whether all arrays are contiguous and ``look(*parts)`` finds all their parts finite."""
    if not all(array.flags.c_contiguous for array in arrays):
        return False
    flat = [array.reshape(-1) for array in arrays]

    def run(low: int, high: int) -> bool:
        return all(look(*(array[i : i + LOOK] for array in flat)) for i in range(low, high, LOOK))

    return all(on_threads(run, flat[0].size))


def on_threads(run: Callable[[int, int], Any], size: int) -> list[Any]:
    """What ``run(low, high)`` returns for each thread's share of so many elements."""
    threads = THREADS if size >= ALONE else 1
    share = max(1, -(-size // (threads * BLOCK))) * BLOCK
    (low, high), *others = [(low, min(low + share, size)) for low in range(0, max(size, 1), share)]
    waiting = [pool(threads, os.getpid()).submit(run, *ends) for ends in others]
    return [run(low, high), *(each.result() for each in waiting)]


@lru_cache(maxsize=8)
def spare(shape: Any, scratch: tuple[Any, ...], thread: int) -> list[Any]:
    """Arrays to compute in, which a thread keeps for its next steps: new memory costs more than a sum."""
    return [numpy.empty(shape, dtype) for dtype in scratch]


@lru_cache(maxsize=1)
def pool(threads: int, process: int) -> ThreadPoolExecutor:
    """The threads, started once in each process: what is forked has none."""
    return ThreadPoolExecutor(threads)
