"""The cache of lifts: keyed by versions, by the call, and by the text of all that a lift is read from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from verifier import files
from verifier.errors import InputError
from verifier.lift.frameworks.call import INSTALL, FrameworkCall
from verifier.lift.frameworks.meaning import Vocabulary
from verifier.lift.frameworks.record import Lift

SOURCES = {
    "keras": ("src/optimizers", "src/backend", "src/ops", "src/utils"),
    "torch": ("optim",),
    "optax": ("",),
}
"""Where in a framework's package its optimizers are written."""
PACKAGES = {"keras": ("keras", "jax"), "torch": ("torch",), "optax": ("optax", "jax")}
"""What runs them: their versions are part of the key."""
_OWN = Path(__file__).resolve().parents[2]
FOLDER = "lifts"


def versions(framework: str) -> str:
    """The versions of what runs a framework's optimizers: ``optax 0.2.8, jax 0.10.2``; nothing is imported.

    Raises
    ------
    InputError
        When one is not installed.
    """
    for name in PACKAGES[framework]:
        if find_spec(name) is None:
            use = "" if name == framework else f", and {framework} is read with it"
            raise InputError(f"{name} is not installed{use}: {INSTALL}")
    from importlib.metadata import version  # which takes longer to import than to find nothing

    return ", ".join(f"{name} {version(name)}" for name in PACKAGES[framework])


def key(call: FrameworkCall, vocabulary: Vocabulary) -> str:
    """A name that changes with anything on which the lift depends."""
    parts = (repr(call), repr(vocabulary), versions(call.framework), sources(call.framework), _own_sources())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def sources(framework: str) -> str:
    """A digest of what a framework's optimizers are written in.

    Raises
    ------
    InputError
        When it is not installed.
    """
    spec = find_spec(framework)
    if spec is None or spec.origin is None:
        raise InputError(f"{framework} is not installed: {INSTALL}")
    root = Path(spec.origin).parent
    return _digest(path for part in SOURCES[framework] for path in sorted((root / part).rglob("*.py")))


@cache
def _own_sources() -> str:
    """What reads the frameworks: a lift by other code of ours is another lift; not what reads documents."""
    reading = _OWN / "lift"
    return _digest(sorted([*reading.glob("*.py"), *(reading / "frameworks").glob("*.py")]))


def _digest(paths: Iterator[Path] | list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        if not path.name.endswith("_test.py"):
            digest.update(f"{path}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def load(name: str) -> Lift | None:
    """The lift that is kept under a key; None where there is none, or it cannot be read."""
    data = files.kept(files.cache_folder(FOLDER), name)
    try:
        return None if data is None else Lift.from_json(data)
    except Exception:  # whatever is wrong with the data, the lift is made anew
        return None


def store(name: str, lift: Lift) -> None:
    """Keep a lift; a folder that cannot be written to keeps none."""
    files.keep(files.cache_folder(FOLDER), name, lift.to_json())
