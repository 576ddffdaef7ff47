"""Whole programs as people write them: what is told of them, and where."""

from __future__ import annotations

from verifier.audit.audit import audit_text
from verifier.audit.finding import AuditFinding

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
