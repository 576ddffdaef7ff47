"""A command of the command line, run in this process, and what came of it."""

from __future__ import annotations

import json
from typing import NamedTuple

import pytest

from verifier import cli


class Ran(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, object]:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


class Run:
    """Runs a command in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str) -> Ran:
        with pytest.raises(SystemExit) as left:
            cli.main(arguments)
        printed = self.capsys.readouterr()
        return Ran(int(left.value.code or 0), printed.out, printed.err)
