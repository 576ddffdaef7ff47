"""What is written is whole, whoever else writes; what is kept and is not what was written is found out."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from verifier import files

WRITERS, ROUNDS = 4, 60
LARGE = "x" * 60_000


def payload(writer: int) -> dict[str, Any]:
    """Data that no mixture of two writers' texts is."""
    return {"writer": writer, "text": [LARGE[: 10_000 * (writer + 1)], writer]}


def write_and_read(folder: Path, writer: int, broken: Any) -> None:
    for _ in range(ROUNDS):
        files.keep(folder, "key", payload(writer))
        found = files.kept(folder, "key")
        if found is None or found != payload(found["writer"]):
            broken.set()


def test_many_processes_that_write_one_entry_never_read_a_broken_one(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    broken = context.Event()
    writers = [context.Process(target=write_and_read, args=(tmp_path, n, broken)) for n in range(WRITERS)]
    for each in writers:
        each.start()
    for each in writers:
        each.join(60)
    assert [each.exitcode for each in writers] == [0] * WRITERS
    assert not broken.is_set()
    assert [path.name for path in tmp_path.iterdir()] == ["key.json"]


def test_an_entry_that_is_cut_off_anywhere_is_none(tmp_path: Path) -> None:
    files.keep(tmp_path, "key", {"numbers": list(range(40))})
    whole = (tmp_path / "key.json").read_bytes()
    for length in range(len(whole)):
        (tmp_path / "key.json").write_bytes(whole[:length])
        assert files.kept(tmp_path, "key") is None


def test_an_entry_with_a_changed_byte_is_none_or_the_same(tmp_path: Path) -> None:
    data = {"number": 10, "name": "lr"}
    files.keep(tmp_path, "key", data)
    whole = (tmp_path / "key.json").read_bytes()
    for place in range(len(whole)):
        for bit in (0, 3, 7):
            changed = bytearray(whole)
            changed[place] ^= 1 << bit
            (tmp_path / "key.json").write_bytes(bytes(changed))
            assert files.kept(tmp_path, "key") in (None, data)
    (tmp_path / "key.json").write_bytes(whole)
    assert files.kept(tmp_path, "key") == data


def test_an_entry_under_another_key_or_of_another_form_is_none_and_is_replaced(tmp_path: Path) -> None:
    files.keep(tmp_path, "old", [1])
    (tmp_path / "old.json").rename(tmp_path / "new.json")
    assert files.kept(tmp_path, "new") is None
    (tmp_path / "new.json").write_text(json.dumps({"key": "new", "lift": {}}))
    assert files.kept(tmp_path, "new") is None
    files.keep(tmp_path, "new", [2])
    assert files.kept(tmp_path, "new") == [2]


def test_drafts_of_killed_processes_are_removed_in_time(tmp_path: Path) -> None:
    draft, young = (tmp_path / f".key.json.{name}{files.DRAFT}" for name in ("a", "b"))
    draft.write_text("")
    young.write_text("")
    os.utime(draft, (0, 0))
    files.keep(tmp_path, "key", [])
    assert not draft.exists()
    assert young.exists()


def test_a_text_that_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "file"
    files.write(target, "before")
    with pytest.raises(UnicodeEncodeError):
        files.write(target, "\ud800")
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]


def test_what_the_user_says_of_the_cache_holds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(files.ENVIRONMENT, str(tmp_path))
    assert files.cache_folder("lifts") == tmp_path / "lifts"
    monkeypatch.setenv(files.ENVIRONMENT, "")
    assert files.cache_folder("lifts") is None
    files.keep(None, "key", [])
    assert files.kept(None, "key") is None
    monkeypatch.delenv(files.ENVIRONMENT)
    assert "optimizer-verifier" in str(files.cache_folder("lifts"))
