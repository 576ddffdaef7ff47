"""What a terminal shows that is narrow, or has no Greek letters."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from rich.text import Text

from tests.command import Run
from verifier import catalogue
from verifier.cli import plain
from verifier.terminal.screen import Screen


def _said(*arguments: str) -> str:
    """What a process says whose standard output is ASCII."""
    done = subprocess.run(
        [sys.executable, "-m", "verifier", *arguments],
        env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=True,
    )
    return done.stdout.decode("ascii")


def test_letters_and_signs_are_spelled_out() -> None:
    said = _said("show", "adam")
    assert "w_t = w_{t-1} - alpha_t m_hat_t/(sqrt v_hat_t + epsilon)" in said
    assert "v_t = beta_2 v_{t-1} + (1 - beta_2) g_t^2" in said


def test_json_keeps_every_letter() -> None:
    assert "β₁" in json.loads(_said("show", "adam", "--json"))["equations"][0]["text"]


@pytest.mark.parametrize("name", catalogue.names())
def test_nothing_that_is_shown_is_lost(name: str, run: Run) -> None:
    shown = run("show", name).out
    plain.register()
    assert "?" not in shown
    assert "?" not in shown.encode("ascii", plain.SPELLED).decode("ascii")


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("√(v̂ₜ + ε)", "sqrt(v_hat_t + epsilon)"),
        ("β₁ᵗ⁻¹", "beta_1^{t-1}"),
        ("θ ← Δ", "theta <- Delta"),
        ("中", "?"),
    ],
)
def test_signs_stand_as_one_would_type_them(text: str, spelled: str) -> None:
    plain.register()
    assert text.encode("ascii", plain.SPELLED).decode("ascii") == spelled


@pytest.mark.parametrize("terminal", [True, False])
def test_a_sentence_is_broken_between_words_on_a_terminal_and_is_one_line_in_a_pipe(terminal: bool) -> None:
    words = [f"word{n}" for n in range(30)]
    out = Screen(file=StringIO(), force_terminal=terminal, color_system=None, width=40)
    out.say(Text(f"title: {' '.join(words)}"), hang=7)
    first, *others = out.file.getvalue().splitlines()
    assert bool(others) == terminal
    assert all(len(line) <= 40 and line.startswith(" " * 7 + "word") for line in others)
    assert " ".join([first, *others]).split() == ["title:", *words]


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """What is seen on a terminal of 40 columns."""
    seen = StringIO()
    screen = Screen(file=seen, width=40, force_terminal=True, color_system=None, highlight=False)
    monkeypatch.setattr("verifier.terminal.console", lambda: screen)
    return seen


def test_what_is_typed_again_stands_whole_on_a_narrow_terminal(run: Run, narrow: StringIO) -> None:
    run("show", "schedule_free_adamw")
    words = narrow.getvalue().split()
    shown = json.loads(run("show", "schedule_free_adamw", "--json").out)["letters"]
    assert {each["name"] for each in shown} | {each["usual"] for each in shown if each["usual"]} <= {*words}


def test_every_form_is_named_whole_on_a_narrow_terminal(run: Run, narrow: StringIO) -> None:
    run("list")
    lines = narrow.getvalue().splitlines()
    assert max(map(len, lines)) <= 40
    assert {*catalogue.forms()} <= {word for line in lines for word in line.split()}
