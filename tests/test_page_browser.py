"""The page in a real browser: it opens without errors, and answers are found by clicking."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.test_page import HOSTILE, checked, data_of, forms, frameworks
from verifier import compare
from verifier.page import page

SKIPPED = "python -m pip install '.[page]', and a Chromium on the path (Debian: apt-get install chromium)"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MATRIX = Path(__file__).parents[1] / "reports" / "measured" / "frameworks.json"
LONGEST = 3_000_000
"""Bytes that the page may have at full size."""
PATIENCE = 60_000
"""Milliseconds that a slow machine may take for a click."""

sync_api = pytest.importorskip("playwright.sync_api", reason=SKIPPED)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=SKIPPED)


def whole() -> str:
    """The page with all that frameworks run, as the matrix that is written says."""
    return page(checked(), forms(), json.loads(MATRIX.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "index.html"
    path.write_text(whole(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], timeout=0)
        yield browser
        browser.close()


def visited(browser: Any, path: Path, width: int) -> Iterator[Any]:
    """The page at a width; in the end it has said no error and is no wider than the window."""
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    found = context.new_page()
    found.set_default_timeout(PATIENCE)
    errors: list[str] = []
    found.on("pageerror", lambda error: errors.append(str(error)))
    found.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    found.goto(path.as_uri())
    yield found
    assert errors == []
    assert found.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()


@pytest.fixture(params=[1280, 390], ids=["wide", "narrow"])
def opened(browser: Any, path: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    yield from visited(browser, path, request.param)


@pytest.fixture
def wide(browser: Any, path: Path) -> Iterator[Any]:
    yield from visited(browser, path, 1280)


def test_is_the_adam_of_keras_that_of_pytorch_and_what_is_to_be_set(opened: Any) -> None:
    opened.fill("#by-text", "keras:adam() pytorch")
    opened.click('.cell:has-text("only if")')
    detail = opened.inner_text("#detail")
    assert "same if beta_2 == 0 or if epsilon == 0" in detail
    assert "torch.optim.Adam(params, lr=0.001, betas=(0.9, 0.999), eps=1e-07)" in detail
    assert "It is not the same run" in detail
    assert "Of the two once replaced as said under “What to set”, by induction over t." in detail
    assert "epsilon/sqrt(1 - beta_2**t)" in detail
    assert re.search(r"epsilon\s+1e-7\s+1e-8", detail)
    assert "Scope: real numbers, each coordinate alone; lr > 0" in detail
    assert opened.locator("#detail math .d").count() == 2
    assert opened.locator("#detail svg[role=img]").count() == 2


def test_which_adagrads_are_the_same(opened: Any) -> None:
    opened.select_option("#by-optimizer", "adagrad")
    opened.select_option("#by-source", "optax")
    opened.select_option("#by-verdict", "same")
    cells = opened.locator(".cell")
    assert cells.count() == 1
    cells.first.click()
    assert "keras:Adagrad() and optax:adagrad()" in opened.inner_text("#pair-title")
    assert "Induction step" in opened.inner_text("#detail")


def test_at_which_numbers_adam_of_keras_parts_from_the_article(opened: Any) -> None:
    opened.select_option("#by-source", "keras3-article")
    opened.click(".cell")
    opened.locator("#detail", has_text="the first weight").wait_for()  # a busy machine draws later
    detail = opened.inner_text("#detail")
    given = re.search(r"Let .* = 1/2, .*, the first weight w = 0, and the gradients 1\.", detail)
    assert given is not None
    assert not {*'[]"'} & {*given[0]}  # of a sequence that stays the same its one value
    assert "has the weight -1/3" in detail
    assert "step by step" in detail
    assert "As it is printed" in detail


def test_a_link_opens_its_pair_and_closing_it_leads_back(opened: Any, path: Path) -> None:
    opened.goto(path.as_uri() + "#adam.keras~adam")
    opened.reload()
    assert "adam/keras" in opened.inner_text("#pair-title")
    opened.keyboard.press("Escape")
    opened.wait_for_function("!location.hash.includes('~')")  # what follows a closing comes after it
    assert not opened.is_visible("#detail")
    opened.goto(path.as_uri() + "#?optimizer=adam&verdict=same")
    opened.reload()
    assert opened.input_value("#by-optimizer") == "adam"
    words = opened.locator(".cell .word").all_inner_texts()
    assert words
    assert all(word.startswith("=") for word in words)


def test_pairs_are_reached_and_left_by_keyboard(wide: Any) -> None:
    wide.focus(".cell")
    name = wide.evaluate("document.activeElement.ariaLabel")
    wide.keyboard.press("Enter")
    wide.wait_for_selector("#detail[open]")
    assert wide.evaluate("document.activeElement.id") == "pair-title"
    assert wide.inner_text("#pair-title") in name
    wide.keyboard.press("Escape")
    wide.wait_for_selector("#detail[open]", state="detached")
    assert wide.evaluate("document.activeElement.ariaLabel") == name


def test_everything_that_is_used_has_a_name_for_a_screen_reader(wide: Any) -> None:
    wide.click(".cell")
    wide.wait_for_selector("#detail[open]")
    nameless = wide.evaluate(
        """[...document.querySelectorAll("a, button, select, input, svg[role=img], dialog")].filter((each) =>
        !(each.textContent.trim() || each.ariaLabel || each.labels?.length || each.ariaLabelledByElements))
        .map((each) => each.outerHTML)"""
    )
    assert nameless == []


def test_every_pair_opens_without_an_error(wide: Any) -> None:
    assert wide.evaluate(
        """data.pairs.every((pair) => {
        open(pair);
        const shown = at("detail").textContent;
        return shown.includes("Scope: ") && !shown.includes("[object") && !/\\bNaN\\b/.test(shown);
        })"""
    )


def test_every_verdict_on_the_page_is_that_of_compare_for_what_frameworks_run(wide: Any) -> None:
    """The cells of the matrix against the JSON that was written; those of forms against `compare`."""
    kinds = {"equal": "same", "ill-formed": "open", "undecided": "open"}
    families = json.loads(MATRIX.read_text(encoding="utf-8"))["optimizers"]
    wanted = {(c["left"], c["right"]): c["verdict"] for f in families for c in f["comparisons"]}
    wanted |= {(name, "adam"): compare(name, "adam").to_json()["verdict"] for name in forms()}
    labels = wide.evaluate(
        "[...document.querySelectorAll('.cell')].map((each) => [decoded(each.hash.slice(1)), each.className])"
    )
    ids = {f"{left}~{right}".replace("/", "."): kinds.get(v, v) for (left, right), v in wanted.items()}
    assert {pair: classes.split()[1] for pair, classes in labels} == ids


def test_text_of_a_source_is_shown_and_never_run(browser: Any, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.html"
    hostile.write_text(page(checked(), forms(), frameworks()), encoding="utf-8")
    for shown in visited(browser, hostile, 1280):
        shown.goto(hostile.as_uri() + "#keras:Adam()~torch:Adam()")
        shown.wait_for_selector("#detail[open]")
        assert shown.inner_text("#detail").count(HOSTILE) > 3
        assert shown.evaluate("typeof hacked") == "undefined"
        assert shown.locator("img, b").count() == 0


@pytest.mark.campaign
def test_at_full_size_the_page_is_light_and_every_pair_opens(browser: Any, tmp_path: Path) -> None:
    from verifier import catalogue
    from verifier.check import mathematics
    from verifier.page import compared_forms

    results = mathematics(catalogue.names())
    full = page(results, compared_forms(results), json.loads(MATRIX.read_text(encoding="utf-8")))
    assert len(full.encode()) < LONGEST
    (tmp_path / "index.html").write_text(full, encoding="utf-8")
    for shown in visited(browser, tmp_path / "index.html", 390):
        test_every_pair_opens_without_an_error(shown)
        assert len(data_of(full)["pairs"]) > 250
