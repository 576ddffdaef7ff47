r"""Clean texts whose words or order may be taken for mistakes."""

from __future__ import annotations

import pytest

from tests.test_audit import audited

AVERAGED = r"""# Momentum

$$v_t = \beta v_{t-1} + (1-\beta) g_t, \qquad w_t = w_{t-1} - \eta v_t$$

"""
SUMMED = AVERAGED.replace(r"(1-\beta) g_t", "g_t")
ADAGRAD = '''
import numpy as np


class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        """Adagrad.

        lr : float
            The rate of ``w -= lr * g / (sqrt(s) + eps)``.
        """
        self.lr, self.eps, self.s = lr, eps, 0

    def step(self, w, g):
        """{}"""
        self.s += g**2
        return w - self.lr * g / (np.sqrt(self.s) + self.eps)
'''
LION = r"""# Lion

$$u = \beta_1 m + (1-\beta_1) g, \quad w = w - \eta (\mathrm{sign}(u) + \lambda w), \quad
m = \beta_2 m + (1-\beta_2) g$$
"""


@pytest.mark.parametrize(
    "words",
    [
        r"With a constant gradient, the factor $(1-\beta)$ makes the velocity approach $g$.",
        r"For a constant gradient $v$ tends to $g$. Without the factor the limit is $g/(1-\beta)$.",
        r"With a constant gradient the velocity reaches $(1-\beta) g$ at once and $g$ in the limit.",
        r"With a constant gradient the velocity approaches $g$, and a step closes $(1-\beta)$ of the gap.",
        r"Avec un gradient constant $v$ tend vers $g$, sans le facteur $(1-\beta)$ vers $g/(1-\beta)$.",
        r"Bei konstantem Gradienten strebt $v$ gegen $g$, ohne den Faktor gegen $g/(1-\beta)$.",
    ],
)
def test_a_part_of_an_update_is_no_limit(words: str) -> None:
    """Nor is what it comes to without a part."""
    assert not [f for f in audited(AVERAGED + words) if f.verdict == "wrong"]


@pytest.mark.parametrize(
    "words",
    [
        r"With a constant gradient the velocity tends to $g(1-\beta)$.",
        r"The effective learning rate is $\eta(1-\beta)$.",
    ],
)
def test_a_limit_that_is_a_product_is_told(words: str) -> None:
    """What a velocity tends to is divided by what is left of it."""
    assert [f.verdict for f in audited(SUMMED + words)] == ["ok", "wrong"]


@pytest.mark.parametrize("sign", ["=", r"\leftarrow"])
def test_lines_of_a_step_may_stand_in_turn(sign: str) -> None:
    """A state that is updated last is read before that."""
    assert [f.verdict for f in audited(LION.replace("=", sign))] == ["ok"]


@pytest.mark.parametrize(
    "text",
    [
        r"$d = (1-\nu) g + \nu m$, $w = w - \eta d$ with $m = \beta m + (1-\beta) g$",
        r"$d = g / \sqrt{s + \epsilon}$, $w = w - \eta d$, $s = \rho s + (1-\rho) g^2$",
    ],
)
def test_lines_may_be_explained_further_down(text: str) -> None:
    """A state is new where the method that is named is one so."""
    name = "QHM" if "nu" in text else "RMSProp"
    assert {f.verdict for f in audited(f"# {name}\n\n{text}\n")} <= {"ok", "variant"}


@pytest.mark.parametrize(
    "words", ["One step: ``s += g**2`` and ``w -= lr * g / (sqrt(s) + eps)``.", "Sums ``s += g**2``."]
)
def test_docstrings_tell_no_order(words: str) -> None:
    """What the docstring of another method prints is neither before nor behind."""
    assert {f.verdict for f in audited(ADAGRAD.format(words), "a.py")} == {"ok"}


def test_a_sentence_tells_no_order() -> None:
    """The words behind an update may tell of what it reads."""
    text = "# AdaGrad\n\nIt divides, `w -= lr * g / (sqrt(s) + eps)`, by the root of the sum `s += g**2`.\n"
    assert {f.verdict for f in audited(text)} <= {"ok"}


def test_a_sentence_may_tell_an_order() -> None:
    """What is updated then is read before that."""
    text = (
        r"# Momentum" "\n\n" r"We move, $w \leftarrow w - \eta v$, and then update $v \leftarrow \mu v + g$."
    )
    assert [f.verdict for f in audited(text)] == ["wrong"]


ADAM = '''
class Adam:
    """Adam.

    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g * g
    {}
    """

    def step(self, w, g):
        self.t += 1
        self.m = self.b1 * self.m + (1 - self.b1) * g
        self.v = self.b2 * self.v + (1 - self.b2) * g * g
        m = self.m / (1 - self.b1**self.t)
        v = self.v / (1 - self.b2**self.t)
        return w - self.lr * m / (np.sqrt(v) + self.eps)
'''
PLAIN = "w = w - lr * m / (sqrt(v) + eps)"


@pytest.mark.parametrize(
    "words", ["with both averages divided by ``1 - b**t`` first.", "where m and v are bias-corrected."]
)
def test_words_behind_a_formula_may_correct_its_bias(words: str) -> None:
    """What a docstring leaves to its words is no mistake."""
    found = audited(ADAM.format(f"{PLAIN}\n\n    {words}"), "a.py")
    assert {f.verdict for f in found} == {"ok", "variant"}


def test_words_of_an_article_may_correct_a_bias() -> None:
    """The averages are divided in a sentence behind them."""
    text = r"""# Adam

$$m = \beta_1 m + (1-\beta_1) g, \quad v = \beta_2 v + (1-\beta_2) g^2, \quad
w = w - \eta \frac{m}{\sqrt{v} + \epsilon}$$

Both averages are first divided by $1 - \beta^t$ with their own $\beta$.
"""
    assert [f.verdict for f in audited(text)] == ["variant"]


def test_a_correction_that_is_defined_and_not_read_is_told() -> None:
    """Definitions before a formula do not excuse it."""
    text = ADAM.format(f"m_hat = m / (1 - b1**t)\n    v_hat = v / (1 - b2**t)\n    {PLAIN}")
    assert [f.verdict for f in audited(text, "a.py")] == ["wrong", "ok"]


RMSPROP = r"""# RMSProp

$$v_t = \rho v_{t-1} + (1-\rho) g_t^2, \qquad w_t = w_{t-1} - \frac{\eta}{\sqrt{v_t} + \epsilon} g_t$$

"""


@pytest.mark.parametrize(
    "words",
    [
        "If $v_0 = g_1^2$ were used, $v_1 = g_1^2$.",
        r"Initialised with $v_0 = g_1^2$, the first step is $\eta$.",
    ],
)
def test_a_first_value_may_be_supposed(words: str) -> None:
    """Nothing is begun with it, and what a sentence says after it is of it."""
    assert [f.verdict for f in audited(RMSPROP + words)] == ["variant"]


@pytest.mark.parametrize(
    "text",
    [
        r"A common mistake is $m_t = \beta_1 m_{t-1} + \beta_1 g_t$ in place of the mean.",
        "- fixed: `Adam` used `v_hat = v / (1 - beta1**t)`; it is now `v_hat = v / (1 - beta2**t)`",
        r"It would be wrong to write $\hat v_t = v_t / (1-\beta_1^t)$ in Adam.",
        "Do not write this:\n\n```python\n# WRONG\nw = w - lr * m_hat / (v_hat + eps)\n```",
    ],
)
def test_a_line_that_a_text_rejects_is_not_its_own(text: str) -> None:
    """What is printed as a mistake is none of the text."""
    assert not [f for f in audited(f"# Adam\n\n{text}\n") if f.verdict == "wrong"]


def test_a_closed_form_defines_no_state() -> None:
    """What a recursion comes to while the gradient stays the same is no definition beside it."""
    text = r"""# Adam

$$m_t = \beta_1 m_{t-1} + (1-\beta_1) g_t, \quad v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2$$
$$\theta_t = \theta_{t-1} - \alpha \frac{m_t/(1-\beta_1^t)}{\sqrt{v_t/(1-\beta_2^t)} + \epsilon}$$

With a constant gradient $m_t = (1-\beta_1^t) g$ tends to $g$, $v_t = (1-\beta_2^t) g^2$ to $g^2$.
"""
    assert [(f.verdict, f.optimizer) for f in audited(text)] == [("ok", "adam")]


@pytest.mark.parametrize(
    "text",
    [
        r"$$v' = \mu v - \eta \nabla f(y), \qquad y' = y - \mu v + (1 + \mu) v'$$",
        "```\nv' = mu * v - lr * g\nw' = w - mu * v + (1 + mu) * v'\n```",
    ],
)
def test_a_letter_beside_its_prime_is_the_old_one(text: str) -> None:
    """Nesterov's method by the point ahead was called momentum."""
    assert [(f.verdict, f.optimizer) for f in audited(f"# Nesterov\n\n{text}\n")] == [("variant", "nesterov")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "Lion",
            r"$w' = w - \eta\, \mathrm{sign}(\beta_1 m + (1-\beta_1) g)$, $m' = \beta_2 m + (1-\beta_2) g$",
        ),
        ("Momentum", r"$w' = w - \eta (\mu v + g)$, $v' = \mu v + g$"),
        ("Momentum", r"$v' = \mu v + g$, $w' = w - \eta v$"),
    ],
)
def test_a_letter_whose_new_value_has_a_prime_may_be_the_old_one(name: str, text: str) -> None:
    """It is, where the method that is named is one so."""
    assert {f.verdict for f in audited(f"# {name}\n\n{text}\n")} <= {"ok", "variant"}


CUT = """
class Adagrad(Optimizer):
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr, self.eps, self.s = lr, eps, 0

    def step(self, w, g):
        self.s += g**2
        return w - self.lr * g / (np.sqrt(self.s){})
"""


@pytest.mark.parametrize(("added", "count"), [(" + self.eps_t", 0), ("", 1)])
def test_a_constant_may_be_kept_by_lines_that_are_left_out(added: str, count: int) -> None:
    assert [f.verdict for f in audited(CUT.format(added), "a.py")].count("wrong") == count
