"""Bad input: whatever the text, the audit ends, raises nothing and runs nothing."""

from __future__ import annotations

import json
import math
import os
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from verifier.audit.audit import audit_text, files
from verifier.audit.cache import audited
from verifier.audit.command import source_line
from verifier.audit.finding import VERDICTS
from verifier.audit.judging.course import near
from verifier.errors import InputError

SUFFIXES = (".md", ".py", ".rst", ".tex", ".ipynb", ".jl", ".java", ".cpp", ".js")
SEEDS = (
    "# Adam\n$$m_t = \\beta m_{t-1} + (1-\\beta) g_t$$\n```python\nw -= lr*g\n```\n",
    "def f(w, g, lr=0.1):\n    for i in range(3):\n        w[i] -= lr * g[i]\n    return w\n",
    "class A { void step(double[] w) { for (int i = 0; i < 3; i++) { w[i] -= lr * g[i]; } } }",
    "function f!(w, g; η=0.1)\n  w .-= η .* g\n  if a > 0 && b\n    x = y ? 1 : 2\n  end\nend\n",
    '{"cells": [{"cell_type": "code", "source": ["w -= lr*g"]}], "nbformat": 4}',
    ".. math::\n\n   w = w - \\eta g\n\n\\begin{equation} w \\gets w - g \\end{equation} $x$",
)
FEW = settings(
    max_examples=25,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def assert_sound(text: str, suffix: str) -> None:
    lines = text.count("\n") + text.count("\r") + 2
    for finding in audit_text(text, f"a{suffix}").findings:
        assert finding.verdict in VERDICTS
        assert 1 <= finding.line <= finding.end_line
        assert suffix == ".ipynb" or finding.line <= lines
        assert finding.column >= 1


@FEW
@given(st.text(max_size=200), st.sampled_from(SUFFIXES))
def test_any_text_is_read_in_any_form(text: str, suffix: str) -> None:
    assert_sound(text, suffix)


@FEW
@given(
    st.sampled_from(SEEDS), st.sampled_from(SUFFIXES), st.randoms(use_true_random=False), st.integers(1, 8)
)
def test_mutated_documents_are_read(seed: str, suffix: str, choice: random.Random, count: int) -> None:
    text = seed
    for _ in range(count):
        at = choice.randrange(len(text) + 1)
        other = choice.choice(SEEDS)
        cut = choice.randrange(len(other))
        text = text[:at] + other[cut : cut + choice.randrange(6)] + text[at + choice.randrange(4) :]
    assert_sound(text, suffix)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "text",
    [
        "/** $w = w - g$ */" + " " * 600 + "w",
        "Take a" + " " * 600 + "< b, e.g. a = 1 and b = 2.",
        "$$" + "{" * 3000 + "x" + "}" * 3000 + "$$",
        "x = " + "(" * 3000 + "1" + ")" * 3000,
        "$$w = w - " + "+".join("g" for _ in range(5000)) + "$$",
        "$" * 4000,
        "\\[" * 2000,
        "{" * 4000,
        "`" * 4000,
        "a = b\n" * 2000,
        "if x:\n" + "".join(" " * i + "if x:\n" for i in range(1, 90)),
        "w = " + "f(w.pow(" * 50 + "g" + ", 2))" * 50,  # each argument is read once
        "\x00\ud800\x0b",
        "w = w - 1e999999999 * g;",  # no rational number of so many digits is made
        "$$u = \\text¹sign(c)$$",  # a digit that is no numeral
        f"For instance $0.9^{{10}} \\approx 0.53{'9' * 5000}$.",
        f"It averages over the last {'9' * 5000} gradients with $\\beta = 0.9{'9' * 5000}$.",
        'def sgd(w, g, lr=0.1):\n    "lr: default 1e999999999"\n    return w - lr * g',
        f"# SGD\n\nIts minimum is at $x = {'9' * 5000}/0$.\n\n$$w = w - \\eta g$$",
        "# SGD\n\n$$w = w + \\eta g$$\n" + "\n" * 400 + "The next chapter",
        "# SGD\n\n$$w = w + \\eta g$$\n" + "* " * 400 + "the next chapter",
        '"""' + "doc" + '"""' + " " * 9000 + "\nstruct",
        "def adam(p, g, m, b=0.9):\n    m = b * m + (1 - b) * g\n    p.add" + "_" * 120 + "(m)\n",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_long_deep_and_odd_texts_are_read(text: str, suffix: str) -> None:
    assert_sound(text, suffix)


@pytest.mark.parametrize("suffix", [".py", ".md"])
def test_warnings_of_a_documents_program_are_nobodys_concern(
    suffix: str, recwarn: pytest.WarningsRecorder
) -> None:
    fence = "```\n" * (suffix == ".md")
    assert_sound(f'{fence}"""A \\theta."""\nw = 1if a else 0x1for x in w\nw -= lr*g\n{fence}', suffix)
    assert not recwarn.list


def test_what_is_beyond_all_floats_goes_no_known_course() -> None:
    assert not near(math.inf, 1.5)
    assert not near(1.5, math.inf)
    assert near(1.5, 1.5 + 1e-13)
    step = "w + lr * (10**10**10 * g) / (Math.sqrt(v) + 1e-8)"  # each known form was asked about
    body = f"  v = 0.9 * v + 0.1 * g * g;\n  return {step};\n"
    assert_sound(f"function adam(w, g, v, lr) {{\n{body}}}\n", ".js")


def test_nothing_of_a_document_is_run(tmp_path: object) -> None:
    text = "```python\nraise SystemExit(3)\n```\n\n```python\nimport os; os._exit(4)\n```\n"
    assert audit_text(text, "a.md").findings == ()
    cell = {"cell_type": "code", "source": "!exit 5\n%run x\nraise SystemExit", "metadata": {}, "outputs": []}
    notebook = {"cells": [cell, 3, {"source": 4}, {"cell_type": "code", "source": None}], "nbformat": 4}
    assert {f.verdict for f in audit_text(json.dumps(notebook), "a.ipynb").findings} <= {"unreadable"}


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.md", b"\x7fELF\x00\x01", "it is no text"),
        ("a.ipynb", b"{}", "it has no cells"),
        ("a.ipynb", b"[1]", "it has no cells"),
        ("a.ipynb", b"", "its JSON is broken"),
        ("pipe.md", None, "it is no file"),
        ("none.md", None, "No such file"),
    ],
)
def test_what_is_no_document_is_unreadable_and_told_why(
    name: str, content: bytes | None, why: str, tmp_path: Path
) -> None:
    """A pipe that nobody writes to would be read for ever, as would /dev/zero."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    elif name.startswith("pipe"):
        os.mkfifo(path)
    (found,) = audited(path).findings
    assert (found.verdict, why in found.why) == ("unreadable", True)


CLIMBING = "def sgd(w, g, lr=0.1):\n    w = w + lr * g\n    return w\n"
CELLS = [
    {"cell_type": "code", "source": "%matplotlib inline\n!ls\n" + CLIMBING},
    {"cell_type": "code", "source": "def broken(:\n    w -= lr*\n"},
    {"cell_type": "code", "outputs": [{"data": {}}], "source": CLIMBING.splitlines(keepends=True)},
]
NOTEBOOK = json.dumps({"nbformat": 4, "metadata": {}, "cells": CELLS}, indent=1)


@pytest.mark.parametrize("end", [", ]}", "\n<<<<<<< HEAD\n", '"cell_type'])
def test_cells_that_are_whole_are_judged_in_a_notebook_that_is_broken(end: str, tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(NOTEBOOK[: NOTEBOOK.rindex("]")] + end)
    broken, *found = audited(path).findings
    assert (broken.verdict, broken.cell, broken.line > 20) == ("unreadable", None, True)
    assert "its JSON is broken" in broken.why
    assert [(f.cell, f.verdict) for f in found] == [(0, "wrong"), (1, "unreadable"), (2, "wrong")]
    assert [source_line(str(path), f).strip() for f in found][::2] == ["w = w + lr * g"] * 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"])
def test_a_text_is_read_in_any_usual_encoding(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(f'"""Größe."""\n{CLIMBING}'.encode(encoding))
    assert [f.verdict for f in audited(path).findings] == ["wrong"]


def test_a_formula_that_is_too_long_is_told_where_a_rule_is_due() -> None:
    rule = "$$\\begin{aligned}w_t &= w_{t-1}" + " - \\eta g_t" * 1000 + "\\end{aligned}$$"
    told = [
        (f.verdict, f.line, "at most" in f.why) for f in audit_text(f"# SGD\n\n{rule}\n", "a.md").findings
    ]
    assert told == [("unreadable", 3, True)]
    assert audit_text(f"# SGD\n\n{rule.replace('w', 'L')}\n", "a.md").findings == ()


def test_an_empty_block_of_code_corrects_nothing() -> None:
    rules = r"""
$$m_t = \beta_1 m_{t-1} + (1-\beta_1) g_t$$
$$v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2$$
$$w_t = w_{t-1} - \alpha m_t/(\sqrt{v_t} + \epsilon)$$
"""
    findings = audit_text(f"## Adam\n{rules}\nThe bias is corrected:\n\n```\n```\n", "a.md").findings
    assert [f.verdict for f in findings] == ["wrong"]


def test_a_comparison_is_no_new_weight() -> None:
    program = """
void adam(float *w, float *m, float *v, float *g, float lr, float beta1, float beta2, float eps) {
    for (int i = 0; i < n; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
        w[i] = w[i] < - lr * m[i] / (std::sqrt(v[i]) + eps);
    }
}
"""
    assert audit_text(program, "adam.cpp").findings == ()
    assert audit_text(program.replace("w[i] < -", "w[i] -"), "adam.cpp").findings


def test_names_patterns_and_folders_name_files_each_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / ".venv").mkdir()
    for name in ("a.md", "deep/b.py", "deep/er/c.md", "deep/er/none.xyz", ".venv/d.md"):
        (tmp_path / name).touch()
    (tmp_path / "deep" / "up").symlink_to(tmp_path, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    assert [str(p) for p in files(["."])] == ["a.md", "deep/b.py", "deep/er/c.md"]
    assert [str(p) for p in files(["deep/*/c.md", "deep/**/*.md", "a.md"])] == ["deep/er/c.md", "a.md"]
    for name in ("", "none.md", "x*.md", "**x", "deep/er/[", ".venv/*.py"):
        with pytest.raises(InputError, match=r"there is no file"):
            files([name])


def test_letters_made_of_themselves_and_files_cut_off_end() -> None:
    """Found by the fuzzer: a root of what is made of itself went round for ever; a bracket behind the end."""
    cut = (
        "function make(dim; lr=1f-4, wd=0.0$\n    m "
        + "_{t-1}" * 8
        + "=} zeros(dim$\n    return function (w, g)"
    )
    assert isinstance(audit_text(cut, "cut.jl").findings, tuple)
    for first, second in (("u + 1", "v + 1"), ("u / 2", "v / 2"), ("v", "u")):
        text = f"# Adam\n\n```\nv = {first}\nu = {second}\nw = w - lr * m / sqrt(v)\n```\n"
        assert isinstance(audit_text(text, "round.md").findings, tuple)
