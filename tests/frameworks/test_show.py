"""`show` of what frameworks run; needs PyTorch and Optax."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from verifier.show import shown

pytestmark = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("torch", "optax", "jax")),
    reason="needs PyTorch and Optax: python -m pip install 'optimizer-verifier[frameworks]'",
)


def test_what_a_framework_runs_is_shown_in_its_own_names() -> None:
    display = shown("torch:SGD(momentum=0.9)")
    assert [line.text for line in display.initial] == ["momentum_buffer₀ = 0"]
    assert display.equations[-1].text == "wₜ = wₜ₋₁ − lr momentum_bufferₜ"
    assert display.source.startswith("torch ")


def test_defaults_of_the_framework_and_numbers_of_the_call_are_shown() -> None:
    usual = {letter.name: letter.usual for letter in shown("optax:adam(0.01, b1=0.5)").letters}
    assert usual == {"lr": "0.01", "beta_1": "0.5", "beta_2": "0.999", "epsilon": "1e-8"}


def test_what_limits_the_reading_and_how_it_was_held_against_the_code_is_shown() -> None:
    notes = shown("torch:SGD(momentum=0.9)").notes
    assert "momentum_buffer is state[p]['momentum_buffer']" in notes
    assert any("agree with the running code" in note for note in notes)
