"""An interpreter that does units for a worker of a cluster: ``python -m verifier.work.child``.

A worker runs its calls in threads, and is often a process that may have no children. The units fork, to bound
the time and memory of a proof, and want a process of one thread.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from functools import cache
from queue import Empty, LifoQueue
from typing import Any, BinaryIO

from verifier.errors import InputError
from verifier.work.program import program

LENGTH = 8
"""Bytes that say how long a message is."""
RESULT, ERROR, OTHER = "result", "error", "other program"
LOST = (
    "the system ended a worker's interpreter, perhaps for lack of memory; what was finished is not done again"
)


class Interpreter:
    """The worker's side: an interpreter with the worker's path, which ends with its standard input."""

    def __init__(self) -> None:
        path = os.pathsep.join(each or os.getcwd() for each in sys.path)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "verifier.work.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )

    def answer(self, request: bytes) -> bytes:
        """What the interpreter answers.

        Raises
        ------
        EOFError, BrokenPipeError
            When it ended.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        _send(self._process.stdin, request)
        return _received(self._process.stdout)

    def end(self) -> None:
        """Kill it."""
        self._process.kill()
        self._process.communicate()


@cache
def idle() -> LifoQueue[Interpreter]:
    """The interpreters of this process that wait for a unit."""
    return LifoQueue()


def perform(request: bytes) -> bytes:
    """A request, answered by an interpreter that is idle or new.

    A request is pickled: versions of the program that asks, and a pickled function with its arguments.
    An answer is pickled: `RESULT`, `ERROR` or `OTHER`, and the result, the error or the other versions.
    """
    try:
        interpreter = idle().get_nowait()
    except Empty:
        interpreter = Interpreter()
    try:
        answer = interpreter.answer(request)
    except (EOFError, BrokenPipeError):
        interpreter.end()
        return pickle.dumps((ERROR, InputError(LOST)))
    idle().put(interpreter)
    return answer


def _answer(request: bytes) -> bytes:
    """In the interpreter: a function's result, or what it raised, or that the versions are not the same."""
    versions, call = pickle.loads(request)
    if versions != program():
        return pickle.dumps((OTHER, program()))
    try:
        function, arguments, named = _read(call)
        return pickle.dumps((RESULT, function(*arguments, **named)))
    except Exception as error:  # it is raised where the result is asked for
        return _pickled(error)


def _read(call: bytes) -> Any:
    try:
        return pickle.loads(call)
    except (ImportError, AttributeError) as error:
        raise InputError(
            f"a worker cannot read what it is to do ({error}); start it in the same folder"
        ) from error


def _pickled(error: Exception) -> bytes:
    try:
        answer = pickle.dumps((ERROR, error))
        pickle.loads(answer)
    except Exception:  # an error that cannot be pickled is said
        return pickle.dumps((ERROR, RuntimeError(f"{type(error).__name__}: {error}")))
    return answer


def _send(stream: BinaryIO | Any, message: bytes) -> None:
    stream.write(len(message).to_bytes(LENGTH, "big") + message)
    stream.flush()


def _received(stream: BinaryIO | Any) -> bytes:
    length = int.from_bytes(_exactly(stream, LENGTH), "big")
    return _exactly(stream, length)


def _exactly(stream: BinaryIO | Any, length: int) -> bytes:
    found: bytes = stream.read(length)
    if len(found) < length:
        raise EOFError
    return found


def main() -> None:
    """Answer requests until there are no more; what units print is dropped."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    try:
        while True:
            _send(answers, _answer(_received(requests)))
    except (EOFError, BrokenPipeError):
        return


if __name__ == "__main__":
    main()
