"""The cache of lifts, with the real framework and real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CALL = "optax:sgd(momentum=0.9)"
pytestmark = pytest.mark.skipif(find_spec("optax") is None, reason="needs Optax: '.[frameworks]'")


def started(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "verifier", "compare", CALL, "momentum", "--json"]
    environment = os.environ | {"VERIFIER_CACHE": str(folder)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def verdict(process: subprocess.Popen[str]) -> str:
    said, _ = process.communicate(timeout=300)
    return str(json.loads(said)["verdict"])


def test_two_processes_that_read_one_optimizer_at_once_keep_it_once(tmp_path: Path) -> None:
    both = [started(tmp_path), started(tmp_path)]
    assert [verdict(process) for process in both] == ["equal", "equal"]
    (entry,) = (tmp_path / "lifts").iterdir()
    whole = entry.read_bytes()
    for broken in (whole[: len(whole) // 2], whole.replace(b'"mul"', b'"add"', 1)):
        entry.write_bytes(broken)
        assert verdict(started(tmp_path)) == "equal"
        assert entry.read_bytes() == whole
