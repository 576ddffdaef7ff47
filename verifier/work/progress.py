"""A line on standard error while many things are done: which, how many, and the time left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

FEWEST = 4
"""From how many units on there is a line."""
NARROW = 60
"""Columns below which the bar is left out."""


@contextmanager
def progress(doing: str, total: int, done: int = 0) -> Iterator[Callable[[str], None]]:
    """Within, a line that is told what was finished; nothing where standard error shows no such line.

    Parameters
    ----------
    doing : str
        What is being done; empty for no line.
    total, done : int
        How many units there are, and how many were finished before.
    """
    if not doing or total < FEWEST:
        yield _silent
        return
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal or console.is_dumb_terminal:
        yield _silent
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.table import Column

    words = TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, ratio=1))
    bar = [] if console.width < NARROW else [BarColumn(bar_width=20)]
    columns = (words, *bar, MofNCompleteColumn(), TimeRemainingColumn(compact=True))
    with Progress(*columns, console=console, transient=True, expand=True) as line:
        task = line.add_task(doing, total=total, completed=done)
        yield lambda name: line.update(task, advance=1, description=f"{doing} {name}")


def _silent(name: str) -> None:
    """Where there is no terminal, nothing is said."""
