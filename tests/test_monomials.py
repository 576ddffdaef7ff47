"""Averages that are rescaled whenever an estimate grows are those that are scaled as they are taken."""

from __future__ import annotations

import pytest

from tests.campaign.pairs.record import rule
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.prove.proof import prove
from verifier.referee import judge
from verifier.term import state, term

SIDE = "w, g, t, m=0, v=0, d='c', s=0, *, lr, b1, b2, eps, c: 'c > 0'"
SCALED = """m = b1*m + (1 - b1)*d*g
v = b2*v + (1 - b2)*d**2*g**2
w = w - lr*d*m/(sqrt(v) + d*eps)
s = s + g
d = max(d, abs(s))"""
RESCALED = """m = b1*m + (1 - b1)*g
v = b2*v + (1 - b2)*g**2
w = w - lr*d*m/(sqrt(v) + eps)
s = s + g
new = max(d, abs(s))
m = m*d/new
v = v*(d/new)**2
d = new"""


def test_rescaled_averages_are_those_of_scaled_gradients() -> None:
    left, right = (read_source(rule(SIDE, body)) for body in (SCALED, RESCALED))
    proof = prove(left, right).proof
    assert proof is not None
    v, d = state("right.v"), state("right.d")
    assert proof.relation.solved[state("left.v")] is v * d ** term(2)


@pytest.mark.parametrize(
    "slip", [("(d/new)**2", "(d/new)"), ("m*d/new", "m*new/d"), ("sqrt(v) + eps", "sqrt(v) + d*eps")]
)
def test_averages_that_are_rescaled_otherwise_are_others(slip: tuple[str, str]) -> None:
    texts = rule(SIDE, SCALED), rule(SIDE, RESCALED.replace(*slip))
    assert judge(*map(read_source, texts)).verdict is Verdict.REFUTED
