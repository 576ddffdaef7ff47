"""Reports that were made before are taken from the cache, where nothing on which they depend has changed."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from verifier import catalogue, files
from verifier.lift.frameworks import cache as lifts
from verifier.lift.frameworks.call import parse
from verifier.page import ASSETS, TEMPLATE
from verifier.report.departures import ROOT, SCRIPTS
from verifier.work.program import PACKAGE, program

FOLDER = "reports"
KEPT = 8
"""So many sets of texts of one kind stay in the cache: those of other names, those of before a change."""
SETTINGS = ("JAX_", "KERAS_", "OMP_", "MKL_", "XLA_")
"""What the variables of the environment begin with that change what frameworks compute."""

Texts = dict[str, str]


def _always(texts: Texts) -> bool:
    return True


def kept(
    kind: str,
    about: Sequence[str],
    make: Callable[[], Texts],
    given: str = "",
    whole: Callable[[Texts], bool] = _always,
) -> Texts:
    """Texts by path, out of the cache or made now.

    What is cut off, damaged, or was made of other sources is made anew; ``VERIFIER_CACHE=`` keeps nothing.

    Parameters
    ----------
    kind : str
        What is made.
    about : sequence of str
        Of which optimizers.
    make : callable
    given : str
        What it depends on besides our sources and what is installed.
    whole : callable
        Whether texts are to be kept: not where something was stopped that another run may finish.
    """
    folder = files.cache_folder(FOLDER)
    if folder is None:
        return make()
    key = f"{kind}-{_digest([kind, repr(tuple(about)), given, fingerprint()])}"
    found = _texts(files.kept(folder, key))
    if found is None:
        found = make()
        if whole(found):
            files.keep(folder, key, found)
            _forget(folder, kind)
    return found


def _texts(data: object) -> Texts | None:
    """The data if they are texts by path."""
    if isinstance(data, Mapping) and data and all(isinstance(text, str) for text in data.values()):
        return dict(data)
    return None


def _forget(folder: Path, kind: str) -> None:
    """Only the latest of a kind stay, that the cache does not grow for ever."""
    for path in sorted(folder.glob(f"{kind}-*.json"), key=_written, reverse=True)[KEPT:]:
        with suppress(OSError):  # another process has removed it
            path.unlink()


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another process has removed it
        return 0.0


@cache
def fingerprint() -> str:
    """A digest of all on which a report may depend.

    Our sources, what is installed, what frameworks run, the machine: the measurements are of this one.
    """
    return _digest(_parts())


def _parts() -> Iterator[str]:
    yield platform.platform()
    yield from (f"{name} {version}" for name, version in program().items())
    yield from sorted(f"{each.name} {each.version}" for each in distributions())
    yield from sorted(f"{name}={value}" for name, value in os.environ.items() if name.startswith(SETTINGS))
    pages = (PACKAGE / "page" / name for name in (TEMPLATE, *ASSETS.values()))
    for path in (*pages, *sorted((ROOT / SCRIPTS).glob("*.py"))):
        yield f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"
    calls = [call for group in catalogue.implementations().values() for call in group]
    first = {call.partition(":")[0]: call for call in reversed(calls)}
    installed = (name for name, version in catalogue.frameworks().items() if version is not None)
    yield from (_read_from(first[name]) for name in installed if name in first)


def _read_from(call: str) -> str:
    """What a framework's optimizers are read from, their sources included."""
    return lifts.key(parse(call), catalogue.vocabulary())


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
