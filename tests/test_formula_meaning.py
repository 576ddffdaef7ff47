"""What is read from a formula file is what Python computes: random files, read and run."""

from __future__ import annotations

import ast
import operator
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from itertools import chain
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from verifier.lift.formula import read_source
from verifier.term import GRADIENT, STEP, WEIGHT, Term, fold, hyper, state

NAMES = ("w", "g", "t", "m", "v", "u", "p")
TARGETS = ("w", "g", "m", "v", "u", "p")
HEAD = """
def h(x, y=2, *, z=-1):
    if x > y: return x - z
    y = y*x
    return y + z

def both(x, y): return y, x

def f(w, g, t, m=0, v=1, *, p=3):
    u = g - w
    c = g > 1
"""

Text = st.SearchStrategy[str]
Lines = st.SearchStrategy[list[str]]
leaves = st.sampled_from([*NAMES, "0", "1", "2", "0.5", "-1"])
names = st.sampled_from(NAMES)
relations = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])


@cache
def numbers(depth: int) -> Text:
    """Expressions whose values are numbers, nested so deep."""
    if depth == 0:
        return leaves
    x, c = numbers(depth - 1), conditions(depth - 1)
    return st.one_of(
        leaves,
        st.builds("({} {} {})".format, x, st.sampled_from("+-*/"), x),
        st.builds("{}**{}".format, names, st.sampled_from(["2", "0", "-1"])),
        st.builds("-{}".format, names),
        st.builds("({} if {} else {})".format, x, c, x),
        st.builds("where({}, {}, {})".format, c, x, x),
        st.builds("{}*c".format, names),
        st.builds("abs({})".format, x),
        st.builds("{}({}, {})".format, st.sampled_from(["max", "min"]), x, x),
        st.builds("clip({}, -1, {})".format, x, x),
        st.builds("h({})".format, x),
        st.builds("h(z={}, x={})".format, x, x),
    )


@cache
def conditions(depth: int) -> Text:
    """Expressions that are true or false, nested so deep."""
    if depth == 0:
        return st.one_of(st.just("c"), st.builds("{} {} {}".format, names, relations, leaves))
    x, c = numbers(depth - 1), conditions(depth - 1)
    return st.one_of(
        st.builds("{} {} {}".format, x, relations, x),
        st.builds("{} < {} <= {}".format, x, x, x),
        st.builds("({} != 0 and 1/{} > {})".format, *[names] * 3),
        st.builds("({} {} {})".format, c, st.sampled_from(["and", "or"]), c),
        st.builds("(not ({}))".format, c),
        st.builds("(({}) if {} else ({}))".format, c, c, c),
    )


def indented(lines: list[str]) -> list[str]:
    return ["    " + line for line in lines]


def branch(condition: str, yes: list[str], no: list[str]) -> list[str]:
    return [f"if {condition}:", *indented(yes), "else:", *indented(no)]


def guard(condition: str, before: list[str], last: list[str]) -> list[str]:
    return [f"if {condition}:", *indented([*before, *last])]


x, c = numbers(2), conditions(2)
states, others = st.sampled_from(["w", "m"]), st.sampled_from(["v", "u"])
simple: Lines = st.one_of(
    st.builds("{} = {}".format, st.sampled_from(TARGETS), x),
    st.builds("{} {}= {}".format, st.sampled_from(TARGETS), st.sampled_from("+-*/"), x),
    st.builds("{}, {} = {}, {}".format, states, others, x, x),
    st.builds("u, {} = both({}, {})".format, states, x, x),
    st.builds("c = {}".format, c),
    st.just("pass"),
).map(lambda line: [line])
returns: Lines = st.one_of(st.builds("return {}".format, x), st.builds("return {}, {}, v".format, x, x)).map(
    lambda line: [line]
)


@cache
def blocks(depth: int) -> Lines:
    """Statements, with branches so deep."""
    lines = simple
    if depth:
        inner = blocks(depth - 1)
        lines = st.one_of(simple, st.builds(branch, c, inner, inner), st.builds(guard, c, simple, returns))
    return st.lists(lines, min_size=1, max_size=3).map(lambda found: list(chain.from_iterable(found)))


files = st.builds(
    lambda body, last: HEAD + "\n".join(indented([*body, "m = m + 1", "v = v", *last])), blocks(2), returns
)


class Exact(ast.NodeTransformer):
    """Numbers as fractions, as the reader takes them."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        call = ast.Call(ast.Name("Fraction", ast.Load()), [ast.Constant(str(node.value))], [])
        return ast.fix_missing_locations(ast.copy_location(call, node))


def run(text: str, at: Mapping[str, Fraction]) -> tuple[Fraction, ...]:
    """The weight and states that Python computes, with every `return` of the step completed."""
    tree = ast.parse(text)
    step = tree.body[-1]
    assert isinstance(step, ast.FunctionDef)
    for node in ast.walk(step):
        if isinstance(node, ast.Return) and not isinstance(node.value, ast.Tuple):
            assert node.value is not None
            node.value = ast.Tuple(
                [node.value, ast.Name("m", ast.Load()), ast.Name("v", ast.Load())], ast.Load()
            )
    tree = ast.fix_missing_locations(Exact().visit(tree))
    names: dict[str, Any] = {
        "Fraction": Fraction,
        "where": lambda c, a, b: a if c else b,
        "clip": lambda x, low, high: min(max(x, low), high),
    }
    exec(compile(tree, "generated", "exec"), names)
    values: tuple[Fraction, ...] = names["f"](at["w"], at["g"], at["t"], at["m"], at["v"], p=at["p"])
    return tuple(Fraction(value) for value in values)


OPERATIONS: Mapping[str, Any] = {
    "add": operator.add,
    "mul": operator.mul,
    "div": operator.truediv,
    "pow": lambda a, b: Fraction(a**b),
    "abs": abs,
    "max": max,
    "min": min,
    "lt": operator.lt,
    "le": operator.le,
    "eq": operator.eq,
    "ne": operator.ne,
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "not": operator.not_,
}


def compute(root: Term, symbols: Mapping[Term, Fraction]) -> Any:
    """A term's value; every operand is needed, except the branch of `where` that is not taken."""

    def combine(node: Term, args: tuple[Any, ...]) -> Any:
        if node.op == "num":
            return lambda: node.value
        if node.op == "sym":
            return lambda: symbols[node]
        if node.op == "where":
            return lambda: args[1]() if args[0]() else args[2]()
        return lambda: OPERATIONS[node.op](*[a() for a in args])

    return fold([root], combine)[root]()


values = st.sampled_from([Fraction(x) for x in ("0", "1", "-1", "2", "1/2", "-3/2", "3")])
points = st.fixed_dictionaries(dict.fromkeys("wgmvp", values))


def agree(text: str, at: Mapping[str, Fraction]) -> bool:
    system = read_source(text, "f")
    symbols = {WEIGHT: at["w"], GRADIENT: at["g"], STEP: at["t"], hyper("p"): at["p"]}
    symbols |= {state(name): at[name] for name in "mv"}
    return run(text, at) == tuple(compute(value, symbols) for value in system.outputs[:3])


@settings(max_examples=150, deadline=None)
@given(files, points, st.sampled_from([1, 2, 7]))
def test_a_file_means_what_python_computes(text: str, at: dict[str, Fraction], t: int) -> None:
    at = {**at, "t": Fraction(t)}
    try:
        run(text, at)
    except ZeroDivisionError:  # Python stops; a term is undefined only where it needs the value
        assume(False)
    assert agree(text, at)


AT = {
    "w": Fraction(2),
    "g": Fraction(0),
    "t": Fraction(1),
    "m": Fraction(3),
    "v": Fraction(5),
    "p": Fraction(7),
}


@pytest.mark.parametrize(
    "body",
    [
        "c = g != 0 and 1/g > 1\n    return where(c, w, m)",
        "if g == 0: c = w > 1\n    else: c = 1/g > w\n    return w*c",
        "c = (w > 1 if g == 0 else 1/g > w)\n    return w - m if not c else v",
        "c = (g == 0 or 1/g > 1) and (w > 1 or m/g > 1)\n    return w if c else m",
    ],
)
def test_what_python_skips_is_not_needed(body: str) -> None:
    text = f"{HEAD}    m, v = v, m\n    {body}"
    assert agree(text, AT)
    assert agree(text, AT | {"g": Fraction(1, 4)})


def test_a_tuple_assignment_read_in_order_would_be_noticed() -> None:
    simultaneous = HEAD + "    m, v = v, m\n    return w"
    in_order = HEAD + "    m = v\n    v = m\n    return w"
    assert agree(simultaneous, AT)
    assert run(simultaneous, AT) != run(in_order, AT)
