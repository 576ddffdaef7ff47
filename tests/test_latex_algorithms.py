"""Printed algorithms: branches, options, letters that are assigned twice, commands of the document's own."""

from __future__ import annotations

import pytest

from tests.formula_readings import lines_of
from verifier.lift.latex import macros_of, read

INDENTED = r"""
\begin{aligned}
  &\textbf{for} \: t = 1 \: \textbf{to} \: \ldots \: \textbf{do} \\
  &\hspace{5mm}\textbf{if} \: \textit{reverse}: \\
  &\hspace{10mm}g_t \leftarrow -\nabla f(\theta_{t-1}) \\
  &\hspace{5mm}\textbf{else} \\
  &\hspace{10mm}g_t \leftarrow \nabla f(\theta_{t-1}) \\
  &\hspace{5mm}\textbf{if} \: \lambda \neq 0 \\
  &\hspace{10mm}g_t \leftarrow g_t + \lambda \theta_{t-1} \\
  &\hspace{5mm}\textbf{if} \: t > 1 \\
  &\hspace{10mm}b_t \leftarrow \mu b_{t-1} + g_t \\
  &\hspace{5mm}\textbf{else} \\
  &\hspace{10mm}b_t \leftarrow g_t \\
  &\hspace{5mm}\theta_t \leftarrow \theta_{t-1} - \gamma b_t \\
  &\textbf{return} \: \theta_t
\end{aligned}
"""

INDENTED_SAYS = [
    "g[t] <- (grad f(theta[t-1]) + (lambda * theta[t-1]))",
    "b[t] <- where((t > 1), ((mu * b[t-1]) + g[t]), g[t])",
    "theta[t] <- (theta[t-1] - (gamma * b[t]))",
]

COMMANDS = r"""
\begin{algorithmic}[1]
\REQUIRE $\alpha$: the rate, $\beta \in [0, 1)$
\STATE Initialize $m_0 \gets 0$
\WHILE{$\theta_t$ not converged}
  \STATE $t \gets t + 1$
  \STATE The average: $m_t \gets \beta m_{t-1} + (1 - \beta) g_t$ \COMMENT{of the gradients}
  \IF{$\rho_t > 4$}
    \STATE $\theta_t \gets \theta_{t-1} - \alpha r_t m_t$
  \ELSE
    \STATE $\theta_t \gets \theta_{t-1} - \alpha m_t$
  \ENDIF
\ENDWHILE
\end{algorithmic}
"""

COMMANDS_SAY = [
    "m[0] <- 0",
    "t <- (t + 1)",
    "m[t] <- ((beta * m[t-1]) + ((1 - beta) * g[t])) | The average",
    "theta[t] <- where((rho[t] > 4), (theta[t-1] - ((alpha * r[t]) * m[t])), (theta[t-1] - (alpha * m[t])))",
]


def test_an_option_is_off_and_a_comparison_is_part_of_the_value() -> None:
    assert lines_of(read(INDENTED)) == INDENTED_SAYS


def test_an_option_that_is_negated_is_on() -> None:
    text = INDENTED.replace(r"\textit{reverse}", r"\text{not} \: \textit{reverse}")
    assert lines_of(read(text))[0] == INDENTED_SAYS[0].replace("(grad f(theta[t-1])", "(-grad f(theta[t-1])")


def test_commands_of_an_algorithm_are_read_with_their_branches() -> None:
    assert lines_of(read(COMMANDS)) == COMMANDS_SAY


@pytest.mark.parametrize("lost", [r"\ENDIF", r"\hspace{10mm}"])
def test_a_branch_whose_end_cannot_be_seen_is_refused(lost: str) -> None:
    text = (COMMANDS if lost in COMMANDS else INDENTED).replace(lost, "")
    reading = read(text)
    assert any(r.target == "theta" and "condition" in r.reason for r in reading.refusals)
    assert not any(e.target.text == "theta" for e in reading.equations)


def test_what_is_set_in_one_branch_alone_keeps_what_it_had() -> None:
    pseudo = "m = b*m + g\nif c > 0:\n    m = m / c\nw = w - m\n"
    assert lines_of(read(pseudo, "pseudo")) == [
        "m = ((b * m) + g)",
        "m = where((c > 0), (m / c), m)",
        "w = (w - m)",
    ]


def test_what_is_set_and_read_in_one_branch_alone_may_be_anything_elsewhere() -> None:
    branch = "    b_t <- a b_{t-1} + x_t\n    w_t <- w_{t-1} - b_t\n"
    pseudo = f"x_t <- g_t\nif c > 0:\n{branch}else:\n    w_t <- w_{{t-1}} - x_t\n"
    says = lines_of(read(pseudo, "pseudo"))
    assert "b[t] <- ((a * b[t-1]) + x[t])" in says
    assert "w[t] <- where((c > 0), (w[t-1] - b[t]), (w[t-1] - x[t]))" in says


def test_a_value_that_is_missing_in_the_other_branch_is_refused() -> None:
    pseudo = "if c > 0:\n    b_t <- a b_{t-1} + g_t\nw_t <- w_{t-1} - b_t\n"
    (refusal,) = read(pseudo, "pseudo").refusals
    assert refusal.target == "b"


def test_a_second_assignment_reads_the_first() -> None:
    text = r"x_t \gets x_{t-1} - \lambda x_{t-1} \\ g_t \gets h_t \\ x_t \gets x_t - g_t"
    assert lines_of(read(text)) == ["g[t] <- h[t]", "x[t] <- ((x[t-1] - (lambda * x[t-1])) - g[t])"]


def test_two_definitions_that_do_not_read_each_other_are_two() -> None:
    text = r"v_t \gets \mu v_{t-1} + g_t \\ v_t \gets \rho v_{t-1} + g_t^2"
    assert len(read(text).equations) == 2


MACROS = r"""
\newcommand{\weight}{\boldsymbol{\theta}}
\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}
\def\mean#1{\mathbb{E}[#1]}
\DeclareMathOperator*{\sgn}{sgn}
\newcommand{\endless}{\endless\endless}
"""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            r"\weight_{t+1} = \weight_t - \eta \pd{L}{\weight_t}",
            "theta[t+1] = (theta[t] - (eta * grad L(theta[t])))",
        ),
        (r"\mean{g^2}_t = \mean{g^2}_{t-1}", "E[g^2][t] = E[g^2][t-1]"),
        (r"x_t = \sgn(g_t)", "x[t] = sign(g[t])"),
        (r"x_t = \endless", "refused x"),
    ],
)
def test_a_documents_own_commands_are_what_they_stand_for(text: str, says: str) -> None:
    assert lines_of(read(text, "latex", macros_of(MACROS))) == [says]


def test_a_start_before_a_loop_is_not_put_into_what_the_loop_does() -> None:
    pseudo = "m <- 0\nrepeat\n  m <- beta*m + g\n  w <- w - m\nuntil done\n"
    assert lines_of(read(pseudo, "pseudo")) == ["m <- 0", "m <- ((beta * m) + g)", "w <- (w - m)"]


@pytest.mark.parametrize(
    "text",
    [
        r"\eta_0 \gets \text{the rate (for } t = 1) \\ g_t \gets h_t",
        r"\theta_t = \theta_{t-1} - \eta \quad g_t",
        r"\theta_t = \theta_{t-1} - \frac{\eta}{\sqrt{v_t}} \\ \left( \beta m_t + g_t \right)",
        r"\theta_t = \theta_{t-1} - \frac{\eta}{\sqrt{v_t}} . g_t",
        r"\theta_t = \theta_{t-1} - \eta \text{ times } g_t",
        r"\theta_t = \theta_{t-1} - \eta g_t \text{ if } t > 5",
    ],
)
def test_a_formula_that_may_go_on_elsewhere_is_not_cut_off(text: str) -> None:
    reading = read(text)
    assert reading.refusals
    assert not any(e.target.text in ("eta", "theta") for e in reading.equations)
