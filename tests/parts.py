"""A part of many cases for the test command, and all of them for a campaign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest


def some_of(cases: Sequence[Any], every: int) -> list[Any]:
    """Every so many-th case as it is; the others are marked as a campaign's."""
    return [c if n % every == 0 else pytest.param(c, marks=pytest.mark.campaign) for n, c in enumerate(cases)]
