"""The page that sets the documents side by side."""

from __future__ import annotations

from pathlib import Path

from verifier.report.sources import documents, sources

PAGE = Path(__file__).parent.parent / "reports" / "sources.md"


def test_the_committed_page_is_what_the_present_sources_give() -> None:
    assert PAGE.read_text(encoding="utf-8") == sources()["sources.md"], "run `verifier report --all`"


def test_every_document_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert len(documents()) == 5
    assert all(f"/{key}" in text for key in documents())
