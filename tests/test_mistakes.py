"""What a mistake gets on the command line: one sentence, and an exit status."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from tests.command import Run
from verifier import catalogue, cli

check = import_module("verifier.check")  # `verifier.check` is the function

MISTAKES = {
    ("chekc", "adam"): "did you mean 'check'?",
    ("check", "adma"): "did you mean 'adam'",
    ("adit", "notes.md"): "did you mean 'audit'",
    ("derive", "nada"): "did you mean 'nadam'",
    ("show", "adam/kersy"): "did you mean 'adam/keras",
    ("show", "zzzzzz"): "`verifier list`",
    ("check",): "--all",
    ("check", "adam", "--all"): "--all",
    ("check", "adam", "--jsn"): "--json",
    ("check", "mine.py"): "is a file",
    ("show",): "`verifier show --help`",
    ("frobnicate",): "there are list, show,",
    ("experiments", "nope"): "there are ",
    ("compare", "adam", "sgd", "--timeout", "nan"): "--timeout",
    ("verify", "/dev/null"): "it is no file",
    ("verify", "no/such.json"): "(No such file or directory)",
    ("show", "adam", "sgd"): "`verifier show --help`",
    ("check", "adam", "--jobs", "0"): "`verifier check --help`",
    ("compare", "adam", "sgd", "--at", "lr=1", "--at", "lr=2"): "it is given 1 and 2",
    ("kernel", "adam", "--target", "fortran"): "numpy",
    ("show", "no/such/file.py"): "no/such/file.py",
    ("derive",): "NAME",
    ("compare", "adam", "adam", "--at", "epsilon"): "NAME=VALUE",
    ("compare", "adam", "adam", "--at", "epsilon=small"): "not a number",
    ("compare", "adam", "adam", "--timeout", "0"): "--timeout",
    ("report", "sgd", "--format", "pdf"): "md",
    ("compare", "adam", "adam", "--certificate", ""): "'--certificate': it is empty",
    ("report", "sgd", "--out", ""): "'--out': it is empty",
    ("audit", ""): "there is no file ''",
    ("audit", "no/such.md"): "there is no file 'no/such.md'; accepted are .md,",
}


@pytest.mark.parametrize("arguments", MISTAKES, ids=" ".join)
def test_a_mistake_is_one_sentence_and_status_two(run: Run, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert ran.status == 2
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 1
    assert ran.err.startswith("verifier: ")
    assert MISTAKES[arguments] in ran.err


def test_nothing_asked_is_helped(run: Run) -> None:
    assert run() == run("--help")
    assert "compare" in run().out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_output_that_cannot_be_written_is_told_in_one_sentence(form: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "verifier", "list", *form]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("verifier: standard output cannot be written: No space left on device;")
    assert len(done.stderr.splitlines()) == 1


def test_what_is_not_installed_is_told_in_one_sentence() -> None:
    code = "import sys; sys.modules['flint'] = None; from verifier.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "compare", "adam", "sgd"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "verifier: 'flint' is not installed: python -m pip install optimizer-verifier\n"


def test_a_form_with_several_readings_asks_for_one(run: Run) -> None:
    ambiguous = [name for name, form in catalogue.forms().items() if form.readings]
    assert ambiguous
    for name in ambiguous:
        ran = run("show", name)
        assert ran.status == 2
        assert f"'{name}~1'" in ran.err
        assert f"'{name}~2'" in ran.err
        assert run("show", f"{name}~1").status == 0


def test_a_syntax_error_in_a_formula_file_names_its_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "broken.py"
    path.write_text("def f(w, g, t, *, lr=1):\n    return w - lr*(g\n")
    ran = run("show", str(path))
    assert ran.status == 2
    assert "broken.py" in ran.err
    assert "2" in ran.err
    assert "Traceback" not in ran.err


def test_an_interruption_has_a_status_of_its_own(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(names: object, **_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "checks", interrupted)
    ran = run("check", "adam")
    assert ran.status == 130
    assert "interrupted" in ran.err


def test_a_failure_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(names: object, **_: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(check, "checks", broken)
    with pytest.raises(ZeroDivisionError):
        cli.main(["check", "adam"])
