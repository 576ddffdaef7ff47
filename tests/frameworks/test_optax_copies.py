"""Own transformations of Optax, with one line changed, are read with that change or refused for it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from verifier import InputError, catalogue
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.lift import lift_all
from verifier.lift.frameworks.record import Lift

pytestmark = pytest.mark.skipif(
    find_spec("optax") is None, reason="needs Optax: python -m pip install 'optimizer-verifier[frameworks]'"
)


COPY = """
import jax
import jax.numpy as jnp
import optax


def mine(learning_rate, decay=0.9, eps=1e-8):
    def init(params):
        return {"nu": jax.tree.map(jnp.zeros_like, params)}

    def update(grads, state, params=None):
        nu = jax.tree.map(lambda n, g: decay*n + (1 - decay)*g**2, state["nu"], grads)
        new = jax.tree.map(lambda g, n: -learning_rate*g/jnp.sqrt(n + eps), grads, nu)
        return new, {"nu": nu}

    return optax.GradientTransformation(init, update)
"""


def lifted(text: str, folder: Path) -> Lift | InputError:
    (folder / "copied.py").write_text(text, encoding="utf-8")
    call = FrameworkCall("optax", "mine", module="copied")
    return lift_all([call], catalogue.vocabulary(), folders=[str(folder)])[0]


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("jnp.sqrt(n + eps)", "(jnp.sqrt(n) + eps)"),
        ("(1 - decay)*g**2", "(1 - decay)*g"),
        ("decay*n +", "n +"),
        ("grads, nu)", 'grads, state["nu"])'),
        ("jnp.zeros_like", "jnp.ones_like"),
    ],
)
def test_a_copy_with_one_line_changed_is_read_with_that_change(
    line: str, changed: str, tmp_path: Path
) -> None:
    from verifier.comparison import compare_systems

    assert COPY.count(line) == 1
    whole, mutant = lifted(COPY, tmp_path), lifted(COPY.replace(line, changed), tmp_path)
    assert isinstance(whole, Lift)
    assert isinstance(mutant, Lift)
    original = catalogue.system("optax:rmsprop()")
    assert compare_systems(original, whole.system).as_given == "proved"
    assert compare_systems(original, mutant.system).as_given == "refuted"


@pytest.mark.parametrize(
    ("line", "changed", "said"),
    [
        ("decay*n +", "jnp.sum(n) +", "does not act on each coordinate alone"),
        ("decay*n +", "jnp.sum(jnp.abs(g)) +", "more of the others enters"),
        ("decay*n +", "jnp.max(jnp.abs(g)) +", "more of the others enters"),
        (
            "decay*n +",
            "jnp.linalg.norm(g)*jnp.arange(g.size).reshape(g.shape) +",
            "more of the others enters",
        ),
        ("decay*n +", "n[::-1] +", "is not read"),
        (
            "decay*n +",
            "decay*jnp.arange(n.size).reshape(n.shape)*n +",
            "does not act on each coordinate alone",
        ),
        ("decay*n +", "jnp.cumsum(n, 0) +", "it combines them (cumsum at "),
        ("decay*n +", "jnp.floor(n) +", "not made of the number of steps alone"),
        ("decay*n +", "jnp.sin(n) +", "it computes 'sin'"),
        ("decay*n +", "jax.random.normal(jax.random.key(0), n.shape) +", "draws random numbers"),
        ("decay*n +", "decay*n.astype(jnp.float16) +", "decided by rounding"),
    ],
)
def test_a_copy_that_is_no_recurrence_of_one_coordinate_is_refused(
    line: str, changed: str, said: str, tmp_path: Path
) -> None:
    found = lifted(COPY.replace(line, changed), tmp_path)
    assert isinstance(found, InputError)
    assert said in str(found)


def test_code_that_branches_on_a_hyperparameter_is_read_under_that_condition(tmp_path: Path) -> None:
    branching = COPY.replace("    def init", "    if decay > 0.5:\n        eps = 2*eps\n\n    def init")
    found = lifted(branching, tmp_path)
    assert isinstance(found, Lift)
    assert found.conditions == ("1/2 < rho",)
