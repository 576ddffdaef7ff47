"""The wheel, started as its user would: from any directory, with nothing of the clone in reach."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

import verifier

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built."""
    folder = tmp_path_factory.mktemp("wheel")
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    return Path(path)


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an installation of the wheel puts into site-packages."""
    folder = tmp_path_factory.mktemp("site")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


@pytest.fixture
def own(site: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    return Path(shutil.copytree(site, tmp_path / "site"))


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A directory with a package ``specs`` of its own."""
    package = tmp_path / "specs"
    package.mkdir()
    (package / "__init__.py").write_text('FOREIGN = True\nprint("the foreign specs were imported")\n')
    (package / "alphabet.py").write_text("raise RuntimeError\n")
    return tmp_path


def run(site: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def script(folder: Path) -> Path:
    """The console script, as an installer writes it: a file in a folder that comes first on the path."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    module, function = project["scripts"]["verifier"].split(":")
    path = folder / "verifier_script.py"
    path.write_text(f"from {module} import {function}\n\n{function}()\n")
    return path


def test_the_wheel_holds_specs_and_verifier_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {
        "specs",
        "verifier",
        f"optimizer_verifier-{verifier.__version__}.dist-info",
    }
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]
    sources = {
        str(p.relative_to(ROOT)) for folder in ("specs", "verifier") for p in (ROOT / folder).rglob("*.py")
    }
    assert sources <= set(names)


def test_building_the_wheel_leaves_nothing_in_the_clone(wheel: Path) -> None:
    assert not (ROOT / "build").exists()
    assert not list(ROOT.glob("*.egg-info"))


def test_the_installed_package_checks_from_an_empty_directory(site: Path, tmp_path: Path) -> None:
    ran = run(site, tmp_path, "-m", "verifier", "check", "sgd")
    assert ran.returncode == 0, ran.stderr
    assert "everything is as claimed" in ran.stdout
    assert not list(tmp_path.iterdir())


def test_a_foreign_specs_package_in_the_current_directory_is_not_taken_for_ours(
    site: Path, foreign: Path
) -> None:
    ran = run(site, foreign, "-m", "verifier", "check", "sgd")
    assert ran.returncode == 0, ran.stderr
    assert "foreign" not in ran.stdout


def test_a_foreign_specs_package_does_not_matter_to_the_console_script(
    site: Path, foreign: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    beside = script(tmp_path_factory.mktemp("bin"))
    for place in (beside, shutil.copy(beside, foreign)):
        ran = run(site, foreign, str(place), "show", "sgd")
        assert ran.returncode == 0, ran.stderr
        assert "foreign" not in ran.stdout


def test_a_program_keeps_its_own_specs_package(site: Path, foreign: Path) -> None:
    program = (
        "import sys, specs, verifier; before = specs\n"
        "assert verifier.derive('momentum').theorems\n"
        "import specs; assert specs is before and specs.FOREIGN\n"
        "assert verifier.derive('adam').theorems\n"
        "assert [n for n in sys.modules if n.startswith('specs')] == ['specs']\n"
    )
    ran = run(site, foreign, "-c", program)
    assert ran.returncode == 0, ran.stderr


def test_a_specs_package_can_be_imported_after_ours_was_used(site: Path, foreign: Path) -> None:
    program = "import verifier; verifier.derive('momentum'); import specs; assert specs.FOREIGN\n"
    ran = run(site, foreign, "-c", program)
    assert ran.returncode == 0, ran.stderr


def test_importing_the_package_imports_nothing_heavy(site: Path, tmp_path: Path) -> None:
    heavy = {"sympy", "numpy", "flint", "z3", "rich", "click", "jax", "keras", "torch", "optax"}
    program = f"import sys, verifier; print(sorted({heavy!r} & set(sys.modules)))"
    assert run(site, tmp_path, "-c", program).stdout.strip() == "[]"


def test_check_imports_no_framework(site: Path, tmp_path: Path) -> None:
    program = (
        "import sys, verifier; verifier.check('sgd')\n"
        "print(sorted({'jax', 'keras', 'torch', 'optax', 'tensorflow'} & set(sys.modules)))"
    )
    assert run(site, tmp_path, "-c", program).stdout.strip() == "[]"


def test_formula_files_are_compared_without_sympy(site: Path, tmp_path: Path) -> None:
    (tmp_path / "step.py").write_text("def mine(w, g, *, lr):\n    return w - lr*g\n")
    program = (
        "import sys, verifier; assert verifier.compare('step.py', 'step.py').verdict == 'equal'\n"
        "print(sorted({'sympy', 'specs'} & set(sys.modules)))"
    )
    assert run(site, tmp_path, "-c", program).stdout.strip() == "[]"


def test_a_specification_that_is_deleted_leaves_no_trace(own: Path, tmp_path: Path) -> None:
    (own / "specs" / "adam.py").unlink()
    listed = run(own, tmp_path, "-m", "verifier", "list", "--json")
    names = json.loads(listed.stdout)
    assert "adam" not in [each["name"] for each in names["specifications"]]
    assert not [each for each in names["printed_forms"] if each["of"] == "adam"]
    assert run(own, tmp_path, "-m", "verifier", "check", "adamw").returncode == 0
    asked = run(own, tmp_path, "-m", "verifier", "show", "adam")
    assert asked.returncode == 2
    assert "there is no specification 'adam'" in asked.stderr


def test_a_specification_without_its_constant_is_told_where_to_write_it(own: Path, tmp_path: Path) -> None:
    file = own / "specs" / "adam.py"
    file.write_text(file.read_text().replace("ADAM =", "MINE ="))
    asked = run(own, tmp_path, "-m", "verifier", "show", "adam")
    assert asked.returncode == 2
    assert "specs/adam.py: write ADAM = Recurrence(name='adam', …) in it" in asked.stderr


ERRORS = {
    "a float": ("beta_1 * m[t - 1]", "0.5 * m[t - 1]", "Eq(m[t],", "0.5"),
    "a misspelt letter": ("beta_1 * m[t - 1]", "beta_7 * m[t - 1]", "Eq(m[t],", "beta_7"),
    "a forgotten index": ("m[t] / (1", "m / (1", "Eq(m_hat[t],", "index"),
    "a missing first value": ("Eq(m[0], 0), Eq(v[0], 0)", "Eq(v[0], 0),", "Eq(m[t],", "initial value"),
    "a lost bracket": ("initial=(Eq(m[0], 0), Eq(v[0], 0)),", "initial=(Eq(m[0], 0), Eq(v[0], 0),", "(", ""),
}


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_in_a_specification_names_the_file_and_the_line(
    own: Path, tmp_path: Path, error: str
) -> None:
    old, new, line, words = ERRORS[error]
    broken = own / "specs" / "adam.py"
    text = broken.read_text()
    assert old in text
    broken.write_text(text.replace(old, new))
    ran = run(own, tmp_path, "-m", "verifier", "show", "adam")
    assert ran.returncode == 2, ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    _, _, place = ran.stderr.partition("adam.py:")
    number = int(place.partition(":")[0])
    assert line in broken.read_text().splitlines()[number - 1]
    assert words in ran.stderr
