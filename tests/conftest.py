"""What tests of several files are given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.command import Run
from verifier import files
from verifier.work.store import FOLDER

settings.register_profile("same", derandomize=True)
settings.register_profile("other", derandomize=False, database=None, print_blob=True)
"""``--hypothesis-profile=other --hypothesis-seed=7`` tries other examples than every run does."""
settings.load_profile("same")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(capsys)


@pytest.fixture
def results_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder in which results of work are kept, the test's own."""
    monkeypatch.setenv(files.ENVIRONMENT, str(tmp_path / "cache"))
    return tmp_path / "cache" / FOLDER


@pytest.fixture(scope="session", autouse=True)
def cache_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests keep, perhaps of parts that they have replaced, is kept from all that runs beside them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(files.ENVIRONMENT, str(tmp_path_factory.mktemp("kept")))
        yield
