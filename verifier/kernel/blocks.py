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
    shape = arrays[0].shape
    if arrays[0].size <= BLOCK and False not in [array.flags.c_contiguous for array in arrays]:
        step(*arrays, *spare(shape, scratch, threading.get_ident()), *scalars)
        return
    flat = [array.reshape(-1) for array in arrays]
    on_threads(step, flat, scratch, scalars)
    for array, result in zip(arrays[:written], flat, strict=False):
        if not array.flags.c_contiguous and not numpy.may_share_memory(array, result):
            array[...] = result.reshape(shape)  # the step was taken on a copy


def on_threads(
    step: Callable[..., None], flat: Sequence[Any], scratch: tuple[Any, ...], scalars: Sequence[Any]
) -> None:
    """Run the step over all blocks, the threads each over a share of them."""
    size = flat[0].size
    threads = THREADS if size >= ALONE else 1
    share = -(-size // (threads * BLOCK)) * BLOCK

    def run(start: int) -> None:
        room = spare(BLOCK, scratch, threading.get_ident())
        for low in range(start, min(start + share, size), BLOCK):
            blocks = [array[low : low + BLOCK] for array in flat]
            step(*blocks, *(array[: blocks[0].size] for array in room), *scalars)

    if threads == 1:
        run(0)
    else:
        list(pool(threads, os.getpid()).map(run, range(0, size, share)))


@lru_cache(maxsize=8)
def spare(shape: Any, scratch: tuple[Any, ...], thread: int) -> list[Any]:
    """Arrays to compute in, which a thread keeps for its next steps: new memory costs more than a sum."""
    return [numpy.empty(shape, dtype) for dtype in scratch]


@lru_cache(maxsize=1)
def pool(threads: int, process: int) -> ThreadPoolExecutor:
    """The threads, started once in each process: what is forked has none."""
    return ThreadPoolExecutor(threads)
