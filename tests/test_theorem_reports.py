"""The reports of theorems and of what documents say: fresh, and their rulings from evidence alone."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from verifier import catalogue
from verifier.assertions.judge import Court, Ruling, court, judge
from verifier.assertions.record import Arithmetic, Assertion, Comparison, Keeps, Run, Theorem
from verifier.closed_form import theorem
from verifier.closed_form.theorem import Derivation, Unsolved
from verifier.errors import InputError
from verifier.findings import Verdict
from verifier.report.claims import Judgements, claims, judgements
from verifier.report.theorems import FOLDER, theorem_index, theorem_pages, theorems
from verifier.system import System
from verifier.theorems import derive

REPORTS = Path(__file__).parent.parent / "reports"
CURE = "run `python -m verifier report --all`"


FEW = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamax", "lion")
"""The specifications whose theorems are derived anew in every test; the others' in the campaign."""


@pytest.mark.parametrize(
    "name", [n if n in FEW else pytest.param(n, marks=pytest.mark.campaign) for n in catalogue.names()]
)
def test_the_committed_theorems_are_those_of_the_present_sources(name: str) -> None:
    for file, text in theorem_pages({name: theorems(name)}).items():
        assert (REPORTS / file).read_text(encoding="utf-8") == text, CURE


@cache
def committed(name: str) -> Derivation:
    """The theorems of a specification as they were written down, which another test holds to be fresh."""
    data = json.loads((REPORTS / FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    found = tuple(
        theorem.Theorem(
            t["id"], t["statement"], t["latex"], tuple(t["hypotheses"]), Verdict(t["verdict"]),
            tuple(t["proof"]), tuple(t["sharp"]),
        )
        for t in data["theorems"]
    )  # fmt: skip
    return Derivation(name, found, tuple(Unsolved(u["name"], u["reason"]) for u in data["unsolved"]))


def test_the_committed_table_of_theorems_is_that_of_the_committed_pages() -> None:
    for file, text in theorem_index({name: committed(name) for name in catalogue.names()}).items():
        assert (REPORTS / file).read_text(encoding="utf-8") == text, CURE


def test_no_page_is_left_of_what_is_no_longer_specified() -> None:
    assert {path.stem for path in (REPORTS / FOLDER).iterdir()} == set(catalogue.names())


def test_there_are_more_than_eighty_kinds_of_theorems_and_all_are_proved() -> None:
    every = [t for name in catalogue.names() for t in committed(name).theorems]
    assert len({t.kind for t in every}) >= 80
    assert {t.verdict for t in every} == {Verdict.PROVED}
    assert all(t.proof for t in every)


def test_no_theorem_is_left_out_because_numbers_contradict_it() -> None:
    assert not [
        u for n in catalogue.names() for u in committed(n).unsolved if u.reason.startswith("left out")
    ]


def derived(system: System) -> Derivation:
    return committed(system.name) if system.name in catalogue.names() else derive(system)


@cache
def bench() -> Court:
    return court(catalogue.system, derived)


@cache
def judged() -> Judgements:
    return judgements(bench())


def test_the_committed_claims_are_what_the_present_sources_give() -> None:
    for file, text in claims(judged()).items():
        assert (REPORTS / file).read_text(encoding="utf-8") == text, CURE


def test_all_evidence_holds() -> None:
    failed = [(d.key, j.assertion.line, j.failed) for d, js in judged() for j in js if j.failed]
    assert not failed


def test_every_document_is_judged_and_every_ruling_occurs() -> None:
    assert {d.key for d, _ in judged()} >= {w.key for w in catalogue.module("specs.sources").DOCUMENTS}
    rulings = {j.ruling for _, js in judged() for j in js}
    assert rulings == set(Ruling) - {Ruling.UNSETTLED}


def test_quotations_have_a_few_words() -> None:
    for document, sentences in judged():
        assert document.key in catalogue.works()
        assert all(len(j.assertion.quote.split()) <= 6 for j in sentences)


FALSE = {
    "a theorem that says something else": Theorem(
        "momentum", "velocity-terminal-value", "lr g (1 - momentum)"
    ),
    "a theorem that there is not": Theorem("sgd", "velocity-terminal-value"),
    "two methods that differ": Comparison("adam", "rmsprop", "proved"),
    "two methods that are the same": Comparison("adam", "adam/textbook", "refuted"),
    "a run that goes otherwise": Run("sgd", "w1 > w0", "lr=1", "1"),
    "numbers": Arithmetic("0.85 == 0.829"),
    "states": Keeps("lion", ("m", "v")),
    "hyperparameters": Keeps("adadelta", None, ("lr", "rho", "epsilon")),
}


@pytest.mark.parametrize("evidence", FALSE.values(), ids=FALSE.keys())
def test_evidence_that_does_not_hold_settles_nothing(evidence: Theorem) -> None:
    found = judge(Assertion(1, "something", supports=(evidence,)), bench())
    assert found.ruling is Ruling.UNSETTLED
    assert found.failed


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"undecided": "why", "supports": (Arithmetic("1 == 1"),)},
        {"when": "sometimes", "contradicts": (Arithmetic("1 == 1"),)},
        {"supports": (Arithmetic("1 == 1"),), "contradicts": (Arithmetic("1 == 1"),)},
    ],
    ids=["nothing", "both", "a condition without support", "for and against without a condition"],
)
def test_a_sentence_without_a_ruling_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(InputError, match="line 7"):
        Assertion(7, "something", **fields)  # type: ignore[arg-type]


def test_what_the_issue_names_is_ruled_on() -> None:
    ruled = {(d.key, j.assertion.line, j.assertion.quote): j.ruling for d, js in judged() for j in js}
    assert ruled["dl-optimizers", 75, "multiplied by 1 − β"] is Ruling.REFUTED
    assert ruled["keras-notebook", 1309, "strictly better"] is Ruling.CONDITIONAL
    assert ruled["keras-notebook", 7657, "with one difference"] is Ruling.REFUTED
    assert ruled["keras3-article", 298, "doesn't calculate accumulations"] is Ruling.REFUTED
    assert ruled["cifar-slides", 40, "Accuracy: 0.85"] is Ruling.REFUTED
    assert ruled["kerasy", 168, "generally preferred"] is Ruling.OPEN
    assert ruled["dl-optimizers", 29, "is a convex function"] is Ruling.REFUTED
