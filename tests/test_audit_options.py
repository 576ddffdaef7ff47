"""Clean programs and texts with options: nothing is wrong with them, and slips in them are told."""

from __future__ import annotations

from verifier.audit.audit import audit_text


def alarms(text: str, name: str = "optimizer.py") -> list[str]:
    found = audit_text(text, name).findings
    return [f"{f.line} {f.fix}" for f in found if f.verdict not in ("ok", "variant")]


AMSGRAD = """\
class Adam(Optimizer):
    def __init__(self, rate=1e-3, b1=0.9, b2=0.999, eps=1e-7, amsgrad=False):
        self.amsgrad = amsgrad

    def update_step(self, slope, variable):
        step = self.iterations + 1
        m = self.firsts[variable.key]
        v = self.seconds[variable.key]
        rate = self.rate * ops.sqrt(1 - self.b2**step) / (1 - self.b1**step)
        m.assign_add((slope - m) * (1 - self.b1))
        v.assign_add((ops.square(slope) - v) * (1 - self.b2))
        if self.amsgrad:
            largest = self.largest[variable.key]
            largest.assign(ops.maximum(largest, v))
            v = largest
        variable.assign_sub(m * rate / (ops.sqrt(v) + self.eps))
"""


def test_a_local_name_that_is_given_another_place_leaves_the_first_as_it_is() -> None:
    found = audit_text(AMSGRAD, "adam.py").findings
    assert [(f.verdict, f.optimizer) for f in found] == [("variant", "adam"), ("variant", "amsgrad")]
    assert alarms(AMSGRAD.replace("slope) - v)", "slope) + v)"))


LOOKING_AHEAD = '''\
class RMSprop:
    """RMSprop with momentum, and Nesterov's if asked for."""

    def step(self, w, g):
        self.s = self.rho * self.s + (1 - self.rho) * g**2
        d = g / (np.sqrt(self.s) + self.eps)
        self.b = self.mu * self.b + d
        if self.nesterov:
            return w - self.rate * (d + self.mu * self.b)
        return w - self.rate * self.b
'''
AHEAD_IN_WORDS = r"""# RMSprop with momentum

From $v_0 = 0$ and $b_0 = 0$:

$$v_t = \rho v_{t-1} + (1-\rho) g_t^2, \qquad b_t = \mu b_{t-1} + \frac{g_t}{\sqrt{v_t}+\epsilon}$$

$$\theta_t = \theta_{t-1} - \eta b_t$$

With `nesterov=True`:

$$\theta_t = \theta_{t-1} - \eta \left(\frac{g_t}{\sqrt{v_t}+\epsilon} + \mu b_t\right)$$
"""


def test_a_look_ahead_in_a_method_that_has_none_elsewhere_is_no_slip() -> None:
    assert not alarms(LOOKING_AHEAD)
    assert not alarms(AHEAD_IN_WORDS, "rmsprop.md")
    assert alarms(AHEAD_IN_WORDS.replace(r"- \eta b_t", r"+ \eta b_t"), "rmsprop.md")


DAMPED = """\
class Momentum:
    def __init__(self, rate=0.01, momentum=0.9, dampening=0.5):
        self.rate, self.momentum, self.dampening = rate, momentum, dampening
        self.v = 0.0

    def step(self, w, g):
        self.v = self.momentum * self.v + (1 - self.dampening) * g
        return w - self.rate * self.v
"""


def test_a_rate_of_dampening_is_no_slip_for_the_momentum() -> None:
    assert not alarms(DAMPED)


CLIMBING = '''\
class SGD:
    """Minimizes by default; with ``maximize=True`` it goes uphill."""

    def __init__(self, rate=0.1, momentum=0.0, maximize=False):
        self.rate = rate if not maximize else -rate
        self.momentum = momentum

    def step(self, w, g):
        if self.momentum:
            self.v = self.momentum * self.v + g
            g = self.v
        return w - self.rate * g


class GradientAscent:
    def __init__(self, rate=0.1, momentum=0.9, nesterov=False):
        self.rate, self.momentum, self.nesterov = rate, momentum, nesterov
        self.v = 0.0

    def step(self, w, g):
        self.v = self.momentum * self.v + self.rate * g
        if self.nesterov:
            return w + self.momentum * self.v + self.rate * g
        return w + self.v
'''


MAXIMIZER = r"""# SGD

A maximizer adds the gradient, $w_{t+1} = w_t + \eta \nabla J(w_t)$, a minimizer takes it away,
$w_{t+1} = w_t - \eta \nabla J(w_t)$.
"""


def test_what_a_maximizer_does_is_no_slip() -> None:
    assert not alarms(MAXIMIZER, "sgd.md")
    assert alarms(MAXIMIZER.replace("A maximizer adds the gradient", "The gradient is added"), "sgd.md")


def test_what_a_class_is_called_says_that_it_climbs() -> None:
    assert not alarms(CLIMBING)


MEMORY = """\
class Nesterov:
    def __init__(self, rate=0.01):
        self.rate, self.lam, self.y = rate, 1.0, None

    def step(self, x, grad):
        y_new = x - self.rate * grad(x)
        lam_new = (1 + np.sqrt(1 + 4 * self.lam**2)) / 2
        gamma = (1 - self.lam) / lam_new
        x = (1 - gamma) * y_new + gamma * (y_new if self.y is None else self.y)
        self.lam, self.y = lam_new, y_new
        return x
"""


def test_what_is_asked_about_the_first_step_within_an_expression_is_no_setting() -> None:
    assert not alarms(MEMORY)


FIRST_RUN = """\
__global__ void sgd(float* w, const float* g, float* buf, int n, float lr, float momentum, float dampening,
                    bool nesterov, bool first_run) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  float grad = g[i];
  if (momentum != 0) {
    if (!first_run)
      buf[i] = buf[i] * momentum + (1 - dampening) * grad;
    else
      buf[i] = grad;
    if (nesterov)
      grad += momentum * buf[i];
    else
      grad = buf[i];
  }
  w[i] -= lr * grad;
}
"""


def test_a_flag_for_the_first_step_is_no_setting() -> None:
    assert not alarms(FIRST_RUN, "sgd.cu")


SEVERAL = """\
# Momentum
v = 0
for t in range(100):
    g = grad(w)
    v = 0.9 * v + 0.1 * g
    w = w - rate * v

# Nesterov
v = 0
for t in range(100):
    g = grad(w - rate * 0.9 * v)
    v = 0.9 * v + g
    w = w - rate * v

# Adam
m, v = 0, 0
for t in range(1, 101):
    g = grad(w)
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    w = w - rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
"""


def test_what_is_set_behind_a_loop_is_set_for_the_next_one() -> None:
    found = audit_text(SEVERAL, "several.py").findings
    assert {f.verdict for f in found} <= {"ok", "variant"}
    assert [f.optimizer for f in found] == ["momentum", "nesterov", "adam"]


CONSTRUCTED = """\
class Adam:
    def __init__(self, rate=1e-3, betas=(0.9, 0.999), eps=1e-8, averaging=True):
        self.rate, self.eps = rate, eps
        self.beta1, self.beta2 = betas
        self.beta3 = 1 - betas[0] if averaging else 1.0

    def step(self):
        self.t += 1
        for p in self.params:
            p.m = self.beta1 * p.m + self.beta3 * p.grad
            p.v = self.beta2 * p.v + (1 - self.beta2) * p.grad**2
            step = p.m / (1 - self.beta1**self.t) / ((p.v / (1 - self.beta2**self.t)) ** 0.5 + self.eps)
            p.data = p.data - self.rate * step
"""


def test_a_switch_of_a_constructor_has_its_default_there() -> None:
    assert not alarms(CONSTRUCTED)


SCHEDULED = r"""# AMSGrad

Let $\beta_{1,t} = \beta_1/t$:

$$m_t = \beta_{1,t} m_{t-1} + (1-\beta_{1,t}) g_t$$
$$v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2, \qquad \hat v_t = \max(\hat v_{t-1}, v_t)$$
$$x_{t+1} = x_t - \alpha_t m_t / \sqrt{\hat v_t}$$
"""


def test_a_schedule_of_a_decay_rate_is_no_state() -> None:
    assert not alarms(SCHEDULED, "amsgrad.md")


TWO_WAYS = r"""# Momentum

$$v_{t+1} = \mu v_t + g_{t+1}$$

and then $p_{t+1} = p_t - \eta v_{t+1}$. With Nesterov's the step is

$$p_{t+1} = p_t - \eta (g_{t+1} + \mu v_{t+1})$$

Sutskever has the rate in the velocity:

$$v_{t+1} = \mu v_t + \eta g_{t+1}, \quad p_{t+1} = p_t - v_{t+1}$$
"""


def test_what_a_later_way_to_write_it_begins_with_is_not_read_by_a_step_above() -> None:
    found = audit_text(TWO_WAYS, "momentum.md").findings
    assert [(f.verdict, f.optimizer) for f in found] == [
        ("ok", "momentum"),
        ("variant", "nesterov"),
        ("ok", "momentum"),
    ]
