"""What several findings come to."""

from __future__ import annotations

from collections.abc import Iterable


def outcome(claims: Iterable[bool | None]) -> bool | None:
    """False if one is, else None if one is, else True.

    Examples
    --------
    >>> outcome([True, None, False]), outcome([True, None]), outcome([True])
    (False, None, True)
    """
    seen = set(claims)
    return False if False in seen else None if None in seen else True
