"""A bounded call gives its result, or says why it was stopped, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

import flint
import pytest

from verifier import bounded
from verifier.bounded import Stopped, run
from verifier.errors import InputError
from verifier.lift.formula import read_source
from verifier.term import GRADIENT, Term

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are counted in /proc")

PATIENCE = 30.0
"""Seconds that a busy machine may need to stop a call, which by itself would run for minutes."""


def children() -> set[str]:
    """The process ids of this process's children, those that wait to be reaped included."""
    lists = Path("/proc/self/task").glob("*/children")
    return {pid for file in lists for pid in file.read_text().split()}


def stopped(function: Callable[[], object], seconds: float, **limits: int) -> str:
    before, start = children(), time.monotonic()
    answer = run(function, seconds=seconds, **limits)
    assert time.monotonic() - start < seconds + PATIENCE
    assert children() <= before
    assert isinstance(answer, Stopped)
    return answer.reason


def test_a_result_passes() -> None:
    assert run(divmod, 17, 5, seconds=10) == (3, 2)


def test_a_closure_is_called_without_being_pickled() -> None:
    here = [1, 2, 3]
    assert run(lambda: sum(here), seconds=10) == 6


def test_a_large_result_passes() -> None:
    assert run(lambda: b"x" * 20_000_000, seconds=10) == b"x" * 20_000_000


def test_a_system_comes_back_with_the_very_same_terms() -> None:
    text = "def f(w, g, m=0, *, lr=0.1):\n    m = m/2 + g**2\n    w = w - lr*m"
    system = read_source(text)
    answer = run(read_source, text, seconds=10)
    assert answer == system
    assert isinstance(answer, type(system))
    assert answer.weight is system.weight


@dataclass(frozen=True)
class Pair:
    first: Term
    inner: tuple[Term, ...]


def test_a_term_as_deep_as_a_formula_may_be_comes_back() -> None:
    deep = GRADIENT
    for _ in range(399):
        deep = Term("exp", deep)
    answer = run(lambda: Pair(deep, (deep, GRADIENT)), seconds=10)
    assert isinstance(answer, Pair)
    assert answer.first is deep
    assert answer.inner[0] is deep


def test_a_power_inside_one_instruction_is_stopped_in_time() -> None:
    assert "time limit of 0.3 s" in stopped(lambda: pow(3, 10**9), 0.3)


def test_a_factorization_inside_flint_is_stopped_in_time() -> None:
    number = flint.fmpz((10**60 + 7) * (10**61 + 9) * (10**70 + 33) * (10**71 + 3))
    assert "time limit" in stopped(number.factor, 0.3)


def test_a_call_with_no_time_is_not_started() -> None:
    assert "time limit" in stopped(lambda: os.kill(os.getppid(), signal.SIGKILL), 0)


def test_an_endless_time_is_a_time_like_any_other() -> None:
    assert run(abs, -3, seconds=float("inf")) == 3


def hog() -> None:
    blocks = []
    while True:
        blocks.append(bytearray(1 << 20))


def test_a_call_that_takes_too_much_memory_is_stopped_with_a_sentence() -> None:
    assert "memory limit" in stopped(hog, 10, memory=1 << 26)


def test_a_library_that_aborts_for_want_of_memory_is_stopped_with_a_sentence() -> None:
    assert "memory limit" in stopped(lambda: flint.fmpz_poly([1, 1]) ** (10**9), 10, memory=1 << 26)


def test_memory_that_this_process_holds_does_not_count() -> None:
    held = bytearray(1 << 27)
    assert run(lambda: len(held), seconds=10, memory=1 << 26) == 1 << 27


def test_an_input_error_stays_an_input_error() -> None:
    with pytest.raises(InputError, match="did you mean grad") as caught:
        run(read_source, "def f(w, g):\n    w = gradd(w)", seconds=10)
    assert not hasattr(caught.value, "__notes__")
    assert not children()


class Unpicklable(Exception):
    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def fail(error: Exception) -> None:
    raise error


def test_an_error_says_where_in_the_child_it_was_raised() -> None:
    with pytest.raises(KeyError) as caught:
        run(fail, KeyError("missing"), seconds=10)
    assert "in fail" in "".join(caught.value.__notes__)


def test_an_error_that_cannot_be_pickled_is_told() -> None:
    with pytest.raises(RuntimeError, match="Unpicklable: 1 and 2"):
        run(fail, Unpicklable(1, 2), seconds=10)


def test_a_process_that_ends_itself_is_told() -> None:
    assert "status 3" in stopped(lambda: os._exit(3), 10)
    assert "SIGKILL" in stopped(lambda: os.kill(os.getpid(), signal.SIGKILL), 10)


def test_processes_that_the_call_started_end_with_it(tmp_path: Path) -> None:
    note = tmp_path / "pid"

    def start() -> None:
        note.write_text(str(subprocess.Popen(["sleep", "60"]).pid))
        time.sleep(60)

    stopped(start, 2)
    assert not running(int(note.read_text()))


def running(pid: int) -> bool:
    """Whether a process runs; one that was killed and waits for its new parent does not."""
    for _ in range(50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False
        if state == "Z":
            return False
        time.sleep(0.01)
    return True


SLOW_FORK = """
fork = os.fork
def slow():
    child = fork()
    if child:
        time.sleep(0.5)
    return child
os.fork = slow
"""


@pytest.mark.parametrize("before", ["", SLOW_FORK], ids=["while it runs", "while it starts"])
def test_a_keyboard_interrupt_ends_the_child(before: str) -> None:
    program = (
        f"import os, signal, time; from verifier.bounded import run\n{before}"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def interrupt():\n    os.kill(os.getppid(), signal.SIGINT); time.sleep(60)\n"
        "try:\n    run(interrupt, seconds=30)\nexcept KeyboardInterrupt:\n    print('interrupted')\n"
        "print(open(f'/proc/self/task/{os.getpid()}/children').read().split())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split("\n")[:2] == ["interrupted", "[]"]


def test_the_child_of_a_process_that_is_killed_ends_too(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    program = (
        "import os, time, pathlib, sys; from verifier.bounded import run\n"
        "def wait():\n    pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(60)\n"
        "run(wait, seconds=60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program, str(note)], cwd=Path(__file__).parents[1])
    while not (note.exists() and note.read_text()):
        time.sleep(0.01)
    parent.kill()
    parent.wait()
    assert not running(int(note.read_text()))


def test_what_the_call_prints_is_dropped(capfd: pytest.CaptureFixture[str]) -> None:
    run(os.system, "echo out; echo error >&2", seconds=10)
    assert capfd.readouterr() == ("", "")


def test_a_call_works_beside_other_threads() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    answers: list[object] = []
    calls = [threading.Thread(target=lambda: answers.append(run(abs, -7, seconds=10))) for _ in range(4)]
    for call in calls:
        call.start()
    for call in calls:
        call.join()
    done.set()
    thread.join()
    assert answers == [7] * 4


def test_a_process_that_another_thread_reaps_is_no_error() -> None:
    failures: list[object] = []

    def call_often() -> None:
        for _ in range(8):
            try:
                failures.extend(answer for answer in [run(abs, -7, seconds=60)] if answer != 7)
            except ValueError as error:
                failures.append(error)

    threads = [threading.Thread(target=call_often) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_a_process_that_the_caller_has_reaped_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "_UNTIL_REAPED", 0.01)

    def reaped_at_once(receiver: object, process: BaseProcess, memory: int) -> int:
        assert process.pid is not None
        os.waitpid(process.pid, 0)
        return 7

    monkeypatch.setattr(bounded, "_result", reaped_at_once)
    assert run(abs, -7, seconds=60) == 7


def test_a_call_within_a_call_is_bounded_too() -> None:
    answer = run(lambda: run(time.sleep, 60, seconds=0.2), seconds=10)
    assert isinstance(answer, Stopped)
