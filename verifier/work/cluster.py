"""A Dask cluster as an executor: other machines share the work."""

from __future__ import annotations

import logging
import pickle
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from verifier import __version__
from verifier.errors import InputError
from verifier.work.child import ERROR, OTHER
from verifier.work.program import NAME, differences, program

PATIENCE = 10.0
"""Seconds within which a scheduler answers and has a worker."""
SILENT = logging.CRITICAL + 1
"""Of what goes wrong one sentence is said, by us."""
INSTALL = "python -m pip install 'optimizer-verifier[cluster]'"


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """The workers of a scheduler.

    Parameters
    ----------
    address : str
        ``tcp://HOST:PORT``, as ``dask scheduler`` prints it.

    Raises
    ------
    InputError
        When Dask is not installed, the scheduler does not answer, has no worker or is lost, or a worker
        has no or another version of this package.
    """
    distributed = _distributed()
    with distributed.utils.silence_logging_cmgr(SILENT):
        client = _client(distributed, address)
        inner = client.get_executor(pure=False)
        try:
            yield Cluster(inner, address)
        except BaseException:
            inner.shutdown(wait=False)
            raise
        finally:
            client.close(timeout=PATIENCE)


def _distributed() -> Any:
    try:
        return import_module("distributed")
    except ImportError:
        raise InputError(f"--scheduler: Dask's distributed is not installed: {INSTALL}") from None


def _client(distributed: Any, address: str) -> Any:
    try:
        # A client that fails to connect would say more than this when it is thrown away.
        place = distributed.comm.get_address_host_port(address)
        socket.create_connection(place, timeout=PATIENCE).close()
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise InputError(f"--scheduler {address}: {_why(error)}; start one with `dask scheduler`") from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close()
        problem = f"--scheduler {address}: it has no workers"
        raise InputError(f"{problem}; start some with `dask worker {address}`") from None
    return client


def _why(error: Exception) -> str:
    if isinstance(error, OSError):
        return "no scheduler answers there"
    return f"that is no address of a scheduler ({error})"


class Cluster(Executor):
    """Calls done by the workers' own interpreters, so that a worker needs this package, a scheduler does not.

    Parameters
    ----------
    inner : Executor
        The executor of the cluster's client.
    address : str
        Of the scheduler, for messages.
    """

    def __init__(self, inner: Executor, address: str) -> None:
        self._inner = inner
        self._address = address

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """A call; lost with its worker, it is made again by another."""
        request = pickle.dumps((program(), pickle.dumps((fn, args, kwargs))))
        answered: Future[Any] = Future()
        inner = self._inner.submit(performer(), request)
        inner.add_done_callback(lambda done: self._pass_on(done, answered))
        return answered

    def _pass_on(self, done: Future[bytes], answered: Future[Any]) -> None:
        try:
            answered.set_result(self._result(done))
        except BaseException as error:
            answered.set_exception(error)

    def _result(self, done: Future[bytes]) -> Any:
        kind, value = pickle.loads(self._answer(done))
        if kind == OTHER:
            found = "; ".join(differences(program(), value))
            raise InputError(f"a worker of {self._address} has another program: {found}")
        if kind == ERROR:
            raise value
        return value

    def _answer(self, done: Future[bytes]) -> bytes:
        try:
            return done.result()
        except CancelledError:
            raise InputError(f"the scheduler {self._address} was lost; {AGAIN}") from None
        except ImportError as error:
            problem = f"a worker of {self._address} does not have this program ({error})"
            raise InputError(f"{problem}: install {NAME} {__version__} there") from None
        except Exception as error:
            if type(error).__name__ != "KilledWorker":
                raise
            raise InputError(
                f"every worker of {self._address} that was given a unit was lost; {AGAIN}"
            ) from error


AGAIN = "what was finished is not done again"


def performer() -> Callable[[bytes], bytes]:
    """What a worker is sent: a function without a name that it would have to import first."""

    def perform(request: bytes) -> bytes:
        from verifier.work.child import perform as answer

        return answer(request)

    return perform
