"""`check` and the pages about frameworks, where no framework is installed: from what was read before."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from verifier import InputError, catalogue, files, implementations, report
from verifier.check import check
from verifier.compare import as_read
from verifier.comparison import Comparison, compare_systems
from verifier.domain import POSITIVE
from verifier.findings import Finding, Verdict
from verifier.implementations import Side, Unread, compared, finding, read, side
from verifier.lift.frameworks.meaning import Free
from verifier.lift.frameworks.record import Lift
from verifier.matrix import Family
from verifier.report.departures import ROOT, departure_pages, departures
from verifier.report.frameworks import frameworks
from verifier.system import Hyper, System
from verifier.term import GRADIENT, WEIGHT, Term, hyper, term

CALL = "optax:sgd()"


def lifted(step: Term, call: str = CALL) -> Lift:
    """A lift as the cache keeps it, of a method with the rate alone."""
    rate = Hyper("lr", POSITIVE, Fraction(1, 4))
    made = Lift(
        call=call,
        system=System(call, (rate,), (), WEIGHT - step),
        arguments=(Free("lr", "learning_rate", POSITIVE, Fraction(1, 4), None),),
        conditions=("t < 2147483647",),
        version="optax 0.2.8, jax 0.10.2",
        validated="at 3 random points",
        notes=("its counter saturates",),
    )
    return Lift.from_json(json.loads(json.dumps(made.to_json())))


RIGHT = lifted(hyper("lr") * GRADIENT)
DOUBLED = lifted(term(2) * hyper("lr") * GRADIENT)
SQUARED = lifted(hyper("lr") * GRADIENT * GRADIENT)


def specification(name: str = "sgd") -> Side:
    return Side(name, catalogue.system(name))


def a_side(lift: Lift) -> Side:
    return Side(lift.call, lift.system, lift)


@pytest.mark.parametrize(
    ("lift", "verdict", "summary"),
    [
        (RIGHT, "proved", "same"),
        (DOUBLED, "refuted", "the same once "),
        (SQUARED, "refuted", "not the same: "),
    ],
)
def test_an_implementation_is_as_claimed_whatever_it_is(lift: Lift, verdict: str, summary: str) -> None:
    found = finding(specification(), a_side(lift))
    assert (found.kind, found.subject, str(found.verdict)) == ("framework", CALL, verdict)
    assert found.as_claimed is True
    assert found.summary.startswith(summary)
    assert "\n" not in found.summary
    assert found.details["versions"] == {CALL: RIGHT.version}


def test_the_reason_says_which_side_is_meant() -> None:
    assert finding(specification(), a_side(DOUBLED)).summary.endswith(
        ("on the implementation (constant)", "on the specification (constant)")
    )


def test_only_what_is_undecided_is_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(implementations, "SECONDS", 0.0)
    found = finding(specification(), a_side(RIGHT))
    assert (found.verdict, found.as_claimed) == (Verdict.UNDECIDED, None)


def keep(monkeypatch: pytest.MonkeyPatch, kept: Lift | None) -> None:
    """As if the frameworks were installed, and this were what is kept of each call."""
    monkeypatch.setattr(implementations, "find_spec", lambda framework: object())
    monkeypatch.setattr(catalogue, "kept", lambda call: kept)


def test_check_judges_what_was_read_before(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(monkeypatch, RIGHT)
    result = check("sgd")
    calls = catalogue.implementations()["sgd"]
    assert tuple(f.subject for f in result.findings if f.kind == "framework") == calls
    assert (result.as_claimed, result.skipped) == (True, ())


def test_what_was_not_read_is_skipped_and_says_how_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(monkeypatch, None)
    result = check("sgd")
    assert tuple(s.subject for s in result.skipped) == catalogue.implementations()["sgd"]
    assert {s.reason for s in result.skipped} == {"not read yet: --frameworks reads it"}
    assert result.as_claimed is True
    assert not [f for f in result.findings if f.kind == "framework"]


def test_what_is_not_installed_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(implementations, "find_spec", lambda framework: None)
    found = read(["optax:sgd()", "optax:adam()", "torch:SGD()"], anew=True)
    assert {each.subject for each in found.values() if isinstance(each, Unread)} == {"optax", "torch"}


def test_a_refusal_is_no_finding_and_names_its_call_once() -> None:
    refused = side(CALL, InputError(f"{CALL}: it draws random numbers"))
    assert refused == Unread(CALL, "it draws random numbers")


def test_check_of_what_was_not_read_starts_nothing(tmp_path: Path) -> None:
    program = (
        "import subprocess, sys\n"
        "def refuse(*a, **k): raise AssertionError('a process was started')\n"
        "subprocess.Popen.__init__ = refuse\n"
        "import verifier; verifier.check('sgd')\n"
        "print(sorted({'jax', 'keras', 'torch', 'optax', 'tensorflow'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"VERIFIER_CACHE": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (ran.stdout.strip(), ran.returncode) == ("[]", 0), ran.stderr


def test_the_scope_of_a_comparison_says_what_was_read_and_where_it_holds() -> None:
    plain = compare_systems(RIGHT.system, DOUBLED.system)
    scope = as_read(plain, [RIGHT, DOUBLED]).scope
    assert scope.startswith(plain.scope)
    assert [scope.count(text) for text in (*RIGHT.conditions, *RIGHT.notes, RIGHT.version)] == [1, 1, 1]
    assert as_read(plain, []) == plain


def family() -> Family:
    sides = (
        specification(),
        a_side(RIGHT),
        a_side(lifted(SQUARED.system.weight * -1 + WEIGHT, "torch:SGD()")),
    )
    found: tuple[Comparison, ...] = tuple(compared(sides[i], sides[j]) for i, j in ((0, 1), (0, 2), (1, 2)))
    return Family("sgd", sides, (Unread("keras:SGD()", "it is too new"),), found)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return frameworks([family()])


def test_the_page_of_the_matrix_has_every_pair_with_its_verdict(pages: dict[str, str]) -> None:
    rows = re.findall(
        r"^\| `([^`]+)` \| `([^`]+)` \| (\w+) \|", pages["measured/frameworks.md"], re.MULTILINE
    )
    assert [row[:2] for row in rows] == [(CALL, "torch:SGD()"), ("sgd", CALL), ("sgd", "torch:SGD()")]
    assert [row[2] for row in rows] == ["different", "equal", "different"]


def test_the_page_of_the_matrix_marks_a_search_that_was_not_over() -> None:
    whole = family()
    stopped = [replace(c, constant_translation=None, reason="stopped") for c in whole.comparisons]
    page = frameworks([replace(whole, comparisons=tuple(stopped))])["measured/frameworks.md"]
    assert "| [`sgd`](#sgd) |  | different … | equal |" in page
    assert "| `sgd` | `torch:SGD()` | different … |" in page


def test_the_page_of_the_matrix_says_what_was_not_read_and_what_limits_the_rest(
    pages: dict[str, str],
) -> None:
    page = pages["measured/frameworks.md"]
    assert "`keras:SGD()` is not read: it is too new." in page
    assert f"- t < 2147483647: `{CALL}`, `torch:SGD()`" in page
    assert "`lr`: 0.01 and 0.25" in page


def on_backend(backend: str, kind: str, summary: str) -> Finding:
    same = kind == "rounding"
    verdict = Verdict.UNDECIDED if same else Verdict.REFUTED
    details = {"backend": backend, "kind": kind}
    return Finding("framework", f"keras:SGD() on Keras' {backend} backend", verdict, same, summary, details)


def test_a_demotion_of_precision_is_on_the_page_with_its_numbers_and_is_no_other_recurrence() -> None:
    lower = on_backend("numpy", "demoted precision", "demoted precision from step 1 on; at step 7 w is 0.7")
    found = [on_backend("jax", "rounding", "12 steps agree"), lower]
    page = frameworks([family()], found)["measured/frameworks.md"]
    assert "| `keras:SGD()` | the same | **demoted precision** |" in page
    assert "| `keras:SGD() on Keras' numpy backend` | demoted precision from step 1 on; at step 7" in page
    assert "## Keras on its backends" not in frameworks([family()])["measured/frameworks.md"]


def test_a_backend_on_which_an_optimizer_fails_is_on_the_page_with_what_it_says() -> None:
    failed = replace(on_backend("torch", "", "it fails: Tensor list"), details={"backend": "torch"})
    page = frameworks([family()], [failed])["measured/frameworks.md"]
    assert "| `keras:SGD()` | **fails** |" in page
    assert "it fails: Tensor list" in page


def test_what_is_not_read_is_on_the_page_with_the_reason() -> None:
    whole = a_side(RIGHT)
    covered = {"optax": [whole, Unread("optax:b()", "it combines coordinates")]}
    pages = frameworks([family()], (), covered)
    assert "| optax | 2 | 1 |" in pages["measured/frameworks.md"]
    assert "| `b` | it combines coordinates |" in pages["measured/frameworks.md"]
    data = json.loads(pages["measured/frameworks.json"])["coverage"]
    assert data == {"optax": {whole.name: None, "optax:b()": "it combines coordinates"}}
    assert "## Coverage" not in frameworks([family()])["measured/frameworks.md"]


def test_the_matrix_as_json_names_versions_and_specifications(pages: dict[str, str]) -> None:
    data = json.loads(pages["measured/frameworks.json"])
    assert data["specifications"].keys() == {"sgd"}
    assert {"python", *catalogue.FRAMEWORKS} == data["versions"].keys()
    assert [c["verdict"] for c in data["optimizers"][0]["comparisons"]] == ["equal", "different", "different"]
    assert data["optimizers"][0]["comparisons"][1]["witness"]["t"] == 1


def test_the_matrix_is_left_as_it_was_where_a_framework_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = dict.fromkeys(catalogue.FRAMEWORKS, "1.0")
    monkeypatch.setattr(catalogue, "frameworks", lambda: everything)
    assert report.left_out() == ""
    monkeypatch.setattr(catalogue, "frameworks", lambda: everything | {"keras": None})
    assert "without keras" in report.left_out()


@pytest.mark.parametrize("reason", ["", "keras is missing"])
def test_a_report_on_everything_has_the_departures_and_the_matrix_where_it_can_be_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reason: str
) -> None:
    monkeypatch.setenv(files.ENVIRONMENT, "")  # parts are replaced: nothing of it is to be kept
    monkeypatch.setattr(report, "mathematics", lambda *_, **__: [])
    monkeypatch.setattr(report, "strengths", lambda *_: [])
    monkeypatch.setattr(report, "results", lambda units, effort: [{} for _ in units])
    for found in ("theorem_pages", "theorem_index", "claims", "judgements", "sources"):
        monkeypatch.setattr(report, found, lambda *_: {})
    monkeypatch.setattr(report, "matrix", lambda **_: [family()])
    monkeypatch.setattr(report, "on_backends", lambda families: [])
    monkeypatch.setattr(report, "coverage", dict)
    monkeypatch.setattr(report, "left_out", lambda: reason)
    written = {path.relative_to(tmp_path).as_posix() for path in report.write(catalogue.names(), tmp_path)}
    assert {"frameworks.md", "frameworks.json"} <= written
    assert {"measured/frameworks.md", "measured/frameworks.json"} <= written or reason
    assert not (reason and any(name.startswith("measured/") for name in written))


def test_every_script_that_shows_a_departure_is_on_the_page_with_its_own_words() -> None:
    found = departures()
    page = departure_pages(found)["frameworks.md"]
    assert len(found) == len(list((ROOT / "tests" / "frameworks" / "defects").glob("*_*.py"))) > 5
    for each in found:
        words = ast.get_docstring(ast.parse((ROOT / each.script).read_text(encoding="utf-8")))
        assert words is not None
        assert words.startswith(each.title[:40])
        assert f"Run `python {each.script}`." in page
        assert f"(#{Path(each.script).stem})" in page


def test_a_script_that_is_added_is_a_departure_and_nothing_else_is(tmp_path: Path) -> None:
    assert departures(tmp_path) == []
    folder = tmp_path / "tests" / "frameworks" / "defects"
    folder.mkdir(parents=True)
    (folder / "torch_x.py").write_text('"""It is *wrong*.\n\nIts page: "right".\n"""\n')
    (folder / "readme.py").write_text('"""Not one."""\n')
    (one,) = departures(tmp_path)
    assert (one.title, one.text) == ("It is *wrong*.", 'Its page: "right".')
    assert "It is \\*wrong\\*." in departure_pages([one])["frameworks.md"]
