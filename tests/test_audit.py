"""The audit: what it finds in documents and code, where, and in which form it says so."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.audit_corpus import Case, cases
from tests.command import Run
from verifier.audit.audit import audit_text
from verifier.audit.finding import VERDICTS, AuditFinding, FileAudit
from verifier.audit.formats import junit, markdown, sarif
from verifier.audit.judging import judge as judging
from verifier.audit.judging.known import known_forms
from verifier.audit.slips import mend as mending
from verifier.audit.slips import question as asking
from verifier.findings import Verdict
from verifier.referee import Judgement
from verifier.terminal.audited import marked

ADAM = """
def adam(w, g, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1*m + (1 - beta1)*g
    v = beta2*v + (1 - beta2)*g**2
    m_hat = m/(1 - beta1**t)
    v_hat = v/(1 - beta2**t)
    w = w - lr*m_hat/(np.sqrt(v_hat) + eps)
    return w, m, v
"""
SWAPPED = ADAM.replace("(1 - beta1)*g", "(1 - beta2)*g")
LATEX = r"""
# Adam

The moments are

$$m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t$$
$$v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2$$

and with $\hat{m}_t = m_t/(1 - \beta_1^t)$ and $\hat{v}_t = v_t/(1 - \beta_2^t)$

$$\theta_t = \theta_{t-1} - \frac{\alpha}{\sqrt{\hat{v}_t} + \epsilon}\, \hat{m}_t$$
"""
SAMPLE = cases()[::61]


def audited(text: str, name: str = "a.md") -> tuple[AuditFinding, ...]:
    return audit_text(text, name).findings


def only(text: str, name: str = "a.md") -> AuditFinding:
    (finding,) = audited(text, name)
    return finding


def fenced(code: str, heading: str = "Notes") -> str:
    return f"# {heading}\n\n```python\n{code}\n```\n"


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.name)
def test_a_sample_of_the_corpus_gets_the_verdicts_that_are_due(case: Case) -> None:
    assert case.met_by(case.findings())


def test_a_function_that_is_its_reference_is_ok() -> None:
    finding = only(ADAM, "adam.py")
    assert (finding.verdict, finding.optimizer, finding.nearest) == ("ok", "adam", "adam")


def test_a_slip_is_wrong_with_its_place_its_mend_and_a_witness() -> None:
    finding = only(fenced(SWAPPED))
    assert (finding.verdict, finding.nearest, finding.fix) == ("wrong", "adam", "beta2 -> beta1")
    assert finding.text == "m = beta1*m + (1 - beta2)*g"
    assert (finding.line, finding.column, finding.end_line, finding.end_column) == (6, 5, 6, 32)
    assert finding.witness["left"] != finding.witness["right"]


def test_formulas_that_are_spread_over_a_document_are_put_together() -> None:
    finding = only(LATEX)
    assert (finding.verdict, finding.nearest, finding.line) == ("ok", "adam", 11)


def test_one_sign_turned_in_a_formula_turns_the_verdict() -> None:
    turned = LATEX.replace(r"\theta_{t-1} - \frac", r"\theta_{t-1} + \frac")
    assert only(turned).verdict == "wrong"


def test_a_formula_in_other_letters_has_the_same_verdict() -> None:
    other = LATEX.replace("m_", "s_").replace("{m}", "{s}").replace("v_", "r_").replace("{v}", "{r}")
    assert only(other.replace(r"\theta", "w")).nearest == "adam"


def test_an_update_of_another_method_than_the_one_that_alone_is_named_is_wrong() -> None:
    code = fenced("def adagrad(w, g, lr):\n    return w - lr*g")
    finding, plain = only(code), only(f"The plain step as a baseline:\n\n{code}")
    assert (finding.verdict, finding.nearest) == ("wrong", "adagrad")
    assert (plain.verdict, plain.nearest) == ("variant", "sgd")


def test_what_a_text_calls_a_simplification_is_a_variant() -> None:
    code = "m = b1*m + (1-b1)*dx\nv = b2*v + (1-b2)*dx**2\nx += -lr*m/(np.sqrt(v) + eps)"
    text = f"# Adam\n\nThe simplified update is\n\n```python\n{code}\n```\n"
    assert only(text).verdict == "variant"
    assert only(text.replace("simplified ", "")).verdict == "wrong"


def test_losses_schedules_and_averages_are_no_findings() -> None:
    text = "$$L = \\frac{1}{n}\\sum_i (y_i - p_i)^2$$\n\n$$\\eta_t = \\eta_0/(1 + kt)$$\n\n"
    assert not audited(text + fenced("ema = decay*ema + (1 - decay)*x"))


def test_a_gradient_that_its_index_delays_is_reported_once_where_it_is_defined() -> None:
    text = r"""
$$g^t := \frac{\partial E}{\partial w}(w^{t-1})$$

# SGD
$$w^{t+1} = w^t - \eta g^t$$

# Momentum
$$v^t = \mu v^{t-1} - \eta g^t \quad (v^0 = 0)$$
$$w^{t+1} = w^t + v^t$$
"""
    assert [(f.verdict, f.line) for f in audited(text)] == [("wrong", 2), ("ok", 5), ("ok", 9)]


def test_the_nearest_form_and_the_mend_are_those_of_the_library_that_prints_it() -> None:
    code = """
    t = 0
    decay = 0.96
    local_step = t + 1
    next_step = t + 2
    u_t = beta_1 * (1.0 - 0.5 * power(decay, local_step))
    u_t_1 = beta_2 * (1.0 - 0.5 * power(decay, next_step))
    u_product_t = u_product_t * beta_1 * (1.0 - 0.5 * power(decay, local_step))
    u_product_t_1 = u_product_t * u_t_1
    m = m + (1 - beta_1) * (g - m)
    v = v + (1 - beta_2) * (g**2 - v)
    m_hat = u_t_1 * m / (1 - u_product_t_1) + ((1 - u_t) * g) / (1 - u_product_t)
    v_hat = v / (1 - power(beta_2, local_step))
    w = w - (lr * m_hat) / (sqrt(v_hat) + epsilon)
    """
    finding = only(fenced(textwrap.dedent(code), "Nadam"))
    assert (finding.verdict, finding.nearest, finding.fix) == ("wrong", "nadam/keras", "beta_2 -> beta_1")
    assert finding.text.startswith("u_t_1 = beta_2")


def test_a_broken_cell_is_unreadable_and_the_rest_is_judged() -> None:
    cells = [
        {"cell_type": "code", "source": "%matplotlib inline\ndef grad(:\n", "metadata": {}, "outputs": []},
        {"cell_type": "markdown", "source": "# Adam", "metadata": {}},
        {"cell_type": "code", "source": ADAM.splitlines(keepends=True), "metadata": {}, "outputs": []},
    ]
    notebook = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    found = audited(notebook, "a.ipynb")
    assert [(f.verdict, f.cell) for f in found] == [("unreadable", 0), ("ok", 2)]
    assert only("{", "b.ipynb").verdict == "unreadable"


def test_no_printed_form_that_is_claimed_different_is_a_reference_but_those_of_frameworks() -> None:
    names = {form.name for form in known_forms()}
    assert "nadam/keras" in names
    assert not names & {"adam/kerasy", "adam/reddi", "nadam/keras3-article"}


def test_the_command_gives_json_of_the_agreed_form_and_fails_as_it_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(fenced(SWAPPED), encoding="utf-8")
    (tmp_path / "b.py").write_text(ADAM, encoding="utf-8")
    said = run("audit", str(tmp_path), "--json", "--no-cache")
    data = json.loads(said.out)
    assert said.status == 1
    assert data["summary"] == dict.fromkeys(VERDICTS, 0) | {"ok": 1, "wrong": 1}
    fields = "line column end_line end_column cell optimizer text verdict nearest fix reading why witness"
    assert list(data["files"][0]["findings"][0]) == fields.split()
    assert run("audit", str(tmp_path / "a.md"), "--fail-on", "incomplete").status == 0
    assert run("audit", str(tmp_path / "b.py"), "--fail-on", "ok").status == 1
    assert run("audit", str(tmp_path / "none.md")).status == 2
    assert run("audit", str(tmp_path / "a.md"), "--fail-on", "bad").status == 2


def test_the_terminal_shows_the_line_with_the_place_marked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(fenced(SWAPPED), encoding="utf-8")
    lines = run("audit", str(tmp_path / "a.md")).out.splitlines()
    assert lines[1].strip() == "m = beta1*m + (1 - beta2)*g"
    assert lines[2].strip() == "^" * 27
    assert lines[-1] == "1 wrong"


def test_sarif_has_a_result_for_each_finding_and_relative_paths() -> None:
    log = sarif([audit_text(fenced(SWAPPED), "docs/a.md")], "1.0")
    (result,) = log["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert (result["ruleId"], result["level"]) == ("wrong", "error")
    assert place["artifactLocation"]["uri"] == "docs/a.md"
    assert sarif([], "1.0")["runs"][0]["results"] == []
    notebook = json.dumps({"cells": [{"cell_type": "markdown", "source": fenced(SWAPPED)}]})
    (result,) = sarif([audit_text(notebook, "a b\udcff.ipynb")], "1.0")["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]) == ("a%20b%FF.ipynb", {"startLine": 1})
    assert result["message"]["text"].startswith("cell 0, line ")


def test_junit_counts_as_failures_what_it_is_told() -> None:
    root = ElementTree.fromstring(junit([audit_text(fenced(SWAPPED), "a.md")], ("wrong",)))
    assert [suite.get("failures") for suite in root] == ["1"]


ODD = AuditFinding(
    1, 1, 1, 4, None, "sgd", "a``|`b\x01\x1b[31m", "wrong", "sgd", "a* -> b", why="of a* and b*"
)


def test_control_characters_and_signs_of_a_formula_do_no_harm_in_any_form() -> None:
    found = [FileAudit("a|b.md", (ODD,))]
    (case,) = ElementTree.fromstring(junit(found, ("wrong",))).iter("failure")
    assert case.text == "a``|`b[31m"
    row = markdown(found).splitlines()[-1]
    assert row == r"| 1 | sgd | wrong | ```a``\|`b[31m``` | of a\* and b\* | `a* -> b` |"
    assert marked("\x1b]0;\u202eg\t=", ODD, 60)[0] == "·]0;·g ="


def test_a_default_that_a_docstring_states_is_held_against_the_signature() -> None:
    code = '''
class Adam:
    """Adam.

    Args:
        lr (float): learning rate (default: 1e-2)
        eps (float): added to the denominator (default: 1e-8)
    """
    def __init__(self, lr=1e-3, eps=1e-8):
        self.lr = lr
'''
    finding = only(code, "a.py")
    assert (finding.verdict, finding.line, finding.fix) == ("wrong", 6, "1e-2 -> 0.001")
    assert not audited(code.replace("1e-2", "0.001"), "a.py")
    ahead = code.replace("(default: 1e-2)", "of momentum or none, 1e-2 by default")
    assert (only(ahead, "a.py").optimizer, only(ahead, "a.py").fix) == ("adam", "1e-2 -> 0.001")
    assert not audited(ahead.replace("1e-2", "0.001"), "a.py")


@pytest.mark.parametrize(
    "more",
    [
        "g = g + weight_decay*w\n    w = w - lr*g",
        "w = w - lr*(g + l2*w)",
        "g = np.clip(g, -clip, clip)\n    w = w - lr*g",
        "w = w - 2*lr*g",
        "w = w - lr/(1 + decay*t)*g",
    ],
)
def test_what_has_more_than_a_known_form_is_no_slip(more: str) -> None:
    numbers = "lr=0.1, weight_decay=1e-4, l2=1e-4, clip=5.0, decay=0.1"
    code = f"def sgd(w, g, t, {numbers}):\n    {more}\n    return w\n"
    assert not [f for f in audited(code, "a.py") if f.verdict == "wrong"]


def test_what_no_referee_settles_is_neither_right_nor_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    undecided = Judgement(Verdict.UNDECIDED, reason="the time was over")
    for text in (ADAM, SWAPPED):
        assert audited(fenced(text, "Adam"))
        with monkeypatch.context() as patched:
            for module in (judging, mending, asking):
                patched.setattr(module, "compared", lambda *_, **__: undecided)
            _forget()
            assert audited(fenced(text, "Adam")) == ()
        _forget()


def _forget() -> None:
    """What was judged before is asked again."""
    judging.hit_of.cache_clear()
    mending._mend_of.cache_clear()
    mending.question.cache_clear()
