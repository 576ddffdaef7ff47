"""Laws of reading: what changes only the print changes nothing, a changed sign changes the meaning."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.formula_readings import lines_of
from verifier.lift.latex import locate, read
from verifier.lift.reading import Reading

FORMULAS = {
    "adaptive": r"\theta_{t+1} = \theta_t - \frac{\eta}{\sqrt{\hat{v}_t} + \epsilon} \hat{m}_t",
    "average": r"v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2",
    "correction": r"\hat{m}_t = \frac{m_t}{1 - \beta_1^t}",
    "raised": r"w^{t+1} = w^{t} - \frac{\eta}{\sqrt{v^{t} + \epsilon}} g^{t}",
    "maximum": r"u_t = \max(\beta_2 u_{t-1}, |g_t|)",
    "named": r"E[g^2]_t = \gamma E[g^2]_{t-1} + (1 - \gamma) g_t^2",
    "steps": r"\Delta\theta_t = - \frac{RMS[\Delta\theta]_{t-1}}{RMS[g]_t} g_t",
    "ahead": r"v_t = \mu v_{t-1} - \eta \nabla f(\theta_{t-1} + \mu v_{t-1})",
    "rows": r"m_t = \beta_1 m_{t-1} + g_t \\ \theta_t = \theta_{t-1} - \alpha m_t / (\sqrt{v_t} + \epsilon)",
    "sign": r"\theta_t = \theta_{t-1} - \eta (\operatorname{sign}(c_t) + \lambda \theta_{t-1})",
    "cases": r"y_t = \begin{cases} a_t - b_t & \text{if } \rho_t > 4 \\ a_t & \text{otherwise} \end{cases}",
    "beginning": r"m_0 = 0, \quad v_0 = 0",
}

RENAMED = {r"\beta": r"\kappa", r"\eta": r"\xi", r"\epsilon": r"\zeta", "m": "q", "v": "s", r"\theta": "x"}


def outside_commands(pattern: str, put: str, text: str) -> str:
    r"""Replace a letter where it is no part of a command, as the ``m`` of ``\max``."""
    return re.sub(rf"(?<![\\A-Za-z]){pattern}(?![A-Za-z])", put, text)


def renamed(text: str) -> str:
    for old, new in RENAMED.items():
        if old.startswith("\\"):
            text = re.sub(re.escape(old) + r"(?![A-Za-z])", lambda _, new=new: f" {new} ", text)
        else:
            text = outside_commands(old, new, text)
    return text


def renamed_back(line: str) -> str:
    words = {"kappa": "beta", "xi": "eta", "zeta": "epsilon", "q": "m", "s": "v", "x": "theta"}
    return re.sub(r"[A-Za-z]+", lambda m: words.get(m[0], m[0]), line)


def said(reading: Reading) -> list[str]:
    assert not reading.refusals
    return lines_of(reading)


def braced(text: str) -> str:
    r"""``_t`` as ``_{t}``, letters in braces of their own, braces around nothing."""
    return (
        re.sub(r"([_^])([A-Za-z0-9])", r"\1{\2}", text).replace(r"\eta", r"{\eta}").replace(" - ", " {}-{} ")
    )


PRINTS: dict[str, Callable[[str], str]] = {
    "no spaces": lambda s: re.sub(r" (?![A-Za-z])|(?<![A-Za-z]) ", "", s),
    "wide": lambda s: s.replace(" ", "  \n "),
    "thin spaces": lambda s: s.replace(" = ", r" \; = \, ").replace(" + ", r"\:+\!"),
    "sized brackets": lambda s: s.replace("(", r"\left(").replace(")", r"\right)"),
    "big brackets": lambda s: s.replace("(", r"\bigl(").replace(")", r"\Big )"),
    "braces": braced,
    "bold": lambda s: re.sub(r"(?<![\\A-Za-z{])([mvgw])(?![A-Za-z])", r"\\mathbf{\1}", s),
    "other fractions": lambda s: s.replace(r"\frac", r"\dfrac"),
    "numbered": lambda s: s + r" \tag{3} \label{eq:x}",
    "comment": lambda s: s.replace(" = ", " = % as in the article, m = 0\n"),
    "full stop": lambda s: s + ".",
    "aligned": lambda s: r"\begin{aligned} " + s.replace(" = ", " &= ") + r" \end{aligned}",
    "equation": lambda s: r"\begin{equation}" + s + r"\end{equation}",
    "split after the sign": lambda s: s.replace(" = ", r" = \\ & \quad ", 1) if r"\\" not in s else s,
    "split before a sign": lambda s: s if r"\\" in s or "(" in s else s.replace("_t - ", r"_t \\ & - ", 1),
    "scripts the other way": lambda s: s.replace("g_t^2", "g^2_t").replace(r"\beta_1^t", r"\beta^t_1"),
    "hats": lambda s: s.replace(r"\hat{m}_t", r"\hat{m_t}").replace(r"\hat{v}_t", r"\widehat v_t"),
    "times": lambda s: s.replace(r"\beta_2 v", r"\beta_2 \cdot v").replace(r"\beta_1 m", r"\beta_1 \times m"),
}


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("change", PRINTS)
def test_another_print_of_the_same_formula_is_read_alike(name: str, change: str) -> None:
    assert said(read(PRINTS[change](FORMULAS[name]))) == said(read(FORMULAS[name]))


def test_every_change_of_print_changes_some_formula() -> None:
    for change in PRINTS.values():
        assert any(change(text) != text for text in FORMULAS.values())


@pytest.mark.parametrize("name", FORMULAS)
def test_other_letters_are_read_alike(name: str) -> None:
    lines = said(read(renamed(FORMULAS[name])))
    assert [renamed_back(line) for line in lines] == said(read(FORMULAS[name]))


@pytest.mark.parametrize("name", FORMULAS)
def test_an_arrow_assigns_what_an_equals_sign_says(name: str) -> None:
    arrows = read(FORMULAS[name].replace(" = ", r" \leftarrow "))
    assert all(e.assigned for e in arrows.equations)
    assert [line.replace("<-", "=") for line in said(arrows)] == said(read(FORMULAS[name]))


CHANGES = {
    "a minus for a plus": (r" \+ ", " - "),
    "a plus for a minus": (" - ", " + "),
    "an index one later": (r"_\{t-1\}", "_t"),
    "no root": (r"\\sqrt\{([^{}]*)\}", r"\1"),
    "another letter": (r"(?<![\\A-Za-z])g(?![A-Za-z])", "h"),
    "a product for a quotient": (r" / ", " "),
    "another power": (r"\^2", "^3"),
    "a power less": (r"\^2", ""),
    "a label changed": (r"\\beta_1", r"\\beta_2"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_sign_changes_what_is_read(change: str) -> None:
    pattern, put = CHANGES[change]
    changed = 0
    for text in FORMULAS.values():
        other = re.sub(pattern, put, text, count=1)
        if other != text:
            changed += 1
            assert lines_of(read(other)) != lines_of(read(text))
    assert changed


UNICODE = {
    "θₜ₊₁ = θₜ − η·m̂ₜ/(√v̂ₜ + ε)": r"\theta_{t+1} = \theta_t - \eta \hat m_t / (\sqrt{\hat v_t} + \epsilon)",
    "vₜ = β₂vₜ₋₁ + (1 − β₂)gₜ²": r"v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2",
    "m̂ₜ = mₜ/(1 − β₁ᵗ)": r"\hat m_t = m_t / (1 - \beta_1^t)",
    "mt = β1mt−1 + (1−β1)gt": r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t",
    "θ ← θ − η∇J(θ)": r"\theta \leftarrow \theta - \eta \nabla J(\theta)",
    "θ ← θ — η∇θJ(θ)": r"\theta \leftarrow \theta - \eta \nabla_\theta J(\theta)",
    "uₜ = max(β₂·uₜ₋₁, |gₜ|)": r"u_t = \max(\beta_2 \cdot u_{t-1}, |g_t|)",
    "s ← βs + (1−β) g⊙g": r"s \gets \beta s + (1-\beta) g \odot g",
    "E[g²]ₜ = γE[g²]ₜ₋₁ + (1 − γ)gₜ²": r"E[g^2]_t = \gamma E[g^2]_{t-1} + (1 - \gamma) g_t^2",
    "v<sub>t</sub> = β v<sub>t-1</sub> + g<sub>t</sub><sup>2</sup>": r"v_t = \beta v_{t-1} + g_t^2",
    "𝜃 ← 𝜃 − 𝜂𝑔": r"\theta \leftarrow \theta - \eta g",
}


@pytest.mark.parametrize("text", UNICODE)
def test_plain_characters_say_what_latex_says(text: str) -> None:
    assert said(read(text, "unicode")) == said(read(UNICODE[text]))


@pytest.mark.parametrize("text", UNICODE)
def test_a_formula_is_found_in_a_sentence_and_read_there_alike(text: str) -> None:
    sentence = f"It says that {text}, and nothing else is said of it."
    (span,) = locate(sentence)
    assert said(read(sentence[span.start : span.end], "unicode")) == said(read(text, "unicode"))


PSEUDO = {
    "m_t <- beta1 * m_{t-1} + (1 - beta1) * g_t": r"m_t \leftarrow \beta_1 m_{t-1} + (1 - \beta_1) g_t",
    "m_hat = m / (1 - beta_1**t)": r"\hat m = m / (1 - \beta_1^t)",
    "theta[t] = theta[t-1] - alpha * mhat[t]": r"\theta_t = \theta_{t-1} - \alpha \hat m_t",
    "w := w - lr * g / (sqrt(v) + eps)": r"w := w - \text{lr} g / (\sqrt{v} + \text{eps})",
    "v -= (1 - beta2) * (v - g**2)": r"v \leftarrow v - (1 - \beta_2) (v - g^2)",
}


@pytest.mark.parametrize("text", PSEUDO)
def test_pseudo_code_says_what_latex_says(text: str) -> None:
    assert said(read(text, "pseudo")) == said(read(PSEUDO[text]))
