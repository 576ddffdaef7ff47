"""A call in a process of its own, with a limit of time and of memory.

A limit must hold inside one call of a C library too, where no exception and no signal handler of
Python gets through: only the end of the process does. Where the system can fork, the call starts
within a few milliseconds with everything that is imported here; elsewhere a new interpreter is
started and the function and its arguments are pickled.

The child of a process with several threads has one thread, and a lock that another thread held
stays locked in it. Such a call may hang; then it is stopped by its time limit like any other.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from verifier.errors import InputError

T = TypeVar("T")

MEMORY = 1 << 30
"""What a call may take beyond what this process has, in bytes."""
_DEEP = 20_000
"""A recursion limit for pickling deep terms: several levels of the pickler for each level of a term."""
_PR_SET_PDEATHSIG = 1
_UNTIL_REAPED = 10.0
"""Seconds that another thread may need to write down the status of a process that it has reaped."""
_LONGEST = 1e6
"""Seconds that every system's timers can hold."""


@dataclass(frozen=True)
class Stopped:
    """A call that gave no result, and why, in one sentence."""

    reason: str


@dataclass(frozen=True)
class _Limits:
    seconds: float
    memory: int
    parent: int = field(default_factory=os.getpid)


def run(function: Callable[..., T], *arguments: Any, seconds: float, memory: int = MEMORY) -> T | Stopped:
    """The result of a call, or why it was stopped.

    Parameters
    ----------
    function : callable
        Its result is pickled; what it prints is dropped.
    *arguments
        What it is called with.
    seconds : float
        Wall-clock time from now.
    memory : int
        Bytes beyond those of this process.

    Returns
    -------
    object or Stopped
        In every case no process is left behind.

    Raises
    ------
    Exception
        What the function raises, with the traceback of the child as a note.

    Examples
    --------
    >>> run(pow, 2, 10, seconds=10)
    1024
    """
    deadline = time.monotonic() + min(seconds, _LONGEST)
    if seconds <= 0:
        return _out_of_time(seconds)
    context = _context()
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(sender, _Limits(seconds, memory), function, arguments))
    try:
        with warnings.catch_warnings(), _interrupted_later():
            warnings.simplefilter("ignore")  # other threads, and libraries that have some, warn of forks
            process.start()
        sender.close()
        if not receiver.poll(max(0.0, deadline - time.monotonic())):
            return _out_of_time(seconds)
        result: T | Stopped = _result(receiver, process, memory)
        return result
    finally:
        receiver.close()
        sender.close()
        _end(process)


@contextlib.contextmanager
def _interrupted_later() -> Iterator[None]:
    """Hold an interrupt back: while a process is started nobody knows yet which one to end."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is None:
        yield
        return
    came: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        signal.raise_signal(signal.SIGINT)


def _context() -> ForkContext | SpawnContext:
    if "fork" in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def _out_of_time(seconds: float) -> Stopped:
    return Stopped(f"the time limit of {seconds:g} s was reached")


def _out_of_memory(memory: int) -> Stopped:
    return Stopped(f"the memory limit of {memory / (1 << 30):g} GiB was reached")


def _result(receiver: Connection, process: BaseProcess, memory: int) -> Any:
    try:
        succeeded, value = pickle.loads(receiver.recv_bytes())
    except (EOFError, OSError):
        return _broken(process, memory)
    if succeeded:
        return value
    if isinstance(value, MemoryError):
        return _out_of_memory(memory)
    raise value


def _broken(process: BaseProcess, memory: int) -> Stopped:
    """Why a process ended without a result: C libraries abort when they get no memory."""
    process.join(1)
    code = process.exitcode or 0
    if -code in (signal.SIGABRT, signal.SIGSEGV):
        return Stopped(f"{_out_of_memory(memory).reason}, or a library failed ({signal.Signals(-code).name})")
    if code < 0:
        return Stopped(f"the process was ended by {signal.Signals(-code).name}")
    return Stopped(f"the process ended with status {code} before it gave a result")


def _end(process: BaseProcess) -> None:
    """Kill the process and those that it started, and reap it."""
    if process.pid is None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError, AttributeError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    _reap(process)


def _reap(process: BaseProcess) -> None:
    """Wait for a process that was killed, and give back what it held.

    Whenever `multiprocessing` starts a process it also reaps those that have ended, whichever thread
    they belong to. Where another thread has just done so, waiting here finds no such process any more,
    and its status is known when that thread has written it down.
    """
    deadline = time.monotonic() + _UNTIL_REAPED
    process.join()
    while process.exitcode is None and time.monotonic() < deadline:
        time.sleep(0.001)
    with contextlib.suppress(ValueError):  # reaped by the caller's own code: its status is never known
        process.close()


def _child(
    sender: Connection, limits: _Limits, function: Callable[..., T], arguments: tuple[Any, ...]
) -> None:
    gc.freeze()  # what the parent holds is garbage for neither of the two: leave its pages shared
    _set_apart(limits)
    _limit_memory(limits.memory)
    try:
        answer = _pickled(True, function(*arguments))
    except MemoryError:
        answer = pickle.dumps((False, MemoryError()))
    except Exception as error:
        answer = _pickled_error(error)
    sender.send_bytes(answer)
    sender.close()


def _set_apart(limits: _Limits) -> None:
    """Make the child a group of its own, silent, that ends when its time is over or its parent dies."""
    if sys.platform == "win32":
        return
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, min(limits.seconds + 1, _LONGEST))
    faulthandler.disable()
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    if sys.platform == "linux":
        die_with(limits.parent)


def die_with(parent: int) -> None:
    """End this process when the one that forked it ends, however that ends; on Linux."""
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the request
        os._exit(1)


def _limit_memory(memory: int) -> None:
    """Bound the address space; where the system cannot, the limit of time alone holds."""
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = _address_space() + memory
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _address_space() -> int:
    """The bytes of address space in use, as Linux counts them."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _pickled(succeeded: bool, value: object) -> bytes:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _DEEP))
    try:
        return pickle.dumps((succeeded, value), pickle.HIGHEST_PROTOCOL)
    finally:
        sys.setrecursionlimit(limit)


def _pickled_error(error: Exception) -> bytes:
    """The error as it is, or, where it cannot be pickled, what it says."""
    if not isinstance(error, InputError):  # whose message says where the input is at fault
        error.add_note("".join(traceback.format_exception(error)))
    try:
        answer = _pickled(False, error)
        pickle.loads(answer)
    except Exception:
        return _pickled(False, RuntimeError(f"{type(error).__name__}: {error}"))
    return answer
