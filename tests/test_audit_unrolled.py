"""Sums that a document gives for what it defines step by step."""

from __future__ import annotations

import pytest

from tests.test_audit import audited
from verifier.audit.finding import AuditFinding

RECURSION = r"$$m_t = \beta m_{t-1} + (1 - \beta) g_t$$"


def false(formula: str, recursion: str = RECURSION) -> list[AuditFinding]:
    text = f"## Averages\n\n{recursion}\n\n$${formula}$$\n\nwith $\\sum_i p_i = 1$\n"
    return [f for f in audited(text) if f.verdict == "wrong"]


@pytest.mark.parametrize(
    "formula",
    [
        r"m_t = (1 - \beta) \sum_{i=1}^{t} \beta^{t-i} g_i",
        r"m_t = (1 - \beta) \sum_{i=0}^{t} \beta^{t-i} g_i",
        r"m_t = (1 - \beta) \sum_{i=0}^{t-1} \beta^{i} g_{t-i}",
        r"m_t = \beta^t m_0 + (1 - \beta) \sum_{i=1}^{t} \beta^{t-i} g_i",
        r"m_2 = \beta m_1 + (1 - \beta) g_2 = \beta (1 - \beta) g_1 + (1 - \beta) g_2",
        r"m_1 = 0.9 \times 0 + 0.1 \times 2",
        r"m_2 = 0.9 m_1 + 0.1 g_2",
        r"m_t = (1 - \beta^t) g_t",
        r"\mathbb{E}[m_t] = \mathbb{E}[g_t] (1 - \beta) \sum_{i=1}^{t} \beta^{t-i} + \zeta"
        r" = \mathbb{E}[g_t] (1 - \beta^t) + \zeta",
    ],
)
def test_a_sum_that_is_what_the_recursion_gives_is_no_finding(formula: str) -> None:
    assert false(formula) == []


@pytest.mark.parametrize(
    ("formula", "fix"),
    [
        (r"m_t = (1 - \beta) \sum_{i=1}^{t} \beta^{t-i+1} g_i", "the right side divided by beta"),
        (r"m_t = \sum_{i=1}^{t} \beta^{t-i} g_i", "the right side times 1 - beta"),
        (r"m_t = (1 - \beta) \sum_{i=1}^{t-1} \beta^{t-i} g_i", "the sum ends one later"),
        (r"m_t = (1 - \beta) \sum_{i=1}^{t} \beta^{i} g_i", None),
        (r"m_2 = \beta m_1 + (1 - \beta) g_2 = \beta g_1 + (1 - \beta) g_2", None),
        (r"\mathbb{E}[m_t] = \mathbb{E}[g_t] (1 - \beta^{t-1}) + \zeta", None),
    ],
)
def test_a_sum_that_is_not_what_the_recursion_gives_is_wrong(formula: str, fix: str | None) -> None:
    (found,) = false(formula)
    assert (found.line, found.fix) == (5, fix)
    assert found.witness["left"] != found.witness["right"]


def test_a_letter_with_two_recursions_is_not_judged() -> None:
    other = r"$$m_t = \beta m_{t-1} + g_t$$"
    assert false(r"m_t = \sum_{i=1}^{t} \beta^{t-i} g_i", f"{RECURSION}\n\n{other}") == []


@pytest.mark.parametrize(
    ("words", "fix"),
    [
        (r"The weights sum to $1 - \beta^{t-1}$.", "the exponent one more"),
        (r"These coefficients add up to $1 + \beta^t$.", "+ -> -"),
        (r"The weights sum to $\beta^t$.", r"1 - (\beta^t)"),
        (r"The weights sum to $1 - \beta^t$.", None),
        (r"The weights sum to one in the limit.", None),
    ],
)
def test_what_the_weights_of_an_average_are_said_to_add_up_to_is_held_against_it(
    words: str, fix: str | None
) -> None:
    found = [f for f in audited(f"## Averages\n\n{RECURSION}\n\n{words}\n") if f.verdict == "wrong"]
    assert [f.fix for f in found] == ([fix] if fix else [])
