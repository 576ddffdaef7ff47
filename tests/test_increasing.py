"""Comparisons through functions that increase: maxima of exponentials and logarithms, states kept as such."""

from __future__ import annotations

import pytest

from tests.sample_proofs import formula, written
from verifier.comparison import compare_systems
from verifier.prove.facts import with_facts
from verifier.prove.relation import pair_of
from verifier.system import System

LR = "*, lr"
SCALED = "*, lr, beta: '0 < beta < 1'"
HISTORY = formula(f"u=1, {SCALED}", "u = max(beta*u, abs(g))", "w = w - lr*g/u")
LOGARITHM = "l = max(l + log(beta), log(abs(g))) if g != 0 else l + log(beta)"
FRICTION = formula(f"p=0, {LR}", "c = 1/(1 + exp(-abs(p - g)))", "p = g", "w = w - lr*c*g")


def friction(choice: str) -> System:
    return formula(f"p=0, {LR}", "s = 1/(1 + exp(p - g))", f"c = {choice}", "p = g", "w = w - lr*c*g")


EQUAL = {
    "maximum of exponentials": (
        formula(f"u=0, {LR}", "u = max(u, g)", "w = w - lr*exp(u)"),
        formula(f"u=1, {LR}", "u = max(u, exp(g))", "w = w - lr*u"),
    ),
    "logarithm of a maximum": (
        formula(f"u=1, {LR}", "u = max(u, 1 + abs(g))", "w = w - lr*g*log(u)"),
        formula(f"l=0, {LR}", "l = max(l, log(1 + abs(g)))", "w = w - lr*g*l"),
    ),
    "scaled maximum kept as a logarithm": (
        HISTORY,
        formula(f"l=0, {SCALED}", LOGARITHM, "w = w - lr*g*exp(-l)"),
    ),
    "power of a maximum": (
        formula(f"v=1, {LR}, p: 'p > 0'", "v = max(v, (1 + abs(g))**p)", "w = w - lr*g/v"),
        formula(f"u=1, {LR}, p: 'p > 0'", "u = max(u, 1 + abs(g))", "w = w - lr*g/u**p"),
    ),
    "friction as a maximum": (FRICTION, friction("max(s, 1 - s)")),
    "friction as a branch on values": (FRICTION, friction("s if s > 1/2 else 1 - s")),
    "friction as a branch on gradients": (FRICTION, friction("s if g > p else 1 - s")),
}
DIFFERENT = {
    "minimum of exponentials": (
        formula(f"u=0, {LR}", "u = max(u, g)", "w = w - lr*exp(u)"),
        formula(f"u=1, {LR}", "u = min(u, exp(g))", "w = w - lr*u"),
    ),
    "scale left out": (
        HISTORY,
        formula(f"l=0, {SCALED}", LOGARITHM.replace("l + log(beta)", "l"), "w = w - lr*g*exp(-l)"),
    ),
    "scale taken twice": (
        HISTORY,
        formula(f"l=0, {SCALED}", LOGARITHM.replace("+ log", "+ 2*log"), "w = w - lr*g*exp(-l)"),
    ),
    "power that may fall": (
        formula(f"v=1, {LR}, p", "v = max(v, (1 + abs(g))**p)", "w = w - lr*g/v"),
        formula(f"u=1, {LR}, p", "u = max(u, 1 + abs(g))", "w = w - lr*g/u**p"),
    ),
    "friction as a minimum": (FRICTION, friction("min(s, 1 - s)")),
    "friction with the other branch": (FRICTION, friction("s if g < p else 1 - s")),
    "friction with another bound": (FRICTION, friction("s if s > 1/3 else 1 - s")),
}


@pytest.mark.parametrize("name", EQUAL)
def test_what_increases_keeps_an_order(name: str) -> None:
    assert compare_systems(*EQUAL[name]).verdict == "equal"


@pytest.mark.parametrize("name", DIFFERENT)
def test_another_order_is_another_optimizer(name: str) -> None:
    assert compare_systems(*DIFFERENT[name]).as_given == "refuted"


def test_a_bound_whose_sign_needs_cases_is_looked_at_without_them() -> None:
    side = formula("u=1, *, lr, a", "u = max(u, abs(a))", "w = w - lr*u*g")
    assert with_facts(pair_of(side, side)).facts


@pytest.mark.parametrize("slip", ["g/g**2", "g/abs(g)"])
def test_weights_without_a_past_that_are_undefined_now_and_then(slip: str) -> None:
    left, right = formula(LR, "w = lr/g"), formula(LR, f"w = lr*{slip}")
    assert compare_systems(left, right).as_given == ("proved" if slip == "g/g**2" else "refuted")


@pytest.mark.parametrize("name", sorted(EQUAL.keys() - {"power of a maximum"}))
def test_what_increases_is_certified_without_a_solver(name: str) -> None:
    assert written(*EQUAL[name])["problems"] == []


BOUNDED = "s = clip(s*(1.2 if p*g > 0 else 0.5 if p*g < 0 else 1), 0.001, 50)"
BRANCHED = "s = min(1.2*s, 50) if p*g > 0 else max(0.5*s, 0.001) if p*g < 0 else s"
CERTIFIED = {
    "bounds that are fractions": (
        formula(f"p=0, s=0.1, {LR}", BOUNDED, "p = g", "w = w - s*sign(g)"),
        formula(f"p=0, s=0.1, {LR}", BRANCHED, "p = g", "w = w - s*sign(g)"),
    ),
    "an average that waits for a step": (
        formula("p=0, v=0, *, lr, beta", "v = beta*v + p**2 if t > 1 else v", "p = g", "w = w - lr*g*v"),
        formula("p=0, v=0, *, lr, beta", "v = beta*v + p*p", "p = g", "w = w - lr*v*g"),
    ),
    "a correction that waits for a step": (
        formula("p=1, *, lr, beta", "if t > 2:", "    p = p*beta", "    w = w - lr*g/(1 - p)"),
        formula("*, lr, beta", "w = w - (lr*g/(1 - beta**(t - 2)) if t >= 3 else 0)"),
    ),
}


@pytest.mark.parametrize("name", CERTIFIED)
def test_what_waits_or_is_bounded_is_certified_without_a_solver(name: str) -> None:
    assert written(*CERTIFIED[name])["problems"] == []
