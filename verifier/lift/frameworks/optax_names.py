"""Names for what a gradient transformation remembers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any


def names_of(held: Any, taken: set[str]) -> tuple[tuple[str, ...], dict[str, str]]:
    """A name for every leaf of a state."""
    import jax

    return named([path for path, _ in jax.tree_util.tree_flatten_with_path(held)[0]], taken)


def named(paths: Iterable[Sequence[Any]], taken: set[str]) -> tuple[tuple[str, ...], dict[str, str]]:
    """A name for what lies at each path: that of its field, with a number where another has it already."""
    import jax

    names: list[str] = []
    places: dict[str, str] = {}
    for path in paths:
        fields = [str(getattr(k, "name", getattr(k, "key", ""))) for k in path]
        wanted = next((f for f in reversed(fields) if f.isidentifier()), "state")
        name = _unused(f"{wanted}_state" if wanted in taken else wanted, names)
        names.append(name)
        places[name] = jax.tree_util.keystr(tuple(path))
    return tuple(names), places


def _unused(wanted: str, names: Sequence[str]) -> str:
    count = sum(
        name == wanted or (name.startswith(f"{wanted}_") and name[len(wanted) + 1 :].isdecimal())
        for name in names
    )
    return f"{wanted}_{count + 1}" if count else wanted
