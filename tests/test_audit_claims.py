"""What a text says of its own update, and what of a document is no finding."""

from __future__ import annotations

import pytest

from tests.test_audit import audited, only
from verifier.audit.finding import AuditFinding

RULE = r"""
$$v_t = \rho v_{t-1} + (1 - \rho) g_t^2$$
$$\theta_{t+1} = \theta_t - \frac{\eta}{\sqrt{v_t} + \epsilon} g_t$$
"""
CORRECTED = r"""
$$m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t, \quad v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2$$
$$\theta_{t+1} = \theta_t - \eta \frac{m_t/(1 - \beta_1^t)}{\sqrt{v_t/(1 - \beta_2^t)} + \epsilon}$$
"""
CLASS = '''
class Adam:
    """{}"""

    def __init__(self):
        self.m, self.v, self.t = 0, 0, 0

    def step(self, w, g):
        self.t += 1
        self.m = self.b1 * self.m + (1 - self.b1) * g
        self.v = self.b2 * self.v + (1 - self.b2) * g**2
        m_hat = self.m / (1 - self.b1**self.t)
        v_hat = self.v / (1 - self.b2**self.t)
        return w - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
'''


def said(words: str, rule: str = RULE, name: str = "RMSProp") -> list[AuditFinding]:
    return [f for f in audited(f"# {name}\n\n{words}\n{rule}") if f.verdict == "wrong"]


@pytest.mark.parametrize(
    "words",
    [
        "The constant epsilon is added inside the square root.",
        r"We put $\epsilon$ under the root.",
        "The average v is initialised to one.",
        "We initialise $v$ to 1.",
    ],
)
def test_a_sentence_that_contradicts_the_formula_beside_it_is_wrong(words: str) -> None:
    (found,) = said(words)
    assert found.line == 3


@pytest.mark.parametrize(
    "words",
    [
        "The constant epsilon stands outside the square root.",
        "Some libraries add epsilon inside the root.",
        "Should epsilon be added inside the square root?",
        "The average v is initialised to zero, the weights are initialised to ones.",
        "The counter starts at 1.",
        "In TensorFlow epsilon is added inside the square root.",
    ],
)
def test_a_sentence_that_agrees_or_speaks_of_others_is_no_finding(words: str) -> None:
    assert not said(words)


def test_a_correction_that_is_said_to_be_left_out_and_is_there_is_wrong() -> None:
    words = "We leave out the bias correction."
    assert said(words, CORRECTED, "Adam")
    assert not said("The estimates are corrected.", CORRECTED, "Adam")


@pytest.mark.parametrize(
    ("words", "fix"),
    [
        (r"Here $\beta_1$ is the decay rate of the second moment.", "beta_1 -> beta_2"),
        (r"Here $\beta_2$ controls the first moment.", "beta_2 -> beta_1"),
        ("β₁ is the decay rate of the squared gradients.", "beta_1 -> beta_2"),
        (r"With $\beta_1 = 0.9$ that is an average over about 100 gradients.", "100 -> 10"),
        (r"**$\beta_2 = 0.999$**: the window of the average is $1/(1-\beta_2) = 100$ steps.", "100 -> 1000"),
        (r"Its memory is $\frac{1}{1-\beta_1} \approx 100$ for $\beta_1 = 0.9$.", "100 -> 10"),
    ],
)
def test_a_decay_rate_that_is_said_to_be_another_averages_is_wrong(words: str, fix: str) -> None:
    (found,) = said(words, CORRECTED, "Adam")
    assert (found.line, found.fix) == (3, fix)


@pytest.mark.parametrize(
    "words",
    [
        r"Here $\beta_1$ is the decay rate of the first moment, $\beta_2$ is that of the second moment.",
        r"The first moment $m$ and the second moment $v$ have the decay rates $\beta_1$ and $\beta_2$.",
        r"With $\beta_1 = 0.9$ that is an average over about 10 gradients.",
        r"With $\beta_1 = 0.9$ the loss is averaged over the last 100 epochs.",
        r"With $\beta_2 = 0.999$ the window is $1/(1-\beta_2) = 1000$ steps, with $\beta_1$ it is shorter.",
        r"With $\beta_2 = 0.99$ its memory is $1/(1-\beta_2) = 100$, and $1/(1-\beta_2) = 1000$ for 0.999.",
        r"With $\beta_1 = 0.9$ beside it, a memory of $1/(1-\beta_2) = 1000$ is long.",
    ],
)
def test_a_decay_rate_that_is_said_to_be_its_own_averages_is_no_finding(words: str) -> None:
    assert said(words, CORRECTED, "Adam") == []


def test_a_sentence_beside_two_updates_has_to_contradict_both() -> None:
    words = "The constant epsilon is added inside the square root."
    assert said(words)
    assert not said(words, RULE + RULE.replace(r"\sqrt{v_t} + \epsilon", r"\sqrt{v_t + \epsilon}"))


def test_a_docstring_is_held_against_the_body_of_its_class() -> None:
    verdicts = {
        words: [f.verdict for f in audited(CLASS.format(words), "a.py")]
        for words in (
            "Adam; the moments are initialised to ones.",
            "Adam; the moments are initialised to zeros.",
        )
    }
    assert list(verdicts.values()) == [["wrong", "ok"], ["ok"]]


def test_two_records_that_hold_the_same_word_are_two_states() -> None:
    code = """
def adam(p, grads, v, s, t, lr, beta1, beta2, epsilon):
    v["dW"] = beta1 * v["dW"] + (1 - beta1) * grads["dW"]
    s["dW"] = beta2 * s["dW"] + (1 - beta2) * grads["dW"] ** 2
    p["W"] = p["W"] - lr * (v["dW"] / (1 - beta1**t)) / (np.sqrt(s["dW"] / (1 - beta2**t)) + epsilon)
"""
    assert only(code, "a.py").verdict == "ok"
    assert only(code.replace("1 - beta2**t", "1 - beta1**t"), "a.py").verdict == "wrong"


def test_a_rate_that_is_bounded_or_scheduled_elsewhere_is_still_a_rate() -> None:
    text = r"""
# Gradient descent

$$\theta_{t+1} = \theta_t - \alpha \nabla J(\theta_t)$$

For $\alpha = \frac{2}{L}$ it may still oscillate; with $\alpha = O(1/\sqrt{k})$ it converges.
"""
    assert only(text).verdict == "ok"


def test_a_small_constant_that_is_subtracted_is_no_variant() -> None:
    code = CLASS.format("Adam.").replace("+ self.eps", "- self.eps")
    assert only(code, "a.py").verdict == "wrong"


def test_a_document_without_optimizers_has_unreadable_formulas_and_no_finding() -> None:
    text = r"""
# Regression

$$w^* = \arg\min_w \| X w - y \|^2, \qquad w = (X^\top X)^{-1} X^\top y, \qquad h = \operatorname{diag}(H)$$
"""
    assert not audited(text)


def test_words_on_the_step_before_the_first_set_no_step() -> None:
    assert only(f"# Adam\n{CORRECTED}\nBoth averages are zero at $t = 0$.\n").verdict == "ok"


MOMENTUM = r"""
$$v_{t+1} = \mu v_t - \varepsilon \nabla f(\theta_t), \qquad \theta_{t+1} = \theta_t + v_{t+1}$$
"""


@pytest.mark.parametrize(
    ("words", "fix"),
    [
        (r"For a constant gradient $g$ the velocity tends to $-\varepsilon g/(1+\mu)$.", "1 + mu -> 1 - mu"),
        ("If the gradient is constant, the velocity tends to −εg/(1 + μ).", "1 + mu -> 1 - mu"),
        (r"The effective learning rate is $\frac{\varepsilon}{\mu}$.", "mu -> 1 - mu"),
        (r"The terminal velocity is larger by a factor of 100 with $\mu = 0.9$.", "100 -> 10"),
    ],
)
def test_what_an_update_is_said_to_come_to_and_does_not_is_wrong(words: str, fix: str) -> None:
    (found,) = said(words, MOMENTUM, "Momentum")
    assert (found.line, found.fix) == (3, fix)


@pytest.mark.parametrize(
    "words",
    [
        r"For a constant gradient $g$ the velocity tends to $-\varepsilon g/(1-\mu)$.",
        r"With the same gradient the velocity is $\frac{1}{1-\mu}$ times $\varepsilon\|\nabla f\|$.",
        r"The effective learning rate is $\varepsilon/(1-\mu)$; with $\mu = 0.9$ that is 10 times as much.",
        r"With a constant gradient and $\mu = 0.9$ training is 3 times faster.",
        r"Were the gradients averaged, the effective rate might be $\varepsilon(1-\mu)/(1-\mu)$.",
        r"Constant gradients make it $\varepsilon g/(1-\mu)$, with alternating $\varepsilon g/(1+\mu)$.",
    ],
)
def test_what_an_update_comes_to_is_no_finding(words: str) -> None:
    assert said(words, MOMENTUM, "Momentum") == []


@pytest.mark.parametrize(
    ("words", "fixes"),
    [
        (r"The authors propose 0.9 for $\beta_1$ and 0.99 for $\beta_2$.", ["0.99 -> 0.999"]),
        ("Typical values are β₁ = 0.999 and β₂ = 0.9.", ["0.999 -> 0.9", "0.9 -> 0.999"]),
        (
            r"The other parameters keep values suggested by the authors: $\beta_1 = 0.999$, $\beta_2 = 0.9$.",
            ["0.999 -> 0.9", "0.9 -> 0.999"],
        ),
        (r"The others take the values suggested by the authors, and we $\beta_1 = 0.5$.", []),
        (r"The authors propose $\beta_1 = 0.9$ and $\beta_2 = 0.999$.", []),
        (r"Typical values are $\beta_1 = 0.9$ and $\beta_2 = 0.99$.", []),
        (r"The authors of a language model suggest $\beta_2 = 0.95$.", []),
    ],
)
def test_rates_that_are_said_to_be_the_authors_are_theirs(words: str, fixes: list[str]) -> None:
    assert [f.fix for f in said(words, CORRECTED, "Adam")] == fixes


@pytest.mark.parametrize(
    ("words", "fixes"),
    [
        (r"With $\mu = 1$ it reduces to plain gradient descent.", ["1 -> 0"]),
        ("If μ = 1, this becomes SGD.", ["1 -> 0"]),
        (r"With $\mu = 0$ it reduces to plain gradient descent.", []),
        (r"With $\mu = 1$ the sum gives all gradients of SGD the same weight.", []),
    ],
)
def test_what_an_update_is_said_to_become_at_an_end_of_a_range_is_what_it_becomes(
    words: str, fixes: list[str]
) -> None:
    assert [f.fix for f in said(words, MOMENTUM, "Momentum")] == fixes


@pytest.mark.parametrize(
    "words",
    [
        r"While the gradient is constant, does the velocity tend to $g/(1+\mu)$?",
        "With $\\mu = 0.9$ and a constant gradient, is the effective step a hundred times larger?",
        "Is the window $1/(1-0.9) = 100$ values long?",
        r"Is $\sum_{i=0}^t \mu^i = (1-\mu^t)/(1-\mu)$, as the lecture has it?",
    ],
)
def test_what_is_asked_is_not_said(words: str) -> None:
    rule = r"$$v_t = \mu v_{t-1} + g_t, \qquad x_t = x_{t-1} - \eta v_t, \qquad v_0 = 0$$"
    assert [f.verdict for f in audited(f"# Momentum\n\n{rule}\n\n{words}\n")] == ["ok"]
