"""The update that a docstring prints, against what the code below it runs."""

from __future__ import annotations

import pytest

from tests.test_audit import audited
from verifier.audit.finding import AuditFinding

ADAM = '''
class Adam:
    r"""{}
    """

    def step(self, params, grads):
        self.t += 1
        for k, g in grads.items():
            self.m[k] = self.beta1 * self.m[k] + (1 - self.beta1) * g
            self.v[k] = self.beta2 * self.v[k] + (1 - self.beta2) * g**2
            m_hat = self.m[k] / (1 - self.beta1**self.t)
            v_hat = self.v[k] / (1 - self.beta2**self.t)
            params[k] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
'''
MOMENTS = r"""Adam.

    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
"""
INSIDE = "    w = w - lr * m_hat / sqrt(v_hat + eps)"
OUTSIDE = "    w = w - lr * m_hat / (sqrt(v_hat) + eps)"
SGD = '''
def sgd(w, dw, v, lr=0.01, momentum=0.9, nesterov={}):
    """Gradient descent with momentum.

{}
    """
    v = momentum * v - lr * dw
    if nesterov:
        return w + momentum * v - lr * dw, v
    return w + v, v
'''
JULIA = '''
"""
    rmsprop!(w, g, s; lr = 0.01, rho = 0.9, eps = 1e-8)

RMSProp: ``s = rho * s + (1 - rho) * g^2`` and ``w = w - lr * g / {}``.
"""
function rmsprop!(w, g, s; lr = 0.01, rho = 0.9, eps = 1e-8)
    @. s = rho * s + (1 - rho) * g^2
    @. w = w - lr * g / (sqrt(s) + eps)
end
'''


def wrong(text: str, name: str = "a.py") -> list[AuditFinding]:
    return [f for f in audited(text, name) if f.verdict == "wrong"]


def test_a_docstring_that_prints_another_known_form_is_wrong_with_a_mend_in_its_own_letters() -> None:
    (found,) = wrong(ADAM.format(MOMENTS + INSIDE))
    assert (found.line, found.optimizer, found.nearest) == (9, "adam", "adam")
    assert found.fix == "sqrt(v_hat[t] + eps) -> (sqrt(v_hat[t]) + eps)"
    assert found.witness["t"] == 1


def test_a_line_of_another_form_that_a_docstring_prints_alone_is_wrong() -> None:
    (found,) = wrong(ADAM.format("Adam: ``w -= lr * m_hat / sqrt(v_hat + eps)``, with corrected moments."))
    assert (found.line, found.nearest) == (3, "adam")


@pytest.mark.parametrize(
    "rule",
    [
        "    v = momentum * v + (1 - momentum) * dw\n    w = w - lr * v",
        "    v = momentum * v - lr * dw\n    w = w + momentum * v - lr * dw",
    ],
)
def test_a_docstring_of_another_momentum_is_wrong(rule: str) -> None:
    plain = SGD.format(False, rule).replace(
        "    if nesterov:\n        return w + momentum * v - lr * dw, v\n", ""
    )
    (found,) = wrong(plain)
    assert found.line == 6


@pytest.mark.parametrize(("divisor", "count"), [("sqrt(s + eps)", 1), ("(sqrt(s) + eps)", 0)])
def test_what_documents_julia_is_read_as_docstrings_are(divisor: str, count: int) -> None:
    assert len(wrong(JULIA.format(divisor), "a.jl")) == count


@pytest.mark.parametrize(
    "words",
    [
        MOMENTS + OUTSIDE,
        MOMENTS + "    w = w - lr * m_hat / sqrt(v_hat)",
        MOMENTS + "    w = w - lr * m_hat / (sqrt(v_hat) + 1e-8)",
        MOMENTS + INSIDE + "\n\n    The code is different: epsilon is added to the root.",
        MOMENTS + INSIDE + "\n\n    Many write instead w = w - lr * m_hat / (sqrt(v_hat) + eps).",
        "Adam: ``w -= lr * m_hat / (sqrt(v_hat) + 1e-8)``",
        "Adam: ``w -= lr * m_hat / sqrt(v_hat)``",
        "Adam. A common mistake is ``w -= lr * m_hat / sqrt(v_hat + eps)``.",
        "Adam: where descent would do ``w -= lr * g``, it divides by a root.",
        "Adam is momentum, v = beta1*v + (1 - beta1)*g, w = w - lr*v, with steps of RMSprop.",
        "Adam, for simplicity without bias correction:\n\n    m = beta1 * m + (1 - beta1) * g\n"
        "    v = beta2 * v + (1 - beta2) * g**2\n    w = w - lr * m / (sqrt(v) + eps)",
    ],
)
def test_a_docstring_that_prints_what_is_run_or_says_that_it_does_not_is_not_wrong(words: str) -> None:
    assert not wrong(ADAM.format(words))


@pytest.mark.parametrize(
    "rule",
    [
        "    w = w - lr * dw",
        "    v = momentum * v - lr * dw\n    w = w + v",
        "    v = momentum * v + dw\n    w = w - lr * v",
        "    v = momentum * v - lr * dw\n    w = w + momentum * v - lr * dw",
    ],
)
def test_what_the_code_runs_at_some_setting_may_be_printed(rule: str) -> None:
    assert not wrong(SGD.format(False, rule))
