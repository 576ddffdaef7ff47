"""Units done: those that an earlier run finished are not done again, the others wherever they are to be."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TypeVar

from verifier import files
from verifier.work.interruptions import interruptions
from verifier.work.processes import processes
from verifier.work.progress import progress
from verifier.work.store import FOLDER, Store
from verifier.work.unit import Unit

T = TypeVar("T")

HEARD = 0.1
"""Seconds after which an interruption is heard at the latest."""


@dataclass(frozen=True)
class Effort:
    """Where work is done, and what is seen and kept of it.

    Attributes
    ----------
    jobs : int or None
        Processes; None for one on each core, where processes can be forked.
    scheduler : str
        The address of a Dask scheduler whose workers do it instead.
    executor : Executor or None
        Any other that does it instead; whoever made it shuts it down.
    doing : str
        What the line of progress says before a unit's name; empty for no line.
    run : str
        A name under which what is finished is kept until `forget`, so that the same run, interrupted, goes
        on from there; empty to keep nothing.
    """

    jobs: int | None = None
    scheduler: str = ""
    executor: Executor | None = None
    doing: str = ""
    run: str = ""

    def workers(self, units: int) -> AbstractContextManager[Executor | None]:
        """What does so many units; None for this process."""
        if self.executor is not None:
            return nullcontext(self.executor)
        if self.scheduler:
            from verifier.work.cluster import cluster

            return cluster(self.scheduler)
        return processes(units, self.jobs)

    def store(self) -> Store:
        """Where results are kept."""
        folder = files.cache_folder(FOLDER) if self.run else None
        return Store(folder and folder / hashlib.sha256(self.run.encode()).hexdigest())

    def forget(self) -> None:
        """The run has ended: nothing of it is needed any more."""
        self.store().forget()


QUIET = Effort()
"""On all cores, nothing shown, nothing kept."""


class Interrupted(KeyboardInterrupt):
    """The user's interruption, with what is kept in words."""


def results(units: Iterable[Unit[T]], effort: Effort = QUIET) -> list[T]:
    """The results in the order of the units.

    Raises
    ------
    Exception
        What a unit raises. Units that were finished by then are kept.
    """
    plan = list(units)
    found: dict[int, T] = {}
    with closing(finished(plan, effort)) as stream:
        found.update(stream)
    return [found[place] for place in range(len(plan))]


def finished(plan: Sequence[Unit[T]], effort: Effort = QUIET) -> Generator[tuple[int, T], None, None]:
    """Place and result of each unit, once, as they come; those that were kept first.

    When the iterator is closed early, or the user interrupts, workers are ended at once; what was finished is
    kept, if the effort keeps anything.
    """
    store, done = effort.store(), 0
    kept = {place: found[0] for place, unit in enumerate(plan) if (found := store.load(unit)) is not None}
    try:
        yield from kept.items()
        for place, result in _new(plan, [n for n in range(len(plan)) if n not in kept], effort):
            store.save(plan[place], result)
            done += 1
            yield place, result
    except KeyboardInterrupt:
        raise Interrupted(_kept_in_words(store, len(kept) + done, len(plan))) from None


def _kept_in_words(store: Store, done: int, total: int) -> str:
    if store.folder is None or not done:
        return ""
    return f"{done} of {total} are finished and kept, and the same command goes on from there"


def _new(plan: Sequence[Unit[T]], places: Sequence[int], effort: Effort) -> Iterator[tuple[int, T]]:
    if not places:
        return
    with effort.workers(len(places)) as executor:
        stream = _one_by_one(plan, places) if executor is None else _side_by_side(plan, places, executor)
        with progress(effort.doing, len(plan), len(plan) - len(places)) as advance:
            for place, result in stream:
                advance(plan[place].name)
                yield place, result


def _one_by_one(plan: Sequence[Unit[T]], places: Iterable[int]) -> Iterator[tuple[int, T]]:
    for place in places:
        yield place, plan[place]()


def _side_by_side(
    plan: Sequence[Unit[T]], places: Iterable[int], executor: Executor
) -> Iterator[tuple[int, T]]:
    """Results as they come; an interruption is heard between two of them.

    An exception that is raised at any place in this process may be lost in a callback, or leave a lock of
    the executor locked for ever. The calls are made before the first is waited for, and before a line is
    shown: a forked process must not have the thread that shows the line.
    """
    ended: SimpleQueue[Future[T]] = SimpleQueue()
    waiting = {executor.submit(plan[n].function, *plan[n].arguments): n for n in places}
    for future in waiting:
        future.add_done_callback(ended.put)
    return _as_they_end(waiting, ended)


def _as_they_end(waiting: Mapping[Future[T], int], ended: SimpleQueue[Future[T]]) -> Iterator[tuple[int, T]]:
    left = len(waiting)
    with interruptions() as interrupted:
        while left:
            if interrupted():
                raise KeyboardInterrupt
            try:
                future = ended.get(timeout=HEARD)
            except Empty:
                continue
            left -= 1
            yield waiting[future], future.result()
