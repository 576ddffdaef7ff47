"""The experiments' networks are trained by Keras, from calls that are read and never evaluated."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

SCRIPT = """\
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from verifier import InputError, catalogue
from verifier.experiments import images, training

setting = replace(catalogue.experiment("images").setting, widths=(2,), dense=4, batch=4, rates=(0.01, 0.1))
few = tuple(replace(each, epochs=2) for each in setting.optimizers[:2])
given = images.load(Path(sys.argv[1]))
curves = training.pictures(replace(setting, optimizers=few), given, range(2))
again = training.pictures(replace(setting, optimizers=few[:1]), given, range(1))
assert list(curves.runs) == [f"{each.label} at {rate}" for each in few for rate in (0.01, 0.1)]
for run in curves.runs.values():
    assert run.shape == (2, 2) and np.all((run >= 0) & (run <= 1))
assert np.array_equal(again.runs["SGD at 0.01"], curves.runs["SGD at 0.01"][:1])
assert training.optimizer("SGD()", 0.25).learning_rate == 0.25
for call in ("SGD(learning_rate=open('x'))", "SGD(0.1)", "__import__('os')", "SGD", "Nothing()", "SGD("):
    try:
        training.optimizer(call)
    except InputError as error:
        assert call in str(error) or repr(call) in str(error)
    else:
        raise AssertionError(call)
moons = replace(catalogue.experiment("two-moons").setting)
assert [layer.units for layer in training.network(moons).layers] == [12, 13, 13, 2]
for each in moons.trainings:
    assert training.optimizer(each.call)
"""


def test_a_small_made_up_data_set_is_learned_by_real_optimizers_the_same_under_one_seed(
    tmp_path: Path,
) -> None:
    if find_spec("keras") is None or find_spec("jax") is None:
        pytest.skip("python -m pip install '.[frameworks]'")
    random = np.random.RandomState(0)
    for name in ("data_batch_1.bin", "test_batch.bin"):
        rows = random.randint(0, 256, size=(8, 3073), dtype=np.uint8)
        rows[:, 0] = np.arange(8)
        (tmp_path / name).write_bytes(rows.tobytes())
    environment = {**os.environ, "KERAS_BACKEND": "jax"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent.parent,
    )
    assert done.returncode == 0, done.stderr
