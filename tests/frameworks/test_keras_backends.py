"""Keras on its other backends: the same recurrence, another one, or the same in lower precision."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

import pytest

from verifier import catalogue
from verifier.findings import Finding, Verdict
from verifier.lift.frameworks.call import parse
from verifier.lift.frameworks.keras_backends import compare_backends

pytestmark = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("keras", "jax", "torch")),
    reason="Keras, JAX or PyTorch is not installed: python -m pip install '.[frameworks]'",
)


@cache
def on_backends() -> dict[tuple[str, str], Finding]:
    calls = ("SGD(momentum=0.9)", "Adam()", "SGD(clipnorm=0.5)", "ScheduleFreeAdamW()")
    read = catalogue.lifts(f"keras:{call}" for call in calls)
    given = {parse(call): found for call, found in read.items()}
    besides = parse("keras:SGD(use_ema=True, ema_overwrite_frequency=3)")
    found = compare_backends({**given, besides: None}, catalogue.vocabulary())
    return {(f.subject.partition(" on ")[0].removeprefix("keras:"), f.details["backend"]): f for f in found}


@pytest.mark.parametrize("call", ["SGD(momentum=0.9)", "Adam()"])
@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_backends_take_the_same_steps(call: str, backend: str) -> None:
    found = on_backends()[call, backend]
    assert found.as_claimed
    assert found.details["kind"] == "rounding"


def test_an_aliased_state_is_another_recurrence() -> None:
    found = on_backends()["ScheduleFreeAdamW()", "torch"]
    assert (found.verdict, found.details["kind"]) == (Verdict.REFUTED, "another recurrence")
    assert found.details["first"]["step"] == 2
    assert on_backends()["ScheduleFreeAdamW()", "jax"].as_claimed


def test_lower_precision_is_told_from_another_recurrence() -> None:
    for call, backend in (("Adam()", "numpy"), ("SGD(clipnorm=0.5)", "torch")):
        found = on_backends()[call, backend]
        assert (found.as_claimed, found.details["kind"]) == (False, "demoted precision")


def test_what_cannot_be_read_is_held_against_its_run_on_jax() -> None:
    call = "SGD(use_ema=True, ema_overwrite_frequency=3)"
    assert on_backends()[call, "torch"].as_claimed
    assert on_backends()[call, "numpy"].details["kind"] == "demoted precision"
