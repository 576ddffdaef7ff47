"""Units for the tests of work: they write down that they ran, wait for a file, fail, or kill their process.

Run as ``python -m tests.work_units FOLDER UNITS`` it is a program whose user may interrupt it.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from verifier.work import Effort, Interrupted, Unit, results

JOURNAL = "journal"


def square(folder: Path, number: int) -> int:
    """The square, written down in the journal."""
    with (folder / JOURNAL).open("a") as journal:
        journal.write(f"{number}\n")
    return number * number


def square_when_told(folder: Path, number: int) -> int:
    """The square; of numbers from 3 on when there is a file ``go``. The process is written down."""
    (folder / f"{os.getpid()}.pid").touch()
    while number >= 3 and not (folder / "go").exists():
        time.sleep(0.01)
    return square(folder, number)


def square_unless_first(folder: Path, number: int) -> int:
    """The square; the first call with the number 5 kills its process."""
    if number == 5 and not (folder / "killed").exists():
        (folder / "killed").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return square(folder, number)


def square_of_worker(folder: Path, number: int) -> int:
    """The square; the first call with the number 5 kills the worker that waits for this interpreter."""
    if number == 5 and not (folder / "killed").exists():
        (folder / "killed").touch()
        os.kill(os.getppid(), signal.SIGKILL)
    return square(folder, number)


def root(folder: Path, number: int) -> float:
    """The root, which the number 5 has when there is a file ``go``."""
    if number == 5 and not (folder / "go").exists():
        raise ArithmeticError("no root of 5")
    return square(folder, number) ** 0.25


def units(folder: Path, function: Callable[[Path, int], Any] = square, many: int = 8) -> list[Unit[Any]]:
    """Eight, or so many, that are done in this folder."""
    return [Unit(f"number {n}", function, (folder, n)) for n in range(many)]


def ran(folder: Path) -> list[int]:
    """The numbers in the journal, in order."""
    path = folder / JOURNAL
    return sorted(map(int, path.read_text().split())) if path.exists() else []


def main(folder: str, many: str) -> int:
    """As a command does it: 130 when interrupted, with what is kept in words."""
    units = [Unit(f"square {n}", square_when_told, (Path(folder), n)) for n in range(int(many))]
    effort = Effort(jobs=2, run="squares")
    try:
        print(sum(results(units, effort)))
    except Interrupted as stop:
        print(stop)
        return 130
    effort.forget()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
