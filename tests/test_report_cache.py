"""Reports that are kept are those that would be made; what has changed or is damaged is made anew."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from tests.test_caches import DAMAGE, ROOT
from verifier import files, report
from verifier.report import keeping

MADE = {"a.md": "text\n", "measured/b.json": '{"x": "ü"}\n'}
HERE = import_module("verifier.report")


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where reports are kept."""
    monkeypatch.setenv(files.ENVIRONMENT, str(tmp_path / "cache"))
    return tmp_path / "cache" / keeping.FOLDER


class Maker:
    """Makes texts, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> dict[str, str]:
        self.times += 1
        return dict(MADE)


@pytest.fixture
def maker() -> Maker:
    return Maker()


def test_what_is_kept_is_not_made_anew(folder: Path, maker: Maker) -> None:
    found = [keeping.kept("texts", ["adam"], maker) for _ in range(3)]
    assert found == [MADE, MADE, MADE]
    assert maker.times == 1


def test_without_a_cache_everything_is_made(monkeypatch: pytest.MonkeyPatch, maker: Maker) -> None:
    monkeypatch.setenv(files.ENVIRONMENT, "")
    keeping.kept("texts", ["adam"], maker)
    keeping.kept("texts", ["adam"], maker)
    assert maker.times == 2


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_set_is_made_anew(folder: Path, maker: Maker, damage: Callable[[Path], object]) -> None:
    keeping.kept("texts", ["adam"], maker)
    (entry,) = folder.iterdir()
    damage(entry)
    assert keeping.kept("texts", ["adam"], maker) == MADE
    assert maker.times == 2


@pytest.mark.parametrize("changed", ["kind", "names", "given", "sources"])
def test_what_was_made_of_something_else_is_never_served(
    folder: Path, maker: Maker, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    keeping.kept("texts", ["adam"], maker, "matrix")
    if changed == "sources":
        monkeypatch.setattr(keeping, "fingerprint", lambda: "of other sources")
    kind, names = ("page" if changed == "kind" else "texts"), ["sgd" if changed == "names" else "adam"]
    keeping.kept(kind, names, maker, "other" if changed == "given" else "matrix")
    assert maker.times == 2


def parts() -> set[str]:
    return set(keeping._parts())


def test_a_changed_source_library_asset_or_setting_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = parts()
    monkeypatch.setattr(keeping, "program", lambda: {"sources": "changed"})
    assert parts() != before
    monkeypatch.undo()
    monkeypatch.setattr(keeping, "distributions", lambda: iter(()))
    assert parts() != before
    monkeypatch.undo()
    monkeypatch.setenv("KERAS_BACKEND", "numpy")
    assert parts() - before == {"KERAS_BACKEND=numpy"}
    monkeypatch.undo()
    monkeypatch.setattr(keeping, "ASSETS", {})
    assert parts() < before
    monkeypatch.undo()
    assert parts() == before


def test_a_changed_specification_is_another_program(tmp_path: Path) -> None:
    from verifier.work.program import sources

    (tmp_path / "spec.py").write_text("beta = 1")
    before = sources.__wrapped__(tmp_path)
    (tmp_path / "spec.py").write_text("beta = 2")
    assert sources.__wrapped__(tmp_path) != before


def test_only_the_latest_of_a_kind_stay(folder: Path, maker: Maker) -> None:
    for number in range(keeping.KEPT + 3):
        keeping.kept("texts", [str(number)], maker)
    assert len(list(folder.glob("texts-*.json"))) == keeping.KEPT


def test_reports_are_the_same_byte_for_byte_with_and_without_the_cache(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Maker()
    texts = dict(MADE) | {"sgd.md": report.pages(report.mathematics(["sgd"])[0])["sgd.md"]}
    monkeypatch.setattr(HERE, "_texts", lambda names, effort: made() and dict(texts))
    runs = []
    for place, cache in (("none", ""), ("cold", str(tmp_path / "c")), ("warm", str(tmp_path / "c"))):
        monkeypatch.setenv(files.ENVIRONMENT, cache)
        report.write(["sgd"], tmp_path / place)
        written = sorted(path for path in (tmp_path / place).rglob("*") if path.is_file())
        runs.append([(path.relative_to(tmp_path / place), path.read_bytes()) for path in written])
    assert runs[0] == runs[1] == runs[2]
    assert made.times == 2


def test_a_search_that_was_stopped_is_not_kept(folder: Path) -> None:
    stopped = {"measured/frameworks.json": '{"optimizers": [{"comparisons": [{"verdict": "different", '}
    stopped["measured/frameworks.json"] += '"constant_translation": null}]}]}'
    found = [keeping.kept("texts", ["adam"], lambda: dict(stopped), whole=HERE._whole) for _ in range(2)]
    assert found == [stopped, stopped]
    assert not list(folder.glob("*.json"))


TWO = """
import sys
from verifier.report import keeping

texts = {str(n): "text" * 1000 for n in range(50)}
for number in range(20):
    assert keeping.kept("texts", [str(number % 3)], lambda: dict(texts)) == texts
"""


def test_two_processes_at_once_do_no_harm(folder: Path, maker: Maker) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", TWO], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for process in running:
        assert process.communicate()[1] == ""
        assert process.returncode == 0
    assert len(list(folder.glob("texts-*.json"))) == 3
    assert not list(folder.glob(".*"))
