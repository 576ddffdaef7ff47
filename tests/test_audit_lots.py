"""Long documents: their candidates are judged in lots, by processes that are told them."""

from __future__ import annotations

import pickle

import pytest

from verifier.audit import audit, lots
from verifier.audit.drafts.candidate import Candidate
from verifier.audit.judging.decayed import decayed
from verifier.audit.judging.known import known_forms
from verifier.audit.pages.document import Document
from verifier.audit.pages.reading import read_text

METHODS = (
    ("SGD", "w = w - lr * g"),
    ("Momentum", "v = mu * v - lr * g\nw = w + v"),
    ("Momentum", "v = mu * v - lr * g\nw = w - v"),
    ("RMSprop", "s = rho * s + (1 - rho) * g**2\nw = w - lr * g / (np.sqrt(s) + eps)"),
    ("Adagrad", "s = s + g**2\nw = w - lr * g / np.sqrt(s + eps)"),
)


def _document(sections: int) -> Document:
    """So many sections, each with one update."""
    parts = (
        f"## {n}. {name}\n\n```python\n{code}\n```\n"
        for n, (name, code) in ((n, METHODS[n % len(METHODS)]) for n in range(sections))
    )
    return read_text("\n".join(parts), ".md")


def test_the_findings_of_a_long_document_are_those_of_its_sections(monkeypatch: pytest.MonkeyPatch) -> None:
    document = _document(lots.MANY + 3)
    found = audit.findings(document)
    assert len(found) == lots.MANY + 3
    assert [f.verdict for f in found[:5]] == ["ok", "ok", "wrong", "variant", "variant"]
    assert [f.verdict for f in found] == [found[n % len(METHODS)].verdict for n in range(len(found))]
    monkeypatch.setattr(lots, "MANY", 10**6)
    assert audit.findings(document) == found


def test_each_candidate_is_in_one_lot() -> None:
    every = [each for each in audit._candidates(_document(60)) if isinstance(each, Candidate)]
    made = list(lots._lots(every))
    assert sorted(place for lot in made for place in lot) == list(range(len(every)))
    assert max(map(len, made)) <= lots.LOT < len(every)


def test_what_is_told_to_and_by_another_process_is_the_same() -> None:
    every = [each for each in audit._candidates(_document(5)) if isinstance(each, Candidate)]
    here = [lots._judged(each) for each in every]
    there = pickle.loads(pickle.dumps([lots._judged(each) for each in pickle.loads(pickle.dumps(every))]))
    assert [[m.finding for m in whole] for whole, _ in there] == [
        [m.finding for m in whole] for whole, _ in here
    ]
    hits = [m.hit for whole, _ in here for m in whole if m.hit]
    told = [m.hit for whole, _ in there for m in whole if m.hit]
    assert len(hits) == len(told) > 3
    assert all(one.form is other.form for one, other in zip(hits, told, strict=True))


def test_a_known_form_stays_one_object_and_a_derived_one_keeps_what_it_is() -> None:
    form = next(f for f in known_forms() if f.name == "adagrad")
    assert pickle.loads(pickle.dumps(form)) is form
    wider = decayed(form)[0]
    again = pickle.loads(pickle.dumps(wider))
    assert again is not wider
    assert (again.name, again.system) == (wider.name, wider.system)
    assert again.course.points == wider.course.points is not None
