"""Pairs of systems whose proofs use, together, every kind of line of a certificate."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from verifier import certificate
from verifier.comparison import Supposition
from verifier.lift.formula import read_source
from verifier.prove.proof import prove
from verifier.system import System

Data = dict[str, Any]


def formula(parameters: str, *lines: str) -> System:
    body = "\n".join(f"    {line}" for line in lines)
    return read_source(f"def f(w, g, t, {parameters}):\n{body}\n    return w")


ADAM = formula(
    "m=0, v=0, *, lr, beta_1, beta_2, epsilon",
    "m = beta_1*m + (1 - beta_1)*g",
    "v = beta_2*v + (1 - beta_2)*g**2",
    "w = w - lr*(m/(1 - beta_1**t))/(sqrt(v/(1 - beta_2**t)) + epsilon)",
)
PAIRS: dict[str, tuple[System, System]] = {
    "adam": (
        ADAM,
        formula(
            "m=0, s=0, p=1, *, lr, beta_1, beta_2, epsilon",
            "p = p*beta_2",
            "m = m + (1 - beta_1)*(g - m)",
            "s = beta_2*s + g*g",
            "w = w - lr*m/(1 - beta_1**t)/(sqrt((1 - beta_2)*s/(1 - p)) + epsilon)",
        ),
    ),
    "maximum": (
        formula("v=0, *, lr", "v = maximum(v, abs(g))", "w = w - lr*g/v"),
        formula("v=0, *, lr", "v = abs(g) if abs(g) > v else v", "w = w - lr*(g/v)"),
    ),
    "no epsilon": (
        formula("v=0, *, lr, beta", "v = beta*v + (1 - beta)*g**2", "w = w - lr*g/sqrt(v)"),
        formula("v=0, *, lr, beta", "v = v + (1 - beta)*(g**2 - v)", "w = w - lr*(g/v)*sqrt(v)"),
    ),
    "threshold": (
        formula("k=0, *, lr", "k = k + 1", "w = w - (lr*g if k > 4 else g)"),
        formula("*, lr", "w = w - (lr*g if not (t < 5 and g == g) else g)"),
    ),
    "first step": (
        formula("m=0, *, lr, beta", "m = g if t == 1 else beta*m + (1 - beta)*g", "w = w - lr*m"),
        formula("m=7, *, lr, beta", "m = beta*m + (1 - beta)*g if t > 1 else g", "w = w - m*lr"),
    ),
    "logarithm": (
        formula("*, lr, a: 'a > 0'", "w = w - lr*log(3*a**2/t)*log(g)"),
        formula("*, lr, a: 'a > 0'", "w = w - lr*log(g)*(2*log(a) - log(t) + log(3))"),
    ),
    "exponential": (
        formula("*, lr, k: 'k > 0'", "w = w - lr*exp(-k*t)*log(1 + exp(g))"),
        formula("*, lr, k: 'k > 0'", "w = w - lr*exp(-k*(t - 1))/exp(k)*(g + log(1 + exp(-g)))"),
    ),
    "variance": (
        formula(
            "m=0, v=0, *, lr, rho, epsilon",
            "m = rho*m + (1 - rho)*g",
            "v = rho*v + (1 - rho)*g**2",
            "w = w - lr*g/sqrt(v - m**2 + epsilon)",
        ),
        formula(
            "m=0, v=0, *, lr, rho, epsilon",
            "m = rho*m + (1 - rho)*g",
            "v = rho*v + (1 - rho)*g**2",
            "w = w - lr*g/sqrt(abs(v - m**2) + epsilon)",
        ),
    ),
    "turns": (
        formula("k=0, *, lr", "k = k + 1 if k < 1 else 0", "w = w - (lr*g if k == 0 else g)"),
        formula("k=1, *, lr", "k = 1 - k", "w = w - (lr*g if k == 1 else g)"),
    ),
    "together": (
        formula("m=0, v=0, *, lr", "m = m + g", "v = v + g**2", "w = w - (lr*m/v if v > 0 else 0)"),
        formula("m=0, v=0, *, lr", "m = m + g", "v = v + g**2", "w = w - lr*m/(v if v > 0 else 1)"),
    ),
    "increasing": (
        formula("u=1, *, lr, beta: '0 < beta < 1'", "u = max(beta*u, 1 + abs(g))", "w = w - lr*g/u"),
        formula(
            "l=0, *, lr, beta: '0 < beta < 1'",
            "l = max(l + log(beta), log(1 + abs(g)))",
            "w = w - lr*g*exp(-l)",
        ),
    ),
    "now and then": (
        formula("m=0, *, lr, beta", "m = beta*m + (1 - beta)*g", "w = lr*m/abs(m)"),
        formula("m=0, *, lr, beta", "m = m + (1 - beta)*(g - m)", "w = lr*abs(m)/m"),
    ),
    "before": (
        formula("v=0, a=1, *, lr", "w = w - lr*a*g", "v = v + g", "a = 1/v"),
        formula("v=0, a=1, *, lr", "w = w - lr*g*a", "v = g + v", "a = v/v/v"),
    ),
    "filter": (
        formula("m=0, p=0, *, lr, a, b", "m = a*m + g + b*p", "p = g", "w = w - lr*m/sqrt(1 + m*m)"),
        formula("q=0, *, lr, a, b", "k = q", "q = a*q + g", "w = w - lr*(q + b*k)/sqrt(1 + (q + b*k)**2)"),
    ),
    "falling": (
        formula("p=1, *, lr", "p = p/2", "w = w - lr*max(p, 1/8)*g"),
        formula("*, lr", "w = w - lr*(0.5**t if 2*t < 7 else 1/8)*g"),
    ),
    "moved weight": (
        formula("m=0, *, lr, mu", "m = mu*m - lr*g", "w = w + mu*m - lr*g"),
        read_source(
            "def f(w, t, m=0, *, lr, mu):\n    m = mu*m - lr*grad(w + mu*m)\n    w = w + m\n    return w"
        ),
    ),
}


SOLVER = (
    formula("m=0, *, lr", "m = m - g", "s = m**2 + g**2", "w = w - lr*g/sqrt(s) if s > 0 else w"),
    formula("m=0, *, lr", "m = m - g", "s = m**2 + g**2", "w = w - (lr*g/sqrt(s) if s != 0 else g)"),
)
"""A pair whose proof needs that a sum of squares is zero only where each is."""


def written(left: System, right: System) -> Data:
    attempt = prove(left, right)
    assert attempt.proof is not None
    data: Data = json.loads(json.dumps(certificate.certificate(Supposition((left, right), attempt=attempt))))
    return data


@cache
def certificate_of(name: str) -> Data:
    """That of a pair, written once; who changes it copies it first."""
    return written(*PAIRS[name])


def file_of(data: Data, path: Path) -> Path:
    """A certificate with this one claim."""
    return file_of_claims([data], path)


def file_of_claims(claims: list[Data], path: Path) -> Path:
    head = {"format": certificate.FORMAT, "version": certificate.VERSION}
    path.write_text(json.dumps({**head, "claims": claims}), encoding="utf-8")
    return path


def falsified(data: Data, change: Callable[[Data], object]) -> Data:
    """A copy that is changed."""
    other = copy.deepcopy(data)
    change(other)
    return other


def row(data: Data, *wanted: Any) -> int:
    """The row of a term."""
    return int(data["terms"].index(list(wanted)))


def added(data: Data, *new: Any) -> int:
    """The row of a term that is added."""
    data["terms"].append(list(new))
    return len(data["terms"]) - 1


def trees(tree: Data) -> Iterator[Data]:
    yield tree
    for _, child in tree.get("cases", []):
        yield from trees(child)


def lines(data: Data) -> Iterator[tuple[Data, int]]:
    for proof in data["proofs"].values():
        for tree in trees(proof):
            for place in range(len(tree["lines"])):
                yield tree, place
