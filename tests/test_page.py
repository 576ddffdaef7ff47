"""The page: every verdict on it is the one that was computed, and no text of a source is markup."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from verifier import catalogue, compare
from verifier.check import CheckResult, mathematics
from verifier.page import page
from verifier.page.pairs import OF_COMPARISON, mathml

FRAMEWORKS: dict[str, Any] = {
    "versions": {"keras": "3"},
    "optimizers": [
        {
            "name": "sgd",
            "implementations": [{"call": "keras:SGD()", "version": "keras 3", "latex": ["w_{t} = 1"]}],
            "comparisons": [
                compare("sgd", "momentum").to_json()
                | {"right": "keras:SGD()", "sentence": "</script><b>bold"}
            ],
        }
    ],
}


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


@pytest.fixture(scope="module")
def results() -> list[CheckResult]:
    return list(mathematics(["sgd", "adam"]))


@pytest.fixture(scope="module")
def text(results: list[CheckResult]) -> str:
    return page(results, FRAMEWORKS)


def test_every_printed_form_and_every_pair_of_the_matrix_is_on_the_page(text: str) -> None:
    found = {pair["left"] for pair in json.loads(read(text).data)["pairs"]}
    forms = {*catalogue.forms("sgd"), *catalogue.forms("adam")}
    assert found == {*forms, "sgd"}


def test_every_verdict_on_the_page_is_that_of_compare(text: str) -> None:
    wrong = []
    for pair in json.loads(read(text).data)["pairs"]:
        if pair["verdict"] in ("same", "different") and "/" in pair["left"] and pair["right"] == "sgd":
            judged = OF_COMPARISON[compare(pair["left"], pair["right"]).verdict]
            wrong += [pair["left"]] if judged != pair["verdict"] else []
    assert wrong == []


def test_what_is_not_as_claimed_is_never_shown_as_the_same(results: list[CheckResult]) -> None:
    doubted = [replace(r, findings=tuple(replace(f, as_claimed=False) for f in r.findings)) for r in results]
    assert {pair["verdict"] for pair in json.loads(read(page(doubted, {})).data)["pairs"]} == {"open"}


def test_the_page_needs_no_network_and_text_of_a_source_is_never_markup(text: str) -> None:
    parsed = read(text)
    assert "b" not in parsed.tags
    assert parsed.tags.count("script") == 2
    assert not {"link", "img", "iframe"} & set(parsed.tags)
    assert (
        "https://"
        not in text.replace("http://www.w3.org/1998/Math/MathML", "").split('type="application/json"')[0]
    )


def test_a_formula_with_markup_in_a_name_is_escaped() -> None:
    assert "<b>" not in mathml(r"\text{<b>x</b>}_{t} = 1")
