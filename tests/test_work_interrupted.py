"""Work that is interrupted, killed or done twice at once: nothing that was finished is lost or done again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.frozen_program import frozen
from tests.work_units import ran, square_unless_first, units
from verifier.errors import InputError
from verifier.work import Effort, Interrupted, finished, results

pytestmark = pytest.mark.usefixtures("results_kept")


PATIENCE = 300.0
"""Seconds after which something that must happen is taken never to happen."""


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Processes one after the other are of one version."""
    return frozen(tmp_path_factory.mktemp("program"))


def start(program: Path, folder: Path, many: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.work_units", str(folder), str(many)]
    return subprocess.Popen(command, cwd=program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_an_interrupted_run_goes_on_where_it_was(program: Path, tmp_path: Path, results_kept: Path) -> None:
    running = start(program, tmp_path, 9)
    wait_for(lambda: len(list(results_kept.glob("*/*.json"))) == 3)  # the others wait for a file
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=PATIENCE)
    assert (running.returncode, err) == (130, "")
    assert out == "3 of 9 are finished and kept, and the same command goes on from there\n"
    assert ran(tmp_path) == [0, 1, 2]
    (tmp_path / "go").touch()
    again = start(program, tmp_path, 9)
    assert again.communicate(timeout=PATIENCE) == (f"{sum(n * n for n in range(9))}\n", "")
    assert ran(tmp_path) == list(range(9))  # nothing lost, nothing twice: no worker was left running
    assert list(results_kept.iterdir()) == []


class Interrupts:
    """Interrupts this process where an exception would be lost."""

    def __del__(self) -> None:
        os.kill(os.getpid(), signal.SIGINT)


def test_an_interruption_is_heard_wherever_it_comes(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    with ThreadPoolExecutor(1) as pool:
        stream = finished(units(tmp_path), Effort(executor=pool))
        next(stream)
        Interrupts()
        with pytest.raises(Interrupted):
            next(stream)
    assert signal.getsignal(signal.SIGINT) is before


def is_running(process: int) -> bool:
    """Whether there is such a process that has not ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not end children with their parent")
def test_workers_end_with_a_process_that_is_killed(program: Path, tmp_path: Path, results_kept: Path) -> None:
    running = start(program, tmp_path, 9)
    wait_for(lambda: len(list(results_kept.glob("*/*.json"))) == 3 and len(list(tmp_path.glob("*.pid"))) == 2)
    workers = [int(path.stem) for path in tmp_path.glob("*.pid")]
    running.kill()
    running.communicate(timeout=PATIENCE)
    wait_for(lambda: not any(map(is_running, workers)))
    assert ran(tmp_path) == [0, 1, 2]
    (tmp_path / "go").touch()
    start(program, tmp_path, 9).communicate(timeout=PATIENCE)
    assert ran(tmp_path) == list(range(9))


def test_two_processes_may_do_the_same_run_at_once(program: Path, tmp_path: Path, results_kept: Path) -> None:
    both = [start(program, tmp_path, 9) for _ in range(2)]
    wait_for(lambda: len(list(results_kept.glob("*/*.json"))) == 3)
    (tmp_path / "go").touch()
    for each in both:
        out, err = each.communicate(timeout=PATIENCE)
        assert (each.returncode, out, err) == (0, f"{sum(n * n for n in range(9))}\n", "")


def test_a_worker_that_the_system_ends_is_said_and_the_rest_is_kept(tmp_path: Path) -> None:
    effort = Effort(jobs=2, run="killed")
    with pytest.raises(InputError, match=r"the system ended a worker process.*--jobs"):
        results(units(tmp_path, square_unless_first), effort)
    before = ran(tmp_path)
    assert results(units(tmp_path, square_unless_first), effort) == [n * n for n in range(8)]
    assert set(ran(tmp_path)) == set(range(8))
    assert len(ran(tmp_path)) <= 8 + len(before)
