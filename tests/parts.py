"""A part of many cases for the test command, and all of them for a campaign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest


def some_of(cases: Sequence[Any], every: int) -> list[Any]:
    """Every so many-th case as it is; the others are marked as a campaign's.

    A tuple is a case of several arguments.
    """
    values = (case if isinstance(case, tuple) else (case,) for case in cases)
    return [
        pytest.param(*each, marks=pytest.mark.campaign if n % every else ()) for n, each in enumerate(values)
    ]
