"""What several releases of the frameworks run: each optimizer read with several interpreters, and compared.

Each interpreter is an environment with releases of its own. What two of them have in common is read once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby, pairwise

from verifier import catalogue
from verifier.comparison import Comparison
from verifier.errors import unknown
from verifier.implementations import Side, Unread, compared, side
from verifier.lift.frameworks.call import parse
from verifier.lift.frameworks.lift import lift_with
from verifier.lift.frameworks.process import installed
from verifier.matrix import Family, family
from verifier.work import QUIET, Effort, Unit, results

SECONDS = 30.0
"""How long one comparison may take: there are few."""

Read = Side | Unread


@dataclass(frozen=True)
class Environment:
    """An interpreter and what is installed for it.

    Attributes
    ----------
    python : str
    versions : mapping of str to str
        By framework what runs it: ``optax 0.2.8, jax 0.10.2``.
    sources : mapping of str to str
        By framework a digest of what its optimizers are written in.
    """

    python: str
    versions: Mapping[str, str]
    sources: Mapping[str, str]

    @property
    def name(self) -> str:
        """All versions, each once."""
        return ", ".join(dict.fromkeys(v for each in self.versions.values() for v in each.split(", ")))


@dataclass(frozen=True)
class Stretch:
    """Releases, one after the other, in which a call is one recurrence with one set of defaults.

    Attributes
    ----------
    versions : tuple of str
    read : Side or Unread
        In the first of them.
    change : Comparison or None
        With what was read before; None for the first, and where one of the two was not read.
    """

    versions: tuple[str, ...]
    read: Read
    change: Comparison | None = None


@dataclass(frozen=True)
class Turn:
    """A pair whose verdict is not the same everywhere: by verdict the releases of the two."""

    left: str
    right: str
    verdicts: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Releases:
    """What was found.

    Attributes
    ----------
    environments : tuple of Environment
    histories : mapping of str to tuple of Stretch
        By call, in the order of the releases of its framework.
    turns : tuple of Turn
    steady : int
        How many pairs have one verdict in all releases.
    """

    environments: tuple[Environment, ...]
    histories: Mapping[str, tuple[Stretch, ...]]
    turns: tuple[Turn, ...]
    steady: int


def releases(pythons: Sequence[str], names: Iterable[str] = (), effort: Effort = QUIET) -> Releases:
    """The implementations of those optimizers, or of all, in every environment.

    Parameters
    ----------
    pythons : sequence of str
        Interpreters, each with frameworks and with what this program needs.
    names : iterable of str
    effort : Effort

    Raises
    ------
    InputError
        When an interpreter cannot be started or lacks something, or an optimizer is not known.
    """
    wanted = _wanted(names)
    found = tuple(environment(python) for python in dict.fromkeys(pythons))
    read = _read(found, [call for calls in wanted.values() for call in calls], effort)
    verdicts = _verdicts(found, wanted, read, effort)
    turns = tuple(turn for pair, each in verdicts.items() if len((turn := _turn(*pair, each)).verdicts) > 1)
    return Releases(found, _histories(wanted, read, effort), turns, len(verdicts) - len(turns))


def _wanted(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    every = catalogue.implementations()
    chosen = list(names) or list(every)
    for name in chosen:
        if name not in every:
            raise unknown(name, "optimizer with implementations", every)
    return {name: every[name] for name in chosen}


def environment(python: str) -> Environment:
    """What an interpreter has.

    Raises
    ------
    InputError
        When it cannot be started or lacks what this program needs.
    """
    told = installed(python)
    versions = {name: version for name, (version, _) in told.items()}
    return Environment(python, versions, {name: digest for name, (_, digest) in told.items()})


Reading = dict[tuple[str, str], Read]
"""By call and version what was read."""


def _read(environments: Iterable[Environment], calls: Sequence[str], effort: Effort) -> Reading:
    """What is read of each call in each release; of each release in the first environment that has it."""
    first: dict[tuple[str, str], Environment] = {}
    for each in environments:
        for framework, version in each.versions.items():
            first.setdefault((framework, version), each)
    units = [
        _reading(each, framework, [call for call in calls if call.startswith(f"{framework}:")])
        for (framework, _), each in first.items()
    ]
    found = results(units, effort)
    return {
        (read.name if isinstance(read, Side) else read.subject, version): read
        for (_, version), reads in zip(first, found, strict=True)
        for read in reads
    }


def _reading(where: Environment, framework: str, calls: Sequence[str]) -> Unit[list[Read]]:
    told = (where.python, where.versions[framework], where.sources[framework], *calls)
    name = f"{where.versions[framework]}: {len(calls)} calls"
    return Unit(name, _read_there, (where.python, tuple(calls)), repr(told))


def _read_there(python: str, calls: tuple[str, ...]) -> list[Read]:
    found = lift_with(python, calls, catalogue.vocabulary()) if calls else []
    return [side(call, each) for call, each in zip(calls, found, strict=True)]


def _histories(
    wanted: Mapping[str, Sequence[str]], read: Reading, effort: Effort
) -> dict[str, tuple[Stretch, ...]]:
    calls = list(dict.fromkeys(call for each in wanted.values() for call in each))
    stretches = {call: _stretches(call, read) for call in calls}
    changes = [
        (_dated(one.read), _dated(two.read))
        for each in stretches.values()
        for one, two in pairwise(each)
        if isinstance(one.read, Side) and isinstance(two.read, Side)
    ]
    found = iter(results([_comparison(*pair) for pair in changes], effort))
    return {call: tuple(_changed(each, found)) for call, each in stretches.items()}


def _stretches(call: str, read: Reading) -> list[Stretch]:
    releases = sorted((version for name, version in read if name == call), key=_order)
    groups = groupby(releases, key=lambda version: _content(read[call, version]))
    each_group = [tuple(group) for _, group in groups]
    return [Stretch(group, read[call, group[0]]) for group in each_group]


def _changed(stretches: Sequence[Stretch], found: Iterator[Comparison]) -> list[Stretch]:
    """With what changed; where nothing did but the text that computes it, two stretches are one."""
    joined = [stretches[0]]
    for before, each in pairwise(stretches):
        both = isinstance(before.read, Side) and isinstance(each.read, Side)
        change = next(found) if both else None
        if change is not None and _unchanged(change):
            joined[-1] = replace(joined[-1], versions=(*joined[-1].versions, *each.versions))
        else:
            joined.append(replace(each, change=change))
    return joined


def _unchanged(change: Comparison) -> bool:
    """Whether weights, states and defaults are the same."""
    states = all(name == value for name, value in (change.state_map or {}).items())
    weights = set((change.weight_map or {}).values()) <= {"w"}
    return change.verdict == "equal" and states and weights and not change.defaults_differ


def _dated(side: Side) -> Side:
    """A side under a name that says of which release it is."""
    return replace(side, name=f"{side.name} of {_release(side)}")


def _order(version: str) -> list[tuple[int, ...]]:
    """``optax 0.2.10, jax 0.5.3`` as numbers, the framework's own first."""
    return [tuple(map(int, re.findall(r"\d+", part))) for part in version.split(", ")]


def _content(read: Read) -> object:
    """What makes two readings the same: the recurrence and its defaults, or why there is none."""
    if isinstance(read, Unread):
        return read.reason.partition(";")[0]  # the names that are known change with each release
    assert read.lift is not None
    return replace(read.system, name=""), tuple(sorted(read.lift.defaults.items(), key=repr))


def _comparison(left: Side, right: Side) -> Unit[Comparison]:
    content = f"{left.content}\n{right.content}"
    return Unit(f"{left.name}, {right.name}", compared, (left, right, SECONDS), content)


def _families(where: Environment, wanted: Mapping[str, Sequence[str]], read: Reading) -> list[Family]:
    def there(call: str) -> Read:
        framework = parse(call).framework
        if framework not in where.versions:
            return Unread(call, "not installed")
        return read[call, where.versions[framework]]

    return [family(name, [there(call) for call in calls]) for name, calls in wanted.items()]


Verdicts = dict[tuple[str, str], dict[str, str]]
"""By pair, and by the releases of the two, the verdict."""


def _verdicts(
    environments: Sequence[Environment], wanted: Mapping[str, Sequence[str]], read: Reading, effort: Effort
) -> Verdicts:
    """The matrix in every environment; what is the same pair of recurrences in two is compared once."""
    pairs = [
        (left, right)
        for where in environments
        for each in _families(where, wanted, read)
        for left, right in combinations(each.sides, 2)
    ]
    keys = [(_identity(left), _identity(right)) for left, right in pairs]
    units = {key: _comparison(*pair) for key, pair in zip(keys, pairs, strict=True)}
    found = dict(zip(units, results(units.values(), effort), strict=True))
    verdicts: Verdicts = {}
    for key, (left, right) in zip(keys, pairs, strict=True):
        at = " and ".join(filter(None, (_release(left), _release(right))))
        verdicts.setdefault((left.name, right.name), {})[at] = found[key].verdict
    return verdicts


def _identity(side: Side) -> object:
    return side.name if side.lift is None else (side.name, _content(side))


def _release(side: Side) -> str:
    """Of the framework itself; nothing for a specification."""
    return "" if side.lift is None else side.lift.version.partition(",")[0]


def _turn(left: str, right: str, verdicts: Mapping[str, str]) -> Turn:
    by_verdict: dict[str, list[str]] = {}
    for at, verdict in verdicts.items():
        by_verdict.setdefault(verdict, []).append(at)
    return Turn(left, right, tuple((verdict, tuple(at)) for verdict, at in by_verdict.items()))
