"""The reports: fresh, deterministic, whole, and safe to show."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.parts import some_of
from verifier import catalogue, cli, report
from verifier.check import CheckResult, mathematics
from verifier.claim import Different, Quote
from verifier.kernel import digest
from verifier.obligation import obligations
from verifier.printed import PrintedForm
from verifier.report import files, markdown
from verifier.report.departures import departure_pages, departures
from verifier.report.index import index
from verifier.report.stored import matrix_in
from verifier.show import of_form
from verifier.worked import worked

REPORTS = Path(__file__).parent.parent / "reports"
CURE_OF_PLOTS = "run `python -m verifier report --all --format svg`"
CURE = "run `python -m verifier report --all`"


@cache
def result(name: str) -> CheckResult:
    return mathematics([name])[0]


@cache
def results() -> tuple[CheckResult, ...]:
    return tuple(map(result, catalogue.names()))


@pytest.mark.parametrize("name", some_of(catalogue.names(), every=4))
def test_the_committed_report_is_what_the_present_sources_give(name: str) -> None:
    assert result(name).as_claimed is True
    for file, text in report.pages(result(name)).items():
        assert (REPORTS / file).read_text(encoding="utf-8") == text, CURE


def test_the_committed_index_is_what_the_present_sources_give() -> None:
    assert (REPORTS / "index.md").read_text(encoding="utf-8") == index(results()), CURE


@pytest.mark.parametrize("name", catalogue.names())
def test_the_measurements_were_made_from_the_present_specification(name: str) -> None:
    measured = json.loads((REPORTS / "measured" / f"{name}.json").read_text(encoding="utf-8"))
    assert measured["specification"] == digest(catalogue.system(name)), CURE
    assert {"python", "numpy"} <= measured["versions"].keys()


@pytest.mark.parametrize("name", catalogue.names())
def test_the_plots_were_made_from_the_present_specification(name: str) -> None:
    folder = REPORTS / "measured" / "plots"
    drawn = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    assert drawn["specification"] == digest(catalogue.system(name)), CURE_OF_PLOTS
    shown = {f"{name}-{figure['key']}.svg" for figure in drawn["figures"]}
    assert shown == {path.name for path in folder.glob(f"{name}-*.svg")}
    assert all(f"]({file})" in (folder / f"{name}.md").read_text(encoding="utf-8") for file in shown)


def test_the_matrix_was_made_from_the_present_specifications() -> None:
    measured = json.loads((REPORTS / "measured" / "frameworks.json").read_text(encoding="utf-8"))
    implemented = set(catalogue.implementations())
    assert {each["name"] for each in measured["optimizers"]} == implemented, CURE
    wanted = {name: digest(catalogue.system(name)) for name in catalogue.names() if name in implemented}
    assert measured["specifications"] == wanted, CURE
    assert {"python", *catalogue.FRAMEWORKS} <= measured["versions"].keys()


def test_the_committed_departures_are_those_of_the_present_scripts() -> None:
    for file, text in departure_pages(departures()).items():
        assert (REPORTS / file).read_text(encoding="utf-8") == text, CURE


def test_no_report_is_left_of_what_is_no_longer_specified() -> None:
    kept = {"index", "golden_tests", "frameworks", "claims", *catalogue.names()}
    assert {path.stem for path in REPORTS.glob("*.json")} <= kept
    measured = {"audit", "bounds", "distances", "experiments", "hazards", "kernels", "plots", "rounding"}
    assert {path.stem for path in (REPORTS / "measured").glob("*")} <= kept | measured


def test_a_report_is_the_same_byte_for_byte_when_it_is_made_again() -> None:
    assert report.pages(mathematics(["momentum"])[0]) == report.pages(mathematics(["momentum"])[0])


def test_every_link_of_the_index_leads_to_a_heading() -> None:
    links = re.findall(r"\]\((\w+)\.md#([^)]*)\)", index(results()))
    assert len(links) == len(catalogue.forms())
    for name, target in links:
        headings = re.findall(
            r"^#+ (.*)$", (REPORTS / f"{name}.md").read_text(encoding="utf-8"), re.MULTILINE
        )
        assert target in map(markdown.anchor, headings)


def test_a_report_says_of_each_form_what_the_referee_says() -> None:
    for each in results():
        page = (REPORTS / f"{each.name}.md").read_text(encoding="utf-8")
        for finding in each.findings:
            if finding.kind == "printed form":
                section = page.partition(f"\n### {finding.subject}\n")[2].partition("\n### ")[0]
                verdicts = [met["verdict"] for met in finding.details["obligations"]]
                assert re.findall(r"^\*\*(\w+)\*\*, ", section, re.MULTILINE) == verdicts


def test_the_steps_of_a_worked_witness_end_in_the_numbers_of_the_witness() -> None:
    library, seen = catalogue.library(), 0
    for finding in (f for r in results() for f in r.findings if f.kind == "printed form"):
        claimed = obligations(library.forms[finding.subject], library)
        for obligation, met in zip(claimed, finding.details["obligations"], strict=True):
            witness = met["witness"]
            if witness and not witness["queries"]:
                for side in ("left", "right"):
                    done = worked(getattr(obligation, side), witness)
                    if done is not None:
                        assert done.rows[-1][-1][:8] == witness[side][:8]
                        seen += 1
    assert seen > 50


def test_formulas_stand_between_single_or_double_dollars_and_nothing_else_does() -> None:
    for path in REPORTS.glob("*.md"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert len(re.findall(r"(?<!\\)\$", line)) % 2 == 0, line


@pytest.mark.parametrize("command", [r"\,", r"\;", r"\_", "\\\\ ", r"\{", "|", "<"])
def test_what_markdown_would_take_for_its_own_is_written_out_in_formulas(command: str) -> None:
    assert command not in markdown.formula(rf"a{command}b")[1:-1]


HOSTILE = "<script>alert(1)</script> [x](javascript:y) *b* `c` $d$ | e"


def test_text_from_outside_is_shown_and_never_interpreted() -> None:
    form = PrintedForm(
        of="sgd", key="evil", claim=Different("why"), quotes=(Quote(HOSTILE, line=1),), name="sgd/evil"
    )
    assert of_form(form).quotes == (("line 1", HOSTILE),)
    assert markdown.code(HOSTILE).startswith("`` ")
    assert "<script" not in re.sub(r"\\.", "", markdown.text(HOSTILE))
    for write in (markdown.text, markdown.sentence):
        assert not re.search(r"(?<!\\)[`*$]|(?<!\\)<\w|\]\(", write(HOSTILE))


def test_a_bar_does_not_break_a_table() -> None:
    (row,) = markdown.table(["a"], [["|g| \\| b"]])[2:3]
    assert row == r"| \|g\| \| b |"


def test_reports_are_written_for_the_names_that_are_given(tmp_path: Path) -> None:
    report.write(["sgd"], tmp_path / "new" / "folder", ("md",))
    assert {path.name for path in (tmp_path / "new" / "folder").rglob("*.md")} == {"sgd.md"}
    assert not list(tmp_path.rglob("*.json"))


def test_an_interruption_leaves_the_reports_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("old")
    write, calls = files.beside, []

    def interrupted(target: Path, text: str) -> Path:
        calls.append(target)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return write(target, text)

    monkeypatch.setattr(files, "beside", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write_all(tmp_path, {"a.md": "new", "b.md": "new"})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.md": "old", "b.md": "old"}


def test_a_full_disk_leaves_the_reports_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text("old")

    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "replace", full)
    with pytest.raises(files.InputError, match="No space left"):
        files.write_all(tmp_path, {"a.md": "new"})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.md": "old"}


FULL = """
import resource, signal, sys
from pathlib import Path
from verifier import cli, report
from verifier.report import files

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
texts = {"a.md": "new", "b.md": "new" * 100_000, "c.md": "new"}
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
report.catalogue.names()
sys.modules["verifier.report"]._texts = lambda names, effort: texts
cli.main(["report", "sgd", "--format", "md", "--out", sys.argv[1]])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="it limits what may be written as POSIX does")
def test_a_disk_that_takes_no_more_is_one_sentence_and_changes_nothing(tmp_path: Path) -> None:
    """A real limit of the system, reached in the middle of the second of three files."""
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("old")
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)],
        env=os.environ | {"VERIFIER_CACHE": ""},
        cwd=REPORTS.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "cannot be written: File too large; what was there is as it was" in done.stderr
    assert "Traceback" not in done.stderr
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.md": "old", "b.md": "old"}


def test_what_cannot_be_replaced_leaves_all_others_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("old")
    (tmp_path / "c.md").mkdir()
    with pytest.raises(files.InputError, match="cannot be written"):
        files.write_all(tmp_path, {"a.md": "new", "b.md": "new", "c.md": "new"})
    assert {path.name for path in tmp_path.iterdir()} == {"a.md", "c.md"}
    assert (tmp_path / "a.md").read_text() == "old"


MATRIX = REPORTS / "measured" / "frameworks.json"
AT_FAULT = {
    "cut off": (lambda text: text[:-100], "is no whole report"),
    "of another version": (lambda text: text.replace('"schema": ', '"schema": 9', 1), "of another version"),
    "no object": (lambda text: "[]", "of another version"),
    "stale": (lambda text: text.replace('"sgd": "', '"sgd": "0', 1), "is stale"),
}


@pytest.mark.parametrize(("change", "said"), AT_FAULT.values(), ids=AT_FAULT)
def test_a_matrix_that_is_not_of_this_program_is_refused_and_stays(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[str], str],
    said: str,
) -> None:
    written = tmp_path / "measured" / "frameworks.json"
    written.parent.mkdir()
    written.write_text(change(MATRIX.read_text(encoding="utf-8")), encoding="utf-8")
    (tmp_path / "index.html").write_text("old")
    monkeypatch.setenv("VERIFIER_CACHE", "")
    monkeypatch.setattr(sys.modules["verifier.report"], "_texts", lambda names, effort: {})
    with pytest.raises(SystemExit) as left:
        cli.main(["report", "sgd", "--format", "html", "--out", str(tmp_path)])
    assert left.value.code == 2
    error = capsys.readouterr().err
    assert said in error
    assert "report --all" in error
    assert (tmp_path / "index.html").read_text() == "old"


def test_the_written_matrix_is_of_this_program() -> None:
    assert matrix_in(MATRIX)
    assert matrix_in(MATRIX.with_name("nothing.json")) == ""


def test_a_place_that_cannot_be_written_is_one_sentence_and_status_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SystemExit) as left:
        cli.main(["report", "sgd", "--out", str(tmp_path / "file" / "reports")])
    assert left.value.code == 2
    assert "--out" in capsys.readouterr().err


def test_a_report_can_be_read_by_everyone(tmp_path: Path) -> None:
    (path,) = files.write_all(tmp_path, {"a.md": "text"})
    assert path.stat().st_mode & stat.S_IROTH
