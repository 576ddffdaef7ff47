"""Where a finding stands and how its mend is written: whole braces, whole parentheses, each once."""

from __future__ import annotations

import json

import pytest

from tests.test_audit import audited, only
from verifier.audit.audit import audit_text
from verifier.audit.pages.places import closed
from verifier.audit.slips.difference import difference
from verifier.lift.reading import Span

BOLD = r"""
# Momentum

$$\boldsymbol{v}_t \leftarrow \gamma \boldsymbol{v}_{t-1} + \eta_t \boldsymbol{g}_t, \\
\boldsymbol{x}_t \leftarrow \boldsymbol{x}_{t-1} - \boldsymbol{v}_t$$

The averages begin with $\boldsymbol{v}_0 = 0$.
"""


def test_a_place_has_as_many_braces_opened_as_closed() -> None:
    finding = only(BOLD)
    assert finding.text == r"\boldsymbol{x}_t \leftarrow \boldsymbol{x}_{t-1} - \boldsymbol{v}_t"
    assert (finding.line, finding.column) == (5, 1)


def test_a_stretch_without_its_last_brace_gets_it() -> None:
    text = r"x^{(k)} = x^{(k-1)} - v^{(k)}"
    assert closed(text, Span(0, len(text) - 1)) == Span(0, len(text))
    assert closed(text, Span(0, len(text))) == Span(0, len(text))


def test_a_mend_cuts_off_no_parenthesis() -> None:
    wrong, right = "w[t] = w[t-1] - (a + b*(c - lr))*d*e", "w[t] = w[t-1] - (a + b*(c - g)*lr)*d*e"
    assert difference(wrong, right) == "(c - lr) -> (c - g)*lr"
    assert difference("m[t] = a*b + (1 - b_2)*g", "m[t] = a*b + (1 - b_1)*g") == "b_2 -> b_1"


def test_coordinates_written_one_by_one_are_weights() -> None:
    row = r"x_1 \leftarrow x_1 - \eta \frac{\partial f}{\partial x_1}"
    found = audited(f"# Gradient descent\n\n${row}$, ${row.replace('_1', '_2')}$\n")
    assert [f.verdict for f in found] == ["ok", "ok"]


def test_the_same_finding_is_told_once() -> None:
    found = audited(BOLD)
    assert len(found) == len({(f.line, f.column, f.verdict) for f in found})


def test_a_line_in_a_frame_is_marked_without_it() -> None:
    text = "# Gradient descent\n\n```\n+----+\n| 1. θ_t = θ_{t-1} - α·g_t  # step |\n+----+\n```\n"
    assert only(text).text == "θ_t = θ_{t-1} - α·g_t"


def test_a_point_of_the_gradient_is_marked_where_it_is_told() -> None:
    point = r"g_t = \nabla J(\theta_t + \gamma m_{t-1})"
    rest = r"m_t = \gamma m_{t-1} + \eta g_t, \theta_{t+1} = \theta_t - m_t"
    finding = only(f"# Nesterov\n\n$${point}$$\n$${rest}$$\n")
    assert (finding.verdict, finding.line, finding.text, finding.fix) == ("wrong", 3, point, "+ -> -")


def test_a_letter_made_of_its_own_new_value_is_wrong() -> None:
    finding = only("# Momentum\n\n$m_t = \\gamma m_t + \\eta g_t$ and $\\theta_{t+1} = \\theta_t - m_t$\n")
    assert (finding.verdict, finding.fix) == ("wrong", "m[t] -> m[t-1]")
    assigned = audited(
        "# Momentum\n\n$m_t \\leftarrow \\gamma m_t + \\eta g_t$ and $\\theta_{t+1} = \\theta_t - m_t$\n"
    )
    assert not [f for f in assigned if f.verdict == "wrong"]


def test_a_blank_behind_the_first_dollar_allows_one_before_the_last() -> None:
    text = (
        "# Momentum\n\nWith $ v_0 = 0 $, each step is $ v_t = \\beta v_{t-1} + g_t $ and\n"
        "$ \\theta_t = \\theta_{t-1} - \\eta v_t $, where it costs $ 5 or $6.\n"
    )
    assert only(text).verdict == "ok"
    assert only(text.replace("- \\eta", "+ \\eta")).verdict == "wrong"
    assert not audited("It costs $ 5 and $ 6.\n\n$ pip install a\n$ python b\n")


def test_a_heading_at_the_end_of_a_cell_names_what_later_cells_print() -> None:
    rule = "$$v_t = \\gamma v_{t-1} + \\eta \\nabla J(\\theta_t)$$\n\n$$\\theta_{t+1} = \\theta_t - v_{t-1}$$"
    for above in ("# Momentum", "Words before it.\n\n## Momentum\n", "Momentum\n--------"):
        cells = [{"cell_type": "markdown", "metadata": {}, "source": text} for text in (above, rule)]
        book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        (found,) = audit_text(json.dumps(book), "book.ipynb").findings
        assert (found.verdict, found.optimizer, found.cell) == ("wrong", "momentum", 1)


def test_lines_that_end_as_on_old_machines_are_lines() -> None:
    """A carriage return alone ends a line for Python, too: ``ast`` counts it."""
    text = 'η = 0.1\ndef sgd(w, g):\n    """SGD, é.\n\n    w = w - lr*g\n    """\n    return w + lr*g\n'
    for ends in ("\r", "\r\n"):
        (found,) = [
            f
            for f in audit_text(text.replace("\n", ends), "sgd.py").findings
            if f.verdict == "wrong" and f.line == 7
        ]
        assert (found.line, found.column) == (7, 12)
    cell = {"cell_type": "code", "source": text.replace("\n", "\r"), "metadata": {}, "outputs": []}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    lines = {f.line for f in audit_text(json.dumps(notebook), "sgd.ipynb").findings}
    assert 7 in lines
    assert not audit_text("'''ø*\r\U00072ceaêá'''", "odd.py").findings


MOMENTS = r"""
# Adam

$$m_t = \beta_1 m_{t-1} + (1-\beta_1) g_t$$
$$v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2$$
"""


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        (
            r"""$$\alpha_t = \alpha\,\frac{1-\beta_2^t}{1-\beta_1^t}$$
$$\theta_t = \theta_{t-1} - \alpha_t m_t / (\sqrt{v_t} + \epsilon)$$""",
            6,
        ),
        (
            r"""Unrolled, $v_t = (1-\beta_2)\sum_{i=1}^t \beta_2^{t-i} g_i^2$.
$$\hat m_t = m_t/(1-\beta_1^t)$$
$$\hat v_t = v_t/(1-\beta_2)$$
$$\theta_t = \theta_{t-1} - \alpha \hat m_t / (\sqrt{\hat v_t} + \epsilon)$$""",
            8,
        ),
    ],
)
def test_a_slip_stands_in_the_line_that_goes_astray_and_not_in_one_that_reads_it(lines: str, at: int) -> None:
    assert [f.line for f in audited(MOMENTS + lines + "\n") if f.verdict == "wrong"] == [at]


def test_a_sign_that_is_printed_is_turned_before_one_that_is_not() -> None:
    text = r"""
# Lion

$$u_t = \beta_1 m_{t-1} + (1-\beta_1) g_t$$
$$\theta_t = \theta_{t-1} - \eta (\operatorname{sign}(u_t) + \lambda\theta_{t-1})$$
$$m_t = \beta_2 m_{t-1} - (1-\beta_2) g_t$$
"""
    assert [(f.line, f.fix) for f in audited(text) if f.verdict == "wrong"] == [(6, "- -> +")]


def test_a_sum_that_is_lost_stands_in_its_own_line() -> None:
    program = "def adagrad(w, gradient, alpha=0.1, eps=1e-8, steps=100):\n    s = 0.0\n"
    program += "    for _ in range(steps):\n        g = gradient(w)\n        s = g**2\n"
    program += "        w -= alpha * g / (s**0.5 + eps)\n    return w\n"
    assert [(f.verdict, f.line) for f in audit_text(program, "steps.py").findings] == [("wrong", 5)]
