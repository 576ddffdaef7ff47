"""What is read when one optimizer is asked for is what is there of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from verifier import catalogue
from verifier.errors import InputError
from verifier.holdings import PrintedForms, Specifications, printed

LOADED = """
import sys
from verifier import catalogue
before = set(sys.modules)
catalogue.forms({name!r})
print(*(m.rpartition(".")[2] for m in set(sys.modules) - before if m.startswith("specs.printed.")))
"""


@pytest.mark.parametrize("name", catalogue.names())
def test_the_forms_of_one_optimizer_are_those_among_all(name: str) -> None:
    assert list(printed(name)) == [form for form in printed() if form.of == name]
    assert catalogue.forms(name) == {n: f for n, f in catalogue.forms().items() if f.of == name}


def test_a_file_that_is_no_python_file_is_told_from_a_name_that_is_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "adam").mkdir()
    (tmp_path / "step.txt").write_text("w - lr*g")
    assert catalogue.system("adam").name == "adam"
    for name in ("step.txt", "./step.txt"):
        with pytest.raises(InputError, match=r"is no Python file; .* and `verifier audit` reads documents"):
            catalogue.system(name)


def test_what_is_not_specified_has_no_forms_though_a_source_prints_it() -> None:
    others = {form.of for form in printed()} - set(Specifications())
    for name in ("no-such-optimizer", *others):
        assert not PrintedForms().of(name)
        assert f"{name}/textbook" not in PrintedForms()


def sources_read(name: str) -> set[str]:
    program = LOADED.format(name=name)
    return set(subprocess.check_output([sys.executable, "-c", program], text=True, timeout=120).split())


def test_sources_that_do_not_print_an_optimizer_are_not_read_for_it() -> None:
    read = sources_read("lion")
    assert "optax_moments" in read
    assert "lasagne" not in read
    assert "lasagne" in sources_read("adam")
