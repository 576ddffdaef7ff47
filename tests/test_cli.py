"""The command line: what each command prints, its JSON, its exit status."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path

import pytest

import verifier
from tests.command import Run
from verifier import catalogue, cli
from verifier.findings import Finding, Verdict

check = import_module("verifier.check")  # `verifier.check` is the function

STEP = """\
def mine(w, g, t, m=0, v=0, *, lr=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    v = beta_2*v + (1 - beta_2)*g**2
    m = beta_1*m + (1 - beta_1)*g
    w = w - lr*(m/(1 - beta_1**t))/(sqrt(v/(1 - beta_2**t)) + epsilon)
    return w
"""


@pytest.fixture
def step(tmp_path: Path) -> Path:
    path = tmp_path / "step.py"
    path.write_text(STEP)
    return path


JSON = {
    ("list",): {"specifications", "printed_forms", "frameworks"},
    ("show", "momentum"): {
        "name",
        "title",
        "source",
        "equations",
        "initial",
        "query",
        "letters",
        "notes",
        "quotes",
    },
    ("derive", "momentum"): {"name", "theorems", "unsolved"},
    ("derive", "sgd", "momentum"): {"name", "derivations"},
    ("check", "momentum"): {"name", "as_claimed", "findings", "skipped"},
    ("kernel", "momentum"): {"name", "target", "source"},
}


@pytest.mark.parametrize("command", JSON, ids=" ".join)
def test_json_is_one_object_with_schema_command_and_version(run: Run, command: tuple[str, ...]) -> None:
    ran = run(*command, "--json")
    assert ran.json.keys() == {"schema", "command", "version"} | JSON[command]
    assert (ran.json["command"], ran.json["version"]) == (command[0], verifier.__version__)
    assert ran.err == ""


@pytest.mark.parametrize("command", [*JSON, ("show", "nesterov/keras3-article")], ids=" ".join)
def test_what_a_person_sees_has_no_control_codes_when_it_is_piped(run: Run, command: tuple[str, ...]) -> None:
    ran = run(*command)
    assert ran.status == 0
    assert ran.out.strip()
    assert "\x1b" not in ran.out


def test_list_names_every_specification_and_every_printed_form(run: Run) -> None:
    out = run("list").out.split()
    assert {*catalogue.names(), *catalogue.forms()} <= set(out)


def test_show_prints_the_equations_as_a_mathematician_would(run: Run) -> None:
    out = run("show", "adam").out
    assert "mₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ" in out
    assert "wₜ = wₜ₋₁ − αₜ m̂ₜ/(√v̂ₜ + ε)" in out
    assert "0 ≤ β₁ < 1" in out
    assert "m₀ = 0" in out
    assert "Algorithm 1" in out


def test_show_prints_a_formula_file_in_its_own_order(run: Run, step: Path) -> None:
    out = run("show", str(step)).out
    assert out.index("vₜ = β₂ vₜ₋₁ + (1 − β₂) gₜ²") < out.index("mₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ")


def test_a_formula_file_that_reorders_a_method_has_its_closed_forms(run: Run, step: Path) -> None:
    """Of the weight a file with a constant rate has other theorems than a specification with ``lr[t]``."""
    theorems = [run("derive", name, "--json").json["theorems"] for name in (str(step), "adam")]
    of_states = [
        [t for t in found if re.match(r"(E\[|lim_\{t→∞\} )?[mv]\[t\]", t["statement"])] for found in theorems
    ]  # type: ignore[index,union-attr]
    closed, other = ({t["statement"]: t["verdict"] for t in found} for found in of_states)
    assert closed == other
    assert len(closed) > 20
    assert set(closed.values()) == {"proved"}


def test_a_theorem_has_the_fields_that_other_programs_read(run: Run) -> None:
    theorem = run("derive", "momentum", "--json").json["theorems"][0]  # type: ignore[index]
    assert {"id", "statement", "hypotheses", "verdict", "proof"} <= theorem.keys()


def test_theorems_of_several_stand_under_their_names(run: Run) -> None:
    several = run("derive", "sgd", "momentum", "--json").json
    found = {each["name"]: each["theorems"] for each in several["derivations"]}  # type: ignore[index,union-attr]
    assert several["name"] == "sgd, momentum"
    assert found["sgd"] == run("derive", "sgd", "--json").json["theorems"]
    titles = [line for line in run("derive", "sgd", "momentum").out.splitlines() if "──" in line]
    assert [line.split()[0] for line in titles] == ["sgd", "momentum"]


def test_check_says_in_its_last_line_that_everything_is_as_claimed(run: Run) -> None:
    ran = run("check", "adam")
    assert ran.status == 0
    assert "everything is as claimed" in ran.out.splitlines()[-1]


def test_a_finding_has_the_fields_that_other_programs_read(run: Run) -> None:
    found = run("check", "momentum", "--json").json
    fields = {"optimizer", "kind", "subject", "verdict", "as_claimed", "summary", "details"}
    assert all(f.keys() == fields for f in found["findings"])  # type: ignore[attr-defined]
    assert {f["kind"] for f in found["findings"]} == {"closed form", "kernel", "printed form"}  # type: ignore[attr-defined]


def test_several_names_are_one_object_of_the_same_form(run: Run) -> None:
    found = run("check", "sgd", "momentum", "--json").json
    assert found["name"] == "sgd, momentum"
    assert {f["optimizer"] for f in found["findings"]} == {"sgd", "momentum"}  # type: ignore[attr-defined]


@pytest.mark.parametrize(("as_claimed", "status"), [(True, 0), (False, 1), (None, 3)])
def test_the_exit_status_of_check_is_that_of_its_worst_finding(
    run: Run, monkeypatch: pytest.MonkeyPatch, as_claimed: bool | None, status: int
) -> None:
    good = Finding("kernel", "good", Verdict.PROVED, True, "it is")
    other = Finding("kernel", "other", Verdict.UNDECIDED, as_claimed, "who knows")
    monkeypatch.setattr("verifier.numerics.battery", lambda system, handwritten: (good, other))
    ran = run("check", "sgd")
    assert ran.status == status
    assert ("other" in ran.out.splitlines()[-1]) is (as_claimed is not True)


def test_a_contradicted_claim_outweighs_an_undecided_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    findings = [Finding("kernel", "k", Verdict.UNDECIDED, claim, "") for claim in (None, False)]
    monkeypatch.setattr("verifier.numerics.battery", lambda system, handwritten: tuple(findings))
    assert run("check", "sgd").status == 1
    assert run("check", "sgd", "momentum").status == 1


def test_a_framework_that_is_not_read_is_skipped_and_changes_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERIFIER_CACHE", "")  # so nothing was read before, where a framework is installed
    ran = run("check", "sgd", "--json")
    subjects = [s["subject"] for s in ran.json["skipped"]]  # type: ignore[attr-defined]
    assert {subject.partition(":")[0] for subject in subjects} == set(catalogue.FRAMEWORKS)
    assert ran.status == 0


@pytest.mark.parametrize(
    ("a", "b", "status", "verdict"),
    [
        ("adam", "adam", 0, "equal"),
        ("nesterov/keras3-article", "nesterov", 0, "equal"),
        ("adam", "adam/keras", 1, "conditional"),
    ],
)
def test_the_exit_status_of_compare_is_that_of_its_verdict(
    run: Run, a: str, b: str, status: int, verdict: str
) -> None:
    ran = run("compare", a, b, "--json")
    assert (ran.status, ran.json["verdict"]) == (status, verdict)


def test_compare_begins_with_one_sentence(run: Run) -> None:
    assert run("compare", "adam", "adam").out.splitlines()[0] == "adam and adam: same"
    assert "not the same: with" in run("compare", "adam", "adam/keras").out.splitlines()[0]


def test_compare_takes_names_and_numbers(run: Run, step: Path) -> None:
    renamed = step.with_name("renamed.py")
    renamed.write_text(STEP.replace("beta_1", "zeta"))
    assert run("compare", str(renamed), str(step), "--rename", "zeta=beta_1").status == 0
    assert run("compare", str(step), "adam", "--at", "epsilon=1e-7,lr=0.01").status == 0


def test_the_kernel_is_a_source_file_of_one_function_with_the_name_of_the_optimizer(run: Run) -> None:
    ran = run("kernel", "adam", "--target", "numpy")
    space: dict[str, object] = {}
    exec(compile(ran.out, "kernel", "exec"), space)  # our own output, run as its reader would
    assert callable(space["adam"])


@pytest.mark.parametrize("command", [*cli.verifier.commands])
def test_every_command_explains_itself(run: Run, command: str) -> None:
    ran = run(command, "--help")
    assert ran.status == 0
    assert "--json" in ran.out


def test_the_functions_of_the_package_survive_the_import_of_modules_of_their_names() -> None:
    assert "verifier.check" in sys.modules
    assert verifier.check("sgd").as_claimed is True
    assert verifier.derive("momentum").theorems
