"""Ports between installed frameworks."""

from __future__ import annotations

import json
from importlib.util import find_spec

import pytest

from verifier import InputError, catalogue, cli
from verifier.catalogue import lifted
from verifier.lift.frameworks.call import parse
from verifier.lift.frameworks.lift import lift_all
from verifier.port import pieces, running
from verifier.port.calls import chained
from verifier.port.porting import port
from verifier.port.subclass import subclass
from verifier.port.translate import numbers_of
from verifier.system import fix_hypers

pytestmark = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("keras", "jax", "torch", "optax")),
    reason="needs the frameworks: python -m pip install 'optimizer-verifier[frameworks]'",
)


def test_momentum_with_the_rate_inside_the_buffer_goes_to_torch() -> None:
    found = port("keras:SGD(learning_rate=0.01, momentum=0.9, nesterov=True)", "torch")
    assert found.call == "torch.optim.SGD(params, lr=0.01, momentum=0.9, nesterov=True)"
    assert found.verdict == "equal"
    assert found.state is not None
    assert found.state["states"] == {"momentum_buffer": "-100*momentums"}
    assert found.state["weight_map"] == {"left": "w", "right": "w"}
    assert found.runs is not None
    assert found.runs["ulps"] <= found.runs["limit"] < 10_000
    assert found.runs["steps"] == 200


def test_torch_goes_to_optax_with_the_defaults_of_torch() -> None:
    found = port("torch:Adam()", "optax")
    assert found.call == "optax.adam(learning_rate=0.001, b1=0.9, b2=0.999, eps=1e-08)"
    assert found.state is not None
    assert found.state["states"] == {"mu": "exp_avg", "nu": "exp_avg_sq"}


def test_an_epsilon_that_depends_on_the_step_is_refused_with_its_effect(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["port", "keras:Adam()", "--to", "torch", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert left.value.code == 1
    assert (found["verdict"], found["call"]) == ("not the same", None)
    assert found["schedule"] == "eps = 1e-7/sqrt(1 - (999/1000)**t)"
    assert found["effect"]["map"]["ratios"]["1"] == pytest.approx(1000**0.5)
    assert found["effect"]["map"]["under_1_percent_from"] == 3925


def test_an_epsilon_inside_the_root_is_refused_with_a_class_and_its_effect() -> None:
    found = port("keras:RMSprop()", "torch")
    assert found.call is None
    assert found.subclass == subclass(lifted("keras:RMSprop()").system, "keras:RMSprop()", "torch")
    assert found.effect is not None
    assert found.effect["steps"][0]["under_1_percent_from"] == 1
    assert found.effect["steps"][-1]["under_1_percent_from"] is None
    bound = found.effect["bound"]
    assert bound["shared"] == {"velocity": "square_avg"}
    assert 0 < bound["low"] < 0.001 < 1 < bound["high"] < 1.0000001
    assert 0 < bound["close_if"]["velocity"] < 1e-4
    near = found.effect["closer"]
    assert near["nearest"] == "torch.optim.RMSprop(params, lr=0.001, alpha=0.9, eps=0.000316228)"
    assert near["bound"]["first_low"] == 1
    assert 1.41 < near["bound"]["first_high"] < 1.5


def test_switches_that_only_the_target_has_are_turned() -> None:
    found = port("torch:RMSprop()", "optax")
    assert found.call == "optax.rmsprop(learning_rate=0.01, decay=0.99, eps=1e-08, eps_in_sqrt=False)"


def test_a_schedule_goes_along_and_is_not_called_the_same_where_it_is_of_single_precision() -> None:
    found = port("optax.sgd(optax.cosine_decay_schedule(0.1, 100))", "keras")
    schedule = "keras.optimizers.schedules.CosineDecay(initial_learning_rate=0.1, decay_steps=100)"
    assert (found.verdict, found.call) == ("not the same", None)
    assert found.reason is not None
    assert found.reason.startswith(f"keras.optimizers.SGD(learning_rate={schedule}) is proved equal in real")


def test_steps_through_which_gradients_flow_are_the_same_steps() -> None:
    found = port("torch:Adam(net, lr=torch.tensor(0.001), differentiable=True)", "optax")
    assert found.call == "optax.adam(learning_rate=0.001, b1=0.9, b2=0.999, eps=1e-08)"


def test_what_no_factory_has_stands_in_front_of_it_in_a_chain() -> None:
    found = port("keras:SGD(learning_rate=0.01, clipvalue=0.5)", "optax")
    assert found.call == "optax.chain(optax.clip(max_delta=0.5), optax.sgd(learning_rate=0.01))"


def test_a_chain_is_the_class_that_takes_its_steps() -> None:
    found = port("optax:chain(trace(0.9), scale(-0.1))", "torch")
    assert found.call == "torch.optim.SGD(params, lr=0.1, momentum=0.9)"


@pytest.mark.parametrize(
    ("source", "front", "nesterov"),
    [("weight_decay=0.0005", "", ""), ("nesterov=True, weight_decay=0.0005, clipvalue=1.5",
      "optax.clip(max_delta=1.5), ", ", nesterov=True")],
)  # fmt: skip
def test_weights_that_decay_apart_from_gradients_do_so_behind_the_direction_in_a_chain(
    source: str, front: str, nesterov: str
) -> None:
    found = port(f"keras.optimizers.SGD(0.1, 0.9, {source})", "optax")
    assert found.call == (
        f"optax.chain({front}optax.trace(decay=0.9{nesterov}), "
        "optax.add_decayed_weights(weight_decay=0.0005), optax.scale_by_learning_rate(learning_rate=0.1))"
    )


def test_every_direction_can_stand_in_a_chain() -> None:
    directions, behind = pieces.directions()
    chains = [chained(parse(each), *map(parse, behind)) for each in directions.values()]
    for found in lift_all(chains, catalogue.vocabulary()):
        assert not isinstance(found, InputError)
        assert {"lr", "weight_decay"} <= {h.name for h in found.system.hypers}


def test_a_chain_whose_weights_decay_apart_is_a_class_with_that_argument() -> None:
    found = port("optax:chain(trace(0.9), add_decayed_weights(0.0001), scale(-0.1))", "keras")
    assert found.call == "keras.optimizers.SGD(learning_rate=0.1, momentum=0.9, weight_decay=0.0001)"


def test_a_switch_is_turned_behind_what_stands_in_front_too() -> None:
    found = port("torch:RMSprop(weight_decay=0.0001)", "optax")
    assert found.call == (
        "optax.chain(optax.add_decayed_weights(weight_decay=0.0001), "
        "optax.rmsprop(learning_rate=0.01, decay=0.99, eps=1e-08, eps_in_sqrt=False))"
    )


def test_a_class_of_another_name_is_found_where_it_is_the_same() -> None:
    found = port("torch:Adam(decoupled_weight_decay=True, weight_decay=0.01)", "optax")
    assert found.call == "optax.adamw(learning_rate=0.001, b1=0.9, b2=0.999, eps=1e-08, weight_decay=0.01)"


def test_a_rate_that_climbs_goes_to_who_takes_it() -> None:
    assert port("optax:sgd(-0.1)", "keras").call == "keras.optimizers.SGD(learning_rate=-0.1)"
    refused = port("optax:sgd(-0.1)", "torch")
    assert refused.call is None
    assert "proved equal in real numbers" in (refused.reason or "")
    assert "Invalid learning rate" in (refused.reason or "")


def test_no_call_is_named_that_its_framework_refuses() -> None:
    found = port("keras:Adam(-0.001)", "torch")
    assert (found.verdict, found.effect) == ("not the same", None)


def test_what_its_own_framework_refuses_makes_no_run_that_could_be_carried_over() -> None:
    with pytest.raises(InputError, match="Invalid momentum value"):
        port("torch:SGD(lr=0.1, momentum=-0.5)", "optax")


def test_running_optimizers_of_other_numbers_are_found_to_part() -> None:
    calls = parse("torch:SGD(lr=0.01)"), parse("torch:SGD(lr=0.0100000001)")
    system = lifted("torch:SGD(lr=0.01)")
    fixed = fix_hypers(system.system, numbers_of(system))
    assert not running.agreement(calls, (fixed, fixed)).within


def test_an_epsilon_of_zero_goes_to_torch_under_the_name_that_it_has_there() -> None:
    found = port("keras:Adam(epsilon=0)", "torch")
    assert found.call == "torch.optim.Adam(params, lr=0.001, betas=(0.9, 0.999), eps=0.0)"


def test_what_the_target_does_not_have_is_written_for_it_and_nothing_is_called_near() -> None:
    found = port("optax:sign_sgd(learning_rate=0.001)", "torch")
    assert "torch has no optimizer that is meant to be" in (found.reason or "")
    assert found.effect is None
    assert "class Ported(torch.optim.Optimizer)" in (found.subclass or "")


def test_what_clips_by_a_norm_goes_to_what_clips_by_a_norm() -> None:
    found = port("optax.chain(optax.clip_by_global_norm(1.0), optax.sgd(0.1, momentum=0.9))", "keras")
    assert found.call == "keras.optimizers.SGD(learning_rate=0.1, momentum=0.9, global_clipnorm=1.0)"
    assert found.runs is not None
    assert found.runs["steps"] == 200


def test_what_clips_by_a_norm_is_told_from_the_rest_where_nothing_does_so() -> None:
    found = port("keras:SGD(learning_rate=0.01, clipnorm=1.5)", "torch")
    assert (found.verdict, found.call) == ("not the same", None)
    assert (found.reason or "").startswith(
        "no call of torch was found with clipnorm=1.5 in front; with "
        "3*g/(2*max(sqrt(g**2 + norm_of_rest[t]**2), 3/2)) for each gradient g, "
    )
    assert (found.reason or "").endswith("it is proved to be torch.optim.SGD(params, lr=0.01)")


def test_what_climbs_descends_along_the_gradient_with_the_other_sign() -> None:
    found = port("torch:SGD(lr=0.1, momentum=0.9, maximize=True)", "keras")
    assert (found.verdict, found.call) == ("not the same", None)
    assert (found.reason or "").startswith("no call of keras was found with maximize=True in front; with -g ")
    assert port("torch:SGD(lr=0.1, maximize=False)", "keras").is_same


def test_the_nearest_call_has_the_schedule_of_the_original() -> None:
    found = port("optax.adamw(optax.warmup_cosine_decay_schedule(0.0, 0.1, 10, 100, 0.01))", "keras")
    assert found.effect is not None
    assert "learning_rate=keras.optimizers.schedules.CosineDecay(" in found.effect["nearest"]


def test_what_runs_on_sparse_gradients_alone_is_not_run_on_others() -> None:
    found = port("torch:SparseAdam(lr=0.001)", "keras")
    assert (found.verdict, found.call) == ("not the same", None)
    assert (found.reason or "").startswith(
        "keras.optimizers.Adam(learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-08) is proved equal "
        "in real numbers, but the running optimizers cannot be held against each other: torch:SparseAdam"
    )


def test_accumulated_gradients_are_run_as_the_one_step_that_they_make() -> None:
    found = port("optax.MultiSteps(optax.sgd(0.1), every_k_schedule=4)", "torch")
    assert found.call == "torch.optim.SGD(params, lr=0.1)"


def test_steps_of_a_rate_begin_one_step_later_in_optax_and_the_rate_inside_a_buffer_goes_in_front() -> None:
    found = port("keras:SGD(PiecewiseConstantDecay([10, 30], [3e-2, 7e-3, 5e-4]), momentum=0.9)", "optax")
    assert found.call == (
        "optax.chain(optax.scale_by_schedule(step_size_fn=optax.join_schedules(schedules=("
        "optax.constant_schedule(value=0.03), optax.constant_schedule(value=0.007), "
        "optax.constant_schedule(value=0.0005)), boundaries=(11, 31))), "
        "optax.sgd(momentum=0.9, learning_rate=1.0))"
    )


def test_a_rate_without_a_default_must_be_given() -> None:
    with pytest.raises(InputError, match="learning_rate has no default"):
        port("optax:adam()", "torch")


@pytest.mark.parametrize(("source", "to"), [("torch:Adagrad()", "keras"), ("keras:Adagrad()", "torch")])
def test_the_nearest_call_begins_where_the_original_does(source: str, to: str) -> None:
    """Their own defaults are 0 and 0.1, and that of torch has to be asked for."""
    found = port(source, to)
    assert found.effect is not None
    start = "0.0" if source.startswith("torch") else "0.1"
    assert f"initial_accumulator_value={start}" in found.effect["nearest"]
    assert found.effect["steps"][0]["ratios"]["1"] == pytest.approx(1, abs=1e-6)
