"""Code that is cut out of a program: its indent, what it leaves out, sides that nothing decides."""

from __future__ import annotations

from tests.test_audit import audited, fenced, only

INNER = """\
            else:
                total.addcmul_(grad, grad, value=1)
                root = total.sqrt().add_(eps)
                weight.addcdiv_(grad, root, value=-rate)
"""
AVERAGE = "s = rho * s + (1 - rho) * g ** 2\n"
STEP = "w = w - lr * g / (s + eps)\n"
SWITCHED = """
class Momentum:
    def step(self, w, grad):
        if self.version == 1:
            rate = self.lr
        elif self.version == 2:
            rate = self.lr / np.sqrt(1 + np.abs(self.before - grad))
        self.v = self.mu * self.v + grad
        self.before = grad
        w -= rate * self.v
"""
COMMENTED = """
class Adam:
    def step(self, param, grad):
        self.t += 1
        scaled_rate = self.lr * np.sqrt(1 - self.b2 ** self.t) / (1 - self.b1 ** self.t)
        # m = beta_1 * m + (1 - beta_1) * grad
        self.m = self.b1 * self.m + (1 - self.b1) * grad
        # v = beta_2 * v + (1 - beta_2) * grad^2
        self.v = self.b2 * self.v + (1 - self.b2) * grad * grad
        # param -= scaled_rate * m / (sqrt(v) + eps)
        param -= scaled_rate * self.m / (np.sqrt(self.v) + self.eps)
"""
GUESSED = """
class Momentum:
    def step(self, p, g):
        self.v = self.mu * self.v + g
        length = self.length_of(self.v)
        if length > self.bound:
            p += self.lr * self.v / length
        else:
            p += self.lr * self.v
"""
EPSILON = """
class RMSprop:
    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr = lr
        self.rho = rho
        self.eps = eps
        self.s = 0

    def step(self, w, g):
        self.s = self.rho * self.s + (1 - self.rho) * g ** 2
        return w - self.lr * g / (np.sqrt(self.s) + self.eps)
"""
SHIFTED = r"""
# Adam

$$m_{t+1} = \beta_1 m_t + (1 - \beta_1) g_t$$
$$v_{t+1} = \beta_2 v_t + (1 - \beta_2) g_t^2$$
$$w_{t+1} = w_t - \eta \frac{m_{t+1} / (1 - \beta_1^t)}{\sqrt{v_{t+1} / (1 - \beta_2^t)} + \epsilon}$$
"""
TWICE = """
def momentum(w, grad, v, lr, mu):
    v = mu * v - lr * grad
    return w + lr * v, v
"""


def test_the_other_half_of_a_condition_is_read_where_it_stands() -> None:
    finding = only(fenced(INNER, "Adagrad"))
    assert (finding.verdict, finding.optimizer) == ("ok", "adagrad")
    assert (finding.line, finding.column, finding.end_column) == (7, 17, 57)


def test_a_slip_in_indented_code_is_found() -> None:
    finding = only(fenced(INNER.replace("value=-rate", "value=rate"), "Adagrad"))
    assert (finding.verdict, finding.line) == ("wrong", 7)


def test_what_leaves_lines_out_is_not_judged_wrong() -> None:
    whole = only(fenced(AVERAGE + STEP, "RMSprop"))
    assert whole.verdict == "wrong"
    for gap in ("...\n", "# … as above\n"):
        assert not audited(fenced(AVERAGE + gap + STEP, "RMSprop"))


def test_what_is_left_out_before_an_update_hides_no_slip() -> None:
    assert only(fenced("...\n" + AVERAGE + STEP, "RMSprop")).verdict == "wrong"


def test_a_path_on_which_a_name_has_no_value_is_none() -> None:
    (finding,) = audited(SWITCHED, "a.py")
    assert (finding.optimizer, finding.reading.split(";")[0]) == ("momentum", "if self.version == 1")


def test_a_comment_is_not_judged_without_what_the_code_works_out_for_it() -> None:
    assert [f.verdict for f in audited(COMMENTED, "a.py")] == ["variant"]


def test_a_rate_that_is_there_twice_is_found() -> None:
    assert only(TWICE.replace("lr * v", "v"), "a.py").verdict == "ok"
    finding = only(TWICE, "a.py")
    assert (finding.verdict, finding.nearest) == ("wrong", "momentum")


def test_no_slip_is_looked_for_where_a_side_is_guessed() -> None:
    assert not audited(GUESSED, "a.py")
    assert only(GUESSED.replace("length > self.bound", "self.bounded"), "a.py").verdict == "wrong"


def test_a_small_constant_that_no_line_reads_is_told() -> None:
    assert [f.verdict for f in audited(EPSILON, "a.py")] == ["variant"]
    found = audited(EPSILON.replace("(np.sqrt(self.s) + self.eps)", "np.sqrt(self.s)"), "a.py")
    (wrong,) = (f for f in found if f.verdict == "wrong")
    assert (wrong.line, wrong.text, wrong.optimizer) == (3, "eps", "rmsprop")


def test_what_the_first_step_gives_may_have_the_index_two() -> None:
    finding = only(SHIFTED)
    assert (finding.verdict, finding.optimizer) == ("ok", "adam")
    assert "and what they give from 2" in finding.reading
    assert only(SHIFTED.replace(r"\beta_2^t", r"\beta_1^t")).fix == "beta_1 -> beta_2"


def test_a_weight_that_moves_further_down_in_a_section_completes_a_line() -> None:
    average = "# Momentum\n\n" + "Words.\n" * 80 + "\n```\nm = 0.9 * m + 0.1 * gradient\n```\n"
    assert [f.verdict for f in audited(average)] == ["incomplete"]
    assert not audited(average + "\nThe update:\n\n```\nθ -= lr * m_hat\n```\n")
    below = audited(average + fenced("w -= lr * g", "SGD"))
    assert [f.verdict for f in below] == ["incomplete", "ok"]
