"""What a formula file may not hold is refused: where, what, and what would be accepted."""

from __future__ import annotations

import os
import re
import textwrap
from pathlib import Path

import pytest

from verifier.errors import InputError
from verifier.lift.formula import read, read_source


def refusal(text: str, function: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        read_source(textwrap.dedent(text).strip("\n"), function, "steps.py")
    return str(caught.value)


def body_refusal(body: str, parameters: str = "w, g, t, m=0, *, lr=0.1") -> str:
    return refusal(f"def f({parameters}):\n" + textwrap.indent(textwrap.dedent(body), "    "))


def test_a_refusal_shows_the_place_the_line_and_a_caret() -> None:
    message = body_refusal("m = m + g\nw = w - lr*(m % 2)  # wrapped")
    assert message == (
        "steps.py:3:17: the operator `%` is not read; accepted are numbers, names, + - * / **, comparisons, "
        "and/or/not, `a if c else b`, functions of the same file and sqrt, abs, sign, max, min, exp, log, "
        "clip, power, square, maximum, minimum, reciprocal, rsqrt, where\n"
        "        w = w - lr*(m % 2)  # wrapped\n"
        "                    ^"
    )


def caret_points_at(message: str) -> str:
    """What stands in the shown line from the caret on."""
    *_, line, caret = message.splitlines()
    return line[caret.index("^") :]


def test_the_caret_points_at_the_construct() -> None:
    assert caret_points_at(body_refusal("w = w - lr*sin(g)")).startswith("sin(g)")
    assert caret_points_at(body_refusal("β = 'é'; w = w - lr*sin(g)")).startswith("'é'")
    assert caret_points_at(body_refusal("β = 2; w = β - lr*sin(g)")).startswith("sin(g)")
    assert caret_points_at(body_refusal("w = " + "w + " * 90 + "sin(g)")).startswith("sin(g)")
    assert caret_points_at(body_refusal("if g > 0:\n\tw = sin(g)")).startswith("sin(g)")


@pytest.mark.parametrize(
    ("body", "construct"),
    [
        ("for i in range(3): w = w - g", "a loop (`for`)"),
        ("while g > 0: g = g - 1", "a loop (`while`)"),
        ("with x: pass", "a `with` block"),
        ("try:\n    w = g\nexcept ValueError: pass", "a `try` block"),
        ("raise ValueError", "`raise`"),
        ("assert g > 0", "`assert`"),
        ("del m", "`del`"),
        ("global m", "`global`"),
        ("nonlocal m", "`nonlocal`"),
        ("import os", "an import inside a function"),
        ("from os import path", "an import inside a function"),
        ("def h(x): return x", "a function inside a function"),
        ("class C: pass", "a class"),
        ("match g:\n    case 1: w = g", "a `match` block"),
        ("print(w)", "an expression whose value is not used"),
        ("...", "an expression whose value is not used"),
        ("x: float", "a declaration without a value"),
        ("m[0] = g", "an assignment to an index"),
        ("m.x = g", "an assignment to an attribute"),
        ("m[0] += g", "an assignment to an index"),
        ("m, *x = g, w", "an assignment to a starred expression"),
        ("[m, x] = g, w", "an assignment to a list"),
        ("(m, x), y = g, w", "names for"),
    ],
)
def test_statements_that_are_refused(body: str, construct: str) -> None:
    assert construct in body_refusal(body)


@pytest.mark.parametrize(
    ("expression", "construct"),
    [
        ("w % 2", "the operator `%`"),
        ("w // 2", "the operator `//`"),
        ("w @ g", "the operator `@`"),
        ("w & g", "the operator `&` (write `and`)"),
        ("w | g", "the operator `|` (write `or`)"),
        ("w ^ g", "the operator `^` (a power is `**`)"),
        ("w << 1", "the operator `<<`"),
        ("~w", "the operator `~` (write `not`)"),
        ("lambda: w", "a `lambda`"),
        ("[w]", "a list"),
        ("{w}", "a set"),
        ("{1: w}", "a dictionary"),
        ("[x for x in w]", "a comprehension"),
        ("(x for x in w)", "a generator"),
        ("f'{w}'", "an f-string"),
        ("(x := w)", "an assignment inside an expression (`:=`)"),
        ("(yield w)", "`yield`"),
        ("await w", "`await`"),
        ("w.x", "an attribute (`.`)"),
        ("np.pi", "an attribute (`.`)"),
        ("w[0]", "'w' is no hyperparameter"),
        ("w[:]", "'w' is no hyperparameter"),
        ("g if w is None else m", "is no number"),
        ("g if w is g else m", "`is` is not read"),
        ("g if w in g else m", "`in` is not read"),
        ("'w'", "a string is no number"),
        ("b'w'", "a string of bytes is no number"),
        ("2j", "a complex number is no number"),
        ("True", "`True` is no number"),
        ("None", "`None` is no number"),
        ("...", "`...` is no number"),
        ("(w, g)", "2 values for one name"),
        ("w,", "a tuple of fewer than two elements"),
        ("(w, g) + m", "a tuple is not read"),
        ("sum(w)", "the function 'sum' is not read"),
        ("np.mean(w)", "the function 'mean' is not read"),
        ("norm(w)", "the function 'norm' is not read"),
        ("np.linalg.norm(w)", "an attribute (`.`)"),
        ("scipy.sqrt(w)", "an attribute (`.`)"),
        ("w.sqrt()", "an attribute (`.`)"),
        ("sin(w)", "did you mean sign or min?"),
        ("np.grad(w)", "the function 'grad' is not read"),
        ("eval('w')", "the function 'eval' is not read"),
        ("__import__('os')", "the function '__import__' is not read"),
        ("(lambda x: x)(w)", "a `lambda`"),
        ("sqrt", "'sqrt' is a function here"),
        ("sqrt()", "sqrt is written sqrt(x), not with 0 arguments"),
        ("sqrt(w, g)", "sqrt is written sqrt(x), not with 2 arguments"),
        ("max(w)", "max is written max(a, b), not with 1 arguments"),
        ("maximum(w, g, m)", "maximum is written maximum(a, b), not with 3 arguments"),
        ("clip(w, 1)", "clip is written clip(x, lo, hi)"),
        ("where(w > 0, 1)", "where is written where(cond, a, b)"),
        ("clip(w, min=0, max=1)", "clip takes no keyword 'min'"),
        ("sqrt(*w)", "a starred expression"),
        ("sqrt(**w)", "sqrt takes no keyword '**'"),
        ("m(w)", "'m' holds a number here"),
        ("g if w else m", "a number stands where a comparison is needed"),
        ("g if w and g > 0 else m", "a number stands where a comparison is needed"),
        ("where(w, g, m)", "a number stands where a comparison is needed"),
        ("not w", "a number stands where a comparison is needed"),
        ("-(w > 0)", "a comparison stands where a number is needed"),
        ("sqrt(w > 0)", "a comparison stands where a number is needed"),
        ("(w > 0) == (g > 0)", "a comparison stands where a number is needed"),
        ("(w > 0)*(g > 0)", "both sides are comparisons"),
        ("(w > 0) if g > 0 else m", "one branch is a comparison and the other a number"),
        ("where(g > 0, w > 0, m)", "one branch is a comparison and the other a number"),
    ],
)
def test_expressions_that_are_refused(expression: str, construct: str) -> None:
    assert construct in body_refusal(f"m = {expression}\nw = w - m")


def test_an_undefined_name_is_told_with_the_nearest_known_ones() -> None:
    assert "'beta1' is not defined; did you mean beta_1?" in body_refusal(
        "w = w - beta1*g", "w, g, *, beta_1"
    )
    assert "'xyz' is not defined; known here are w, g, lr" in body_refusal("w = w - xyz*g", "w, g, *, lr")


@pytest.mark.parametrize(
    ("body", "parameters", "cure"),
    [
        ("w = w - g/t", "w, g", "the number of the step is the parameter t"),
        ("w = w - g", "w", "add the parameter g, or write g = grad(w)"),
    ],
)
def test_a_forgotten_parameter_is_told(body: str, parameters: str, cure: str) -> None:
    assert cure in body_refusal(body, parameters)


def test_a_name_read_too_early_is_told() -> None:
    assert "'u' is read before it is assigned" in body_refusal("w = w - u\nu = g")
    assert "'u' is read before it is assigned" in body_refusal("u += g\nw = w - u")


def test_a_number_of_the_file_that_a_function_assigns_is_its_own_name() -> None:
    text = "A = 1\ndef f(w, g):\n    w = w - A*g\n    A = 2"
    assert "'A' is read before it is assigned" in refusal(text)


def test_a_name_assigned_in_one_branch_alone_is_told_where_it_is_used() -> None:
    message = body_refusal("if g > 0:\n    u = g\nw = w - u")
    assert "'u' is assigned in one branch only of the `if` of line 2" in message
    assert message.startswith("steps.py:4:13")


def test_a_name_that_is_now_a_number_and_now_a_comparison_is_told() -> None:
    assert "is a comparison in one branch" in body_refusal("if g > 0: u = g\nelse: u = g > 1\nw = w - u")


@pytest.mark.parametrize(
    ("signature", "problem"),
    [
        ("g, m=0", "lacks the weight"),
        ("w=0, g=0", "'w' is the weight and takes no default"),
        ("w, g=0", "'g' is the gradient and takes no default"),
        ("w, g, t=1", "'t' is the number of the step and takes no default"),
        ("w, g, *, t", "'t' is the number of the step and stands before `*`"),
        ("w, g, lr", "'lr' has no initial value; a state is written lr=0, and a hyperparameter stands after"),
        ("w, g, *states", "'states' takes any number of arguments"),
        ("w, g, **rest", "'rest' takes any number of arguments"),
        ("w, w, g", "'w' is a parameter twice"),
        ("w, g, m=0, *, m=1", "'m' is a parameter twice"),
        ("w, g, m=None", "`None` is no number"),
        ("w, g, m=True", "`True` is no number"),
        ("w, g, m=g", "'g' is not defined"),
        ("w, g, t, m=t", "'t' is not defined"),
        ("w, g, m=0, v=m", "'m' is not defined"),
        ("w, g, m=grad(w)", "cannot be asked for here: it is an initial value"),
        ("w, g, m='w +'", "in the string:1:"),
        ("w, g, m='q'", "'q' is not defined"),
        ("w, g, m=''", "in the string"),
        ("w, g, m=lr[1], *, lr=1", "not read at this index; accepted: lr[0]"),
        ("w, g, t, m=lr[t], *, lr=1", "'t' is not defined"),
        ("w, g, m=w > 0", "a comparison stands where a number is needed"),
        ("w, g, *, lr=None", "`None` is no number"),
        ("w, g, *, flag=False", "`False` is no number"),
        ("w, g, *, lr=w", "'w' is not defined"),
        ("w, g, *, lr=sqrt(2)", "is a sample value: write a number"),
        ("w, g, *, lr=1/0", "is a sample value: write a number"),
        ("w, g, *, lr=10**10**6", "is a sample value: write a number"),
        ("w, g, *, lr='0.1'", "a string is no number"),
        ("w, g, *, rho: 'big'", "the domain 'big' of 'rho' is not understood"),
        ("w, g, *, rho: '1 < rho < 0'", "holds no number"),
        ("w, g, *, rho: '0 < mu < 1'", "is not understood"),
        ("w, g, *, rho: 'rho < 1e999'", "rho"),
        ("w: 'w > 0', g", "'w' is no hyperparameter and has no domain"),
        ("w, g, m: 'm > 0' = 0", "'m' is no hyperparameter and has no domain"),
    ],
)
def test_parameters_that_are_refused(signature: str, problem: str) -> None:
    assert problem in refusal(f"def f({signature}):\n    return w - 1, *()")


def test_an_initial_value_that_could_mean_two_things_is_refused() -> None:
    text = "lr = 0.5\ndef f(w, g, m=lr, *, lr=lr):\n    m = g\n    w = w - lr*m"
    assert "'lr' is a number of the file and a parameter" in refusal(text)
    assert read_source(text.replace("m=lr", "m=0")).weight


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("w = w - g", "the state 'm' is neither assigned nor returned"),
        ("return w - g", "the state 'm' is neither assigned nor returned"),
        ("m = g", "the new weight is neither assigned nor returned"),
        ("m = g\nreturn", "0 values are returned; accepted: 1 (the new weight) or 2 (w, m)"),
        ("return w, m, g", "3 values are returned; accepted: 1 (the new weight) or 2 (w, m)"),
        ("m = g\nreturn w > 0", "a new value is a comparison"),
        ("w = g > 0\nm = g", "a new value is a comparison"),
        ("return [w, m]", "a list is not read"),
        ("return w, *m", "a starred expression"),
        ("if g > 0: return w, m\nw = g", "the state 'm' is neither assigned nor returned"),
    ],
)
def test_bodies_without_their_results_are_refused(body: str, problem: str) -> None:
    assert problem in body_refusal(body)


@pytest.mark.parametrize(
    ("index", "problem"),
    [
        ("lr[0]", "accepted: lr[t], lr[t+1], lr[t-1]"),
        ("lr[t+2]", "accepted: lr[t], lr[t+1], lr[t-1]"),
        ("lr[t*1]", "accepted: lr[t], lr[t+1], lr[t-1]"),
        ("lr[t:]", "a slice"),
        ("lr[t, 0]", "a tuple"),
        ("m[t]", "'m' is no hyperparameter"),
        ("(lr*2)[t]", "an index"),
        ("lr[t]*lr", "'lr' is read with an index elsewhere; write lr[t] here too"),
    ],
)
def test_indices_that_are_refused(index: str, problem: str) -> None:
    assert problem in body_refusal(f"m = {index}\nw = w - m")


def test_an_index_counts_from_the_step_whatever_t_is_called() -> None:
    assert "not read at this index" in body_refusal("t = t*2\nm = lr[t]\nw = w - m")
    assert read_source("def f(w, g, t, *, lr):\n    k = t - 1\n    return w - lr[k]*g").hypers[0].varies


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("w = w - grad(w) - grad(w/2)", "asked for at a second point"),
        ("w = w - grad(w - grad(w))", "at a point that depends on it"),
        ("g = grad(w) if t > 1 else 0\nw = w - g", "cannot be asked for here: a branch"),
        ("if t > 1: g = grad(w)\nelse: g = 0\nw = w - g", "cannot be asked for here: a branch"),
        ("if t > 1 and grad(w) > 0: w = 1", "cannot be asked for here: the second half"),
        ("if 0 < t < grad(w): w = 1", "cannot be asked for here: the end of a chain"),
        ("w = w - grad(w, 1)", "grad is written grad(point)"),
        ("w = w - grad()", "grad is written grad(point)"),
        ("w = w - grad(at=w)", "grad takes no keyword 'at'"),
        ("w = w - grad(w > 0)", "a comparison stands where a number is needed"),
        ("w = w - grad", "'grad' is a function here"),
        ("w = w - 1", "the step has no gradient"),
    ],
)
def test_gradients_that_are_refused(body: str, problem: str) -> None:
    assert problem in body_refusal(body, "w, t")


def test_a_gradient_is_given_or_asked_for_and_not_both() -> None:
    assert "takes no parameter g" in body_refusal("w = w - grad(w)", "w, g")
    text = "def grad(x): return x\ndef f(w): return w - grad(w)"
    assert "the file defines 'grad'" in refusal(text, "f")


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
        ("class C: pass", "a class at the top of a file"),
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
    "a chain of comparisons": HEAD + "    m = 1 if " + "g < " * 60_000 + "g else 2",
    "arguments": HEAD + "    m = max(" + "g, " * 80_000 + "g)",
    "a string within strings": f"def f(w, g, m={'x' * 50_000!r}): return w, g",
    "a deep string": f"def f(w, g, m={'-' * 50_000 + '1'!r}): return w, g",
    "numbers that square": "A0 = 10\n" + "".join(f"A{i} = A{i - 1}*A{i - 1}\n" for i in range(1, 300))
    + "def f(w, g, *, lr=A299): return w - lr*g",
    "a long domain": f"def f(w, g, *, lr: {'0 < ' * 50_000 + 'lr'!r}): return w - lr*g",
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_refused_in_a_few_lines(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_source(text, "f", "steps.py")
    assert len(str(caught.value)) < 1500


def test_a_tower_of_powers_costs_nothing() -> None:
    assert read_source("def f(w, g): return w - 9**9**9**9*g").weight.depth == 7


def test_the_largest_accepted_nesting_is_read() -> None:
    text = "def f(w, g): return w - " + "(" * 80 + "g" + "+1)" * 80
    assert read_source(text).weight.depth == 83
