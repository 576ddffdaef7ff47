"""What tests of several files are given."""

from __future__ import annotations

import pytest

from tests.command import Run


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(capsys)
