"""What code keeps outside of what it is given: seen by looking before and after it runs.

A trace follows what a step makes of its arguments and of the optimizer's state. A count in a global name is
followed by no trace: up to a threshold, beyond all steps that are tried, nothing shows that it is there. So
all that the code of a step can reach is looked at before and after it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from types import FunctionType

from verifier.errors import InputError
from verifier.lift.frameworks.validate import Runner, Step
from verifier.lift.reachable import DRAWN, Kept, Place
from verifier.lift.reals import Untraceable
from verifier.lift.surroundings import surroundings


@contextmanager
def named(code: object) -> Iterator[None]:
    """Within, a refusal of what was read also names what the code kept elsewhere meanwhile, if it did.

    Parameters
    ----------
    code : callable or type
        The function or the class that is read.
    """
    before = Kept.of([("self", code)])
    try:
        yield
    except InputError as error:
        refuse(before, Kept.of([("self", code)]), error)
        raise


@dataclass
class Watch:
    """Looks at what code keeps elsewhere, after its first step and later.

    What is made once, at the first step, may be: a table, a warning that was given.

    Attributes
    ----------
    roots : callable
        The functions, classes and objects to begin at, by place.
    spared : callable
        What tells at a look whether a value that is reached is a state, which may change.
    """

    roots: Callable[[], Iterable[Place]]
    spared: Callable[[], Callable[[object], bool]] = lambda: lambda _: False
    _first: Kept | None = None

    def over(self, steps: Iterable[Step], number: int) -> Iterator[Step]:
        """So many steps of the running code, with a look after the first two and the last."""
        for t, step in enumerate(steps, start=1):
            if t in (1, 2, number):
                self.look()
            yield step

    def look(self) -> None:
        """Look, and refuse what changed since the first look, or is read of the surroundings.

        Raises
        ------
        Untraceable
            Which names it.
        """
        now = Kept.of(self.roots(), self.spared())
        if self._first is None:
            self._first = now
            _refuse_surroundings(now)
        refuse(self._first, now)


def watching(run: Runner, code: object) -> Runner:
    """The runner of a function or a class, which refuses what is kept elsewhere from its first step on."""

    def watched(hypers: Mapping[str, float], w0: float, gradients: Sequence[float]) -> Iterator[Step]:
        watch = Watch(lambda: [("self", code)])
        return watch.over(run(hypers, w0, gradients), len(gradients))

    return watched


def _refuse_surroundings(kept: Kept) -> None:
    for function in kept.functions():
        for read in _read(function):
            raise Untraceable(
                f"`{function.__qualname__}` reads `{read}`, which no recurrence is given; make it an argument"
            )


@lru_cache(maxsize=1024)
def _read(function: FunctionType) -> tuple[str, ...]:
    return tuple(surroundings(function))


def refuse(before: Kept, after: Kept, cause: Exception | None = None) -> None:
    """Refuse code that left something elsewhere.

    Raises
    ------
    Untraceable
        Which names it.
    """
    found = before.changed(after)
    if DRAWN in found:
        raise Untraceable("a step draws random numbers; a recurrence does not") from cause
    if found:
        raise Untraceable(
            f"a step changes `{found[0]}`, which is kept outside of its states, where no trace follows it; "
            "make it a state"
        ) from cause
