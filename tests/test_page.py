"""The page: every verdict on it is the one that was computed, and no text of a source is markup."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest

from verifier import catalogue, compare
from verifier.check import CheckResult, mathematics
from verifier.lift.matching import match
from verifier.page import page
from verifier.page.aligned import COLOUR, aligned
from verifier.page.forms import Compared, compared_form
from verifier.page.mathml import mathml

HOSTILE = "</script><script>hacked=1</script><img src=x onerror=hacked=1><!-- <b>bold</b> [x](javascript:y)"
SHOWN = ("adam/keras", "adam/keras3-article", "adam/pytorch")
OF_COMPARISON = {"equal": "same", "translated": "translated", "conditional": "conditional"}


class Scripts(HTMLParser):
    """Collects the data of a page, and the tags that stand in it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.data = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._inside = ("id", "data") in attrs

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.data += data
            self._inside = False


def read(text: str) -> Scripts:
    parser = Scripts()
    parser.feed(text)
    return parser


def data_of(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(read(text).data)
    return found


@cache
def checked() -> tuple[CheckResult, ...]:
    """Adam, with three of its printed forms."""
    (adam,) = mathematics(["adam"])
    kept = (f for f in adam.findings if f.kind == "printed form" and f.subject in SHOWN)
    return (replace(adam, findings=tuple(kept)),)


@cache
def forms() -> dict[str, Compared]:
    return {name: compared_form(name) for name in SHOWN}


@cache
def frameworks() -> dict[str, Any]:
    """A matrix, of two printed forms that stand for what frameworks run; everything in it is hostile."""
    found = forms()["adam/keras"] | {"left": "keras:Adam()", "right": "torch:Adam()"}
    call = {"of": "keras:Adam()", "to": "torch:Adam()", "call": HOSTILE, "same": False}
    beside = found["beside"] | {"calls": [call]}
    hostile = {
        "sentence": HOSTILE,
        "scope": HOSTILE,
        "reason": HOSTILE,
        "conditions": [HOSTILE],
        "beside": beside,
    }
    calls = [{"call": name, "version": HOSTILE} for name in ("keras:Adam()", "torch:Adam()")]
    family = {"name": "adam", "implementations": calls, "comparisons": [found | hostile]}
    return {"versions": {"keras": HOSTILE}, "optimizers": [family]}


@cache
def made() -> str:
    return page(checked(), forms(), frameworks())


def test_every_printed_form_and_every_pair_of_the_matrix_is_on_the_page() -> None:
    assert {pair["left"] for pair in data_of(made())["pairs"]} == {*SHOWN, "keras:Adam()"}


def test_every_verdict_on_the_page_is_that_of_compare() -> None:
    said = {pair["left"]: pair["verdict"] for pair in data_of(page(checked(), forms(), {}))["pairs"]}
    assert said == {name: OF_COMPARISON[compare(name, "adam").verdict] for name in SHOWN}


def test_a_proved_claim_stands_where_the_search_was_stopped() -> None:
    stopped = {name: found | {"verdict": "different"} for name, found in forms().items()}
    said = {pair["left"]: pair["verdict"] for pair in data_of(page(checked(), stopped, {}))["pairs"]}
    assert said["adam/keras"] == "conditional"
    assert said["adam/pytorch"] == "same"


def test_what_is_not_as_claimed_is_never_shown_as_the_same() -> None:
    doubted = [
        replace(r, findings=tuple(replace(f, as_claimed=False) for f in r.findings)) for r in checked()
    ]
    assert {pair["verdict"] for pair in data_of(page(doubted, forms(), {}))["pairs"]} == {"open"}


def test_the_scope_stands_beside_every_verdict() -> None:
    for pair in data_of(page(checked(), forms(), {}))["pairs"]:
        assert pair["scope"].startswith("real numbers, each coordinate alone")
        assert "every step, every sequence of gradients" in pair["scope"]
        schedules = forms()[pair["left"]]["schedules"]  # none where the search was stopped
        assert all(name in pair["scope"].rpartition("gradients")[2] for name in schedules)


def test_the_page_needs_no_network_and_text_of_a_source_is_never_markup() -> None:
    parsed = read(made())
    assert "b" not in parsed.tags
    assert parsed.tags.count("script") == 4
    assert not {"link", "img", "iframe"} & set(parsed.tags)
    program = made().split('type="application/json"')[0] + made().rpartition("</script>")[0][-20_000:]
    assert "https://" not in program
    assert HOSTILE in data_of(made())["pairs"][-1]["sentence"]


@pytest.mark.parametrize(
    "name", [r"\text{<b>x</b>}", "<b>x</b>", r"\text{a}<script>", r"\href{javascript:x}{<b>}"]
)
def test_a_formula_with_markup_in_a_name_is_escaped(name: str) -> None:
    found = mathml(rf"{name}_{{t}} = 1")
    assert found.startswith("<math>")
    assert "<b>" not in found
    assert "<script" not in found
    assert "javascript" not in found


def test_a_name_is_one_word_and_what_differs_is_marked() -> None:
    found = mathml(rf"\mathit{{exp\_avg}}\,\textcolor{{{COLOUR}}}{{\sqrt{{x}}}}")
    assert '<mi class="n">exp_avg</mi>' in found
    assert '<mrow class="d"><msqrt><mi>x</mi></msqrt></mrow>' in found


def test_only_the_terms_that_differ_are_marked() -> None:
    both = aligned(match(catalogue.system("adam/keras"), catalogue.system("adam")))
    assert sum(not row.same for row in both.rows) == 1
    (row,) = (row for row in both.rows if not row.same)
    mark = rf"\textcolor{{{COLOUR}}}"
    assert row.left.count(mark) == row.right.count(mark) == 1
    assert not any(mark in row.left + row.right for row in both.rows if row.same)


def test_a_rule_beside_itself_has_no_mark_and_the_same_lines() -> None:
    for name in ("adam", "nadam", "rprop"):
        both = aligned(match(catalogue.system(name), catalogue.system(name)))
        assert all(row.same and row.left == row.right for row in both.rows)


def test_every_letter_of_the_rows_is_explained() -> None:
    for pair in data_of(page(checked(), forms(), {}))["pairs"]:
        named = {each["left"] for each in pair["letters"]} | {each["right"] for each in pair["letters"]}
        assert {"lr", "beta_1", "beta_2", "epsilon"} <= named
        assert all(each["meaning"] or each["domain"] is None for each in pair["letters"])


def test_a_witness_on_the_page_is_worked_out_to_its_numbers() -> None:
    for found in forms().values():
        if found["witness"]:
            for side, run in zip(("left", "right"), found["beside"]["worked"], strict=True):
                assert run["rows"][-1][-1] == found["witness"][side]
