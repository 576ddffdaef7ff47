"""The mutants of the package: systematic, whole, and each what its words say."""

from __future__ import annotations

from itertools import product

import pytest

from tests.campaign.sampler import Opinion, decide
from tests.campaign.zoo import own_systems
from tests.parts import some_of
from verifier import catalogue
from verifier.findings import Verdict
from verifier.mutants import SLIPS, mutants
from verifier.mutants.equations import equations_of, places
from verifier.mutants.mutant import plain
from verifier.mutants.notation import shown
from verifier.referee import judge
from verifier.system import Hyper, State, System
from verifier.term import GRADIENT, ONE, STEP, WEIGHT, ZERO, Term, fold, hyper, sqrt, state, term

NAMES = [*catalogue.names(), *(n for n, f in catalogue.forms().items() if n.endswith("/keras") and f.update)]
ZOO = {s.name: s for s in own_systems()}


def lines(system: System) -> dict[str, str]:
    """The words of each mutant, by the line that it has wrong."""
    return {mutant.formula: mutant.words for mutant in mutants(system)}


@pytest.mark.parametrize("name", NAMES)
def test_the_equations_of_a_system_are_the_system(name: str) -> None:
    system = catalogue.system(name)
    again = equations_of(system).with_formulas({})
    assert again is not None
    assert again.outputs == system.outputs


@pytest.mark.parametrize("name", some_of([*NAMES, *ZOO], 4))
def test_every_place_that_can_slip_has_a_mutant(name: str) -> None:
    system = ZOO.get(name) or catalogue.system(name)
    equations = equations_of(system)
    made = {m.system.outputs for m in mutants(system)} | {system.outputs}
    slips = 0
    for equation in equations.every:
        for node, put in places(equation.formula):
            for slip in (s for kind in SLIPS for s in kind(node, system)):
                wrong = equations.with_formulas({equation.symbol: plain(put(slip.wrong))})
                assert wrong is None or wrong.outputs in made
                slips += 1
    assert slips >= 8


@pytest.mark.parametrize("name", some_of([*NAMES, *ZOO], 4))
def test_every_symbol_of_every_equation_is_mutated_where_it_stands(name: str) -> None:
    system = ZOO.get(name) or catalogue.system(name)
    kinds = {"hyper", "sequence", "time", "gradient"} if len(system.hypers) > 1 else {"time", "gradient"}
    texts = set(lines(system))
    for equation in equations_of(system).every:
        for node, put in places(equation.formula):
            if node.op == "sym" and node.args[0] in kinds:
                swaps = {put(s.wrong) for kind in SLIPS for s in kind(node, system)}
                assert any(shown(plain(wrong)) in text for wrong in swaps for text in texts), (name, node)


@pytest.mark.parametrize("name", NAMES)
def test_each_mutant_is_another_text_and_no_two_are_the_same(name: str) -> None:
    system = catalogue.system(name)
    made = [(m.system.outputs, tuple(s.initial for s in m.system.states)) for m in mutants(system)]
    assert len(set(made)) == len(made)
    assert (system.outputs, tuple(s.initial for s in system.states)) not in made


def test_the_mutants_come_in_the_same_order_every_time() -> None:
    system = catalogue.system("nadam")
    assert list(mutants(system)) == list(mutants(system))


@pytest.mark.parametrize(("name", "part"), some_of(list(product(catalogue.names(), range(3))), 4))
def test_the_referee_and_the_sampler_agree_on_a_mutant(name: str, part: int) -> None:
    system = catalogue.system(name)
    every = list(mutants(system))
    mutant = every[(2 * part + 1) * len(every) // 6]
    opinion, verdict = decide(system, mutant.system, part, 20)[0], judge(system, mutant.system).verdict
    # Where the gradients are asked for at the same points, a map may relate weights that part: the
    # sampler knows of none, and the referee proves one or that there is none.
    told = {Opinion.WEIGHTS_ONLY: verdict is not Verdict.UNDECIDED}
    assert told.get(opinion, (verdict is Verdict.REFUTED) == (opinion is Opinion.DIFFERS)), mutant.formula


def test_slips_known_from_bug_reports_are_among_the_mutants() -> None:
    adam = lines(catalogue.system("adam"))
    assert adam["beta_1 for beta_2, beta_2 for beta_1"] == "beta_1 and beta_2 exchanged"
    assert adam["m_hat[t] = m[t]"] == "not divided by 1 - beta_1**t"
    assert "v[t] = g[t]**2*(1 - beta_1) + v[t-1]*beta_2" in adam
    assert any("sqrt(v_hat[t] + epsilon)" in line for line in adam)
    keras = lines(catalogue.system("amsgrad/keras"))
    assert keras["v_hat[t] = v[t]"] == "v[t] for max(v[t], v_hat[t-1])"
    decay = {m.words for m in mutants(catalogue.system("adamw/keras"))}
    assert {"the decay after the step", "the decay added to the gradient"} <= decay
    assert "query point = w[t-1]" in lines(catalogue.system("nesterov"))


def test_a_slip_in_a_named_value_is_carried_to_all_that_read_it() -> None:
    system = catalogue.system("momentum")
    (wrong,) = [m.system for m in mutants(system) if m.words == "without the summand velocity[t-1]*momentum"]
    assert wrong.states[0].update in (wrong.weight.terms)
    assert wrong.states[0].update is not system.states[0].update


def test_no_query_point_reads_the_gradient_that_is_asked_for_there() -> None:
    for name in ("nesterov", "momentum", "adam"):
        for mutant in mutants(catalogue.system(name)):
            read = fold([mutant.system.query], lambda n, args: n is GRADIENT or any(args))
            assert not read[mutant.system.query]


EPSILON, V = hyper("epsilon"), state("v")
SLIPPED = {
    "the other sign": (WEIGHT - GRADIENT, WEIGHT + GRADIENT),
    "a sign in a nested sum": (WEIGHT + (GRADIENT + EPSILON), WEIGHT + GRADIENT + -EPSILON),
    "a factor of a nested product": (WEIGHT * (GRADIENT * EPSILON), WEIGHT * GRADIENT),
    "the root": (sqrt(V), V),
    "the square": (GRADIENT**2, GRADIENT),
    "a lower bound": (sqrt(V) + EPSILON, Term("max", sqrt(V), EPSILON)),
    "epsilon inside": (sqrt(V) + EPSILON, sqrt(V + EPSILON)),
    "epsilon outside": (sqrt(V + EPSILON), sqrt(V) + EPSILON),
    "epsilon before the correction": (sqrt(V / ONE) + EPSILON, (sqrt(V) + EPSILON) / sqrt(ONE)),
    "min for max": (Term("max", V, ONE), Term("min", V, ONE)),
    "the maximum before the correction": (Term("max", V, GRADIENT / STEP), Term("max", V, GRADIENT) / STEP),
    "the maximum after the correction": (Term("max", V, GRADIENT) / STEP, Term("max", V, GRADIENT / STEP)),
    "the tie": (Term("lt", STEP, V), Term("le", STEP, V)),
    "the threshold": (Term("lt", term(5), STEP), Term("lt", term(5) + -1, STEP)),
    "the branches": (Term("where", Term("lt", V, STEP), ONE, V), Term("where", Term("lt", V, STEP), V, ONE)),
    "the step": (STEP, STEP + -1),
    "the number": (term(2), term(3)),
}


@pytest.mark.parametrize("case", SLIPPED)
def test_a_slip_gives_the_wrong_term_that_people_write(case: str) -> None:
    right, wrong = SLIPPED[case]
    found = {slip.wrong for kind in SLIPS for slip in kind(right, catalogue.system("adam"))}
    assert wrong in found
    assert right not in found


def test_the_first_step_sets_no_state_that_the_gradient_does_not_move() -> None:
    beta, m, n = hyper("beta"), state("m"), state("n")
    moved, still = State("m", ZERO, m * beta + GRADIENT), State("n", ONE, n * beta)
    system = System("rule", (Hyper("beta"),), (moved, still), WEIGHT - moved.update * still.update)
    words = [mutant.words for mutant in mutants(system) if mutant.kind == "first step"]
    assert words == ["the first m is the bare gradient"]
