"""Which optimizer each step is meant to be."""

import pytest
from optimizers import steps

from verifier.testing import assert_equivalent

adam = pytest.mark.optimizer("adam")(steps.adam)


@pytest.mark.optimizer("momentum", rename={"friction": "momentum"})
def test_momentum():
    return steps.momentum


@pytest.mark.optimizer("sgd")
def plain(w, g, *, lr=0.1):
    w -= lr * g


@pytest.mark.parametrize("name", ["adam", "sgd"])
def test_a_name_is_itself(name):
    assert_equivalent(name, name)


def test_a_mistake_that_is_easily_overlooked_is_caught():
    with pytest.raises(AssertionError, match="not the same optimizer"):
        assert_equivalent(steps.averaged, "momentum")


def test_a_mistake_that_no_short_run_shows_is_caught():
    with pytest.raises(AssertionError, match="first differing step: t = 1001"):
        assert_equivalent(steps.tired, "sgd")
