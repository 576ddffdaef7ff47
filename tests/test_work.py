"""Work: the same results wherever it is done, and what was finished is not done again."""

from __future__ import annotations

import base64
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.work_units import ran, root, square, square_unless_first, units
from verifier import catalogue, derive, files
from verifier.audit.cache import key_of
from verifier.audit.command import _audited
from verifier.check import mathematics
from verifier.compare import compare
from verifier.derivations import meant
from verifier.errors import InputError
from verifier.kernel import digest
from verifier.work import Effort, Unit, finished, results
from verifier.work import unit as unit_module
from verifier.work.processes import processes
from verifier.work.program import origin
from verifier.work.store import Records, Store

pytestmark = pytest.mark.usefixtures("results_kept")


def efforts() -> Iterator[Effort]:
    yield Effort(jobs=1)
    yield Effort(jobs=2)
    with ThreadPoolExecutor(3) as pool:
        yield Effort(executor=pool)


def test_any_executor_gives_the_same_results_in_order(tmp_path: Path) -> None:
    for effort in efforts():
        assert results(units(tmp_path), effort) == [n * n for n in range(8)]
    assert ran(tmp_path) == sorted([*range(8)] * 3)


def test_commands_find_the_same_in_one_process_and_in_two() -> None:
    one, two = (mathematics(["sgd"], Effort(jobs=n)) for n in (1, 2))
    assert one == two


def test_what_was_finished_before_an_error_is_not_done_again(tmp_path: Path) -> None:
    effort = Effort(jobs=1, run="roots")
    with pytest.raises(ArithmeticError, match="no root of 5"):
        results(units(tmp_path, root), effort)
    assert ran(tmp_path) == [0, 1, 2, 3, 4]
    (tmp_path / "go").touch()
    assert results(units(tmp_path, root), effort) == [n**0.5 for n in range(8)]
    assert ran(tmp_path) == list(range(8))


def test_a_run_that_has_ended_keeps_nothing(tmp_path: Path, results_kept: Path) -> None:
    effort, other = Effort(jobs=1, run="squares"), Effort(jobs=1, run="others")
    results(units(tmp_path), effort)
    results(units(tmp_path), other)
    effort.forget()
    assert len(list(results_kept.iterdir())) == 1
    results(units(tmp_path), effort)
    assert ran(tmp_path) == sorted([*range(8)] * 3)


def test_a_run_that_nobody_goes_on_with_is_forgotten_in_time(tmp_path: Path, results_kept: Path) -> None:
    given_up, ended = Effort(jobs=1, run="given up"), Effort(jobs=1, run="ended")
    results(units(tmp_path), given_up)
    (left,) = results_kept.iterdir()
    ended.forget()
    assert left.exists()
    os.utime(left, (0, 0))
    ended.forget()
    assert not left.exists()


def test_who_wants_nothing_kept_has_nothing_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(files.ENVIRONMENT, "")
    for _ in range(2):
        assert results(units(tmp_path), Effort(jobs=1, run="squares")) == [n * n for n in range(8)]
    assert ran(tmp_path) == sorted([*range(8)] * 2)


def test_there_are_no_more_workers_than_units() -> None:
    with processes(3, 1000) as pool:
        assert isinstance(pool, ProcessPoolExecutor)
        assert pool._max_workers == 3
    with processes(1, 1000) as pool:
        assert pool is None


def test_who_has_enough_may_stop(tmp_path: Path) -> None:
    stream = finished(units(tmp_path), Effort(jobs=1))
    assert [next(stream), next(stream)] == [(0, 0), (1, 1)]
    stream.close()
    assert ran(tmp_path) == [0, 1]


def test_a_result_is_kept_by_its_content_and_by_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Unit("one", pow, (2, 10))
    assert one.key == Unit("another name", pow, (2, 10)).key
    others = [
        Unit("one", pow, (2, 11)),
        Unit("one", divmod, (2, 10)),
        Unit("one", pow, (2, 10), "content"),
        Unit("one", pow, (2, Fraction(10))),
    ]
    assert len({one.key, *(each.key for each in others)}) == 5
    before = Unit("one", pow, (2, 10)).key
    monkeypatch.setattr(unit_module, "digest", lambda: "another version")
    assert Unit("one", pow, (2, 10)).key != before


def test_another_text_of_the_function_is_another_result(tmp_path: Path) -> None:
    found = []
    for text in ("def own():\n    return 1\n", "def own():\n    return 2\n"):
        script = f"{text}\nfrom verifier.work.program import origin\nprint(origin(own))"
        (tmp_path / "script.py").write_text(script)
        command = [sys.executable, str(tmp_path / "script.py")]
        environment = {**os.environ, "PYTHONPATH": str(Path(files.__file__).parents[1])}
        said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        found.append(said.stdout)
    assert found[0] != found[1]
    assert {each.split()[0] for each in found} == {"__main__:own"}
    assert origin(square) == origin(square_unless_first).replace("square_unless_first", "square")


def test_a_unit_must_say_on_what_it_depends() -> None:
    with pytest.raises(TypeError, match=r"say in `content`"):
        _ = Unit("one", len, ({},)).key
    assert Unit("one", len, ({},), "nothing").key


def test_a_damaged_result_is_worked_out_again(tmp_path: Path, results_kept: Path) -> None:
    effort = Effort(jobs=1, run="squares")
    results(units(tmp_path), effort)
    kept = sorted(results_kept.glob("*/*.json"))
    assert len(kept) == 8
    kept[0].write_bytes(kept[0].read_bytes()[:-1])
    kept[1].write_bytes(b"")
    kept[2].write_bytes(kept[3].read_bytes())
    kept[4].unlink()
    kept[4].mkdir()
    assert results(units(tmp_path), effort) == [n * n for n in range(8)]
    assert len(ran(tmp_path)) == 8 + 4


class Evil:
    """What a file would hold that is a program."""

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self.call = function, arguments

    def __reduce__(self) -> Any:
        return self.call


@pytest.mark.parametrize(
    "call", [(os.system, "true"), (eval, "1"), (square, Path(), 1), (subprocess.Popen, [])]
)
def test_what_is_kept_is_no_program(call: tuple[Any, ...]) -> None:
    text = base64.b64encode(pickle.dumps(Evil(*call))).decode()
    with pytest.raises(pickle.UnpicklingError, match="is no record"):
        Records(text, "tests.test_work").load()


def test_results_of_commands_can_be_kept(tmp_path: Path) -> None:
    store, unit = Store(tmp_path), Unit("it", pow, (2, 10))
    for result in (
        mathematics(["sgd"]),
        derive("sgd"),
        compare("sgd", "momentum"),
        {"a": (Fraction(1, 3), None)},
    ):
        store.save(unit, result)
        assert store.load(unit) == (result,)


def test_a_file_that_changed_or_is_another_one_elsewhere_is_refused(tmp_path: Path) -> None:
    step, notes = tmp_path / "step.py", tmp_path / "notes.md"
    step.write_text("def mine(w, g, *, lr=0.1):\n    return w - lr*g\n")
    notes.write_text("# Adam\n")
    text, key = digest(catalogue.system(str(step))), key_of(notes)
    assert meant(str(step), text).name == "mine"
    assert _audited(notes, False, key).findings == ()
    step.write_text(step.read_text().replace("- lr", "+ lr"))
    notes.write_text("# Nadam\n")
    with pytest.raises(InputError, match="another one on that machine"):
        meant(str(step), text)
    with pytest.raises(InputError, match="another one or none on that machine"):
        _audited(notes, False, key)
