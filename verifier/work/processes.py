"""Processes of this machine that share the work."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from verifier.bounded import die_with
from verifier.errors import InputError


@contextmanager
def processes(units: int, jobs: int | None = None) -> Iterator[Executor | None]:
    """An executor for so many calls, whose arguments and results can be pickled; None for this process alone.

    A forked worker has everything that is imported and loaded here, and takes some milliseconds to
    start. Forking a process that has other threads may leave their locks locked in the child: such a
    process works alone, and so do systems that cannot fork, unless they are told how many `jobs`; then
    interpreters are started anew.

    Whatever ends the work early, the workers are ended at once; on Linux also when this process is killed.

    Raises
    ------
    InputError
        When the system has ended a worker.
    """
    many = min(units, jobs or (cores() if _can_fork() else 1))
    if many <= 1:
        yield None
        return
    before = set(multiprocessing.active_children())
    with _without_warnings():
        context = multiprocessing.get_context("fork" if _can_fork() else "spawn")
        pool = ProcessPoolExecutor(many, context, initializer=_belong_to, initargs=(os.getpid(),))
        try:
            yield pool
        except BaseException as error:
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in set(multiprocessing.active_children()) - before:
                worker.kill()
            pool.shutdown()
            if isinstance(error, BrokenProcessPool):
                raise InputError(LOST) from error
            raise
        pool.shutdown()


LOST = (
    "the system ended a worker process, perhaps for lack of memory; "
    "say --jobs with fewer, and what was finished is not done again"
)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


@contextmanager
def _without_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        # NumPy's own threads count as threads, and are restarted in a child.
        warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
        # JAX warns of every fork once it is loaded; the workers never call it.
        warnings.filterwarnings("ignore", r"os\.fork\(\) was called", RuntimeWarning)
        yield


def _can_fork() -> bool:
    return sys.platform == "linux" and threading.active_count() == 1


def _belong_to(parent: int) -> None:
    """Leave interruptions to the parent, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        die_with(parent)
