"""Shadow numbers, assembly, validation, records and the cache: no framework is needed."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path as FilePath
from typing import Any

import pytest

from verifier import InputError, catalogue, files
from verifier.domain import NON_NEGATIVE, POSITIVE, UNIT
from verifier.lift.frameworks import cache
from verifier.lift.frameworks.assembly import Traced, assemble, conditions, merged, sentences
from verifier.lift.frameworks.folding import folded
from verifier.lift.frameworks.meaning import Free
from verifier.lift.frameworks.record import Lift
from verifier.lift.frameworks.shadow import Path
from verifier.lift.frameworks.validate import validate
from verifier.system import Hyper, State, System
from verifier.term import GRADIENT, ONE, STEP, WEIGHT, ZERO, Term, hyper, state, term, where

# Shadow numbers.


def test_a_shadow_number_carries_its_term_through_arithmetic() -> None:
    path = Path()
    beta = path.shadow(0.37, hyper("beta"))
    corrected = 1 - beta**3
    assert corrected == pytest.approx(1 - 0.37**3)
    assert corrected.term is Term("add", -(hyper("beta") ** 3), ONE)
    assert path.term_of(float(corrected)) is corrected.term


@pytest.mark.parametrize("common", [0.0, 1.0, -1.0, 2.0, 0.5])
def test_a_literal_is_never_taken_for_a_hyperparameter_of_a_common_value(common: float) -> None:
    path = Path()
    path.shadow(common, hyper("beta"))
    assert path.term_of(common) is term(Fraction(common))


def test_a_literal_that_was_rounded_to_single_precision_is_recognized() -> None:
    numpy = pytest.importorskip("numpy")
    path = Path()
    path.shadow(0.37, hyper("beta"))
    assert path.term_of(numpy.float32(0.37)) is hyper("beta")


def test_every_branch_on_a_shadow_number_is_written_down() -> None:
    path = Path()
    rate, decay = path.shadow(0.3, hyper("rate")), path.shadow(0.7, hyper("decay"))
    assert bool(decay)
    assert not rate > decay
    assert list(path.decided.items()) == [
        (Term("ne", hyper("decay"), ZERO), True),
        (Term("lt", hyper("decay"), hyper("rate")), False),
    ]


# Assembly.


def test_runs_on_both_sides_of_a_threshold_become_a_choice() -> None:
    late = Term("lt", term(5), STEP)
    outputs, assumed = merged([({late: False}, (WEIGHT,)), ({late: True}, (GRADIENT,))])
    assert outputs == (where(late, GRADIENT, WEIGHT),)
    assert not assumed


def test_decisions_that_a_domain_implies_are_no_conditions() -> None:
    lr, decay = hyper("lr"), hyper("weight_decay")
    decided = {Term("lt", lr, ZERO): False, Term("ne", decay, ZERO): True, Term("le", ZERO, decay): True}
    kept = conditions(decided, {"lr": POSITIVE, "weight_decay": NON_NEGATIVE})
    assert sentences(kept) == ("weight_decay != 0",)


def test_a_first_step_of_its_own_is_joined_by_the_step_number() -> None:
    general = Traced(WEIGHT - state("m"), {"m": state("m") * hyper("mu") + GRADIENT})
    first = Traced(WEIGHT - GRADIENT, {"m": GRADIENT})
    system = assemble("x", [Free("mu", "mu")], {"m": ZERO}, general, first)
    assert system.weight is where(Term("eq", STEP, ONE), first.weight, general.weight)


def test_a_first_step_that_is_the_general_one_at_the_start_is_not_kept_apart() -> None:
    general = Traced(WEIGHT - GRADIENT, {"m": GRADIENT + state("m")})
    first = Traced(WEIGHT - GRADIENT, {"m": GRADIENT})
    assert assemble("x", [], {"m": ZERO}, general, first).states[0].update is general.states["m"]


def test_folding_changes_no_point_at_which_a_term_is_undefined() -> None:
    x = state("x")
    kept = [x / x, ZERO * (ONE / x), ONE / ZERO, (x / x) * ZERO, ZERO * x, ZERO * WEIGHT]
    assert [t.op for t in folded(kept)] == ["div", "mul", "div", "mul", "mul", "mul"]
    assert folded([ZERO * GRADIENT, ZERO * hyper("lr"), ZERO * STEP]) == [ZERO] * 3
    assert folded([STEP - 1 + 1, ONE * x, x + 0, x**1, term(3) * 4]) == [STEP, x, x, x, term(12)]


# Validation.


def _descent(factor: int = 1) -> System:
    weight = WEIGHT - hyper("lr") * GRADIENT * factor
    return System("descent", (Hyper("lr", POSITIVE),), (State("n", ZERO, state("n") + 1),), weight)


def _run(hypers: Any, w: float, gradients: Any) -> Any:
    for n, g in enumerate(gradients, start=1):
        w -= hypers["lr"] * g
        yield {"w": w, "n": float(n)}


def test_a_lift_that_agrees_with_the_code_is_used() -> None:
    assert validate(_descent(), _run).startswith("8 runs of 40 steps agree")


def test_a_lift_that_differs_is_refused_with_the_step_and_both_numbers() -> None:
    with pytest.raises(InputError, match=r"differs from the running code at step \d+: the weight is"):
        validate(_descent(2), _run)


def test_a_state_that_differs_is_refused() -> None:
    with pytest.raises(InputError, match="the state 'n' is 0 there and 1"):
        validate(_descent(), lambda *a: ({**s, "n": s["n"] - 1} for s in _run(*a)))


# Records and the cache.


def lifted() -> Lift:
    system = System(
        "optax:x()",
        (Hyper("lr", POSITIVE, Fraction(1, 10)), Hyper("beta", UNIT)),
        (State("m", WEIGHT, where(Term("lt", STEP, term(5)), state("m"), GRADIENT / hyper("beta"))),),
        WEIGHT - hyper("lr") * state("m"),
    )
    free = (Free("lr", "learning_rate", POSITIVE, None, Fraction(1, 10)), Free("beta", "betas[0]", UNIT))
    return Lift("optax:x()", system, free, ("t < 9",), "optax 1", "agrees", ("note",), (("m", ".mu"),))


def test_a_lift_is_the_same_after_it_was_written_down() -> None:
    assert Lift.from_json(json.loads(json.dumps(lifted().to_json()))) == lifted()


def test_a_lift_is_kept_and_found(tmp_path: FilePath, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(files.ENVIRONMENT, str(tmp_path))
    cache.store("key", lifted())
    assert cache.load("key") == lifted()
    assert cache.load("other") is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"key": "key"}', '{"key": "other", "lift": {}}', "\x00"])
def test_a_broken_entry_of_the_cache_is_as_good_as_none(
    content: str, tmp_path: FilePath, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(files.ENVIRONMENT, str(tmp_path))
    (tmp_path / "lifts").mkdir()
    (tmp_path / "lifts" / "key.json").write_text(content)
    assert cache.load("key") is None
    cache.store("key", lifted())
    assert cache.load("key") == lifted()


def test_a_folder_that_cannot_be_written_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(files.ENVIRONMENT, "/proc/none")
    cache.store("key", lifted())
    assert cache.load("key") is None


def test_a_lift_depends_on_what_reads_frameworks_and_not_on_what_reads_documents(
    tmp_path: FilePath, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_OWN", tmp_path)
    found = []
    for changed in ("lift/frameworks/a.py", "lift/b.py", "lift/latex/c.py"):
        (tmp_path / changed).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / changed).write_text("changed")
        cache._own_sources.cache_clear()
        found.append(cache._own_sources())
    cache._own_sources.cache_clear()
    assert found[0] != found[1]
    assert found[1] == found[2]


def test_no_cache_is_kept_where_the_user_wants_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(files.ENVIRONMENT, "")
    assert files.cache_folder("lifts") is None


def test_a_framework_that_is_not_installed_is_named_with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cache.PACKAGES, "optax", ("no-such-package",))
    with pytest.raises(
        InputError, match=r"no-such-package is not installed.*optimizer-verifier\[frameworks\]"
    ):
        catalogue.system("optax:adam()")
