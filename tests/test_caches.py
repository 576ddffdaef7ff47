"""What is kept between runs is what would be found anew, whatever has happened to the files."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from verifier import files
from verifier.audit.cache import FOLDER, audited
from verifier.lift.frameworks import cache as lifts

ROOT = Path(__file__).parents[1]
TEXT = """# Momentum

```python
# u = 0
u = 0.9 * u + g
w = w - lr * u
```
"""


def sealed(key: str, data: Any) -> str:
    """An entry whose digest is right, of whatever form."""
    text = json.dumps(data)
    return f"{key} {hashlib.sha256(text.encode()).hexdigest()}\n{text}"


DAMAGE: dict[str, Callable[[Path], object]] = {
    "removed": lambda path: path.unlink(),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "cut in the middle": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "empty": lambda path: path.write_bytes(b""),
    "a changed byte": lambda path: path.write_bytes(path.read_bytes().replace(b'"ok"', b'"no"', 1) + b" "),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "no text": lambda path: path.write_bytes(b"\xff\xfe\x00"),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}
OTHER_FORMS: tuple[Any, ...] = (
    None,
    3,
    "text",
    [],
    [[]],
    {},
    {"findings": 3},
    {"findings": None},
    {"findings": [3]},
    {"findings": ["x"]},
    {"findings": [{}]},
    {"findings": {"a": 1}},
    {"path": 3, "findings": [{"line": "one"}]},
)
for form in OTHER_FORMS:
    DAMAGE[f"of another version: {form}"] = lambda path, form=form: path.write_text(sealed(path.stem, form))


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the findings of audits are kept."""
    monkeypatch.setenv(files.ENVIRONMENT, str(tmp_path / "cache"))
    return tmp_path / "cache" / FOLDER


def test_a_damaged_audit_is_made_anew(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = tmp_path / "notes.md"
    document.write_text(TEXT)
    found = audited(document)
    assert found.findings
    made: list[Path] = []
    monkeypatch.setattr("verifier.audit.cache.audit_file", lambda path: made.append(path) or found)
    (entry,) = folder.iterdir()
    whole = entry.read_bytes()
    for times, damage in enumerate(DAMAGE.values(), start=1):
        damage(entry)
        assert audited(document) == found
        assert len(made) == times
        if entry.is_dir():
            entry.rmdir()
            files.write(entry, whole.decode())
        assert entry.read_bytes() == whole


def test_a_whole_audit_is_not_made_anew(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = tmp_path / "notes.md"
    document.write_text(TEXT)
    found = audited(document)
    monkeypatch.setattr("verifier.audit.cache.audit_file", lambda path: pytest.fail("audited anew"))
    assert audited(document) == found


def test_a_damaged_lift_is_none(folder: Path) -> None:
    entry = folder.parent / lifts.FOLDER / "key.json"
    entry.parent.mkdir(parents=True)
    for form in OTHER_FORMS:
        entry.write_text(sealed("key", form))
        assert lifts.load("key") is None


KILLED = """
import itertools, os, signal, sys
from pathlib import Path
from verifier import files

folder = Path(sys.argv[1])
old, new = {"text": "old" * 1000}, {"text": "new" * 1000}
seen = set()
for moment in itertools.count(1):
    files.keep(folder, "key", old)
    child = os.fork()
    if child == 0:
        left = [moment]
        def event(frame, kind, argument):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        sys.setprofile(event)
        files.keep(folder, "key", new)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    found = files.kept(folder, "key")
    assert found in (old, new), moment
    seen.add(found == new)
    if os.WIFEXITED(status):
        break
files.keep(folder, "key", old)
assert files.kept(folder, "key") == old
print(moment, *seen)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="it forks")
def test_a_writer_killed_at_any_moment_leaves_what_was_there_or_what_it_wrote(tmp_path: Path) -> None:
    """Killed at each call, and each return, of a function of Python or of C, one after the other."""
    said = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    moments, *seen = said.stdout.split()
    assert int(moments) > 50
    assert sorted(seen) == ["False", "True"]
