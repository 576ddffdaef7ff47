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


GROUPS = """\
class SGD(Optimizer):
    def __init__(self, params, lr=0.01, mu=0, damping=0, wd=0, nesterov=False, uphill=False):
        options = dict(lr=lr, mu=mu, damping=damping, wd=wd, nesterov=nesterov, uphill=uphill)
        super().__init__(params, options)

    def step(self):
        for group in self.param_groups:
            mu, damping = group["mu"], group["damping"]
            for p in group["params"]:
                g = -p.grad if group["uphill"] else p.grad
                if group["wd"] != 0:
                    g = g.add(p, alpha=group["wd"])
                if mu != 0:
                    kept = self.state[p]
                    if "velocity" not in kept:
                        kept["velocity"] = torch.zeros_like(p)
                    kept["velocity"].mul_(mu).add_(g, alpha=1 - damping)
                    g = g.add(kept["velocity"], alpha=mu) if group["nesterov"] else kept["velocity"]
                p.add_(g, alpha=-group["lr"])
"""


def test_switches_of_a_group_of_parameters_are_read() -> None:
    found = audit_text(GROUPS, "sgd.py").findings
    assert {f.verdict for f in found} == {"ok", "variant"}
    assert {f.optimizer for f in found} == {"sgd", "momentum", "nesterov"}
    assert any("weight decay" in f.why for f in found)


@pytest.mark.parametrize(
    ("right", "slip", "optimizer"),
    [
        ("add_(g, alpha=1", "sub_(g, alpha=1", "nesterov"),
        ("alpha=mu) if", "alpha=-mu) if", "nesterov"),
        ("g.add(p, alpha", "g.sub(p, alpha", "sgd"),
    ],
)
def test_a_slip_behind_a_switch_of_a_group_is_told(right: str, slip: str, optimizer: str) -> None:
    wrong = [f for f in audit_text(GROUPS.replace(right, slip), "sgd.py").findings if f.verdict == "wrong"]
    assert optimizer in {f.optimizer for f in wrong}


RMSPROP = """\
class RMSprop:
    def __init__(self, rate=0.01, alpha=0.9, eps=1e-7, momentum=0.0, centered=False):
        self.rate, self.alpha, self.eps, self.momentum, self.centered = rate, alpha, eps, momentum, centered
        self.square, self.mean, self.velocity = {}, {}, {}

    def step(self, weights, slopes):
        for k, g in slopes.items():
            self.square[k] = self.alpha * self.square.get(k, 0.0) + (1 - self.alpha) * g * g
            size = self.square[k]
            if self.centered:
                self.mean[k] = self.alpha * self.mean.get(k, 0.0) + (1 - self.alpha) * g
                size = size - self.mean[k] ** 2
            move = g / (np.sqrt(size) + self.eps)
            if self.momentum:
                move = self.velocity[k] = self.momentum * self.velocity.get(k, 0.0) + move
            weights[k] = weights[k] - self.rate * move
"""


def test_a_switch_makes_another_method_of_the_usual_one() -> None:
    found = audit_text(RMSPROP, "rmsprop.py").findings
    assert {f.verdict for f in found} <= {"ok", "variant"}
    assert {f.optimizer for f in found} == {"rmsprop", "rmsprop_centered", "rmsprop_momentum"}
    text = RMSPROP.replace("size - self.mean[k] ** 2", "size + self.mean[k] ** 2")
    wrong = [f for f in audit_text(text, "rmsprop.py").findings if f.verdict == "wrong"]
    assert [(f.optimizer, f.line) for f in wrong] == [("rmsprop_centered", 12)]


def test_a_switch_that_is_on_by_default_is_read_so() -> None:
    text = RMSPROP.replace("centered=False", "centered=True")
    first = audit_text(text, "rmsprop.py").findings[0]
    assert (first.optimizer, "if" in (first.reading or "")) == ("rmsprop_centered", False)


ON = """\
class SGD:
    def __init__(self, lr=0.1, shrunk=True, bounded=True):
        self.lr, self.shrunk, self.bounded = lr, shrunk, bounded

    def step(self, w, g):
        if self.shrunk:
            g = g / (1 + np.abs(g))
        if self.bounded:
            w = w / (1 + np.abs(w))
        return w - self.lr * g
"""


def test_of_several_switches_that_are_on_the_program_without_them_is_read_too() -> None:
    (found,) = audit_text(ON, "sgd.py").findings
    assert (found.verdict, found.optimizer) == ("ok", "sgd")
    assert "if not self.shrunk; if not self.bounded" in (found.reading or "")


OFF = """\
class SGD:
    def __init__(self, lr=0.1, mu=0.9, heavy=True):
        self.lr, self.mu, self.heavy, self.v = lr, mu, heavy, 0.0

    def step(self, w, g):
        if self.heavy:
            self.v = self.mu * self.v - self.lr * g
            w = w + self.v
        else:
            w = w - self.lr * g
        return w
"""


def test_a_slip_in_a_line_that_is_run_where_a_switch_is_off_is_told() -> None:
    assert {f.verdict for f in audit_text(OFF, "sgd.py").findings} <= {"ok", "variant"}
    text = OFF.replace("w = w - self.lr", "w = w + self.lr")
    told = [f for f in audit_text(text, "sgd.py").findings if f.verdict == "wrong"]
    assert [f.line for f in told] == [10]


def test_what_one_minus_a_name_stands_for_has_a_default_of_its_own() -> None:
    text = GROUPS.replace("alpha=mu) if", "alpha=-mu) if")
    assert "qhm" not in {f.optimizer for f in audit_text(text, "sgd.py").findings}
