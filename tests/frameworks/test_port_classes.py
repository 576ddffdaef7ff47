"""Optimizers that are written for a framework run as the originals of another."""

from __future__ import annotations

import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from subprocess import run

import pytest

from verifier.catalogue import lifted
from verifier.lift.frameworks.call import parse
from verifier.port import running
from verifier.port.child import Course
from verifier.port.subclass import subclass

pytestmark = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("keras", "jax", "torch", "optax")),
    reason="needs the frameworks: python -m pip install 'optimizer-verifier[frameworks]'",
)

RUN = {
    "torch": """
import torch
torch.set_default_dtype(torch.float64)
w = torch.tensor(weights, requires_grad=True)
optimizer = Ported([w])
for gradient in gradients:
    w.grad = torch.tensor(gradient)
    optimizer.step()
    rows.append(w.tolist())
""",
    "keras": """
keras.config.set_floatx("float64")
w = keras.Variable(weights, dtype="float64")
optimizer = Ported()
for gradient in gradients:
    optimizer.apply([ops.convert_to_tensor(gradient, dtype="float64")], [w])
    rows.append(w.numpy().tolist())
""",
    "optax": """
w = {"of": jnp.array(weights)}
optimizer = ported()
state, step = optimizer.init(w), jax.jit(optimizer.update)
for gradient in gradients:
    update, state = step({"of": jnp.array(gradient)}, state, w)
    w = optax.apply_updates(w, update)
    rows.append(w["of"].tolist())
""",
}
FRAME = (
    "import json, sys\nweights, gradients = json.load(sys.stdin)\nrows = []\n{}\nprint(json.dumps(rows))\n"
)


def distance(call: str, to: str, folder: Path, *, of: str = "") -> float:
    """How far the weights of what is written for a framework, of the call or another, are from the call's."""
    given = running.WEIGHTS, running.gradients()
    text = subclass(lifted(of or call).system, call, to)
    program = folder / "ported.py"
    program.write_text(text + FRAME.format(RUN[to]), encoding="utf-8")
    settings = os.environ | {"KERAS_BACKEND": "jax", "JAX_ENABLE_X64": "1", "JAX_PLATFORMS": "cpu"}
    ended = run(
        [sys.executable, "-W", "ignore", program],
        input=json.dumps(given), capture_output=True, check=False, text=True, env=settings,
    )  # fmt: skip
    assert ended.returncode == 0, text + ended.stderr
    theirs = running._run(Course(parse(call), *given))
    rows = zip(json.loads(ended.stdout), theirs, strict=True)
    return max(abs(a - b) for one, two in rows for a, b in zip(one, two, strict=True))


@pytest.mark.parametrize("to", RUN)
@pytest.mark.parametrize(
    "call",
    ["keras:RMSprop()", "keras:Ftrl()", "torch:RMSprop(centered=True)", "optax:rprop(learning_rate=0.01)"],
)
def test_what_is_written_takes_the_steps_of_the_original(call: str, to: str, tmp_path: Path) -> None:
    assert distance(call, to, tmp_path) < (1e-6 if call.startswith("torch:RMSprop") else 1e-13)


def test_a_class_of_another_optimizer_is_found_to_part(tmp_path: Path) -> None:
    inside, outside = lifted("keras:RMSprop()"), lifted("torch:RMSprop()")
    assert subclass(inside.system, "", "torch") != subclass(outside.system, "", "torch")
    assert distance("keras:RMSprop()", "torch", tmp_path, of="torch:RMSprop()") > 1e-6
