"""Identities in documents, and defaults on reference pages: sums, derivatives, windows, signatures."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.test_audit import audited
from verifier.audit.equations.statements import chains, expression
from verifier.audit.equations.values import Dual, differ, value_of
from verifier.audit.pages.reading import read_text
from verifier.audit.said.identities import findings

TRUE = (
    r"$$\sum_{i=0}^{t-1}\beta^i = \frac{1-\beta^t}{1-\beta}$$",
    r"$$(1-\beta)\sum_{i=1}^t \beta^{t-i} = 1-\beta^t$$",
    r"$\sum_{k=0}^{\infty} r^k = \frac{1}{1-r}$",
    r"$f(x) = x^2$ has the slope $f'(x) = 2x$",
    r"$J(w) = \frac{1}{2}(wx-y)^2$ gives $\frac{\partial J}{\partial w} = x(wx-y)$",
    r"$$L(w,b) = \frac{1}{n}\sum_{i=1}^n (w x_i + b - y_i)^2, \quad "
    r"\frac{\partial L}{\partial b} = \frac{2}{n}\sum_{i=1}^n (w x_i + b - y_i)$$",
    r"$f(x) = \log(1+e^x)$, $\frac{df}{dx} = \frac{1}{1+e^{-x}}$",
    r"$\frac{d}{dx}\left[x^3\right] = 3x^2$",
    r"$\frac{1}{1-0.99} = 100$",
)
FALSE = (
    r"$$\sum_{i=0}^{t}\beta^i = \frac{1-\beta^t}{1-\beta}$$",
    r"$$(1-\beta)\sum_{i=1}^t \beta^{t-i} = 1-\beta^{t-1}$$",
    r"$\sum_{k=1}^{\infty} r^k = \frac{1}{1-r}$",
    r"$f(x) = x^2$ has the slope $f'(x) = x$",
    r"$J(w) = \frac{1}{2}(wx-y)^2$ gives $\frac{\partial J}{\partial w} = -x(wx-y)$",
    r"$$L(w,b) = \frac{1}{n}\sum_{i=1}^n (w x_i + b - y_i)^2, \quad "
    r"\frac{\partial L}{\partial b} = \frac{2}{n}\sum_{i=1}^n x_i (w x_i + b - y_i)$$",
    r"$f(x) = \log(1+e^x)$, $\frac{df}{dx} = \frac{1}{1+e^{x}}$",
    r"$\frac{d}{dx}\left[x^3\right] = 3x$",
    r"$\frac{1}{1-0.99} = 10$",
)
OPEN = (
    r"$L(\theta) = (\theta-3)^2$ has, at 5, the slope $\frac{dL}{d\theta} = 4$",
    r"$\sum_i p_i = 1$",
    r"$f(x) = x^2 - 4x$ is least where $f'(x) = 0$",
    r"$f(x) = a x^2 + bx + c$, so $\frac{df}{dx} = 2ax + b = 0$",
    r"$\sum_{i=0}^{t} \beta^i \approx \frac{1}{1-\beta}$",
    r"$L = (a - y)^2$ and $\frac{\partial L}{\partial w} = 2x(a - y)$",
    r"$f(x) = x^2$; another is $f(x) = x^3$, with $f'(x) = 2x$ and $f'(x) = 3x^2$",
    r"$f(x) = \frac{1}{n}\sum_{i=1}^n (x - c_i)^2$, for one of them $f'(x) = 2(x - c)$",
)


def false_in(text: str) -> list[str]:
    return [f.text for f in audited(f"# Notes\n\n{text}\n") if f.verdict == "wrong"]


@pytest.mark.parametrize("text", TRUE)
def test_a_true_identity_is_no_finding(text: str) -> None:
    assert not false_in(text)


@pytest.mark.parametrize("text", FALSE)
def test_a_false_identity_is_wrong(text: str) -> None:
    assert len(false_in(text)) == 1


@pytest.mark.parametrize("text", OPEN)
def test_what_may_be_meant_otherwise_is_no_finding(text: str) -> None:
    assert not false_in(text)


def test_a_false_identity_has_its_place_and_a_point_at_which_it_fails() -> None:
    text = "# Sums\n\nIt is $\\sum_{i=0}^t \\beta^i = \\frac{1 - \\beta^t}{1 - \\beta}$.\n"
    (found,) = findings(read_text(text, ".md").regions)
    assert (found.line, found.column, found.end_column) == (3, 8, 60)
    assert found.witness == {"point": {"beta": "1/2", "t": "3"}, "left": "15/8", "right": "7/4"}


def test_a_derivative_that_lacks_a_factor_is_told_the_factor() -> None:
    (found,) = (f for f in audited("# Slopes\n\n$f(x) = x^4$, $f'(x) = x^3$\n"))
    assert found.fix == "the right side times 4"


def test_values_and_slopes_are_exact() -> None:
    node = expression(r"\frac{x^3}{1 - x}")
    assert node is not None
    found = value_of(node, {"x": Dual(Fraction(1, 2), Fraction(1))})
    assert (found.value, found.slope) == (Fraction(1, 4), Fraction(2))
    assert differ(Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**9))
    assert not differ(0.1 + 0.2, 0.3)


def test_rows_go_on_with_the_last_side() -> None:
    text = "\\begin{aligned} a &= b + c \\\\ &= d \\end{aligned}"
    assert [[side.text for side in chain] for chain in chains(text)] == [["a", "b + c"], ["b + c", "d"]]


PAGE = """
# Adam

```python
lib.optimizers.Adam(learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-07, name="adam")
```

- **learning_rate**: A float. Defaults to `0.001`.
- **beta_2**: The decay rate. Defaults to `{}`.

```python
opt = lib.optimizers.Adam(learning_rate=0.1, beta_1=0.5, beta_2=0.6)
```
"""


def test_a_default_that_a_page_states_is_held_against_the_signature_above_it() -> None:
    (found,) = (f for f in audited(PAGE.format("0.99")) if f.verdict == "wrong")
    assert (found.line, found.fix) == (9, "0.99 -> 0.999")
    assert not [f for f in audited(PAGE.format("0.999")) if f.verdict == "wrong"]


def test_a_default_is_read_in_other_languages() -> None:
    head = ".. py:class:: lib.Adam(lr=0.1, beta1=0.9, beta2=0.99)"
    page = f"{head}\n\n参数:\n\n  - **beta1** (float) - 默认值为 0.95。\n"
    (found,) = (f for f in audited(page, "adam.rst") if f.verdict == "wrong")
    assert found.fix == "0.95 -> 0.9"


LAYERWISE = '''
class Layerwise(torch.optim.Optimizer):
    """Layer-wise rates.

    Args:
        lr: learning rate (default: 1e-3)
        eps: added to the root (default: {})
    """

    def __init__(self, params, lr=1e-3, eps=1e-6):
        super().__init__(params, dict(lr=lr, eps=eps))
'''


def test_a_default_of_an_optimizer_of_no_known_name_is_held_against_its_signature() -> None:
    (found,) = audited(LAYERWISE.format("1e-8"), "layerwise.py")
    assert (found.verdict, found.line, found.optimizer) == ("wrong", 7, None)
    assert not audited(LAYERWISE.format("1e-6"), "layerwise.py")


PARABOLA = "Take $f(w) = w^2 - 4w + 7$."
DESCENT = r"For $f(x) = \frac{h}{2} x^2$ a step is $x_{t+1} = x_t - \eta h x_t = (1 - \eta h) x_t$."


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        (f"{PARABOLA} The minimum is at $w = 3$.", "3 -> 2"),
        (rf"{DESCENT} It converges if and only if $0 < \eta < 1/h$.", "1/h times 2"),
        (rf"{DESCENT} It converges for $\eta < \frac{{4}}{{h}}$.", r"\frac{4}{h} times 1/2"),
        (r"After ten steps $0.9^{10} \approx 0.53$ is left.", "0.53 -> 0.349"),
    ],
)
def test_a_minimum_a_bound_or_a_power_that_is_none_is_wrong(text: str, fix: str) -> None:
    (found,) = (f for f in audited(f"# Notes\n\n{text}\n") if f.verdict == "wrong")
    assert (found.line, found.fix) == (3, fix)


@pytest.mark.parametrize(
    "text",
    [
        f"{PARABOLA} The minimum is at $w = 2$, and its value is 3.",
        f"{PARABOLA} From $w = 5$ a few steps lead to the minimum.",
        rf"{DESCENT} It converges if and only if $0 < \eta < 2/h$.",
        rf"{DESCENT} It converges for $\eta < 1/h$.",
        rf"{DESCENT} It diverges where $\eta h > 2$.",
        rf"{DESCENT} It converges monotonically if and only if $\eta < 1/h$.",
        r"After ten steps $0.9^{10} \approx 0.35 \approx 1/e$ is left, $0.999^{1000} ≈ 0.37$.",
    ],
)
def test_a_minimum_a_bound_or_a_power_that_is_one_is_no_finding(text: str) -> None:
    assert not false_in(text)
