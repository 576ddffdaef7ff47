"""The page in a real browser: it opens without errors, and answers are found by clicking."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.test_page import FRAMEWORKS
from verifier.check import mathematics
from verifier.page import page

SKIPPED = "python -m pip install playwright, and a Chromium on the path (Debian: apt-get install chromium)"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

sync_api = pytest.importorskip("playwright.sync_api", reason=SKIPPED)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=SKIPPED)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "index.html"
    path.write_text(page(list(mathematics(["sgd", "adam"])), FRAMEWORKS), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=[1280, 390], ids=["wide", "narrow"])
def opened(browser: Any, path: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": request.param, "height": 900}, offline=True)
    found = context.new_page()
    errors: list[str] = []
    found.on("pageerror", lambda error: errors.append(str(error)))
    found.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    found.goto(path.as_uri())
    yield found
    assert errors == []
    assert found.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()


def test_a_verdict_is_found_by_filtering_and_clicking(opened: Any) -> None:
    opened.select_option("#by-optimizer", "adam")
    opened.fill("#by-text", "adam/keras3-article")
    assert opened.inner_text("#count").startswith("1 of ")
    opened.click(".cell")
    opened.wait_for_selector("#detail", state="visible")
    detail = opened.inner_text("#detail")
    assert "same only if" in detail
    assert "e == 0" in detail
    assert "Numbers at which they part" in detail
    assert "-1/3" in detail
    assert opened.locator("#detail math").count() > 8


def test_a_link_opens_its_pair_and_escape_from_it_is_a_click(opened: Any, path: Path) -> None:
    opened.goto(path.as_uri() + "#adam.keras~adam")
    opened.reload()
    assert "adam/keras" in opened.inner_text("#detail h2")
    opened.click("text=close")
    assert not opened.is_visible("#detail")


def test_pairs_are_reached_by_keyboard(opened: Any) -> None:
    opened.focus(".cell")
    opened.keyboard.press("Enter")
    opened.wait_for_selector("#detail", state="visible")  # the link is followed after the key
    assert opened.evaluate("document.activeElement.id") == "detail"


def test_what_differs_and_by_default_is_told(opened: Any) -> None:
    opened.select_option("#by-verdict", "different")
    cells = opened.locator(".cell .word").all_inner_texts()
    assert cells
    assert set(cells) == {"different"}
