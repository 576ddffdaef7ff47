"""Switches of a program: what is wrong behind one is told in its own line, and nothing of what is right."""

from __future__ import annotations

import pytest

from verifier.audit.audit import audit_text

SGD = """\
class SGD:
    def __init__(self, params, lr=0.01, momentum=0.0, weight_decay=0.0, nesterov=False):
        self.params, self.lr, self.momentum = params, lr, momentum
        self.weight_decay, self.nesterov = weight_decay, nesterov
        self.bufs = [0] * len(params)

    def step(self):
        for i, p in enumerate(self.params):
            d_p = p.grad
            if self.weight_decay != 0:
                d_p = d_p + self.weight_decay * p.data
            if self.momentum > 0:
                self.bufs[i] = self.momentum * self.bufs[i] + d_p
                if self.nesterov:
                    d_p = d_p + self.momentum * self.bufs[i]
                else:
                    d_p = self.bufs[i]
            p.data = p.data - self.lr * d_p
"""


def test_all_settings_of_a_clean_program_are_right() -> None:
    found = audit_text(SGD, "sgd.py").findings
    assert {f.verdict for f in found} <= {"ok", "variant"}
    assert {f.optimizer for f in found} >= {"sgd", "momentum", "nesterov"}


@pytest.mark.parametrize(
    ("right", "slip", "fix"),
    [
        ("d_p + self.weight_decay", "d_p - self.weight_decay", "weight_decay -> -weight_decay"),
        ("d_p + self.momentum", "d_p - self.momentum", "- -> +"),
        ("self.bufs[i] + d_p", "self.bufs[i] - d_p", "- -> +"),
    ],
)
def test_a_slip_behind_a_switch_is_told_in_its_line(right: str, slip: str, fix: str) -> None:
    text = SGD.replace(right, slip)
    line = 1 + next(n for n, each in enumerate(text.splitlines()) if slip in each)
    wrong = [f for f in audit_text(text, "sgd.py").findings if f.verdict == "wrong"]
    assert {(f.line, f.fix) for f in wrong} == {(line, fix)}


IDLE = """\
class SGD:
    \"\"\"Gradient descent, with momentum if one is given.\"\"\"

    def __init__(self, lr=0.01, momentum=0.0):
        self.lr, self.momentum, self.v = lr, momentum, {}

    def step(self, params, grads):
        for k in params:
            if k not in self.v:
                self.v[k] = np.zeros_like(params[k])
            self.v[k] = self.momentum * self.v[k] - self.lr * grads[k]
            params[k] = params[k] + self.v[k]
"""


def test_a_default_of_0_keeps_no_slip_from_being_seen() -> None:
    (found,) = audit_text(IDLE, "sgd.py").findings
    assert (found.verdict, found.optimizer) == ("ok", "momentum")
    wrong = IDLE.replace("= self.momentum *", "= -self.momentum *")
    (found,) = audit_text(wrong, "sgd.py").findings
    assert (found.verdict, found.optimizer, found.line) == ("wrong", "momentum", 11)
