"""What tests of the frameworks share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from verifier import files


@pytest.fixture(scope="session", autouse=True)
def cache_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One folder for all processes of a run, so that a framework's optimizer is read once."""
    folder = tmp_path_factory.mktemp("kept")
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = tmp_path_factory.getbasetemp().parent / "kept"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(files.ENVIRONMENT, str(folder))
        yield
