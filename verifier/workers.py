"""Workers: calls on all cores where processes can be forked safely, one after the other elsewhere."""

from __future__ import annotations

import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")


class Inline(Executor):
    """Calls in this process, when they are submitted."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # as executors do: it is raised where the result is asked for
            future.set_exception(error)
        return future


@contextmanager
def workers() -> Iterator[Executor]:
    """An executor for calls whose arguments and results can be pickled.

    A forked worker has everything that is imported and loaded here, and takes some milliseconds to
    start. Forking a process that has other threads may leave their locks locked in the child, so such a
    process works alone.
    """
    if not _can_fork() or _cores() == 1:
        yield Inline()
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with warnings.catch_warnings():
        # NumPy's own threads count as threads, and are restarted in a child.
        warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
        # JAX warns of every fork once it is loaded; the workers never call it.
        warnings.filterwarnings("ignore", r"os\.fork\(\) was called", RuntimeWarning)
        pool = ProcessPoolExecutor(_cores(), get_context("fork"), initializer=_leave_interrupts_to_parent)
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        pool.shutdown()


def _can_fork() -> bool:
    return sys.platform == "linux" and threading.active_count() == 1


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def _leave_interrupts_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
