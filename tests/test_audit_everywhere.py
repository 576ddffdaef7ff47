"""Slips that are made in every line alike, over every specification."""

from __future__ import annotations

import pytest

from verifier import catalogue
from verifier.audit.audit import audit_text
from verifier.audit.slips.everywhere import everywhere, reweighted

NAMES = catalogue.names()


@pytest.mark.parametrize("name", NAMES)
def test_a_slip_everywhere_changes_the_step(name: str) -> None:
    system = catalogue.system(name)
    for slip in (*everywhere(system), *reweighted(system)):
        assert slip.system.outputs != system.outputs, slip.words


def test_many_specifications_have_averages_to_slip_in() -> None:
    with_slips = [n for n in NAMES if [*reweighted(catalogue.system(n))]]
    assert {"adam", "lion", "adabelief"} <= set(with_slips)


def alarms(code: str) -> list[tuple[int, str | None]]:
    return [(f.line, f.fix) for f in audit_text(code, "a.py").findings if f.verdict == "wrong"]


def test_what_has_more_than_a_known_form_or_begins_with_a_gradient_is_no_slip() -> None:
    reversing = (
        "def momentum(w, g, v, lr, mu):\n    v = mu * v + g\n    if g * v < 0:\n        v = -0.5 * v\n"
        "    return w - lr * v, v\n"
    )
    begun = (
        "class Momentum:\n    def __init__(self, lr, mu):\n"
        "        self.lr, self.mu, self.fresh = lr, mu, True\n"
        "    def update(self, w, g):\n        if self.fresh:\n            self.v = g\n"
        "            self.fresh = False\n        else:\n"
        "            self.v = self.mu * self.v + (1 - self.mu) * g\n"
        "        w -= self.lr * self.v\n"
    )
    assert alarms(reversing) == alarms(begun) == []
    assert alarms(
        reversing.replace("mu * v + g", "mu * v - g").replace("    if g * v < 0:\n        v = -0.5 * v\n", "")
    )
