"""Whole files that are refused: calls, what stands outside functions, what is no text, what is hostile."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.formula_texts import caret_points_at, refusal
from tests.parts import some_of
from verifier.errors import InputError
from verifier.lift.formula import read, read_source


@pytest.mark.parametrize(
    ("helper", "call", "problem"),
    [
        ("def h(x): return h(x)", "h(w)", "'h' calls itself"),
        ("def h(x): return k(x)\ndef k(x): return h(x)", "h(w)", "'h' calls itself"),
        ("def h(x): return f(x, x)", "h(w)", "'f' calls itself"),
        ("def h(x): y = x", "h(w)", "'h' can end without a value"),
        ("def h(x):\n    if x > 0: return x", "h(w)", "'h' can end without a value"),
        ("def h(x): return", "h(w)", "'h' can end without a value"),
        ("def h(x): return x, x", "h(w)", "2 values for one name"),
        ("def h(x): return x, x", "2*h(w)", "the call returns 2 values where one is needed"),
        ("def h(x):\n    if x > 0: return x, x\n    return x", "h(w)", "different numbers of values"),
        ("def h(x):\n    if x > 0: return x\n    return x > 1", "h(w)", "one branch returns a comparison"),
        ("def h(x): return x", "h()", "the call of h lacks its argument 'x'"),
        ("def h(x): return x", "h(w, g)", "h takes 1 arguments in order, not 2"),
        ("def h(x): return x", "h(w, x=g)", "h takes no such keyword: 'x'"),
        ("def h(x): return x", "h(x=w, x=g)", "h takes no such keyword: 'x'"),
        ("def h(x): return x", "h(y=w)", "h takes no such keyword: 'y'"),
        ("def h(x, /): return x", "h(x=w)", "h takes no such keyword: 'x'"),
        ("def h(x): return x", "h(**w)", "h takes no such keyword: '**'"),
        ("def h(x): return x", "h(*w)", "a starred expression"),
        ("def h(*x): return x", "h(w)", "'x' takes any number of arguments"),
        ("@cache\ndef h(x): return x", "h(w)", "a decorator of 'h' is not read"),
        ("def h(x): return x + m", "h(w)", "'m' is not defined"),
        ("def h(x, y=w): return x", "h(w)", "'w' is not defined"),
        ("def h(x):\n    for i in x: pass", "h(w)", "a loop (`for`)"),
        ("def h(x): return x", "h", "'h' is a function here"),
        ("def np(x): return x", "np.sqrt(w)", "'np' is defined here and is no module"),
    ],
)
def test_calls_that_are_refused(helper: str, call: str, problem: str) -> None:
    assert problem in refusal(f"{helper}\ndef f(w, g):\n    u = {call}\n    return w - u*g", "f")


@pytest.mark.parametrize(
    ("top", "problem"),
    [
        ("import os", "an import of 'os' may have effects"),
        ("import os.path as np", "an import of 'os.path' may have effects"),
        ("from . import numpy", "an import of '.' may have effects"),
        ("from .numpy import sqrt", "an import of '.numpy' may have effects"),
        ("from numpy import sin as sqrt", "gives 'sqrt' another meaning"),
        ("import numpy as sqrt", "gives 'sqrt' another meaning"),
        ("from jax import grad", "gives 'grad' another meaning"),
        ("from numpy import linalg as np", "'np' is the prefix of a module"),
        ("print('hello')", "an expression whose value is not used at the top of a file"),
        ("for i in range(3): pass", "a loop (`for`) at the top of a file"),
        (
            "class C: pass",
            "a class at the top of a file is not read; `verifier audit` judges it",
        ),
        ("async def h(): pass", "an `async` function at the top of a file"),
        ("if 1 > 0:\n    X = 1", "`if` at the top of a file"),
        ("A: float = 1", "an annotated assignment at the top of a file"),
        ("A, B = 1, 2", "this assignment at the top of a file"),
        ("A = B = 1", "this assignment at the top of a file"),
        ("A = [1]", "a list is not read"),
        ("A = open('x')", "the function 'open' is not read"),
        ("A = B\nB = 1", "'B' is not defined"),
        ("A = 1 > 0", "a comparison stands where a number is needed"),
        ("A = grad(1)", "cannot be asked for here: it is a number of the file"),
        ("A = 1\nA = 2", "'A' is defined twice"),
        ("def h(x): return x\ndef h(x): return 2*x", "'h' is defined twice"),
        ("sqrt = 2", "'sqrt' has a meaning of its own"),
        ("np = 2", "'np' has a meaning of its own"),
        ("return 1", "`return` outside a function"),
    ],
)
def test_the_top_of_a_file_holds_nothing_that_acts(top: str, problem: str) -> None:
    assert problem in refusal(f"{top}\ndef f(w, g): return w - g", "f")


def test_a_decorated_step_is_refused() -> None:
    assert "a decorator of 'f' is not read" in refusal("@jit\ndef f(w, g): return w - g")


def test_several_functions_without_a_choice_are_listed() -> None:
    text = "def h(x): return x\ndef f(w, g): return w - h(g)"
    assert refusal(text) == "steps.py: the file holds 2 functions; choose one of steps.py:h, steps.py:f"


def test_an_unknown_function_is_told_with_the_nearest() -> None:
    assert "there is no function 'adan'; did you mean adam?" in refusal(
        "def adam(w, g): return w - g", "adan"
    )


def test_a_file_without_functions_is_refused() -> None:
    assert "defines no function" in refusal("A = 1")
    assert "defines no function" in refusal("")


def test_a_syntax_error_is_shown_with_line_and_caret() -> None:
    message = refusal("def f(w, g):\n    w = w - (g\n    return w +\n")
    assert message.startswith("steps.py:2:13: not Python: '(' was never closed; correct the syntax")
    assert caret_points_at(message) == "(g"


def test_control_characters_do_not_reach_the_terminal() -> None:
    message = refusal("def f(w, g):\n    w = sin(g)  # \x1b[2J \u202e evil\n")
    assert re.search(r"[^\n -~]", message) is None


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"def f(w, g):\n    w = '\xff'\n", "not UTF-8 text at byte 22"),
        (b"def f(w, g):\n    w = g\0\n", "null bytes"),
        (b"#" * 300_000, "are too many for a formula"),
        (b"#" * 3_000_000, "are too many for a formula"),
        (b"\xff\xfed\0e\0f\0", "not UTF-8"),
    ],
)
def test_files_that_are_no_text_are_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    file = tmp_path / "steps.py"
    file.write_bytes(content)
    with pytest.raises(InputError, match=problem):
        read(str(file))


def test_paths_that_name_no_file_are_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.py"
    os.mkfifo(pipe)
    for path, problem in [
        (tmp_path / "missing.py", "No such file"),
        (tmp_path, "not a file"),
        (pipe, "not a file"),
        ("/dev/zero", "not a file"),
        ("x" * 5000 + ".py", "too long"),
        ("nul\0.py", "no path of a file"),
        ("steps.py:no name", "'no name' names no function"),
        ("steps.py:", "'' names no function"),
        ("", "not a file"),
    ]:
        with pytest.raises(InputError, match=problem):
            read(str(path))


HEAD = "def f(w, g, m=0, *, lr=0.1):\n"
HOSTILE = {
    "thousands of lines that use each other": HEAD + "    w = w + g\n" * 12_000,
    "thousands of lines": HEAD + "".join(f"    a{i} = w*{i}\n" for i in range(11_000)) + "    m = g\n",
    "thousands of branches": HEAD + "".join(f"    if g > {i}: m = m + 1\n" for i in range(5_000)),
    "thousands of returns": HEAD + "".join(f"    if g > {i}: return w, m\n" for i in range(5_000)),
    "branches that double": HEAD
    + "".join(f"    if g > {i}:\n        if m > {i}: return w, m\n        m = m + 1\n" for i in range(60)),
    "calls that double": "def h0(x): return x\n"
    + "".join(f"def h{i}(x): return h{i - 1}(x)*h{i - 1}(x)\n" for i in range(1, 40))
    + HEAD
    + "    m = g\n    w = h15(w) + h39(w)\n",
    "calls of calls": "".join(f"def h{i}(x): return h{i + 1}(x)\n" for i in range(500))
    + HEAD
    + "    m = h0(g)",
    "calls of a long function": "def h(x):\n    return x\n"
    + "    a = 1\n" * 15_000
    + HEAD
    + "    m = h(w)\n" * 5_000,
    "conditions that double": HEAD
    + "    c = g > 1/m\n" + "    c = c and c\n" * 60 + "    if c: w = 1\n    m = 1",
    "a long name": HEAD + "    m = " + "x" * 200_000,
    "a huge exponent": HEAD + "    m = 1e999999999",
    "a tiny exponent": HEAD + "    m = 1e-999999999",
    "a huge integer": HEAD + "    m = " + "9" * 100_000,
    "a huge hexadecimal": HEAD + "    m = 0x" + "f" * 200_000,
    "many digits": HEAD + "    m = 0." + "1" * 100_000,
    "signs": HEAD + "    m = " + "-" * 200_000 + "1",
    "nots": HEAD + "    m = " + "not " * 50_000 + "1",
    "a sum": HEAD + "    m = " + "1 + " * 50_000 + "1",
    "parentheses": HEAD + "    m = " + "(" * 100_000 + "1" + ")" * 100_000,
    "attributes": HEAD + "    m = w" + ".x" * 100_000,
    "conditionals": HEAD + "    m = " + "w if g > 0 else " * 10_000 + "1",
    "elifs": HEAD + "    if g > 0: m = 1\n" + "    elif g > 0: m = 1\n" * 10_000,
    "a chain of comparisons": HEAD + "    m = 1 if " + "g < " * 25_000 + "g else 2",
    "arguments": HEAD + "    m = max(" + "g, " * 25_000 + "g)",
    "a string within strings": f"def f(w, g, m={'x' * 50_000!r}): return w, g",
    "a deep string": f"def f(w, g, m={'-' * 50_000 + '1'!r}): return w, g",
    "numbers that square": "A0 = 10\n" + "".join(f"A{i} = A{i - 1}*A{i - 1}\n" for i in range(1, 300))
    + "def f(w, g, *, lr=A299): return w - lr*g",
    "a long domain": f"def f(w, g, *, lr: {'0 < ' * 50_000 + 'lr'!r}): return w - lr*g",
}  # fmt: skip


@pytest.mark.parametrize("text", some_of(list(HOSTILE.values()), every=2), ids=HOSTILE.keys())
def test_hostile_texts_are_refused_in_a_few_lines(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_source(text, "f", "steps.py")
    assert len(str(caught.value)) < 1500


def test_a_tower_of_powers_costs_nothing() -> None:
    assert read_source("def f(w, g): return w - 9**9**9**9*g").weight.depth == 7


def test_the_largest_accepted_nesting_is_read() -> None:
    text = "def f(w, g): return w - " + "(" * 80 + "g" + "+1)" * 80
    assert read_source(text).weight.depth == 83
