"""Hazards are found by a search: known ones are rediscovered, with bits that NumPy itself gives."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from tests.native_run import confirmed
from verifier import catalogue
from verifier.errors import InputError
from verifier.findings import Verdict
from verifier.hazards import Hazards, hazards, to_json
from verifier.hazards.arithmetic import ACCUMULATED, EVERYTHING, KERNEL, Arithmetic
from verifier.hazards.blame import blame, blame_several, happened
from verifier.hazards.certain import is_certain
from verifier.hazards.domains import edges
from verifier.hazards.formats import FORMATS, format_of
from verifier.hazards.inputs import Columns, usual_setting
from verifier.hazards.machine import Machine
from verifier.hazards.rewrites import RULES
from verifier.hazards.search import Trigger, setup, wrong
from verifier.hazards.told import operation_text
from verifier.hazards.watch import KINDS
from verifier.kernel import compile_numpy
from verifier.kernel.cheaper import signs_in_front
from verifier.referee import judge
from verifier.system import Hyper, State, System
from verifier.term import GRADIENT, ONE, WEIGHT, hyper, state

ADAM = signs_in_front(catalogue.system("adam"))
RMSPROP = signs_in_front(catalogue.system("rmsprop_centered"))


def run(
    system: System,
    dtype: str,
    arithmetic: Arithmetic,
    gradients: list[float],
    result: str = "",
    **changed: Any,
) -> Any:
    """The faults of one gradient sequence, and what is blamed for the first (of a result)."""
    fmt, setting = format_of(dtype), {**usual_setting(system), **changed}
    column = Columns(fmt.round(np.array(gradients))[:, None], np.zeros(1), (("constant", gradients[0]),))
    made = setup(system, fmt, arithmetic, setting)
    found = list(wrong(made, column))
    if not found:
        return [], ""
    kind, place, _, steps = next(fault for fault in found if result in ("", fault[1].name))
    culprit = blame(made, Trigger(kind, place, arithmetic, setting, 0, column.only(0, steps)))
    assert culprit is not None
    said = f"{operation_text(system, culprit.node)} {happened(culprit)}"
    return [(kind, place.name) for kind, place, _, _ in found], said


def test_epsilon_rounds_to_zero_in_half_precision_and_zero_is_divided_by_zero() -> None:
    faults, said = run(ADAM, "float16", KERNEL, [0.0])
    assert ("not a number", "w") in faults
    assert said == "epsilon is rounded to zero"
    assert run(ADAM, "float16", KERNEL, [0.0], epsilon=Fraction(1, 10000)) == ([], "")


def test_the_second_beta_rounds_to_one_in_bfloat16() -> None:
    faults, said = run(ADAM, "bfloat16", EVERYTHING, [1.0])
    assert ("not a number", "w") in faults
    assert said in ("1 - beta_2 cancels to zero", "1 - beta_2**t cancels to zero")
    assert run(ADAM, "bfloat16", KERNEL, [1.0]) == ([], "")


@pytest.mark.parametrize(("dtype", "size"), [("float16", 1e3), ("float32", 1e20), ("float64", 1e160)])
def test_squares_overflow(dtype: str, size: float) -> None:
    faults, said = run(ADAM, dtype, KERNEL, [size])
    assert {kind for kind, _ in faults} & {"infinite", "stuck at zero"}
    assert said == "g**2 overflows"


def test_squares_underflow() -> None:
    assert "underflows" in run(ADAM, "float16", KERNEL, [1e-3])[1]
    assert run(ADAM, "float32", KERNEL, [1e-3]) == ([], "")


def test_a_variance_turns_negative_after_a_thousand_equal_gradients(tmp_path: Path) -> None:
    path = tmp_path / "centered.py"
    path.write_text(
        "def centered(w, g, t, v=0, m=0, *, lr=0.01, rho=0.99, epsilon=1e-8):\n"
        "    v = rho*v + (1 - rho)*(g*g)\n"
        "    m = m + (1 - rho)*(g - m)\n"
        "    w = w - lr*g/(sqrt(v - m*m) + epsilon)\n"
        "    return w\n"
    )
    system = signs_in_front(catalogue.system(str(path)))
    faults, said = run(system, "float32", KERNEL, [0.08955667167901993] * 1300)
    assert ("not a number", "w") in faults
    assert said == "v' - m'*m' cancels"
    assert not any(kind == "not a number" for kind, _ in run(system, "float64", KERNEL, [0.0895] * 1300)[0])


def test_one_minus_a_power_cancels_at_the_first_steps() -> None:
    faults, said = run(
        ADAM, "float16", EVERYTHING, [1e-2], beta_2=Fraction(9985, 10000), epsilon=Fraction(1, 100)
    )
    assert faults == [("wrong in more than half of its digits", "w")] or "1 - beta_2" in said


def test_a_moment_stands_still_when_its_increment_is_below_half_a_spacing() -> None:
    faults, said = run(ADAM, "bfloat16", KERNEL, [0.64453125] * 60)
    assert ("no longer moving", "m") in faults
    assert "m" in said


def test_a_step_counter_in_low_precision_stands_still(tmp_path: Path) -> None:
    path = tmp_path / "counted.py"
    path.write_text(
        "def counted(w, g, t, n=0, *, lr=0.1):\n    n = n + 1\n    w = w - lr*g/n\n    return w\n"
    )
    faults, said = run(catalogue.system(str(path)), "bfloat16", KERNEL, [1.0] * 300)
    assert ("no longer moving", "n") in faults
    assert "n" in said


def test_a_stranger_s_number_is_rounded_to_zero(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(
        "def mine(w, g, t, v=0, *, lr=0.1):\n"
        "    v = 0.5*v + 0.5*g*g\n"
        "    w = w - lr*g/sqrt(v + 1e-9)\n"
        "    return w\n"
    )
    faults, said = run(catalogue.system(str(path)), "float16", KERNEL, [0.0])
    assert faults == [("not a number", "w")]
    assert said == "1e-9 is rounded to zero"


def test_the_operand_that_looks_good_is_blamed_where_it_has_lost_all(tmp_path: Path) -> None:
    path = tmp_path / "logarithm.py"
    path.write_text("def logarithm(w, g, t, *, lr=0.1):\n    w = w - lr*log(1 + g*g)\n    return w\n")
    faults, said = run(catalogue.system(str(path)), "float32", KERNEL, [1e-4])
    assert ("stuck at zero", "w") in faults
    assert said == "1 + g*g absorbs the smaller term"


def test_a_sum_is_not_to_blame_for_an_operand_that_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "fourth.py"
    path.write_text("def fourth(w, g, t, *, lr=0.1):\n    w = w - lr*g/(1 + g**4)\n    return w\n")
    faults, said = run(catalogue.system(str(path)), "float16", KERNEL, [1.0, *[20.0] * 40])
    assert ("no longer moving", "w") in faults
    assert said == "g**4 overflows"


def test_nothing_is_blamed_that_the_wrong_result_does_not_depend_on(tmp_path: Path) -> None:
    """The weight has gone wrong long before the average stands still, and spoils nothing of it."""
    path = tmp_path / "average.py"
    update = "    a = 0.99*a + 0.01*abs(g)\n    w = w - lr*g/(1 + a**2)\n    return w, a\n"
    path.write_text(f"def average(w, g, a=1, *, lr=0.1):\n{update}")
    system, gradients = catalogue.system(str(path)), [10000.0] * 300
    faults, said = run(system, "float16", KERNEL, gradients, "w")
    assert ("no longer moving", "a") in faults
    assert said == "a'**2 overflows"
    assert run(system, "float16", KERNEL, gradients, "a")[1] == "99/100*a + 1/100*abs(g) loses digits"


def test_what_is_stored_is_told_from_what_is_computed() -> None:
    faults, said = run(ADAM, "float16", ACCUMULATED, [1e-3] * 3)
    assert faults
    assert said == "v is rounded to zero when it is stored"


@pytest.fixture(scope="module")
def found() -> Hazards:
    return hazards(catalogue.system("momentum"), "bfloat16")


def test_in_double_precision_too_an_operation_is_to_blame_only_if_all_is_well_without_its_rounding() -> None:
    data = to_json(hazards(catalogue.system("momentum"), "float64"))
    assert data["hazards"]
    assert all(hazard["sure"] for hazard in data["hazards"])


def test_where_no_operation_helps_alone_the_fewest_that_help_together_are_to_blame() -> None:
    """Both rates round to 1, and either of them stops the weight."""
    a, b = hyper("a"), hyper("b")
    near = Fraction(9999, 10000)
    system = System(
        "f", (Hyper("a", usual=near), Hyper("b", usual=near)), (), WEIGHT - ((ONE - a) * (ONE - b)) * GRADIENT
    )
    fmt, setting = format_of("bfloat16"), {"a": near, "b": near}
    made = setup(system, fmt, EVERYTHING, setting)
    column = Columns(np.array([[1000.0]]), np.zeros(1), (("constant", 1000.0),))
    kind, place, *_ = next(iter(wrong(made, column)))
    trigger = Trigger(kind, place, EVERYTHING, setting, 0, column)
    alone, together = blame(made, trigger), blame_several(made, trigger)
    assert kind == "stuck at zero"
    assert alone is None or not alone.sure
    assert together is not None
    assert together.sure
    assert {together.node, *together.beside} == {a, b}
    assert happened(together) == "is rounded to 1"


def test_the_same_seed_finds_the_same() -> None:
    first, second = (to_json(hazards(catalogue.system("momentum"), "float32", 7)) for _ in range(2))
    assert first["hazards"]
    assert first == second


def test_every_hazard_names_kind_trigger_bits_operation_and_rewriting(found: Hazards) -> None:
    data = to_json(found)
    assert data["hazards"]
    for hazard in data["hazards"]:
        assert {"kind", "trigger", "bits", "operation", "rewrite"} <= hazard.keys()
        assert hazard["trigger"]["steps"] >= len(set(hazard["trigger"]["gradients"]))


def test_every_trigger_is_as_wrong_in_the_format_s_own_arithmetic_beside_fifty_digits(found: Hazards) -> None:
    data = to_json(found)["hazards"]
    assert [h["operation"] for h in data if not confirmed(catalogue.system("momentum"), "bfloat16", h)] == []


def test_what_goes_well_is_not_confirmed(found: Hazards) -> None:
    system, (hazard, *_) = catalogue.system("momentum"), to_json(found)["hazards"]
    steps = {"gradients": ["1.0"], "steps": 1, "result": "w"}
    usual = {"hyperparameters": {"lr": "1/100", "momentum": "9/10"}, "w0": "0.0"}
    fine = {**hazard, "trigger": {**hazard["trigger"], **steps, **usual}}
    kinds = [kind for kind in KINDS if kind != "no longer moving"]
    assert [kind for kind in kinds if confirmed(system, "float32", {**fine, "kind": kind})] == []


def test_what_the_longest_format_itself_gets_wrong_is_no_hazard() -> None:
    """1 - 1000*(1/1000) is zero, and not quite so in the 64 digits of the run beside."""
    kept = State("x", WEIGHT, state("x") - hyper("lr") * GRADIENT)
    system = System("f", (Hyper("lr"),), (kept,), WEIGHT - hyper("lr") * GRADIENT)
    setting, fmt = {"lr": Fraction(1, 1000)}, format_of("float64")
    column = Columns(np.array([[1000.0]]), np.ones(1), (("constant", 1000.0),))
    made = setup(system, fmt, KERNEL, setting)
    assert list(wrong(made, column)) == []
    assert not is_certain(made, Trigger("stuck at zero", state("x"), KERNEL, setting, 0, column))


def test_a_rounded_hyperparameter_is_named_only_where_it_is_rounded(found: Hazards) -> None:
    for hazard in to_json(found)["hazards"]:
        if "is rounded to 1" in hazard["operation"]:
            assert hazard["trigger"]["rounded"].startswith(("every", "arrays"))


@pytest.mark.parametrize("name", ["adam", "rmsprop_centered"])
def test_every_rewriting_that_a_rule_makes_of_these_is_proved(name: str) -> None:
    system = catalogue.system(name)
    made = [(text, other) for rule in RULES for text, other in rule(system) if other != system]
    assert len(made) >= 2
    assert [text for text, other in made if judge(system, other).verdict is not Verdict.PROVED] == []


def test_a_wrong_rewriting_would_not_be_proved() -> None:
    ((_, other),) = RULES[3](RMSPROP)
    halved = System(other.name, other.hypers, other.states, other.weight * 2 - WEIGHT, other.query)
    assert judge(RMSPROP, other).verdict is Verdict.PROVED
    assert judge(RMSPROP, halved).verdict is Verdict.REFUTED


@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_the_machine_computes_the_bits_that_the_compiled_kernel_computes(dtype: str) -> None:
    fmt, setting = format_of(dtype), usual_setting(ADAM) | {"epsilon": Fraction(1, 100)}
    gradients = fmt.round(np.random.default_rng(3).standard_normal((20, 50)))
    machine = Machine(setup(ADAM, fmt, KERNEL, setting), np.zeros(50))
    kernel, hypers = compile_numpy(ADAM), {name: float(value) for name, value in setting.items()}
    now = [np.zeros(50, dtype) for _ in range(3)]
    for t, g in enumerate(gradients, start=1):
        machine.take(g)
        now = list(kernel(now[0], g.astype(dtype), t, *now[1:], **hypers))
    for place, theirs in zip((WEIGHT, state("m"), state("v")), now, strict=True):
        np.testing.assert_array_equal(machine.machine[place].astype(dtype), theirs)


def test_rounding_to_bfloat16_is_that_of_its_own_arithmetic() -> None:
    fmt = format_of("bfloat16")
    a, b = np.random.default_rng(5).standard_normal((2, 1000)).astype(ml_dtypes.bfloat16)
    for operate in (np.add, np.multiply, np.divide):
        rounded = fmt.round(operate(a.astype(float), b.astype(float)))
        np.testing.assert_array_equal(rounded, operate(a, b).astype(float))


def test_an_unknown_format_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(InputError, match=r"'float8'.*float16, bfloat16, float32, float64"):
        format_of("float8")
    assert all(format_of(name).name == name for name in FORMATS)


def test_edges_of_the_domains_are_derived() -> None:
    said = {edge.condition for edge in edges(ADAM)}
    assert said == {"beta_1 == 1", "beta_2 == 1", "epsilon == 0"}
    decayed = {edge.condition for edge in edges(signs_in_front(catalogue.system("lion")))}
    assert {"lr[t]*weight_decay > 1", "lr[t]*weight_decay > 2"} <= decayed
    assert edges(catalogue.system("sgd")) == ()
