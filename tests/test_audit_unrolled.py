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


def said(text: str) -> list[AuditFinding]:
    return [f for f in audited(f"# Notes\n\n{text}\n") if f.verdict == "wrong"]


VELOCITY = r"$v_{t+1} = \mu v_t - \eta \nabla f(w_t)$, $w_{t+1} = w_t + v_{t+1}$ and $v_0 = 0$."


@pytest.mark.parametrize(
    "claim",
    [
        r"v_t = -\eta \frac{1-\mu^{t+1}}{1-\mu} g",
        r"v_t = -\eta \frac{1-\mu^t}{1+\mu} g",
        r"v_2 = -\eta (1 - \mu) g",
    ],
)
def test_a_false_closed_form_under_one_gradient_is_wrong(claim: str) -> None:
    (found,) = said(f"{VELOCITY} With a constant gradient ${claim}$.")
    assert found.text == claim


@pytest.mark.parametrize(
    "claim",
    [
        r"v_t = -\eta \frac{1-\mu^t}{1-\mu} g",
        r"v_t = -\frac{\eta}{1-\mu} g",
        r"v_2 = -\eta (1 + \mu) g",
        r"v_2 = -(1 + \mu) g",
        r"v_t = \mu v_{t-1} + \eta g",
        r"v_t = \frac{v_t}{1 - \mu^t}",
    ],
)
def test_a_closed_form_a_limit_and_one_with_fewer_constants_are_no_finding(claim: str) -> None:
    assert not said(f"{VELOCITY} With a constant gradient ${claim}$.")


AVERAGE = r"$m_t = \beta_1 m_{t-1} + (1-\beta_1) g_t$ begins with $m_0 = 0$."


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        (r"With $\beta_1 = 0.9$ the first is $m_1 = 0.9 g_1$.", "0.9 -> 0.1"),
        (r"$$m_1 = 0.9 \cdot 0 + 0.1 g_1 = 0.9 g_1$$", "0.9 -> 0.1"),
        (r"With $\beta_1 = 0.9$, $m_3 = 0.081 g_1 + 0.09 g_2 + 0.9 g_3$.", "0.9 -> 0.1"),
    ],
)
def test_a_false_value_at_a_step_with_a_number_is_wrong(text: str, fix: str) -> None:
    (found,) = said(f"{AVERAGE}\n\n{text}")
    assert found.fix == fix


@pytest.mark.parametrize(
    "text",
    [
        r"With $\beta_1 = 0.9$ the first is $m_1 = 0.1 g_1$.",
        r"$$m_1 = 0.9 \cdot 0 + 0.1 g_1 = 0.1 g_1$$",
        r"With $\beta_1 = 0.9$, $m_3 = 0.081 g_1 + 0.09 g_2 + 0.1 g_3$; for $\beta_1 = 0.5$: $m_1 = 0.5 g_1$",
        r"With $\beta_1 = 0.1$, which nobody takes, $m_1 = 0.9 g_1$.",
        r"Had it begun with $m_0 = g_1$, it would be $m_1 = g_1$ and $m_2 = 0.9 g_1 + 0.1 g_2$.",
        r"For a constant gradient $m_2 = 0.19 g$.",
    ],
)
def test_a_value_at_a_step_with_a_number_is_no_finding(text: str) -> None:
    assert not said(f"{AVERAGE}\n\n{text}")


@pytest.mark.parametrize(
    "text",
    [
        r"With a factor of one tenth, $s_t = (1-\alpha) s_{t-1} + \alpha g_t$ begins with $s_1 = 0.1 g_1$.",
        r"$m_t = \beta m_{t-1} + (1-\beta) g_t$; by 0.8 $m_2 = 0.8 m_1 + 0.2 g_2 = 0.16 g_1 + 0.2 g_2$",
        r"$m_1 = g_1$, then $m_t = \beta m_{t-1} + (1-\beta) g_t$, in all $m_t = \beta^{t-1} g_1 + (1-\beta) "
        r"\sum_{i=2}^{t} \beta^{t-i} g_i$; with $\beta = 0.9$, $m_2 = 0.9 g_1 + 0.1 g_2$.",
    ],
)
def test_rates_in_words_and_averages_that_begin_with_their_first_value_are_no_finding(text: str) -> None:
    assert not said(text)


def test_a_recursion_of_more_constants_than_are_tried_is_no_recursion() -> None:
    recursion = r"$$v_t = \beta_2 v_{t-1}eb\ - 1( + ta_2) g_t^2$$"
    assert false(r"\hat v_t = \frac{v_t}{1 - \beta_2^t}", recursion) == []
