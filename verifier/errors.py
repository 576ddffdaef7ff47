"""The one error class for inputs that cannot be read, and what an unknown name may have meant."""

from __future__ import annotations

from collections.abc import Iterable

FEW = 15
"""As many names as are told where none is near."""


class InputError(ValueError):
    """An input is at fault: the message says where, what, and what would be accepted."""


def unknown(name: str, kind: str, known: Iterable[str]) -> InputError:
    """An error that says what is not known and suggests what is meant, or where all names stand."""
    from difflib import get_close_matches

    choices = list(known)
    near = get_close_matches(name.lower(), choices, n=3, cutoff=0.5)
    near.sort(key=lambda word: _slips(name.lower(), word))
    others = f"there are {', '.join(choices)}" if len(choices) <= FEW else "`verifier list` shows all names"
    hint = f"did you mean {_alternatives(near)}?" if near else others
    return InputError(f"there is no {kind} '{name}'; {hint}")


def _slips(one: str, two: str) -> int:
    """The fewest letters left out, added, replaced or swapped with their neighbour."""
    before, row = [0] * len(two), list(range(len(two) + 1))
    for i, x in enumerate(one):
        after = [i + 1]
        for j, y in enumerate(two):
            after.append(min(row[j + 1] + 1, after[j] + 1, row[j] + (x != y)))
            if i and j and (x, y) == (two[j - 1], one[i - 1]):
                after[-1] = min(after[-1], before[j - 1] + 1)
        before, row = row, after
    return row[-1]


def _alternatives(words: list[str]) -> str:
    quoted = [f"'{word}'" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
