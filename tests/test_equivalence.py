"""Every claim about a printed form, one test each: the referee finds what we hold."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from tests.parts import some_of
from verifier import catalogue
from verifier.findings import Verdict
from verifier.holdings import printed
from verifier.obligation import Library, Obligation, obligations
from verifier.printed import named
from verifier.referee import judge
from verifier.system import Hyper
from verifier.term import STEP, WEIGHT, Term, fold, state

FORMS = tuple(printed())
LIBRARY = Library({r.name: r for r in catalogue.recurrences()}, named(FORMS))
OBLIGATIONS = [o for form in LIBRARY.forms.values() for o in obligations(form, LIBRARY)]
EQUAL = [o for o in OBLIGATIONS if o.verdict is Verdict.PROVED]
GRADIENTS = [Fraction(2), Fraction(0), Fraction(-1, 3), Fraction(5, 7), Fraction(-4)]


def sentence(obligation: Obligation) -> str:
    return obligation.sentence


@pytest.mark.parametrize("obligation", some_of(OBLIGATIONS, 4), ids=sentence)
def test(obligation: Obligation) -> None:
    judgement = judge(obligation.left, obligation.right)
    assert judgement.verdict is obligation.verdict, judgement.reason
    if judgement.verdict is Verdict.REFUTED:
        assert judgement.witness is not None
        assert judgement.witness.queries or judgement.witness.left != judgement.witness.right
        return
    assert judgement.attempt is not None
    assert judgement.attempt.proof is not None
    assert judgement.same_weights is (obligation.weights is None)


def test_each_claim_is_named_once() -> None:
    sentences = [o.sentence for o in OBLIGATIONS]
    assert len(set(sentences)) == len(sentences) > 150


@pytest.mark.parametrize("obligation", EQUAL, ids=sentence)
def test_a_form_whose_weight_moves_twice_as_far_is_another(obligation: Obligation) -> None:
    left = obligation.left
    twice = replace(left, weight=left.weight * 2 - WEIGHT)
    assert judge(twice, obligation.right).verdict is Verdict.REFUTED


def value(hyper: Hyper) -> Fraction:
    """A number of the domain, not the same for all names."""
    offset = Fraction(sum(map(ord, hyper.name)) % 7, 60)
    return offset + (Fraction(1, 2) if hyper.domain.upper else Fraction(3, 2))


OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "mul": operator.mul,
    "div": lambda a, b: a / b if b else None,
    "pow": lambda a, b: a ** int(b) if b.denominator == 1 else None,
    "lt": operator.lt,
    "le": operator.le,
    "eq": operator.eq,
    "ne": operator.ne,
    "max": max,
}


def evaluated(term: Term, values: Mapping[Term, Fraction]) -> Fraction:
    """A rational term with its branches, in numbers; None where it has no value."""

    def combine(node: Term, args: tuple[Any, ...]) -> Any:
        if node.op == "where":
            return args[1] if args[0] else args[2]
        if node.op in OPERATIONS:
            return None if None in args else OPERATIONS[node.op](*args)
        return node.value if node.op == "num" else values[node]

    found: Fraction = fold([term], combine)[term]
    return found


def weights(system: object, seen: Term) -> list[Fraction]:
    """What a term in the weight and the states is at each step, at the gradients above."""
    values = {Term("sym", "hyper", h.name): value(h) for h in system.hypers}
    values |= {Term("sym", "sequence", h.name, 0): value(h) for h in system.hypers}
    now = values | {WEIGHT: Fraction(3)}
    now |= {state(s.name): evaluated(s.initial, now) for s in system.states}
    found = [evaluated(seen, now)]
    for t, gradient in enumerate(GRADIENTS, start=1):
        now |= {STEP: Fraction(t), Term("sym", "gradient", "g"): gradient}
        after = {state(s.name): evaluated(s.update, now) for s in system.states}
        now |= {WEIGHT: evaluated(system.weight, now)} | after
        found.append(evaluated(seen, now))
    return found


@pytest.mark.parametrize("obligation", [o for o in EQUAL if o.weights is not None], ids=sentence)
def test_the_weights_are_related_as_the_claim_says(obligation: Obligation) -> None:
    assert obligation.weights is not None
    assert weights(obligation.left, WEIGHT) == weights(obligation.right, obligation.weights)
    assert weights(obligation.left, WEIGHT) != weights(obligation.right, WEIGHT)


def test_forms_of_an_optimizer_that_is_not_there_are_left_alone() -> None:
    without = {name: r for name, r in LIBRARY.specifications.items() if name not in ("adam", "momentum")}
    library = Library(without, LIBRARY.forms)
    found = [o.sentence for form in LIBRARY.forms.values() for o in obligations(form, library)]
    gone = [o.sentence for o in OBLIGATIONS if o.sentence not in found]
    assert gone
    assert all(re.match(r"adam/|momentum/|.* is (not )?momentum\b", sentence) for sentence in gone)
