"""States kept in coordinates that move with the step, bend, or wait: related, and proved; near misses not."""

from __future__ import annotations

import pytest

from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.referee import judge

ADAM = """
def a(w, g, t, m=0, v=0, *, lr, beta_1, beta_2, epsilon):
    m = beta_1*m + (1-beta_1)*g
    v = beta_2*v + (1-beta_2)*g**2
    w = w - lr*m/(sqrt(v) + epsilon)
"""
SGD = "def a(w, g, t, *, lr):\n    w = w - lr[t]*g\n"
ROOT = "def a(w, g, t, v=0, *, lr):\n    v = v + g*g\n    w = w - lr*g/sqrt(v)\n"

EQUAL = {
    "a state that a step divides by another to have its weight": (
        """
def a(w, g, t, d=0, z=0, *, lr, beta):
    n = beta*d + (1 + g**2)/lr
    z = beta*z + g - (n - beta*d)*w
    w = -z/n
    d = n
""",
        "def b(w, g, t, d=0, *, lr, beta):\n    d = beta*d + (1 + g**2)/lr\n    w = w - g/d\n",
        ("w - g/d", "w - g/(d + 1)"),
    ),
    "divided by one correction and moved by another": (
        ADAM,
        """
def b(w, g, t, y="7", z=1, *, lr, beta_1, beta_2, epsilon):
    m = where(t == 1, 0, (y - beta_2**(t-1))*(1 - beta_1**(t-1)))
    v = z - (1 + beta_2)/(1 - beta_1) - beta_1**(t-1)
    v = where(t == 1, 0, v)
    m = beta_1*m + (1-beta_1)*g
    v = beta_2*v + (1-beta_2)*g**2
    w = w - lr*m/(sqrt(v) + epsilon)
    y = m/(1 - beta_1**t) + beta_2**t
    z = v + (1 + beta_2)/(1 - beta_1) + beta_1**t
""",
        ("+ beta_2**t", "+ beta_2**(t+1)"),
    ),
    "a copy of a state that is never positive": (
        ADAM,
        """
def b(w, g, t, m=0, y="-4", z="-4*(1 + beta_1)", *, lr, beta_1, beta_2, epsilon):
    m = beta_1*m + (1-beta_1)*g
    v = beta_2*(z/(1 + beta_1) + 4)/(-2) + (1-beta_2)*g**2
    z = (beta_2*(-2)*((y + 4)/(-2)) - 2*(1-beta_2)*g**2 - 4)*1
    v = beta_2*((y + 4)/(-2)) + (1-beta_2)*g**2
    z = (-2*v - 4)*(1 + beta_1)
    y = -2*v - 4
    w = w - lr*m/(sqrt(v) + epsilon)
""",
        ("y = -2*v - 4", "y = -2*v - 4 + lr"),
    ),
    "a root of one average added to another average": (
        """
def a(w, g, t, v=0, u=0, *, beta, epsilon):
    v = beta*v + (1-beta)*g**2
    u = beta*u + (1-beta)*v**2
    w = w - g*sqrt(u + epsilon)/sqrt(v + epsilon)
""",
        """
def b(w, g, t, z=0, y=0, *, beta, epsilon):
    v = beta*(z - y) + (1-beta)*g**2
    y = sqrt(beta*y**2 + (1-beta)*v**2)
    z = v + y
    w = w - g*sqrt(y**2 + epsilon)/sqrt(v + epsilon)
""",
        ("z = v + y", "z = v - y"),
    ),
    "a tie at the first step that floating point rounds apart": (
        """
def a(w, g, t, v="lr", u=0, *, lr):
    v = min(v*6/5, 50) if g*u > 0 else v/2
    u = g
    w = w - sign(g)*v
""",
        """
def b(w, g, t, v="lr", z="-lr/3", *, lr):
    v = min(v*6/5, 50) if g*(z + sqrt(v/3)**2) > 0 else v/2
    z = g - v/3
    w = w - sign(g)*v
""",
        ("z = g - v/3", "z = g - v/2"),
    ),
    "a mean that is kept in the weight alone, or not at all": (
        """
def a(w, g, t, z="w", x="w", *, lr, beta):
    z = z - lr*g
    x = (1 - 1/t)*x + z/t
    w = (1 - beta)*z + beta*x
""",
        """
def b(w, g, t, z="w", *, lr, beta):
    w = w + (z - w)/t + lr*(beta*(1 - 1/t) - 1)*g
    z = z - lr*g
""",
        ("beta*(1 - 1/t)", "beta*(1 - 1/(t + 1))"),
    ),
    "a maximum and an average that no gradient moves": (
        """
def a(w, g, t, m=0, v=0, h=0, *, lr, beta, epsilon):
    m = beta*m + (1-beta)*g
    v = beta*v + (1-beta)*sign(g)**2*abs(where(g < 0, -1, where(g > 0, 1, 0)) + where(g == 0, 1, 0))
    v = where(g == 0, v + (1-beta), v)
    h = max(h, v)
    w = w - lr*m/(sqrt(h) + epsilon)
""",
        """
def b(w, g, t, m=0, *, lr, beta, epsilon):
    m = beta*m + (1-beta)*g
    w = w - lr*m/(sqrt(1 - beta**t) + epsilon)
""",
        ("1 - beta**t", "1 - beta**(t+1)"),
    ),
    "the weight before and the last move, in units of the rate": (
        SGD,
        """
def b(w, g, t, y="w*lr[0] + 1", moved=0, *, lr):
    old = (y - 1)/lr[t-1] + moved
    moved = -lr[t]*g
    y = old*lr[t] + 1
    w = old + moved
""",
        ("old*lr[t]", "old*lr[t-1]"),
    ),
    "one root free, the other hidden in a sum": (
        """
def a(w, g, t, v=0, d=0, *, lr, rho, epsilon):
    v = rho*v + (1-rho)*g**2
    d = rho*d + (1-rho)*v
    w = w - lr*g/(sqrt(d) + v + epsilon)
""",
        """
def b(w, g, t, y=0, s=0, *, lr, rho, epsilon):
    d = sqrt(s + y)
    v = rho*y**2 + (1-rho)*g**2
    d = rho*d + (1-rho)*v
    w = w - lr*g/(sqrt(d) + v + epsilon)
    y = sqrt(v)
    s = d*d - y
""",
        ("s = d*d - y", "s = d*d - v"),
    ),
    "a first step apart, undefined at a zero gradient": (
        ROOT,
        """
def b(w, g, t, v=0, y="w", moved=0, *, lr):
    v = v + g*g
    if t == 1:
        moved_now = 0
    else:
        moved_now = moved
    old = y/t + moved_now
    moved = -lr*g/sqrt(v)
    y = old*(t + 1)
    w = old + moved
""",
        ("y/t + moved_now", "y/t + moved_now*moved_now"),
    ),
    "a counter that grows with the square of the step, a power turned round": (
        "def a(w, g, t, *, lr):\n    w = w - lr*(24/25)**t*g\n",
        """
def b(w, g, t, c="-3", *, lr):
    n = c/t + 4
    w = w - lr/(25/24)**n*g
    c = (n - 3)*(t + 1)
""",
        ("(n - 3)", "(n - 2)"),
    ),
    "a weight sum that grows by powers": (
        "def a(w, g, t, *, lr, beta):\n    w = w - lr*((1/2)**t - beta**t)/(1/2 - beta)*g\n".replace(
            "beta)", 'beta: "0 <= beta < 0.25")', 1
        ),
        """
def b(w, g, t, s=0, *, lr, beta: "0 <= beta < 0.25"):
    s = beta*s + (1/2)**(t-1)
    w = w - lr*s*g
""",
        ("(1/2)**(t-1)", "(1/2)**t"),
    ),
    "a largest rate, kept, of a rate that does not change": (
        "def a(w, g, t, z=0, *, lr):\n    w = w + (w - lr*g)/t\n    z = g\n",
        """
def b(w, g, t, largest=0, total=0, *, lr):
    largest = max(largest, lr)
    total = total + largest**2
    w = w + largest**2/total*(w - lr*g)
""",
        ("total + largest**2", "total + largest"),
    ),
    "a buffer that is left alone where there is no momentum": (
        """
def a(w, g, t, b=0, *, lr, momentum, dampening: "0 <= dampening < 1"):
    if momentum != 0:
        b = momentum*b + (1 - dampening)*g if t > 1 else g
        g = b
    w = w - lr*g
""",
        """
def b(w, g, t, b=0, *, lr, momentum, dampening: "0 <= dampening < 1"):
    b = where(t == 1, g, momentum*b + (1 - dampening)*g)
    w = w - lr*where(momentum == 0, g, b)
""",
        ("momentum == 0", "momentum < 1/2"),
    ),
    "a step size held between two numbers where it grows or shrinks, or at every step": (
        """
def a(w, g, t, p=0, d=0.1, *, up: "up > 1", down: "0 < down < 1"):
    d = min(d*up, 50) if g*p > 0 else (max(d*down, 0.01) if g*p < 0 else d)
    w = w - sign(g)*d
    p = g
""",
        """
def b(w, g, t, p=0, d=0.1, *, up: "up > 1", down: "0 < down < 1"):
    d = clip(d*where(g*p > 0, up, where(g*p < 0, down, 1)), 0.01, 50)
    w = w - sign(g)*d
    p = g
""",
        ("0.01, 50", "0.02, 50"),
    ),
}


@pytest.mark.parametrize("name", EQUAL)
def test_other_coordinates_are_proved_in_both_directions(name: str) -> None:
    left, right = (read_source(text) for text in EQUAL[name][:2])
    assert judge(left, right).verdict is Verdict.PROVED
    assert judge(right, left).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", EQUAL)
def test_a_slip_in_other_coordinates_is_refuted(name: str) -> None:
    left, right, (old, new) = EQUAL[name]
    assert old in right
    assert judge(read_source(left), read_source(right.replace(old, new))).verdict is Verdict.REFUTED
