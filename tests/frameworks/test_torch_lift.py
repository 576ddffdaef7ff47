"""PyTorch read out of its running code; needs the frameworks."""

from __future__ import annotations

import random
import sys
from fractions import Fraction
from importlib.util import find_spec

import pytest

from verifier import InputError, catalogue
from verifier.comparison import compare_systems
from verifier.findings import Verdict
from verifier.lift.frameworks.lift import lift, lift_all
from verifier.lift.frameworks.record import Lift
from verifier.referee import judge
from verifier.system import System
from verifier.term import GRADIENT, ONE, STEP, ZERO, Term, hyper, postorder, state

pytestmark = pytest.mark.skipif(
    find_spec("torch") is None, reason="needs PyTorch: python -m pip install 'optimizer-verifier[frameworks]'"
)

TWO_PATHS = [
    "SGD()", "SGD(weight_decay=0.1)", "SGD(maximize=True)", "SGD(momentum=0.9)",
    "SGD(momentum=0.9, dampening=0.1)", "SGD(momentum=0.9, nesterov=True)",
    "SGD(momentum=0.9, nesterov=True, weight_decay=0.1, maximize=True)",
    "SGD(momentum=0.9, dampening=0.1, weight_decay=0.1, maximize=True)",
    "Adagrad()", "Adagrad(lr_decay=0.1, initial_accumulator_value=0.1, weight_decay=0.1, maximize=True)",
    "Adadelta()", "Adadelta(weight_decay=0.1, maximize=True)",
    "RMSprop()", "RMSprop(centered=True)", "RMSprop(momentum=0.9)",
    "RMSprop(momentum=0.9, centered=True, weight_decay=0.1, maximize=True)",
    "Adam()", "Adam(amsgrad=True, weight_decay=0.1, maximize=True)",
    "Adam(decoupled_weight_decay=True, weight_decay=0.1)",
    "AdamW()", "AdamW(amsgrad=True, maximize=True)", "Adamax()", "Adamax(weight_decay=0.1, maximize=True)",
    "NAdam()", "NAdam(weight_decay=0.1)",
    "NAdam(weight_decay=0.1, decoupled_weight_decay=True, maximize=True)",
    "RAdam()", "RAdam(weight_decay=0.1, decoupled_weight_decay=True, maximize=True)",
    "ASGD()", "ASGD(weight_decay=0.1, maximize=True)", "Rprop()", "Rprop(maximize=True)",
]  # fmt: skip
"""Each is read twice: one tensor at a time, and in lists of tensors (``foreach``)."""

ONE_PATH = [
    "SparseAdam()",
    "SparseAdam(maximize=True)",
    "Adam(differentiable=True)",
    "SGD(differentiable=True)",
    "Adam(betas=(1, 0.9))",
    "SGD(nesterov=True, momentum=0)",
]

REFUSED = {
    "Adafactor()": "`linalg_vector_norm` joins several coordinates",
    "Muon()": "joins several coordinates",
    "LBFGS()": "`step` computes the loss anew",
    "Adam(fused=True)": "`_fused_adam_` is a fused kernel, opaque to a trace",
    "Adam(capturable=True)": "If capturable=True, params and state_steps must be on supported devices",
    "Adam(differentiable=True, foreach=True)": "_foreach ops don't support autograd",
    "SGD(nesterov=True)": "Nesterov momentum requires a momentum and zero dampening",
    "Adam(beta=0.9)": "the signature is Adam(lr=0.001, betas=(0.9, 0.999), eps=1e-08",
    "Adm()": "torch.optim has no optimizer 'Adm'; did you mean",
}


def in_lists(name: str) -> str:
    """The same call with ``foreach=True``."""
    return name.replace("()", "(foreach=True)") if "()" in name else f"{name[:-1]}, foreach=True)"


@pytest.fixture(scope="module")
def lifts() -> dict[str, Lift | InputError]:
    names = [*TWO_PATHS, *map(in_lists, TWO_PATHS), *ONE_PATH, *REFUSED]
    found = lift_all([f"torch:{name}" for name in names], catalogue.vocabulary(), anew=True)
    return dict(zip(names, found, strict=True))


def system(lifts: dict[str, Lift | InputError], name: str) -> System:
    found = lifts[name]
    assert isinstance(found, Lift), found
    return found.system


@pytest.mark.parametrize("name", [*TWO_PATHS, *map(in_lists, TWO_PATHS), *ONE_PATH])
def test_every_optimizer_is_read_and_agrees_with_its_running_code(
    name: str, lifts: dict[str, Lift | InputError]
) -> None:
    found = lifts[name]
    assert isinstance(found, Lift), found
    assert found.validated.startswith("8 runs of 40 steps agree")
    assert found.version.startswith("torch ")


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_words(name: str, lifts: dict[str, Lift | InputError]) -> None:
    found = lifts[name]
    assert isinstance(found, InputError), found
    assert REFUSED[name] in str(found)


@pytest.mark.parametrize(
    "name", ["SGD(momentum=0.9, dampening=0.1)", "Adam()", "ASGD()", "RMSprop(centered=True)"]
)
def test_both_paths_are_the_same_method(name: str, lifts: dict[str, Lift | InputError]) -> None:
    judgement = judge(system(lifts, name), system(lifts, in_lists(name)), seconds=30)
    assert judgement.verdict is Verdict.PROVED


@pytest.mark.parametrize(
    ("name", "specification"),
    [("SGD()", "sgd"), ("SGD(momentum=0.9)", "momentum"), ("Adam()", "adam"), ("Adagrad()", "adagrad")],
)
def test_an_optimizer_is_the_specification_of_its_name(
    name: str, specification: str, lifts: dict[str, Lift | InputError]
) -> None:
    assert compare_systems(system(lifts, name), catalogue.system(specification)).verdict == "equal"


def test_the_first_buffer_is_the_bare_gradient_whatever_the_dampening(
    lifts: dict[str, Lift | InputError],
) -> None:
    (buffer,) = system(lifts, "SGD(momentum=0.9, dampening=0.1)").states
    assert buffer.update.op == "where"
    condition, first, later = buffer.update.terms
    assert condition == Term("eq", STEP, ONE)
    assert first is GRADIENT
    assert hyper("dampening") in set(postorder([later]))


def test_without_dampening_the_first_step_is_no_case_of_its_own(lifts: dict[str, Lift | InputError]) -> None:
    nodes = set(postorder(system(lifts, "SGD(momentum=0.9)").outputs))
    assert not any(node.op == "where" for node in nodes)


def test_the_step_counter_is_the_number_of_the_step_and_no_state(lifts: dict[str, Lift | InputError]) -> None:
    found = system(lifts, "Adam()")
    assert [s.name for s in found.states] == ["exp_avg", "exp_avg_sq"]
    assert STEP in set(postorder([found.weight]))


def test_a_threshold_on_the_step_becomes_a_condition_with_both_sides(
    lifts: dict[str, Lift | InputError],
) -> None:
    weight = system(lifts, "RAdam()").weight
    assert weight.op == "where"
    condition, adaptive, plain = weight.terms
    assert STEP in set(postorder([condition]))
    assert hyper("epsilon") in set(postorder([adaptive]))
    assert hyper("epsilon") not in set(postorder([plain]))


def test_a_side_that_no_number_reaches_is_left_out(lifts: dict[str, Lift | InputError]) -> None:
    # Where rho_t > 5, the rectification is never 0; the code asks all the same.
    conditions = [n for n in postorder([system(lifts, in_lists("RAdam()")).weight]) if n.op == "where"]
    assert len(conditions) == 1


def test_initial_values_are_read_from_the_constructor(lifts: dict[str, Lift | InputError]) -> None:
    name = "Adagrad(lr_decay=0.1, initial_accumulator_value=0.1, weight_decay=0.1, maximize=True)"
    (total,) = system(lifts, name).states
    assert total.initial == hyper("initial_accumulator_value")
    assert {s.name: s.initial for s in system(lifts, "Rprop()").states} == {
        "prev": ZERO,
        "step_size": hyper("lr"),
    }


def test_a_feature_that_is_off_leaves_no_trace(lifts: dict[str, Lift | InputError]) -> None:
    assert {h.name for h in system(lifts, "SGD()").hypers} == {"lr"}
    assert {h.name for h in system(lifts, "SGD(weight_decay=0.1)").hypers} == {"lr", "weight_decay"}


def test_a_step_that_overwrites_the_gradient_says_so(lifts: dict[str, Lift | InputError]) -> None:
    said = {name: found.notes for name, found in lifts.items() if isinstance(found, Lift)}
    overwriting = {name for name, notes in said.items() if any("overwrites the gradient" in n for n in notes)}
    assert overwriting == {in_lists("SGD(momentum=0.9, nesterov=True)")}


def test_a_value_that_the_constructor_refuses_is_put_into_the_formula(
    lifts: dict[str, Lift | InputError],
) -> None:
    found = lifts["Adam(betas=(1, 0.9))"]
    assert isinstance(found, Lift), found
    assert "the constructor refuses these values; the formula is taken at beta_1 = 1" in found.notes
    assert {h.name for h in found.system.hypers} == {"lr", "beta_2", "epsilon"}


def test_numbers_of_the_code_are_exact(lifts: dict[str, Lift | InputError]) -> None:
    numbers = {n.value for n in postorder(system(lifts, "NAdam()").outputs) if n.op == "num"}
    assert Fraction(24, 25) in numbers  # 0.96


def test_lifting_leaves_the_process_as_it_was() -> None:
    import torch

    def settings() -> tuple[object, ...]:
        return (
            torch.get_default_dtype(),
            torch.get_rng_state().tolist(),
            torch.get_num_threads(),
            torch.is_grad_enabled(),
            random.getstate(),
            sys.getprofile(),
        )

    before = settings()
    lift("torch:NAdam()", catalogue.vocabulary(), anew=True)
    assert settings() == before


def test_symbols_of_states_are_named_as_pytorch_names_them(lifts: dict[str, Lift | InputError]) -> None:
    found = lifts["Adam()"]
    assert isinstance(found, Lift)
    assert found.state_places == (
        ("exp_avg", "state[p]['exp_avg']"),
        ("exp_avg_sq", "state[p]['exp_avg_sq']"),
    )
    assert state("exp_avg") in set(postorder(found.system.outputs))
