"""Keras: copies with a changed line, classes and objects of one's own, and what lifting leaves alone."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.frameworks.formulas import formula, judged
from verifier import catalogue
from verifier.errors import InputError
from verifier.findings import Verdict
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.lift import lift, lift_all
from verifier.lift.frameworks.record import Lift

pytestmark = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("keras", "jax", "torch")),
    reason="Keras, JAX or PyTorch is not installed: python -m pip install '.[frameworks]'",
)

ADAPTED = "keras/src/optimizers/adam.py"


def adapted(folder: Path, name: str, old: str, new: str) -> Lift | InputError:
    """A copy of Keras' Adam under another name with one line changed."""
    spec = find_spec("keras")
    assert spec is not None
    assert spec.origin is not None
    text = (Path(spec.origin).parents[1] / ADAPTED).read_text(encoding="utf-8")
    assert text.count(old) == 1
    changed = text.replace("class Adam(", f"class {name}(").replace("Adam.__doc__", f"{name}.__doc__")
    (folder / f"{name.lower()}_module.py").write_text(changed.replace(old, new), encoding="utf-8")
    call = FrameworkCall("keras", name, module=f"{name.lower()}_module")
    return lift_all([call], catalogue.vocabulary(), folders=[str(folder)])[0]


def test_a_copy_under_another_name_is_read_with_its_changed_line(tmp_path: Path) -> None:
    old, new = "alpha = lr * ops.sqrt(1 - beta_2_power)", "alpha = lr * ops.sqrt(1 - beta_1_power)"
    found = adapted(tmp_path, "Eve", old, new)
    assert isinstance(found, Lift), found
    original = lift("keras:Adam()", catalogue.vocabulary()).system
    assert judged(original, found.system).verdict is Verdict.REFUTED
    unchanged = adapted(tmp_path, "Steve", old, old)
    assert isinstance(unchanged, Lift), unchanged
    assert judged(original, unchanged.system).verdict is Verdict.PROVED


def test_what_python_counts_for_itself_is_named(tmp_path: Path) -> None:
    old = "m = self._momentums[self._get_variable_index(variable)]"
    new = f"self.calls = getattr(self, 'calls', 0) + 1\n        lr = lr / self.calls\n        {old}"
    found = adapted(tmp_path, "Count", old, new)
    assert isinstance(found, InputError)
    assert "a step changes `self.calls`, which is kept outside of its states" in str(found)


def test_a_subclass_with_arguments_of_its_own_is_read(tmp_path: Path) -> None:
    (tmp_path / "halved.py").write_text(
        "import keras\n"
        "class Halved(keras.optimizers.SGD):\n"
        "    def __init__(self, share=0.25, **kwargs):\n"
        "        super().__init__(**kwargs)\n"
        "        self.share = share\n"
        "    def update_step(self, gradient, variable, learning_rate):\n"
        "        super().update_step(gradient * self.share + 0.5, variable, learning_rate)\n"
    )
    call = FrameworkCall("keras", "Halved", module="halved")
    found = lift_all([call], catalogue.vocabulary(), folders=[str(tmp_path)])[0]
    assert isinstance(found, Lift), found
    assert [h.name for h in found.system.hypers] == ["share", "lr"]
    assert judged(formula("w - lr*(g*share + 1/2)", "share lr"), found.system).verdict is Verdict.PROVED


def test_a_branch_on_a_hyperparameter_is_a_condition_and_a_remainder_a_circle(tmp_path: Path) -> None:
    (tmp_path / "branching.py").write_text(
        "import keras\n"
        "from keras import ops\n"
        "class Doubled(keras.optimizers.SGD):\n"
        "    def __init__(self, share=0.75, **kwargs):\n"
        "        super().__init__(**kwargs)\n"
        "        self.share = share\n"
        "    def update_step(self, gradient, variable, learning_rate):\n"
        "        twice = 2 if self.share > 0.05 else self.share\n"
        "        every = ops.cast(self.iterations % 4 == 0, variable.dtype)\n"
        "        super().update_step(twice * every * gradient, variable, learning_rate)\n"
    )
    call = FrameworkCall("keras", "Doubled", module="branching")
    found = lift_all([call], catalogue.vocabulary(), folders=[str(tmp_path)])[0]
    assert isinstance(found, Lift), found
    assert [s.name for s in found.system.states] == ["steps_mod_4"]


OBJECTS = """
import sys
from verifier import catalogue
from verifier.lift.frameworks.keras_object import lift_object
import keras, shifted
before = keras.config.floatx(), keras.backend.backend()
for optimizer in (keras.optimizers.RMSprop(momentum=0.75), shifted.Shifted, shifted.Shifted(0.25)):
    found = lift_object(optimizer, catalogue.vocabulary())
    print([h.name for h in found.system.hypers], {n: str(v) for n, v in found.given.items()}.get("lr"))
assert before == (keras.config.floatx(), keras.backend.backend())
"""


def test_an_object_at_hand_is_read_with_its_configuration(tmp_path: Path) -> None:
    (tmp_path / "shifted.py").write_text(
        "import keras\n"
        "class Shifted(keras.optimizers.SGD):\n"
        "    def update_step(self, gradient, variable, learning_rate):\n"
        "        super().update_step(gradient + 1.5, variable, learning_rate)\n"
    )
    ended = run_python(OBJECTS, str(tmp_path))
    assert ended.splitlines() == ["['lr', 'rho', 'momentum', 'epsilon'] 1/1000", "['lr'] None", "['lr'] 1/4"]


def run_python(text: str, *folders: str) -> str:
    """What a program prints in a process of its own, which may import from further folders."""
    root = Path(catalogue.__file__).parents[1]
    path = [str(root), *folders]
    start = f"import sys; sys.path[:0] = {path!r}\n"
    command = [sys.executable, "-W", "ignore", "-c", start + text]
    with TemporaryDirectory() as home:
        settings = os.environ | {"KERAS_BACKEND": "torch", "KERAS_HOME": home}
        ended = subprocess.run(
            command, capture_output=True, text=True, timeout=300, check=False, env=settings
        )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_lifting_imports_no_framework_here() -> None:
    text = (
        "from verifier import catalogue\n"
        "catalogue.lifted('keras:SGD()')\n"
        "print(sorted({'keras', 'jax', 'torch'} & set(sys.modules)))\n"
    )
    assert run_python(text).strip() == "[]"
