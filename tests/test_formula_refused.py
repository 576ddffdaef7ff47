"""What a formula file may not hold is refused: where, what, and what would be accepted."""

from __future__ import annotations

import pytest

from tests.formula_texts import body_refusal, caret_points_at, refusal
from verifier.lift.formula import read_source


def test_a_refusal_shows_the_place_the_line_and_a_caret() -> None:
    message = body_refusal("m = m + g\nw = w - lr*(m % 2)  # wrapped")
    assert message == (
        "steps.py:3:17: the operator `%` is not read; accepted are numbers, names, + - * / **, comparisons, "
        "and/or/not, `a if c else b`, functions of the same file and sqrt, abs, sign, max, min, exp, log, "
        "clip, power, square, maximum, minimum, reciprocal, rsqrt, where\n"
        "        w = w - lr*(m % 2)  # wrapped\n"
        "                    ^"
    )


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
        ("weight, g", "the weight is called w, the gradient g"),
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
        ("w, g, *, rho: '0 < rho and rho < 0'", "holds no number"),
        ("w, g, *, rho: 'rho < 1/0'", "is not understood"),
        ("w, g, *, rho: 'rho < 1 or rho > 2'", "is not understood"),
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
        ("return w - g", "or return its new value, or write m behind `*` if it is a hyperparameter"),
        ("m = g", "the new weight is neither assigned nor returned"),
        ("m = g\nreturn", "0 values are returned; accepted: 1 (the new weight) or 2 (w, m)"),
        ("return w, m, g", "3 values are returned; accepted: 1 (the new weight) or 2 (w, m)"),
        ("return w, m, g", "what is never computed (m) is a hyperparameter and stands after `*`"),
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
