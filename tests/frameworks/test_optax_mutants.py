"""Optax' own source with one line changed, under another name: the change is seen, and nothing else is."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from verifier import InputError, catalogue
from verifier.comparison import compare_systems
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.lift import lift_all
from verifier.lift.frameworks.record import Lift

pytestmark = pytest.mark.skipif(
    find_spec("optax") is None, reason="needs Optax: python -m pip install 'optimizer-verifier[frameworks]'"
)

MUTANTS = [
    ("scale_by_adam", "updates, state.nu, b2, 2)", "updates, state.nu, b1, 2)"),
    ("scale_by_adam", "optax.tree.bias_correction(nu, b2, count_inc)", "nu"),
    ("scale_by_adam", "bias_correction(nu, b2, count_inc)", "bias_correction(nu, b2, count_inc + 1)"),
    ("scale_by_adam", "jnp.sqrt(v + eps_root) + eps", "jnp.sqrt(v + eps_root + eps)"),
    ("scale_by_adam", "optax.tree.update_moment(updates, state.mu, b1, 1)", "updates"),
    (
        "scale_by_adam",
        "mu = optax.tree.zeros_like(params, dtype=mu_dtype)",
        "mu = optax.tree.ones_like(params)",
    ),
    ("scale_by_amsgrad", "jnp.maximum, state.nu_max", "jnp.minimum, state.nu_max"),
    (
        "scale_by_amsgrad",
        "(jnp.maximum, state.nu_max, nu_eff)",
        "(lambda old, new: new, state.nu_max, nu_eff)",
    ),
    ("scale_by_adamax", "optax.tree.bias_correction(mu, b1, count_inc)", "mu"),
    ("scale_by_yogi", "jnp.sign(v - abs_sq(g))", "jnp.sign(abs_sq(g) - v)"),
    ("scale_by_radam", "ro >= threshold", "ro < threshold"),
    ("scale_by_radam", "(ro - 4.0)", "(ro - 3.0)"),
    ("scale_by_rprop", "(s < 0, jnp.zeros_like(prev_g), prev_g)", "(s < 0, jnp.zeros_like(g), g)"),
    ("scale_by_belief", "lambda v: v + eps_root", "lambda v: v"),
    ("scale_by_adadelta", "state.e_x", "state.e_g"),
    ("scale_by_lion", "b1", "b2"),
]


def functions(text: str) -> dict[str, str]:
    """The text of each function of a module, by name."""
    parts = re.split(r"(?m)^(?=def |class )", text)
    return {found.group(1): part for part in parts if (found := re.match(r"def (\w+)\(", part))}


def changed(text: str, function: str, old: str, new: str) -> str:
    """The module with the last place in a function replaced where a text stands."""
    body = functions(text)[function]
    assert old in body, f"{function} of this Optax has no line with {old}"
    head, _, tail = body.rpartition(old)
    return text.replace(body, f"{head}{new}{tail}")


@pytest.fixture(scope="module")
def lifts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Lift | InputError]:
    folder = tmp_path_factory.mktemp("copies")
    spec = find_spec("optax")
    assert spec is not None
    assert spec.origin is not None
    text = (Path(spec.origin).parent / "_src" / "transform.py").read_text(encoding="utf-8")
    (folder / "whole.py").write_text(text, encoding="utf-8")
    for place, mutant in enumerate(MUTANTS):
        (folder / f"mutant_{place}.py").write_text(changed(text, *mutant), encoding="utf-8")
    calls = [FrameworkCall("optax", name, module="whole") for name in sorted({m[0] for m in MUTANTS})]
    calls += [FrameworkCall("optax", m[0], module=f"mutant_{i}") for i, m in enumerate(MUTANTS)]
    calls.append(FrameworkCall("optax", "scale_by_adam"))
    found = lift_all(calls, catalogue.vocabulary(), folders=[str(folder)])
    return {f"{call.module}:{call.name}": lift for call, lift in zip(calls, found, strict=True)}


@pytest.mark.parametrize("place", range(len(MUTANTS)), ids=lambda i: f"{MUTANTS[i][0]}-{MUTANTS[i][2]}")
def test_a_line_that_is_changed_in_the_source_is_seen(
    place: int, lifts: dict[str, Lift | InputError]
) -> None:
    name = MUTANTS[place][0]
    whole, mutant = lifts[f"whole:{name}"], lifts[f"mutant_{place}:{name}"]
    assert isinstance(whole, Lift), whole
    assert isinstance(mutant, Lift), mutant
    assert compare_systems(whole.system, mutant.system, seconds=5).as_given == "refuted"


def test_an_unchanged_copy_is_the_installed_one(lifts: dict[str, Lift | InputError]) -> None:
    copy, installed = lifts["whole:scale_by_adam"], lifts["None:scale_by_adam"]
    assert isinstance(copy, Lift)
    assert isinstance(installed, Lift)
    assert copy.system == installed.system
