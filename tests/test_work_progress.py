"""The line of progress, and what an interrupted command says."""

from __future__ import annotations

import io
import sys
from importlib import import_module

import pytest

from tests.command import Run
from verifier.work import Interrupted
from verifier.work.progress import progress


class Terminal(io.StringIO):
    """Standard error, as a terminal."""

    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    """What is written while five things are done."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm-256color", **environment}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stderr", screen := Terminal())
    with progress("checking", 5, 1) as advance:
        for name in ("sgd", "momentum", "[adam]", "lion"):
            advance(name)
    return screen.getvalue()


def test_a_line_says_what_is_done_and_how_much(monkeypatch: pytest.MonkeyPatch) -> None:
    said = shown(monkeypatch, COLUMNS="80")
    assert "checking lion" in said
    assert "5/5" in said
    assert "\x1b[" in said


def test_a_line_needs_neither_colour_nor_width(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = shown(monkeypatch, COLUMNS="80", NO_COLOR="1")
    assert "checking lion" in plain
    assert "\x1b[3" not in plain  # no colour: 30 to 38
    for columns in ("0", "1", "7", "30"):
        assert shown(monkeypatch, COLUMNS=columns)


def test_without_a_terminal_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, TERM="dumb") == ""
    monkeypatch.setattr(sys, "stderr", screen := io.StringIO())
    with progress("checking", 5) as advance:
        advance("sgd")
    assert screen.getvalue() == ""


def test_an_interrupted_command_says_what_is_kept(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise Interrupted("3 of 9 are finished and kept")

    monkeypatch.setattr(import_module("verifier.check"), "checks", interrupted)
    ran = run("check", "--all")
    assert ran.status == 130
    assert ran.err.strip() == "verifier: interrupted; 3 of 9 are finished and kept"


def test_here_and_elsewhere_at_once_is_a_mistake(run: Run) -> None:
    said = run("check", "sgd", "--jobs", "2", "--scheduler", "tcp://127.0.0.1:1")
    assert (said.status, "say one of them" in said.err) == (2, True)
    assert run("check", "sgd", "--jobs", "0").status == 2
