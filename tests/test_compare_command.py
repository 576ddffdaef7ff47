"""`compare` as it is used: files, names, numbers, exit statuses, limits on hostile input."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

import verifier
from tests.comparison_claims import faults
from tests.comparison_form import FIELDS
from tests.comparison_runs import Sides
from tests.plain_run import Real, course, fixed, listed
from verifier import InputError, cli

ADAM = """\
def adam(w, g, t, m=0, v=0, *, lr=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m = beta_1*m + (1 - beta_1)*g
    v = beta_2*v + (1 - beta_2)*g**2
    w = w - lr*(m/(1 - beta_1**t))/(sqrt(v/(1 - beta_2**t)) + epsilon)
"""
KERAS = """\
def keras(w, g, t, m=0, v=0, *, learning_rate=0.001, beta_1=0.9, beta_2=0.999, eps=1e-7):
    m += (g - m)*(1 - beta_1)
    v += (g*g - v)*(1 - beta_2)
    w = w - learning_rate*sqrt(1 - beta_2**t)/(1 - beta_1**t)*m/(sqrt(v) + eps)
"""
SGD = "def sgd(w, g, t, *, lr):\n    w = w - lr*g\n"
SCALED = 'def scaled(w, g, t, *, zeta: "zeta > 0"):\n    w = w - zeta*g\n'
DOUBLED = "def doubled(w, g, t, *, lr):\n    w = w - 2*lr*g\n"
LOST = "def lost(w, g, t, *, lr):\n    w = w - lr*g/(t - t)\n"
DECAYED = "def decayed(w, g, t, *, lr, weight_decay):\n    w = w - lr*(g + weight_decay*w)\n"
ASCENT = "def ascent(w, g, t, *, lr):\n    w = w + lr*g\n"
UNREADABLE = "def bad(w, g, t):\n    for i in g: w = w - i\n"
LATE = "def late(w, g, t, *, lr):\n    w = w - lr*where(t < 10**40, g, 2*g)\n"


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    """Writes a text to a file and gives its name."""

    def written(text: str) -> str:
        path = tmp_path / f"{abs(hash(text))}.py"
        path.write_text(text)
        return str(path)

    return written


File = Callable[[str], str]


def ran(*arguments: str) -> int:
    """The exit status of a command."""
    with pytest.raises(SystemExit) as left:
        cli.main(["compare", *arguments])
    return int(left.value.code or 0)


@pytest.mark.parametrize(
    ("left", "right", "status"),
    [
        (ADAM, ADAM, 0),
        (SGD, DOUBLED, 1),
        (ADAM, KERAS, 1),
        (SGD, ASCENT, 1),
        (SGD, LOST, 2),
        (SGD, UNREADABLE, 2),
        (SGD, LATE, 3),
    ],
    ids=["equal", "translated", "conditional", "different", "ill-formed", "unreadable", "undecided"],
)
def test_the_exit_status_is_that_of_the_verdict(left: str, right: str, status: int, file: File) -> None:
    assert ran(file(left), file(right), "--timeout", "4") == status


def test_what_is_printed_as_json_is_one_object_and_nothing_else(file: File) -> None:
    result = CliRunner().invoke(cli.verifier, ["compare", file(SGD), file(DOUBLED), "--json"])
    data = json.loads(result.stdout)
    assert data.keys() == {"schema", "command", "version", *FIELDS}
    assert (data["command"], data["version"]) == ("compare", verifier.__version__)
    assert (data["left"], data["right"]) == (file(SGD), file(DOUBLED))


def test_the_attributes_in_python_are_the_fields_of_the_json(file: File) -> None:
    found = verifier.compare(file(SGD), file(ASCENT))
    data = found.to_json()
    assert data.keys() == FIELDS.keys()
    plain = set(FIELDS) - {"witness", "schedule_witnesses"}
    assert all(getattr(found, name) == data[name] for name in plain)
    assert found.witness is not None
    assert found.witness.left == data["witness"]["left"]
    assert json.loads(json.dumps(data)) == data


@pytest.mark.parametrize(
    ("right", "words"),
    [(SGD, "same"), (DOUBLED, "the same once"), (DECAYED, "the same once"), (ASCENT, "not the same: with ")],
)
def test_the_first_line_is_a_sentence_for_a_colleague(
    right: str, words: str, file: File, capsys: pytest.CaptureFixture[str]
) -> None:
    ran(file(SGD), file(right))
    assert words in capsys.readouterr().out.splitlines()[0]


def test_usual_values_that_differ_are_listed_and_run(file: File) -> None:
    found = verifier.compare(file(ADAM), file(KERAS))
    assert found.defaults_differ == {"epsilon": ["1e-8", "1e-7"]}
    usual = {"lr": "0.001", "learning_rate": "0.001", "beta_1": "0.9", "beta_2": "0.999"}
    moves = []
    for text, own in ((ADAM, {"epsilon": "1e-8"}), (KERAS, {"eps": "1e-7"})):
        values = fixed({name: Real(value) for name, value in (usual | own).items()})
        moves.append((course(text, values, 0, listed([1]), 1).weights[1]).value)
    assert found.at_defaults is not None
    said = float(found.at_defaults["relative_difference"])
    assert said == pytest.approx(float(abs(moves[1] - moves[0]) / abs(moves[0])), rel=1e-3)
    assert found.at_defaults["t"] == 1


def test_equal_usual_values_are_not_listed(file: File) -> None:
    assert verifier.compare(file(ADAM), file(ADAM)).defaults_differ == {}


def test_a_name_of_one_side_alone_is_unmatched_and_a_value_of_it_is_a_translation(file: File) -> None:
    found = verifier.compare(file(SGD), file(DECAYED))
    assert found.unmatched == ["weight_decay"]
    assert found.verdict == "translated"
    assert found.translation is not None
    assert (found.translation["kind"], found.translation["to"]) == ("constant", "right")
    assert found.translation["map"] == {"weight_decay": "0"}


def test_a_rename_makes_one_hyperparameter_of_two_names(file: File) -> None:
    without = verifier.compare(file(SGD), file(SCALED))
    assert set(without.unmatched) == {"lr", "zeta"}
    assert verifier.compare(file(SGD), file(SCALED), rename={"lr": "zeta"}).verdict == "equal"
    assert ran(file(SGD), file(SCALED), "--rename", "lr=zeta") == 0


def test_numbers_that_are_given_are_numbers(file: File) -> None:
    found = verifier.compare(file(SGD), file(DECAYED), at={"weight_decay": "0"})
    assert found.verdict == "equal"
    assert verifier.compare(file(SGD), file(DECAYED), at={"weight_decay": "1e-9"}).verdict == "different"
    assert ran(file(SGD), file(DECAYED), "--at", "weight_decay=0") == 0


@pytest.mark.parametrize(
    "given", [{"at": {"rho": "1"}}, {"at": {"lr": "-1"}}, {"at": {"lr": "x"}}, {"rename": {"x": "lr"}}]
)
def test_a_name_or_a_number_that_makes_no_sense_is_refused(
    given: dict[str, dict[str, str]], file: File
) -> None:
    with pytest.raises(InputError):
        verifier.compare(file(SGD), file(DECAYED), **given)  # type: ignore[arg-type]


def test_domains_are_those_of_both_sides_and_are_said(file: File) -> None:
    bounded = 'def bounded(w, g, t, *, lr: "lr < 3"):\n    w = w - lr*g\n'
    assert "0 < lr < 3" in verifier.compare(file(SGD), file(bounded)).scope


def test_the_record_of_two_files_holds_in_every_field(file: File) -> None:
    found = verifier.compare(file(ADAM), file(KERAS)).to_json()
    names = {"learning_rate": "lr", "eps": "epsilon"}
    assert faults(found, Sides(ADAM, KERAS, names)) == []
    assert "epsilon == 0" in found["conditions"]


# Limits.


def hostile(body: str, parameters: str = "w, g, t, *, lr") -> str:
    return f"def f({parameters}):\n    {body}\n"


def nested(outer: str, count: int) -> str:
    """``g`` within that many calls; ``{x}`` in the text is what is within, ``{i}`` the number."""
    text = "g"
    for i in range(count):
        text = outer.format(x=text, i=i)
    return f"w = w - lr*{text}"


ROOTS = [f"sqrt(g*g + {i})" for i in range(1, 40)]
BRANCHES, MAXIMA = nested("where(g > {i}*w, {x} + {i}, g*{i})", 30), nested("max({x}, w*{i} - g*{i}*{i})", 40)
MANY = ", ".join(f"s{i}=1" for i in range(60))
MIXED = "\n    ".join(f"s{i} = max(s{i}, abs(s{(i + 1) % 60})*g) + sqrt(abs(s{i}))" for i in range(60))
SQUARED = "\n    ".join(["a = g", *(f"a = a*a + {i}" for i in range(3000))])

HOSTILE = {
    "thousands of lines": (hostile(f"{SQUARED}\n    w = w - lr*a"), hostile(f"{SQUARED}\n    w = w - a")),
    "deep": (hostile(nested("abs(g + {x})", 150)), hostile(nested("abs(g - {x})", 150))),
    "huge exponents": (hostile("w = w - lr*g**(10**30)"), hostile("w = w - lr*g**(10**30 + 1)")),
    "huge numbers": (hostile("w = w - lr*g*10**10**10"), hostile("w = w - lr*10**10**10*g")),
    "branches": (hostile(BRANCHES), hostile(BRANCHES.replace("g > 7*w", "g >= 7*w"))),
    "maxima": (hostile(MAXIMA), hostile(MAXIMA.replace("w*20", "w*21"))),
    "roots": (
        hostile("w = w - lr*(" + " + ".join(ROOTS) + ")"),
        hostile("w = w - lr*(" + "+".join(ROOTS[::-1]) + ")"),
    ),
    "many states": (
        hostile(f"{MIXED}\n    w = w - lr*s0", f"w, g, t, {MANY}, *, lr"),
        hostile(f"{MIXED}\n    w = w - lr*s59", f"w, g, t, {MANY}, *, lr"),
    ),
}


PATIENCE = 30.0
"""Seconds that a busy machine may need to end what by itself would run for hours."""


def children() -> set[int]:
    """The processes that this one has started and that are still there."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found.add(int(path.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="counts processes in /proc")
@pytest.mark.parametrize("case", HOSTILE)
def test_the_limit_of_time_holds_and_no_process_is_left(case: str, file: File) -> None:
    left, right = map(file, HOSTILE[case])
    before, begun = children(), time.monotonic()
    # A text that is too large to be read is refused; that too takes no longer.
    with suppress(InputError):
        found = verifier.compare(left, right, timeout=1)
        assert found.verdict in ("equal", "different", "conditional", "undecided")
    assert time.monotonic() - begun < 1 + PATIENCE
    assert children() <= before


def test_the_limit_is_reached_where_it_is_short_and_gives_no_verdict(file: File) -> None:
    found = verifier.compare(*map(file, HOSTILE["roots"]), timeout=0.001)  # a process takes longer to start
    assert (found.verdict, found.as_given) == ("undecided", "undecided")
    assert found.reason is not None
    assert "time limit" in found.reason


def test_a_child_that_is_left_would_be_seen() -> None:
    with subprocess.Popen(["sleep", "5"]) as child:
        assert child.pid in children()
        child.kill()
    assert child.pid not in children()
