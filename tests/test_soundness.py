"""The referee is never wrong, and nearly always says something: a seeded campaign against it."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from tests.campaign.mutants import mutant
from tests.campaign.rewrites import rewrite
from tests.campaign.run import Referee, Tally, run_campaign
from tests.campaign.sampler import Opinion, decide
from tests.campaign.source_text import formula_file
from tests.campaign.unroller import Program, difference, unlike
from tests.campaign.zeros import solve
from tests.campaign.zoo import build, own_systems, systems
from tests.parts import some_of
from verifier.system import System
from verifier.term import GRADIENT, ONE, STEP, WEIGHT, ZERO, Term, hyper, sqrt, state, term, where

SYSTEMS = systems()
LR = hyper("lr")


def always(verdict: str) -> Tally:
    """A short campaign against a referee that has one answer."""
    return run_campaign(lambda left, right: verdict, SYSTEMS, 10, 20, seed=5)


MOST_UNDECIDED = 2
"""Of 40 rewrites, each of up to a dozen steps; what is undecided is no wrong verdict, but is counted."""


@pytest.mark.parametrize("seed", some_of(range(11, 15), 4))
def test_the_referee_is_never_wrong_and_nearly_always_decides(seed: int) -> None:
    tally = run_campaign(Referee(), SYSTEMS, 40, 40, seed, sampled=False)
    assert tally.false_proofs == []
    assert tally.false_refutations == []
    assert tally.broken == []
    assert [t for t in tally.undecided if t.kind == "mutant"] == []
    assert len(tally.undecided) <= MOST_UNDECIDED


def test_a_referee_that_always_proves_is_caught() -> None:
    caught = always("proved")
    assert len(caught.false_proofs) > 12
    assert not caught.false_refutations


def test_a_referee_that_always_refutes_is_caught() -> None:
    caught = always("refuted")
    assert len(caught.false_refutations) == 10
    assert not caught.false_proofs


def test_a_referee_that_never_decides_is_caught() -> None:
    caught = always("undecided")
    assert caught.rewrites_proved == 0
    assert caught.mutants_refuted == 0
    assert len(caught.undecided) > 22


def test_a_referee_that_crashes_is_caught() -> None:
    def crash(left: System, right: System) -> str:
        raise RuntimeError("lost")

    assert len(run_campaign(crash, SYSTEMS, 3, 3).broken) == 6


@pytest.mark.parametrize("seed", some_of(range(120), 4))
def test_every_rewrite_agrees_with_its_original_on_the_sampler(seed: int) -> None:
    made = rewrite(SYSTEMS[seed % len(SYSTEMS)], 900_000 + seed)
    expected = {Opinion.SEEMS_EQUAL} | ({Opinion.WEIGHTS_ONLY} if "stored_elsewhere" in made.steps else set())
    assert decide(made.original, made.system, seed, 6)[0] in expected, made.description


def test_the_same_seed_makes_the_same_systems() -> None:
    for seed in range(40):
        system = SYSTEMS[seed % len(SYSTEMS)]
        assert rewrite(system, seed).system == rewrite(system, seed).system
        assert mutant(system, seed).system == mutant(system, seed).system


def test_most_mutants_differ_and_some_seem_equal() -> None:
    said = [
        decide(SYSTEMS[i % len(SYSTEMS)], mutant(SYSTEMS[i % len(SYSTEMS)], i).system, i)[0]
        for i in range(40)
    ]
    assert 0.8 < said.count(Opinion.DIFFERS) / len(said) < 1


SGD = build("sgd", WEIGHT - LR * GRADIENT)
SPIED = build("spied", WEIGHT - LR * GRADIENT, last=(0, GRADIENT))
SIZE = Term("abs", GRADIENT)
WRONG = WEIGHT - LR * GRADIENT + 1
RIGHT = WEIGHT - LR * GRADIENT
RARE = {
    "after a thousand steps": Term("lt", term(1000), STEP),
    "at step 7 only": Term("eq", STEP, term(7)),
    "at a zero gradient": Term("eq", GRADIENT, ZERO),
    "at a repeated gradient": Term("eq", GRADIENT, state("last")),
    "where the gradient is the rate": Term("eq", SIZE, LR),
    "at a large gradient": Term("lt", term(10**7), SIZE),
    "at a tiny gradient": Term("and", Term("lt", ZERO, SIZE), Term("lt", SIZE, term(Fraction(1, 10**12)))),
    "at an irrational gradient": Term("eq", GRADIENT**2, term(2)),
    "at a zero weight": Term("eq", WEIGHT, ZERO),
}


@pytest.mark.parametrize("case", RARE)
def test_the_sampler_finds_what_random_points_never_reach(case: str) -> None:
    wrong = build("rare", where(RARE[case], WRONG, RIGHT), last=(0, GRADIENT))
    assert decide(SPIED, wrong, 1, 60)[0] == Opinion.DIFFERS


def test_the_sampler_sees_a_form_that_is_undefined_at_one_gradient() -> None:
    assert decide(SGD, build("x", WEIGHT - LR * (GRADIENT * GRADIENT) / GRADIENT))[0] == Opinion.DIFFERS
    assert decide(SGD, build("x", WEIGHT - LR * sqrt(GRADIENT) ** 2))[0] == Opinion.DIFFERS


def test_the_sampler_takes_no_rounding_error_for_a_difference() -> None:
    large = sqrt(term(2)) * 10**70
    there_and_back = build("x", WEIGHT - LR * ((GRADIENT + large) - large))
    off = build("x", WEIGHT - LR * ((GRADIENT + large) - large + term(Fraction(1, 10**60))))
    assert decide(SGD, there_and_back, 1, 40)[0] == Opinion.SEEMS_EQUAL
    assert decide(SGD, off, 1, 40)[0] == Opinion.DIFFERS


def test_a_leap_between_signs_is_found_where_it_is_and_not_beside_it() -> None:
    below, above = Fraction(-1, 3**900), Fraction(1, 5**600)  # exact, and their difference is longer
    guesses = [Fraction(3), Fraction(-7)]
    assert solve(lambda x: below if x < 0 else above, guesses) == 0
    assert solve(lambda x: below if difference(3 * x, Fraction(2)) < 0 else above, guesses) == Fraction(2, 3)


def test_the_sampler_compares_query_points() -> None:
    ahead = build("ahead", WEIGHT - LR * GRADIENT, query=WEIGHT - LR * state("m"), m=(0, GRADIENT))
    assert decide(SGD, ahead)[0] == Opinion.DIFFERS


def test_the_sampler_meets_a_threshold_on_the_step_exactly() -> None:
    beta, slow = hyper("beta"), term(Fraction(1, 2))
    strict, weak = (Term(op, beta * STEP, ONE + ONE) for op in ("lt", "le"))
    pair = [build("x", WEIGHT - LR * where(c, slow, ONE) * GRADIENT) for c in (strict, weak)]
    assert decide(*pair, 1, 60)[0] == Opinion.DIFFERS


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (term(0) ** 0, Fraction(1)),
        (Term("sign", ZERO), Fraction(0)),
        (ONE / ZERO, None),
        (sqrt(term(-1)), None),
        (Term("log", ZERO), None),
        (ZERO * (ONE / ZERO), None),
        (where(Term("lt", ZERO, ONE), ONE, ONE / ZERO), Fraction(1)),
        (term(0) ** -1, None),
        (Term("max", ONE, ONE / ZERO), None),
        (term(-8) ** Fraction(1, 3), None),
        (sqrt(term(Fraction(9, 4))), Fraction(3, 2)),
        (Term("or", Term("lt", ZERO, ONE), Term("lt", ONE / ZERO, ONE)), None),
        (sqrt(term(2)) ** 2 - 2, Fraction(0)),
    ],
    ids=repr,
)
def test_the_second_evaluator_has_the_meaning_of_terms(value: Term, expected: Fraction | None) -> None:
    assert not unlike(Program([value]).run({})[0], expected)


@pytest.mark.parametrize("seed", some_of(range(60), 4))
def test_a_system_survives_being_printed_as_a_formula_file_and_read(seed: int) -> None:
    from verifier.lift.formula import read_source

    system = rewrite(SYSTEMS[seed % len(SYSTEMS)], seed).system
    back = read_source(formula_file(system, random.Random(seed)))
    assert decide(system, back, seed, 6)[0] == Opinion.SEEMS_EQUAL


def test_own_systems_have_distinct_behaviour() -> None:
    zoo = own_systems()
    same = [
        (a.name, b.name)
        for i, a in enumerate(zoo)
        for b in zoo[:i]
        if _comparable(a, b) and decide(a, b, 1, 10)[0] == Opinion.SEEMS_EQUAL
    ]
    assert same == []


def _comparable(a: System, b: System) -> bool:
    return {h.name for h in a.hypers} == {h.name for h in b.hypers}
