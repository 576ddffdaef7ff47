"""What changed between releases: read in environments that are made up here, compared in earnest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from verifier import catalogue, releases
from verifier.errors import InputError
from verifier.lift.frameworks.process import installed
from verifier.lift.frameworks.record import Lift
from verifier.report.releases import write_pages
from verifier.system import System
from verifier.work import Effort

CALL = "optax:sgd(momentum=0.9)"
ALONE = Effort(jobs=1)
RELEASES = {
    "new": ("optax 0.10.0, jax 2", "momentum"),
    "old": ("optax 0.9.0, jax 1", "momentum"),
    "older": ("optax 0.8.0, jax 1", "sgd"),
    "oldest": ("optax 0.7.0, jax 1", None),
    "twin": ("optax 0.9.0, jax 1", "momentum"),
}


def lift(call: str, version: str, specification: str) -> Lift:
    system: System = replace(catalogue.system(specification), name=call)
    return Lift(call, system, (), (), version, "made up")


def lift_with(python: str, calls: tuple[str, ...], _: object) -> list[Lift | InputError]:
    version, specification = RELEASES[python]
    if specification is None:
        return [InputError(f"{call}: Optax has no factory 'sgd'; known here are a, b") for call in calls]
    return [lift(call, version, specification) for call in calls]


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releases, "lift_with", lift_with)
    monkeypatch.setattr(releases, "installed", lambda python: {"optax": [RELEASES[python][0], "sources"]})
    monkeypatch.setattr(catalogue, "implementations", lambda: {"momentum": (CALL,)})


@pytest.mark.usefixtures("made_up")
def test_releases_that_are_the_same_are_together_and_others_are_compared_in_their_order(
    tmp_path: Path,
) -> None:
    found = releases.releases(list(RELEASES), effort=ALONE)
    first, second, third = found.histories[CALL]
    assert first.versions == ("optax 0.7.0, jax 1",)
    assert second.versions == ("optax 0.8.0, jax 1",)
    assert third.versions == ("optax 0.9.0, jax 1", "optax 0.10.0, jax 2")
    assert first.change is second.change is None  # nothing was read before the second
    assert third.change is not None
    assert third.change.as_given == "refuted"
    assert (third.change.left, third.change.right) == (f"{CALL} of optax 0.8.0", f"{CALL} of optax 0.9.0")
    (turn,) = found.turns  # of the specification and the call
    assert (turn.left, turn.right, found.steady) == ("momentum", CALL, 0)
    assert dict(turn.verdicts)["equal"] == ("optax 0.10.0", "optax 0.9.0")
    page, _ = write_pages(found, tmp_path)
    text = page.read_text(encoding="utf-8")
    assert f"| `{CALL}` | optax 0.7.0 | not read: Optax has no factory 'sgd' |" in text
    assert "|  | optax 0.9.0 to 0.10.0 | the same once " in text
    assert "- optax 0.10.0, jax 2" in text


@pytest.mark.usefixtures("made_up")
def test_what_does_not_change_is_in_one_stretch_and_no_pair_turns() -> None:
    found = releases.releases(["old", "new", "twin"], effort=ALONE)
    assert [len(each.versions) for each in found.histories[CALL]] == [2]
    assert (found.turns, found.steady) == ((), 1)


@pytest.mark.usefixtures("made_up")
def test_an_optimizer_that_nothing_implements_is_refused() -> None:
    with pytest.raises(InputError, match="did you mean 'momentum'"):
        releases.releases(["old"], ["momentun"], ALONE)


def test_an_interpreter_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be started: No such file"):
        installed(str(tmp_path / "python"))
