"""Printed forms stand in their sources: in the seed documents, and in the releases of frameworks."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import pytest

from specs.sources import WORKS
from tests.test_printed import DOCUMENTS, FORMS, NAMED, SPECS
from verifier.claim import Quote
from verifier.printed import PrintedForm

FOLDER = os.environ.get("VERIFIER_SEEDS")
RELEASES = {work.key: work.where for work in WORKS if work.where.startswith("release")}
QUOTED = {n: f for n, f in NAMED.items() if f.source.key in DOCUMENTS and "~" not in n}

documents = pytest.mark.parametrize("form", QUOTED.values(), ids=lambda f: f.name)


@pytest.mark.parametrize("key", DOCUMENTS)
def test_forms_of_one_document_stand_in_the_order_of_its_lines(key: str) -> None:
    for of in SPECS:
        places = [position(f.quotes[-1]) for f in FORMS if f.key == key and f.of == of]
        assert places == sorted(places)


def position(quote: Quote) -> int:
    found = quote.line if quote.character is None else quote.character
    assert found is not None
    return found


@documents
def test_quotes_are_a_few_words(form: PrintedForm) -> None:
    assert form.quotes
    assert all(len(quote.text) <= 60 for quote in (*form.quotes, *(s.quote for s in form.slips)))


@cache
def document(key: str) -> str:
    """A document's text, where the reader has the documents."""
    if FOLDER is None:
        pytest.skip("the documents are not part of the project: name their folder in VERIFIER_SEEDS")
    (path,) = Path(FOLDER).glob(f"{DOCUMENTS[key]}_*")
    return path.read_text(encoding="utf-8")


def stands(text: str, quote: Quote) -> bool:
    if quote.character is not None:
        return text[quote.character :].startswith(quote.text)
    assert quote.line is not None
    return quote.text in text.split("\n")[quote.line - 1]


@documents
def test_quotes_stand_where_the_form_says(form: PrintedForm) -> None:
    text = document(form.source.key)
    for quote in (*form.quotes, *(slip.quote for slip in form.slips)):
        assert stands(text, quote), quote
        assert not stands(text, replace(quote, text=quote.text + "§"))


FORMULAS = {
    "keras3-article": r"^`?(w|m|v|accumulator|average_grad|\w+_step|decay|alpha|u_\w+|\w+_power|\w_hat) = ",
    "kerasy": r"\^\{?t|\{t-1\}",
    "cifar-slides": r"\$.*=.*\$",
    "dl-optimizers": r"[←→].*θ",
}


@pytest.mark.parametrize("key", FORMULAS)
def test_every_line_with_a_formula_belongs_to_a_form(key: str) -> None:
    lines = document(key).split("\n")
    found = {n for n, line in enumerate(lines, start=1) if re.search(FORMULAS[key], line)}
    quoted = {quote.line for form in FORMS if form.key == key for quote in form.quotes}
    assert len(found) >= 5
    assert found <= quoted | NO_UPDATE.get(key, set())


NO_UPDATE = {"kerasy": {116}, "cifar-slides": {143}}
"""Lines that name a letter of a formula and print none."""


def test_every_formula_of_the_notebook_belongs_to_a_form() -> None:
    key = "keras-notebook"
    (formula,) = (part for part in document(key).split("$")[1::2] if "=" in part)
    assert any(quote.text in formula for form in FORMS if form.key == key for quote in form.quotes)


@pytest.mark.parametrize(
    "form", [f for f in NAMED.values() if f.source.key in RELEASES], ids=lambda f: f.name
)
def test_quotes_stand_in_the_source_of_the_framework(form: PrintedForm) -> None:
    release, place = re.fullmatch(r"release (\S+), (\S+)", RELEASES[form.source.key]).groups()  # type: ignore[union-attr]
    package, *folders = place.split("/")
    try:
        installed = version(package)
    except PackageNotFoundError:
        installed = "no version"
    if not re.fullmatch(rf"{re.escape(release)}(\+\w+)?", installed):
        pytest.skip(f"the lines are those of {package} {release}; {installed} is installed")
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    files = [
        Path(spec.origin).parent.joinpath(*folders, name) for name in re.findall(r"[\w/]+\.py", form.place)
    ]
    texts = [path.read_text(encoding="utf-8") for path in files]
    assert form.quotes
    assert all(any(stands(text, quote) for text in texts) for quote in form.quotes)
