"""Rewrites that keep every value, and every failure to have one, are never refuted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.refuted import base
from tests.sample_systems import (
    adam,
    b,
    g,
    heavy_ball,
    lr,
    m,
    relation,
    system,
    v,
    w,
)
from verifier.findings import Witness
from verifier.refute import refute
from verifier.refute.parting import Parting, compile_pair, run_both
from verifier.system import System
from verifier.term import MINUS_ONE, ONE, ZERO, Term, fold, sqrt, term, where

F = Fraction


leaves = st.one_of(st.sampled_from([g, w, m, v, lr, b]), st.sampled_from([ONE, term(2), term(F(1, 3)), ZERO]))


def grown(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    """Terms with one more operation."""
    conditions = st.builds(Term, st.sampled_from(["lt", "le", "eq", "ne"]), inner, inner)
    return st.one_of(
        st.builds(Term, st.sampled_from(["add", "mul", "mul", "div", "max", "min"]), inner, inner),
        st.builds(Term, st.sampled_from(["abs", "sign"]), inner),
        st.builds(lambda x, n: x**n, inner, st.sampled_from([2, 3, -1, F(1, 2)])),
        st.builds(where, conditions, inner, inner),
    )


random_terms = st.recursive(leaves, grown, max_leaves=8)

Rewrite = Callable[[Term], Term]


def rewritten(node: Term, choice: int) -> Term:
    """A term of the same value: one of several laws, where one applies."""
    x, y = (*node.terms, node, node)[:2]
    laws: dict[str, list[Rewrite]] = {
        "add": [lambda n: y + x, lambda n: -(-x - y), lambda n: x + y + 0],
        "mul": [lambda n: y * x, lambda n: -x * -y, lambda n: _distributed(x, y)],
        "div": [lambda n: x * (ONE / y), lambda n: -x / -y, lambda n: (x * 2) / (y * 2)],
        "pow": [_unrolled],
        "abs": [lambda n: Term("max", x, -x), lambda n: x * Term("sign", x), lambda n: sqrt(x * x)],
        "max": [lambda n: -Term("min", -x, -y), lambda n: where(Term("lt", x, y), y, x)],
        "min": [lambda n: (x + y - Term("abs", x - y)) / 2, lambda n: where(Term("le", x, y), x, y)],
        "lt": [lambda n: Term("not", Term("le", y, x)), lambda n: relation("lt", x - y, 0)],
        "eq": [lambda n: Term("not", Term("ne", y, x))],
        "where": [lambda n: where(Term("not", n.terms[0]), n.terms[2], n.terms[1])],
    }
    options = laws.get(node.op, [lambda n: n * 1 if n.op == "sign" else n])
    return options[choice % len(options)](node)


def _distributed(x: Term, y: Term) -> Term:
    return x * y.terms[0] + x * y.terms[1] if y.op == "add" else x * y


def _unrolled(node: Term) -> Term:
    base_term, exponent = node.terms
    unrolled = {F(2): base_term * base_term, F(3): base_term * base_term**2, F(-1): ONE / base_term}
    return unrolled.get(exponent.value, node) if exponent.op == "num" else node


def rewrite(one: System, picks: list[int]) -> System:
    """The system with every term rewritten by a law."""
    order = iter(range(10**6))

    def combine(node: Term, args: tuple[Term, ...]) -> Term:
        if not args:
            return node
        rebuilt = Term(node.op, *args)
        return rewritten(rebuilt, picks[next(order) % len(picks)]) if node.op != "not" else rebuilt

    values = fold(one.outputs, combine)
    states = tuple(replace(s, update=values[s.update]) for s in one.states)
    return replace(one, states=states, weight=values[one.weight], query=values[one.query])


systems = st.builds(
    lambda x, y, z: system("lr b", w - lr * x, {"m": y, "v": z}), random_terms, random_terms, random_terms
)
picks = st.lists(st.integers(0, 5), min_size=1, max_size=12)


@settings(max_examples=150, deadline=None)
@given(systems, picks)
def test_rewrites_are_not_refuted_quickly(one: System, choice: list[int]) -> None:
    assert refute(one, rewrite(one, choice), stages=("quick",)) is None


@settings(max_examples=12, deadline=None)
@given(systems, picks)
def test_rewrites_are_not_refuted_thoroughly(one: System, choice: list[int]) -> None:
    assert refute(one, rewrite(one, choice)) is None


@settings(max_examples=60, deadline=None)
@given(systems, picks)
def test_rewrites_with_one_mistake_are_refuted(one: System, choice: list[int]) -> None:
    """Positive control: the same rewrites, with a millionth added where the weight exists."""
    other = rewrite(one, choice)
    wrong = replace(other, weight=other.weight + F(1, 10**6))
    course = run_both(compile_pair(one, system("lr b", w)), base(one))
    exists = isinstance(course, Parting) and "undefined" not in repr(course.left).lower()
    found = refute(one, wrong)
    assert isinstance(found, Witness) or not exists


def test_a_rewrite_is_another_text() -> None:
    one = adam()
    assert rewrite(one, [1, 0]).weight is not one.weight
    assert MINUS_ONE in set(fold(rewrite(one, [1]).outputs, lambda n, _: n))


def test_heavy_ball_is_itself() -> None:
    assert refute(heavy_ball(), rewrite(heavy_ball(), [0, 1])) is None
