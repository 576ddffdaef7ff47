"""Keras: what is read out of the installed optimizers, held against what their source prints and runs."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

import pytest

from tests.frameworks.formulas import formula, judged
from verifier import catalogue
from verifier.errors import InputError
from verifier.findings import Verdict
from verifier.lift.formula import read_source
from verifier.lift.frameworks.lift import lift, lift_all
from verifier.lift.frameworks.record import Lift
from verifier.lift.matching import match
from verifier.referee import judge
from verifier.term import ONE, WEIGHT, ZERO, hyper, term

pytestmark = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("keras", "jax", "torch")),
    reason="Keras, JAX or PyTorch is not installed: python -m pip install '.[frameworks]'",
)

PRINTED = {
    "sgd/keras": "SGD()",
    "momentum/keras": "SGD(momentum=0.9)",
    "nesterov/keras": "SGD(momentum=0.9, nesterov=True)",
    "adagrad/keras": "Adagrad()",
    "adadelta/keras": "Adadelta()",
    "rmsprop/keras": "RMSprop()",
    "rmsprop_momentum/keras": "RMSprop(momentum=0.9)",
    "rmsprop_centered/keras": "RMSprop(centered=True, momentum=0.9)",
    "adam/keras": "Adam()",
    "amsgrad/keras": "Adam(amsgrad=True)",
    "adamw/keras": "AdamW()",
    "adamax/keras": "Adamax()",
    "nadam/keras": "Nadam()",
    "lion/keras": "Lion()",
    "lion/keras-2": "Lion(weight_decay=0.1)",
}
"""What Keras' source prints, read by eye, and the running optimizer that it should be."""

FORMULAS = {
    "SGD(weight_decay=0.1)": "w - w*weight_decay*lr - lr*g",
    "SGD(clipvalue=0.5)": "w - lr*clip(g, -clipvalue, clipvalue)",
    "SGD(loss_scale_factor=3.5)": "w - lr*(g/loss_scale_factor)",
    "SGD(use_ema=True)": "w - lr*g",
    "SGD(gradient_accumulation_steps=4)": "w - lr*g",
}
"""Features of the base class, each in one line."""

ACROSS = {
    "Lamb()": "the weight of another coordinate",
    "Adafactor()": "the weight of another coordinate",
    "Muon()": "on a matrix it acts across coordinates",
    "SGD(gradient_accumulation_steps=3, use_ema=True)": "the state 'average'",
    "SGD(CosineDecayRestarts(0.1, 10))": "rounds a function of the step",
}
"""What is no recurrence of one coordinate, or is not read, and the words that say why."""

OTHERS = (
    "RMSprop(centered=True)",
    "Adam(clipnorm=0.5)",
    "Ftrl()",
    "Ftrl(l1_regularization_strength=0.1, l2_regularization_strength=0.2, beta=0.3)",
    "ScheduleFreeAdamW()",
    "ScheduleFreeAdamW(warmup_steps=5)",
    "SGD(clipnorm=0.5)",
    "SGD(global_clipnorm=0.5)",
    "Adam(gradient_accumulation_steps=3)",
    "SGD(learning_rate=ExponentialDecay(0.1, 1000, 0.9), gradient_accumulation_steps=2)",
    "SGD(use_ema=True, ema_overwrite_frequency=1)",
    "SGD(PiecewiseConstantDecay((3, 7), (0.5, 0.25, 0.1)))",
    "SGD(learning_rate=ExponentialDecay(0.1, 1000, 0.9))",
    "SGD(learning_rate=ExponentialDecay(0.1, 10, 0.9, staircase=True))",
    "SGD(learning_rate=InverseTimeDecay(0.1, 10, 0.5, staircase=True))",
    "SGD(learning_rate=CosineDecay(0.1, 1000))",
    "SGD(learning_rate=CosineDecay(0.1, 20, warmup_target=0.5, warmup_steps=10))",
    "SGD(learning_rate=CosineDecayRestarts(0.1, 10, 1))",
    "SGD(learning_rate=PolynomialDecay(0.1, 10, cycle=True))",
    "SGD(use_ema=True, ema_overwrite_frequency=3)",
)
READ = tuple(dict.fromkeys((*PRINTED.values(), *FORMULAS, *OTHERS)))


@cache
def results() -> dict[str, Lift | InputError]:
    """Every lift of this file, made in one process of its own."""
    calls = (*READ, *ACROSS)
    found = lift_all([f"keras:{call}" for call in calls], catalogue.vocabulary())
    return dict(zip(calls, found, strict=True))


def lifted(call: str) -> Lift:
    found = results()[call]
    assert isinstance(found, Lift), found
    return found


@pytest.mark.parametrize("call", READ)
def test_the_running_code_takes_the_steps_that_were_read(call: str) -> None:
    found = lifted(call)
    several = "" if any(hyper.varies for hyper in found.system.hypers) else " of 8 coordinates"
    assert found.validated.startswith(f"4 runs of 40 steps{several} agree with the running code")
    assert found.version.startswith("keras 3.")


@pytest.mark.parametrize(("form", "call"), PRINTED.items())
def test_what_the_source_prints_is_what_runs(form: str, call: str) -> None:
    assert judged(catalogue.system(form), lifted(call).system).verdict is Verdict.PROVED


@pytest.mark.parametrize(("call", "weight"), FORMULAS.items())
def test_a_feature_of_the_base_class_is_one_line(call: str, weight: str) -> None:
    system = lifted(call).system
    hypers = " ".join(h.name for h in system.hypers if h.name != "ema_momentum")
    pair = match(formula(weight, hypers), system)
    assert judge(pair.left, pair.right).verdict is Verdict.PROVED


@pytest.mark.parametrize(("call", "words"), ACROSS.items())
def test_what_is_no_recurrence_of_one_coordinate_is_refused_in_words(call: str, words: str) -> None:
    found = results()[call]
    assert isinstance(found, InputError)
    assert words in str(found)
    assert str(found).startswith(f"keras:{call}")


def test_first_values_are_read() -> None:
    starts = {s.name: s.initial for s in lifted("Nadam()").system.states}
    assert starts == {"momentum": ZERO, "velocity": ZERO, "u_product": ONE}
    assert [s.initial for s in lifted("Adagrad()").system.states] == [hyper("initial_accumulator_value")]
    assert [s.initial for s in lifted("ScheduleFreeAdamW()").system.states] == [WEIGHT, ZERO]


def test_a_state_and_a_hyperparameter_have_names_of_their_own() -> None:
    found = lifted("SGD(momentum=0.9)")
    assert [h.name for h in found.system.hypers] == ["lr", "momentum"]
    assert [s.name for s in found.system.states] == ["momentums"]
    assert dict(found.state_places) == {"momentums": "momentums"}


def test_defaults_and_written_numbers_are_kept_apart() -> None:
    found = lifted("SGD(momentum=0.9)")
    assert found.defaults == {"lr": term(1).value / 100, "momentum": 0}
    assert found.given == {"momentum": term(9).value / 10}


def test_the_path_that_was_read_is_a_condition() -> None:
    assert lifted("SGD(momentum=0.9)").conditions == ("momentum != 0",)
    assert lifted("Adam()").conditions == ()


def test_a_clipped_norm_is_a_quantity_of_its_own() -> None:
    found = lifted("SGD(clipnorm=0.5)")
    rest = found.system.hyper("norm_of_rest")
    assert rest is not None
    assert rest.varies
    assert any("norm of the other coordinates" in note for note in found.notes)
    square = "(g**2 + norm_of_rest[t]**2)"
    text = f"w - lr*(g*clipnorm/max(where({square} > 0, sqrt({square}), 0), clipnorm))"
    written = read_source(
        "def step(w, g, t, *, lr=1, clipnorm: 'clipnorm > 0' = 1, norm_of_rest: 'norm_of_rest >= 0' = 1):\n"
        f"    return {text}\n"
    )
    assert judged(written, found.system).verdict is Verdict.PROVED


def test_a_norm_of_all_gradients_is_told_from_that_of_one_variable() -> None:
    found = lifted("SGD(global_clipnorm=0.5)")
    assert [h.name for h in found.system.hypers if h.varies] == ["norm_of_rest", "norm_of_others"]
    written = read_source(
        "def step(w, g, t, *, lr=1, global_clipnorm: 'global_clipnorm > 0' = 1,\n"
        "         norm_of_rest: 'norm_of_rest >= 0' = 1, norm_of_others: 'norm_of_others >= 0' = 1):\n"
        "    norm = sqrt(g**2 + norm_of_rest[t]**2 + norm_of_others[t]**2)\n"
        "    return w - lr*g*global_clipnorm/max(norm, global_clipnorm)\n"
    )
    assert judged(written, found.system).verdict is Verdict.PROVED


def test_accumulated_gradients_make_one_step_with_their_mean() -> None:
    found = lifted("Adam(gradient_accumulation_steps=3)")
    assert any("one step is 3 calls" in note for note in found.notes)
    assert judged(lifted("Adam()").system, found.system).verdict is Verdict.PROVED


@pytest.mark.parametrize(("given", "steps"), [("", "t - 1"), (", gradient_accumulation_steps=2", "2*t - 1")])
def test_a_schedule_is_read_at_the_number_of_calls_before(given: str, steps: str) -> None:
    found = lifted(f"SGD(learning_rate=ExponentialDecay(0.1, 1000, 0.9){given})").system
    rate = f"initial_learning_rate*decay_rate**(({steps})/decay_steps)"
    positive = ", ".join(f"{h.name}: '{h.name} > 0' = 1" for h in found.hypers)
    written = read_source(f"def step(w, g, t, *, {positive}):\n    return w - {rate}*g\n")
    assert judged(written, found).verdict is Verdict.PROVED


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("Adamm()", "Keras has no optimizer 'Adamm'; did you mean Adam"),
        ("Adam(beta1=0.9)", "the signature is Adam(learning_rate=0.001, beta_1=0.9"),
        ("SGD(momentum='high')", "Keras refuses it: `momentum` must be a float between [0, 1]."),
        ("SGD(clipnorm=1, clipvalue=2)", "Only one of `clipnorm`, `clipvalue` and `global_clipnorm`"),
        ("AdamW(weight_decay=None)", "`weight_decay` must be a float"),
    ],
)
def test_what_keras_does_not_take_is_said_in_its_words(call: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        lift(f"keras:{call}", catalogue.vocabulary())
    assert words in str(caught.value)


def test_a_value_that_the_constructor_refuses_is_put_into_the_formula() -> None:
    for call in ("Lion(beta_1=0)", "Lion(0.5, 0)"):
        found = lift(f"keras:{call}", catalogue.vocabulary())
        assert found.conditions == ()
        assert any("does not take beta_1=0" in note for note in found.notes)
        pair = match(found.system, formula("w - lr*sign(g)", "lr"))
        assert judge(pair.left, pair.right).verdict is Verdict.PROVED


def test_one_is_taken_as_written() -> None:
    found = lift("keras:SGD(0.1, 1)", catalogue.vocabulary())
    assert [h.name for h in found.system.hypers] == ["lr"]
    assert found.system.states[0].update is found.system.weight.terms[1]
