"""Optax read out of its running code; needs the frameworks."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import pytest

from verifier import InputError, catalogue, compare
from verifier.evaluate import run
from verifier.lift.frameworks import cache
from verifier.lift.frameworks.call import parse
from verifier.lift.frameworks.lift import lift_all
from verifier.lift.frameworks.record import Lift
from verifier.term import STEP, symbols

pytestmark = pytest.mark.skipif(
    find_spec("optax") is None, reason="needs Optax: python -m pip install 'optimizer-verifier[frameworks]'"
)

COORDINATEWISE = [
    "adabelief()", "adabelief(nesterov=True)", "adadelta()", "adadelta(learning_rate=0.5)",
    "adadelta(weight_decay=0.1)", "adagrad()", "adagrad(initial_accumulator_value=0)", "adam()",
    "adam(nesterov=True)", "adam(eps_root=0.1)", "adamax()", "adamaxw()", "adamw()", "adamw(nesterov=True)",
    "adan()", "adan(weight_decay=0.1)", "amsgrad()", "amsgrad(bias_correction_mu=False)",
    "amsgrad(bias_correction_nu=False)", "lion()", "lion(weight_decay=0)", "nadam()", "nadamw()",
    "optimistic_adam()", "optimistic_adam(optimism=0.3)", "optimistic_adam_v2()",
    "optimistic_gradient_descent()", "radam()", "radam(nesterov=True)", "rmsprop()",
    "rmsprop(bias_correction=True)", "rmsprop(centered=True)", "rmsprop(eps_in_sqrt=False)",
    "rmsprop(centered=True, eps_in_sqrt=False)", "rmsprop(initial_scale=0.1)", "rmsprop(momentum=0.9)",
    "rmsprop(momentum=0.9, nesterov=True)", "rprop()", "sgd()", "sgd(momentum=0.9)",
    "sgd(momentum=0.9, nesterov=True)", "sign_sgd()", "signum()", "yogi()",
    "acprop()", "ademamix()", "adopt()", "adopt(use_clipping=False)", "adopt(nesterov=True)", "cocob()",
    "madgrad()", "schedule_free_adamw()", "schedule_free_adamw(weight_decay=0.1)", "schedule_free_sgd()",
    "schedule_free_sgd(warmup_steps=4)", "simplified_ademamix()",
    "chain(clip(1.5), adam(0.001))", "chain(add_decayed_weights(0.1), sgd(0.1))", "ema(0.9)",
    "sgd(exponential_decay(0.1, 10, 0.9))", "sgd(linear_schedule(0.1, 0.5, 10))",
    "apply_if_finite(sgd(0.1), 3)", "MultiSteps(sgd(0.1), 3)", "MultiSteps(adam(0.001), 4)",
    "apply_every(3)", "chain(apply_every(4), adam(0.01))", "lookahead(sgd(0.1), 5, 0.5)",
    "inject_hyperparams(adam)(learning_rate=0.001)", "sgd(cosine_decay_schedule(0.1, 10))",
    "sgd(exponential_decay(0.1, 10, 0.9, staircase=True))", "sgd(linear_onecycle_schedule(20, 0.1))",
    "sgd(warmup_cosine_decay_schedule(0.0, 0.1, 10, 30))",
    "sgd(piecewise_constant_schedule(0.1, {10: 0.5, 20: 0.1}))",
]  # fmt: skip

NORMED = {
    "novograd()": ("norm_of_rest",),
    "chain(clip_by_global_norm(1.5), adam(0.001))": ("norm_of_rest", "norm_of_others"),
    "contrib.normalize()": ("norm_of_rest", "norm_of_others"),
}
"""Those in which others enter by the norms of their gradients, which are sequences given from outside."""

REFUSED = {
    "adafactor()": "does not act on each coordinate alone",
    "fromage()": "does not act on each coordinate alone: it combines them (reduce_sum)",
    "lamb()": "does not act on each coordinate alone",
    "lars()": "does not act on each coordinate alone",
    "chain(centralize(), sgd(0.1))": "more of the others enters than the norm of their gradients",
    "chain(clip_by_block_rms(1.5), sgd(0.1))": "more of the others enters than the norm of their gradients",
    "chain(adam(0.1), clip_by_global_norm(1.5))": "does not act on each coordinate alone: it combines them",
    "sm3()": "does not act on each coordinate alone",
    "lbfgs()": "does not act on each coordinate alone",
    "muon()": "does not act on each coordinate alone",
    "dog()": "does not act on each coordinate alone",
    "prodigy()": "does not act on each coordinate alone: it combines them (dot_general, reduce_sum)",
    "noisy_sgd()": "draws random numbers",
    "sophia()": "draws random numbers",
    "polyak_sgd()": "its update needs more than the gradient: 'value'",
    "adam(mu_dtype='bfloat16')": "decided by rounding",
    "adm()": "Optax has no factory 'adm'; did you mean",
    "adam(beta1=0.9)": "the signature is adam(learning_rate, b1=0.9",
    "exponential_decay(0.1, 3, 0.4)": "makes no gradient transformation",
    "rmsprop(momentum='x')": "Optax says:",
}


@pytest.fixture(scope="module")
def lifts() -> dict[str, Lift | InputError]:
    texts = [f"optax:{name}" for name in (*COORDINATEWISE, *NORMED, *REFUSED)]
    return dict(zip(texts, lift_all(texts, catalogue.vocabulary(), anew=True), strict=True))


@pytest.mark.parametrize("name", COORDINATEWISE)
def test_every_coordinatewise_factory_is_read_and_agrees_with_its_running_code(
    name: str, lifts: dict[str, Lift | InputError]
) -> None:
    found = lifts[f"optax:{name}"]
    assert isinstance(found, Lift), found
    assert found.validated.startswith("8 runs of 40 steps agree")
    assert found.version.startswith("optax ")


@pytest.mark.parametrize("name", NORMED)
def test_a_norm_of_gradients_is_a_quantity_of_its_own(name: str, lifts: dict[str, Lift | InputError]) -> None:
    found = lifts[f"optax:{name}"]
    assert isinstance(found, Lift), found
    assert tuple(h.name for h in found.system.hypers if h.varies) == NORMED[name]
    assert all(
        any(note.startswith(f"{norm}[t] is the norm") for note in found.notes) for norm in NORMED[name]
    )


def test_clipping_the_global_norm_is_the_same_in_keras_too() -> None:
    call = "optax:chain(clip_by_global_norm(0.5), sgd(0.1))"
    assert compare("keras:SGD(global_clipnorm=0.5)", call).verdict == "equal"
    assert compare("keras:SGD(clipnorm=0.5)", call).as_given == "refuted"


def test_a_norm_that_is_given_whole_is_made_of_the_gradient_and_the_rest() -> None:
    found = compare("novograd", "optax:novograd()")
    assert "norm_of_rest >= 0" in found.scope
    assert found.as_given == "refuted"
    assert found.witness is not None
    assert "norm_of_rest" in found.witness.hyperparameters
    assert "norm" not in found.witness.hyperparameters


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_recurrence_of_one_coordinate_is_refused_in_words(
    name: str, lifts: dict[str, Lift | InputError]
) -> None:
    found = lifts[f"optax:{name}"]
    assert isinstance(found, InputError)
    assert REFUSED[name] in str(found)


def test_every_transformation_that_optax_exports_is_read_or_refused_here() -> None:
    assert not _factories() - {name.split("(")[0] for name in (*COORDINATEWISE, *NORMED, *REFUSED)}


def _factories() -> set[str]:
    """The optimizers of the module in which Optax defines them, by its source: nothing is imported."""
    import ast

    spec = find_spec("optax")
    assert spec is not None
    assert spec.origin is not None
    text = (Path(spec.origin).parent / "_src" / "alias.py").read_text(encoding="utf-8")
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return {f.name for f in functions if not f.name.startswith("_")}


def test_a_counter_becomes_the_step_number_under_a_condition(lifts: dict[str, Lift | InputError]) -> None:
    found = lifts["optax:adam()"]
    assert isinstance(found, Lift)
    assert [s.name for s in found.system.states] == ["mu", "nu"]
    assert STEP in symbols([found.system.weight])
    assert found.conditions == ("t < 2147483647",)


def test_defaults_and_places_are_recorded(lifts: dict[str, Lift | InputError]) -> None:
    found = lifts["optax:adam()"]
    assert isinstance(found, Lift)
    assert found.defaults == {
        "lr": None, "beta_1": Fraction("0.9"), "beta_2": Fraction("0.999"), "epsilon": Fraction("1e-8"),
    }  # fmt: skip
    assert dict(found.state_places)["mu"] == "[0].mu"
    assert {f.name: f.argument for f in found.arguments}["beta_1"] == "b1"


def test_a_part_in_single_precision_is_told(lifts: dict[str, Lift | InputError]) -> None:
    found = lifts["optax:madgrad()"]
    assert isinstance(found, Lift)
    assert found.notes == ("a part is computed in float32 in double precision too",)


# Real findings.


def test_rprop_moves_by_the_update_of_the_step_before(lifts: dict[str, Lift | InputError]) -> None:
    found = lifts["optax:rprop()"]
    assert isinstance(found, Lift)
    assert "prev_updates" in {s.name for s in symbols([found.system.weight], "state")}
    hypers = {"lr": Fraction(1, 10), "etas_1": Fraction(1, 2), "etas_2": Fraction(6, 5),
              "step_sizes_1": Fraction(1, 1000), "step_sizes_2": Fraction(50)}  # fmt: skip
    weights = run(found.system, hypers, Fraction(0), [Fraction(3), Fraction(3)]).weights
    assert [str(w) for w in weights] == ["0", "0", "-1/10"]


def test_adadelta_without_a_rate_climbs() -> None:
    result = compare("adadelta", "optax:adadelta()")
    assert result.verdict == "different"
    assert result.witness is not None
    assert str(result.witness.left).startswith("-")
    assert not str(result.witness.right).startswith("-")


@pytest.mark.parametrize(
    ("spec", "call"),
    [("sgd", "optax:sgd()"), ("momentum", "optax:sgd(momentum=0.9)"), ("adam", "optax:adam()"),
     ("rmsprop", "optax:rmsprop()"), ("lion", "optax:lion()"),
     ("nesterov", "optax:sgd(momentum=0.9, nesterov=True)")],
)  # fmt: skip
def test_the_specification_is_the_optimizer_of_the_framework(spec: str, call: str) -> None:
    assert compare(spec, call).verdict == "equal"


# The caller's process, and the cache.


def test_lifting_leaves_the_process_of_the_caller_as_it_was() -> None:
    program = (
        "import os, random, sys\n"
        "before = dict(os.environ), random.getstate(), set(sys.modules)\n"
        "from verifier import catalogue\n"
        "from verifier.lift.frameworks.lift import lift\n"
        "assert lift('optax:adam()', catalogue.vocabulary(), anew=True).system\n"
        "assert (dict(os.environ), random.getstate()) == before[:2]\n"
        "assert not {'jax', 'optax', 'keras', 'torch'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(catalogue.__file__).parents[1])


def test_settings_of_jax_are_the_same_after_a_lift() -> None:
    program = (
        "import jax\n"
        "from verifier import catalogue\n"
        "from verifier.lift.frameworks.lift import lift\n"
        "before = jax.config.jax_enable_x64, jax.config.jax_default_matmul_precision\n"
        "lift('optax:sgd()', catalogue.vocabulary(), anew=True)\n"
        "assert not jax.config.jax_enable_x64\n"
        "assert before == (jax.config.jax_enable_x64, jax.config.jax_default_matmul_precision)\n"
    )
    clean = {k: v for k, v in os.environ.items() if not k.startswith("JAX")}
    root = Path(catalogue.__file__).parents[1]
    subprocess.run([sys.executable, "-c", program], check=True, cwd=root, env=clean)


def test_a_changed_source_is_never_served_from_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "optax"
    package.mkdir()
    (package / "__init__.py").write_text("ONE = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(cache, "find_spec", lambda name: _spec(package))
    call, vocabulary = parse("optax:adam()"), catalogue.vocabulary()
    first = cache.key(call, vocabulary)
    assert first == cache.key(call, vocabulary)
    (package / "__init__.py").write_text("ONE = 2\n")
    assert cache.key(call, vocabulary) != first


def _spec(package: Path) -> object:
    from importlib.util import spec_from_file_location

    return spec_from_file_location("optax", package / "__init__.py")
