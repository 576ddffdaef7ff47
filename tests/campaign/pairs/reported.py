"""Pairs after bug reports and papers: what is easily taken for the same."""

from __future__ import annotations

from typing import Any

from tests.campaign.pairs.record import CONDITIONAL, TRANSLATED, Pair, rule


def told(
    name: str, left: tuple[str, str], right: tuple[str, str], verdicts: tuple[str, ...], **more: Any
) -> Pair:
    """A pair from each side's parameters and body."""
    return Pair(name, rule(*left), rule(*right), verdicts, **more)


REPORTED = (
    told(
        "power-of-difference",
        (
            "w, g, t, m=0, v=0, *, lr, beta_1, beta_2, epsilon",
            "m = beta_1*m + (1-beta_1)*g\nv = beta_2*v + (1-beta_2)*g*g\n"
            "w = w - lr*sqrt(1-beta_2**t)/(1-beta_1**t)*m/(sqrt(v)+epsilon)",
        ),
        (
            "w, g, t, m=0, v=0, *, lr, beta_1, beta_2, epsilon",
            "m = beta_1*m + (1-beta_1)*g\nv = beta_2*v + (1-beta_2)*g*g\n"
            "w = w - lr*sqrt((1-beta_2)**t)/(1-beta_1)**t*m/(sqrt(v)+epsilon)",
        ),
        CONDITIONAL,
        source="PennyLane issue 1928",
        conditions=("beta_1 == 0 and beta_2 == 0",),
    ),
    told(
        "backward-betas-renamed",
        (
            "w, g, t, m=0, v=0, *, lr, c1: '0 < c1 <= 1', c2: '0 < c2 <= 1', epsilon",
            "m = (1-c1)*m + c1*g\nv = (1-c2)*v + c2*g*g\n"
            "w = w - lr*(m/(1-(1-c1)**t))/(sqrt(v/(1-(1-c2)**t))+epsilon)",
        ),
        (
            "w, g, t, m=0, v=0, *, lr, b1, b2, epsilon",
            "m = b1*m + (1-b1)*g\nv = b2*v + (1-b2)*g*g\n"
            "w = w - lr*(m/(1-b1**t))/(sqrt(v/(1-b2**t))+epsilon)",
        ),
        TRANSLATED,
        source="Blocks issue 1175",
        to="right",
        translation={"b1": "1 - c1", "b2": "1 - c2"},
    ),
    told(
        "adafactor-decay-exponent-map",
        (
            "w, g, t, v=0, *, lr, eps, c: 'c > 0'",
            "b = 1-t**(-c)\nv = b*v+(1-b)*(g*g+eps)\nw = w - lr*g/sqrt(v)",
        ),
        ("w, g, t, v=0, *, lr, eps, d: 'd < 0'", "b = 1-t**d\nv = b*v+(1-b)*(g*g+eps)\nw = w - lr*g/sqrt(v)"),
        TRANSLATED,
        source="Adafactor",
        to="right",
        translation={"d": "-c"},
    ),
    told(
        "adabound-gamma-one-minus-beta2",
        (
            "w, g, t, m=0, v=0, *, lr, fin: 'fin > 0', b1, b2, eps",
            "m = b1*m+(1-b1)*g\nv = b2*v+(1-b2)*g*g\nlo = fin*(1-1/((1-b2)*t+1))\n"
            "hi = fin*(1+1/((1-b2)*t))\nw = w - clip(lr/(sqrt(v)+eps), lo, hi)*m",
        ),
        (
            "w, g, t, m=0, v=0, *, lr, fin: 'fin > 0', b1, b2, gamma: '0 < gamma <= 1', eps",
            "m = b1*m+(1-b1)*g\nv = b2*v+(1-b2)*g*g\nlo = fin*(1-1/(gamma*t+1))\n"
            "hi = fin*(1+1/(gamma*t))\nw = w - clip(lr/(sqrt(v)+eps), lo, hi)*m",
        ),
        TRANSLATED,
        source="AdaBound",
        to="right",
        translation={"gamma": "1 - b2"},
    ),
    told(
        "padam-2p",
        (
            "w, g, t, m=0, v=0, *, lr, b1, b2, p: '0 < p <= 1/2', eps",
            "m = b1*m+(1-b1)*g\nv = b2*v+(1-b2)*g*g\nw = w - lr*m/(v+eps)**p",
        ),
        (
            "w, g, t, m=0, v=0, *, lr, b1, b2, q: '0 < q <= 1', eps",
            "m = b1*m+(1-b1)*g\nv = b2*v+(1-b2)*g*g\nw = w - lr*m/sqrt(v+eps)**q",
        ),
        TRANSLATED,
        source="Padam",
        to="right",
        translation={"q": "2*p"},
    ),
    told(
        "sophia-rho-scaled",
        (
            "w, g, t, m=0, h=0, *, lr, b1, b2, rho: 'rho > 0', eps",
            "m = b1*m+(1-b1)*g\nh = b2*h+(1-b2)*g*g\nw = w - lr*clip(m/max(rho*h, eps), -1, 1)",
        ),
        (
            "w, g, t, m=0, h=0, *, lr, b1, b2, rho: 'rho > 0', eps",
            "m = b1*m+(1-b1)*g\nh = b2*h+(1-b2)*g*g\nw = w - lr*clip(m/max(h, eps), -rho, rho)",
        ),
        TRANSLATED,
        source="Sophia",
        to="right",
        translation={"lr": "lr/rho", "eps": "eps/rho"},
    ),
    told(
        "accum-sum-or-mean",
        (
            "w, g, t, a=0, k=0, *, lr",
            "a = a+g\nk = k+1\nf = k == 2\nw = w - where(f, lr*a/2, 0)\na = where(f, 0, a)\n"
            "k = where(f, 0, k)",
        ),
        ("w, g, t, a=0, k=0, *, lr", "f = k == 1\nw = where(f, w-lr*(a+g), w)\na = where(f, 0, g)\nk = 1-k"),
        TRANSLATED,
        source="gradient accumulation",
        to="right",
        translation={"lr": "lr/2"},
    ),
    told(
        "physical-time-step",
        ("w, g, t, v=0, *, dt: 'dt > 0', c: '0 < c < 1'", "v = (1-c)*v - dt*g\nw = w+dt*v"),
        ("w, g, t, u=0, *, lr, mu", "u = mu*u+g\nw = w-lr*u"),
        TRANSLATED,
        source="the heavy ball",
        to="right",
        translation={"lr": "dt**2", "mu": "1 - c"},
    ),
)
