"""Whole programs as people write them: what is told of them, and where."""

from __future__ import annotations

from verifier.audit.audit import audit_text
from verifier.audit.finding import AuditFinding
from verifier.audit.programs.header import method_above

ABSTRACT = """
class Rule:
    def rule(self, w, g):
        ...

class SGD(Rule):
    def rule(self, w, g):
        return w - self.lr * g
"""
PROMPTS = """
>>> for g in gradients:
...     w = w - lr * g
...
>>> print(w)
"""
ADADELTA = """
def adadelta(x, g, Eg, Edx, rho=0.95, eps=1e-6):
    Eg = rho * Eg + (1 - rho) * g**2
    dx = -np.sqrt(Edx + eps) / np.sqrt(Eg + eps) * g
    Edx = rho * Edx + (1 - rho) * g**2
    x = x + dx
    return x, Eg, Edx
"""


def told(text: str, name: str = "a.py") -> tuple[AuditFinding, ...]:
    """What is found in a text."""
    return audit_text(text, name).findings


def test_three_dots_are_the_body_of_a_function_and_a_prompt_where_prompts_are() -> None:
    (found,) = told(ABSTRACT)
    assert (found.verdict, found.optimizer) == ("ok", "sgd")
    (found,) = told("%matplotlib inline\n" + ABSTRACT)
    assert (found.verdict, found.optimizer) == ("ok", "sgd")
    (found,) = told(f"# SGD\n\n```python{PROMPTS}```\n", "a.md")
    assert (found.verdict, found.optimizer) == ("ok", "sgd")


def test_of_two_averages_of_the_same_the_one_that_is_read_old_is_at_fault() -> None:
    (found,) = told(ADADELTA)
    assert (found.verdict, found.line, found.fix) == ("wrong", 5, "g[t] -> delta[t]")


def test_a_program_is_headed_by_what_its_first_line_names() -> None:
    assert method_above('"""Adam for arrays."""\nimport numpy')
    assert method_above("#!/usr/bin/env python\n# Adam, step by step\n")
    assert method_above("/*\n * RMSProp in plain C.\n */")
    assert not method_above("# Author: Adam Smith\n# Adam\n")
    assert not method_above('"""Adam and RMSProp."""')
    assert not method_above("import numpy\n# Adam\n")


RADAM = """
def radam(w, g, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g ** 2
    m_hat = m / (1 - beta1 ** t)
    rho_inf = 2 / (1 - beta2) - 1
    rho = rho_inf - 2 * t * beta2 ** t / (1 - beta2 ** t)
    if rho > 4:
        r = np.sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2)))
        w = w - lr * r * m_hat / (np.sqrt(v / (1 - beta2 ** t)) + eps)
    else:
        w = w - lr * m_hat
    return w, m, v
"""


def test_two_slips_that_leave_a_branch_idle_mend_nothing() -> None:
    assert not [f for f in told(RADAM) if "two slips" in (f.why or "")]
