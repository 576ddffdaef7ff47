"""What fails, to see how that reads."""

import pytest
from optimizers import steps

wrong_at_zero = pytest.mark.optimizer("sgd")(steps.drifting_at_zero)
wrong_after_a_thousand = pytest.mark.optimizer("sgd")(steps.tired)
not_decided = pytest.mark.optimizer("adam", timeout=1e-6)(steps.adam)


@pytest.mark.optimizer("adamm")
def not_known(w, g, *, lr=0.1):
    return w - lr * g


@pytest.mark.optimizer("momentum")
def test_averaged():
    return steps.averaged


@pytest.mark.optimizer("sgd")
def another_optimizer(w, g, u=0, *, lr=0.1, momentum=0.9):
    u = momentum * u + g
    return w - lr * u, u


@pytest.mark.optimizer("sgd")
def test_nothing_is_returned():
    pass


@pytest.mark.optimizer
def without_a_reference(w, g, *, lr=0.1):
    return w - lr * g
