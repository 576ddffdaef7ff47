"""Other machines: a real scheduler with two workers, and what goes wrong with either."""

from __future__ import annotations

import json
import os
import pickle
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.command import Run
from tests.frozen_program import frozen, program_of
from tests.work_units import ran, square_of_worker
from verifier.errors import InputError
from verifier.work import Effort, Unit, child, cluster, results
from verifier.work.cluster import Cluster

PATIENCE = 300.0
"""Seconds after which something that must happen is taken never to happen."""


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program that workers run."""
    return frozen(tmp_path_factory.mktemp("program"))


@pytest.fixture
def same(copied: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Its versions, which this process says are its own."""
    monkeypatch.syspath_prepend(copied)
    versions = program_of(copied)
    monkeypatch.setattr(cluster, "program", lambda: versions)
    return versions


def start(folder: Path, module: str, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, env=environment, cwd=folder, **quiet)


@pytest.fixture(scope="module")
def address(copied: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler with two workers of one thread each, as their users start them."""
    pytest.importorskip("distributed")
    folder = tmp_path_factory.mktemp("dask")
    said = folder / "scheduler.json"
    shared = ("--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(said))
    scheduler = start(copied, "dask_scheduler", *shared, "--port", "0")
    own = ("--local-directory", str(folder), "--nworkers", "2", "--nthreads", "1")
    workers = start(copied, "dask_worker", *shared, *own)
    end = time.monotonic() + PATIENCE
    while not said.exists() or not said.read_text():
        assert time.monotonic() < end
        time.sleep(0.05)
    yield json.loads(said.read_text())["address"]
    for process in (workers, scheduler):
        process.terminate()
        process.wait(PATIENCE)


@pytest.mark.usefixtures("same")
def test_a_worker_that_is_killed_loses_nothing_and_nothing_is_given_twice(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", PATIENCE)
    units = [Unit(f"number {n}", square_of_worker, (tmp_path, n)) for n in range(12)]
    given = results(units, Effort(scheduler=address))
    assert (tmp_path / "killed").exists()
    assert given == [n * n for n in range(12)]
    assert set(ran(tmp_path)) == set(range(12))


def test_a_scheduler_that_does_not_answer_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with socket.socket() as taken:  # bound and not listening: nobody else is there
        taken.bind(("127.0.0.1", 0))
        there = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        said = run("check", "sgd", "--scheduler", there)
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith(f"verifier: --scheduler {there}: no scheduler answers there; start one")
    assert len(said.err.splitlines()) == 1
    said = run("check", "sgd", "--scheduler", "nonsense")
    assert (said.status, "no address of a scheduler" in said.err) == (2, True)


def test_a_cluster_needs_its_extra(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    said = run("check", "sgd", "--scheduler", "tcp://127.0.0.1:9")
    assert (said.status, "optimizer-verifier[cluster]" in said.err) == (2, True)


@pytest.fixture
def threads(same: dict[str, str]) -> Iterator[Executor]:
    """What a cluster's executor does, without a cluster: calls in threads of this process."""
    with ThreadPoolExecutor(2) as pool:
        yield Cluster(pool, "tcp://there")
    while not child.idle().empty():
        child.idle().get().end()


def test_units_are_done_by_interpreters_that_may_fork(threads: Executor) -> None:
    made = [threads.submit(pow, n, 2) for n in range(4)]
    assert [future.result() for future in made] == [0, 1, 4, 9]
    assert threads.submit(int, "11", base=2).result() == 3
    assert threads.submit(os.getpid).result() != os.getpid()
    assert child.idle().qsize() <= 2


def test_what_a_unit_raises_or_prints_reaches_who_asked(threads: Executor) -> None:
    with pytest.raises(ZeroDivisionError):
        threads.submit(divmod, 1, 0).result()
    assert threads.submit(print, "not an answer").result() is None
    with pytest.raises(TypeError, match="cannot pickle"):
        threads.submit(open, os.devnull).result()


def test_an_interpreter_that_is_killed_is_said_and_replaced(threads: Executor) -> None:
    with pytest.raises(InputError, match="the system ended a worker's interpreter"):
        threads.submit(os._exit, 9).result()
    assert threads.submit(pow, 2, 3).result() == 8


def test_a_worker_with_another_program_is_refused(
    threads: Executor, same: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = same | {"numpy": "99.0", "extra": "1"}
    monkeypatch.setattr(cluster, "program", lambda: newer)
    with pytest.raises(InputError, match=r"has another program: numpy .* instead of 99\.0") as refused:
        threads.submit(pow, 2, 3).result()
    assert "extra not at all instead of 1" in str(refused.value)


class Answering(Executor):
    """A cluster that answers everything with the same error."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        answered: Future[Any] = Future()
        answered.set_exception(self.error)
        return answered


class KilledWorker(Exception):
    """As Dask's."""


ERRORS = {
    "was lost; what was finished is not done again": CancelledError(),
    "does not have this program": ModuleNotFoundError("No module named 'verifier'"),
    "every worker of tcp://there that was given a unit was lost": KilledWorker(),
}


@pytest.mark.parametrize("said", ERRORS)
def test_what_goes_wrong_with_a_cluster_is_one_sentence(said: str) -> None:
    with pytest.raises(InputError, match=said):
        Cluster(Answering(ERRORS[said]), "tcp://there").submit(pow, 2, 3).result()


@pytest.mark.usefixtures("threads")
def test_a_worker_that_cannot_read_a_unit_says_where_to_start_it(same: dict[str, str]) -> None:
    request = pickle.dumps((same, b"cnowhere\nfound\n."))
    kind, error = pickle.loads(child.perform(request))
    assert (kind, "start it in the same folder" in str(error)) == (child.ERROR, True)


def test_a_performer_needs_nothing_of_ours_until_it_is_called(tmp_path: Path) -> None:
    pickler = pytest.importorskip("cloudpickle")
    sent = pickler.dumps(cluster.performer())
    code = "import sys, pickle; pickle.loads(sys.stdin.buffer.read()); print('verifier' in sys.modules)"
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, input=sent, capture_output=True, check=True, cwd=tmp_path)
    assert said.stdout.strip() == b"False"
