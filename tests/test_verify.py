"""`verify`, and the certificates that `compare` writes: what they say to a person."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from tests.sample_proofs import Data, certificate_of, file_of
from verifier import catalogue, certificate
from verifier.certificate.problem import problem
from verifier.certificate.reading import difference
from verifier.comparison import Supposition
from verifier.errors import InputError
from verifier.lift.matching import match
from verifier.prove.induction import induct
from verifier.prove.proof import Attempt, prove
from verifier.prove.relation import RIGHT_WEIGHT, Relation, pair_of
from verifier.term import WEIGHT
from verifier.verify import verify


def changed(data: Data) -> Data:
    """One with another start of a state."""
    other = copy.deepcopy(data)
    other["terms"].append(["num", "3/7"])
    other["systems"]["right"]["states"]["right.m"][0] = len(other["terms"]) - 1
    return other


def test_verify_says_what_was_proved(tmp_path: Path) -> None:
    found = verify(file_of(certificate_of("adam"), tmp_path / "adam.json"))
    assert found.verified
    (claim,) = found.claims
    assert "left.m = right.m" in claim.relation
    assert any(line.startswith("m[t] = ") for line in claim.systems["left"])
    assert "0 <= beta_2 < 1" in claim.systems["right"]


def test_verify_says_which_fact_fails(tmp_path: Path) -> None:
    found = verify(file_of(changed(certificate_of("adam")), tmp_path / "false.json"))
    assert not found.verified
    assert found.reason is not None
    assert found.reason.startswith("start: ")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": "optimizer-verifier certificate", "version": 99}']
)
def test_what_is_no_certificate_of_this_version_is_an_input_error(text: str, tmp_path: Path) -> None:
    (tmp_path / "file.json").write_text(text)
    with pytest.raises(InputError, match="certificate"):
        verify(tmp_path / "file.json")
    with pytest.raises(InputError, match="certificate"):
        verify(tmp_path / "nowhere.json")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"version":', '"version":3,"version":', "'version' is there twice"),
        ('"hypers":{', '"hypers":{"lr":["0"],', "'lr' is there twice"),
        ('"gradient":[', '"gradient":[NaN,', "NaN is no whole number"),
        ('"gradient":[', '"gradient":[-Infinity,', "-Infinity is no whole number"),
        ('"gradient":[', '"gradient":[1e0,', "1e0 is no whole number"),
        ('"proofs":{', '"proofs":', "no certificate that can be read"),
    ],
)
def test_a_file_that_can_be_read_in_two_ways_is_not_read(
    tmp_path: Path, old: str, new: str, why: str
) -> None:
    file = file_of(certificate_of("adam"), tmp_path / "proof.json")
    text = file.read_text().replace(": ", ":")
    assert old in text
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(InputError) as fault:
        verify(file)
    said = str(fault.value)
    assert (why in said, said.count(str(file)), "\n" in said) == (True, 1, False)


def test_a_certificate_is_about_the_systems_that_are_named(tmp_path: Path) -> None:
    spec, form = catalogue.system("momentum"), catalogue.system("momentum/keras")
    sides = match(spec, form, {})
    same = Supposition((sides.left, sides.right), attempt=prove(sides.left, sides.right))
    assert certificate.write([same], tmp_path / "c.json") == (("",), ())
    assert verify(tmp_path / "c.json", ("momentum", "momentum/keras")).verified
    assert (
        verify(tmp_path / "c.json", ("momentum", "sgd")).reason
        == "the right system of the certificate is not sgd"
    )


def test_a_weight_that_is_a_multiple_of_the_other_is_not_the_same(tmp_path: Path) -> None:
    bodies = {"one": "w - lr*grad(w)", "two": "w - 2*lr*grad(w/2)"}
    both = [str(tmp_path / f"{name}.py") for name in bodies]
    for path, body in zip(both, bodies.values(), strict=True):
        Path(path).write_text(f"def f(w, *, lr):\n    return {body}\n")
    sides = catalogue.system(both[0]), catalogue.system(both[1])
    doubled = Relation({RIGHT_WEIGHT: WEIGHT * 2})
    attempt = Attempt(pair_of(*sides), {}, induct(pair_of(*sides), doubled), "")
    assert certificate.write([Supposition(sides, attempt=attempt)], tmp_path / "c.json").supposed == ("",)
    assert verify(tmp_path / "c.json").verified
    assert "the weights are related, but not" in str(verify(tmp_path / "c.json", both).reason)


SHIFTED = """
def shifted(w, t, z="w", b="w", m=0, *, lr, c: "0 < c < 1"):
    z = z - lr*grad(z)
    here = b + m
    new = c*here + (1 - c)*z
    b, m = here, new - here
    w = new + m
"""
MEAN = """
def mean(w, t, z="w", *, lr, c: "0 < c < 1"):
    z = z - lr*grad(z)
    w = c*w + (1 - c)*z
"""


def test_a_certificate_says_how_weights_are_read_from_the_start(tmp_path: Path) -> None:
    both = [str(tmp_path / f"{name}.py") for name in ("shifted", "mean")]
    for path, text in zip(both, (SHIFTED, MEAN), strict=True):
        Path(path).write_text(text)
    sides = catalogue.system(both[0]), catalogue.system(both[1])
    data = certificate.certificate(Supposition(sides, attempt=prove(*sides)))
    assert verify(file_of(data, tmp_path / "c.json"), both).verified
    assert "w' = w - left.m" in verify(tmp_path / "c.json").claims[0].relation
    later = copy.deepcopy(data)  # as much less as it says of a weight that is shifted at the first step
    each = next(i for i in later["invariants"] if later["terms"][i[0]] == ["sym", "state", "w'"])
    rows = later["terms"]
    rows += [["sym", "time", "t"], ["num", "0"], ["eq", len(rows), len(rows) + 1]]
    rows.append(["where", len(rows) - 1, each[0], each[2]])
    each[2] = len(rows) - 1
    assert "the weights are related, but not" in str(difference(later, sides, both))


def test_a_problem_that_the_solver_refuses_is_not_accepted(tmp_path: Path) -> None:
    data = copy.deepcopy(certificate_of("first step"))
    data["proofs"]["step"], forged = {"lines": [["solver", "1"]]}, tmp_path / "forged.json"
    data["problems"] = [problem([("1", frozenset({0}))])]
    assert "not the one that is needed" in str(verify(file_of(data, forged)).reason)
    data["problems"] = [problem([("1", frozenset({1}))])]
    assert "not solved again" in str(verify(file_of(data, forged)).reason)
    assert "not run again" in verify(tmp_path / "forged.json", solver=False).lines()[-1]


def test_nothing_that_a_file_says_reaches_a_terminal_as_it_is(tmp_path: Path) -> None:
    data = copy.deepcopy(certificate_of("adam"))
    data["under"] = {"condition": "\x1b[2J\ud800", "to": "", "map": {}}
    said = verify(file_of(data, tmp_path / "hostile.json")).lines()
    assert "".join(said).isprintable()
    assert any("as the file says" in line for line in said)


@pytest.mark.parametrize(
    "name", ["1", "-lr", "0*beta", "lr ", "l\u200br", "\uff4cr", "lr\nw[t] = 0", "g", "t", ""]
)
def test_a_name_that_reads_as_something_else_is_rejected(name: str, tmp_path: Path) -> None:
    text = json.dumps(certificate_of("first step"))
    data = json.loads(text.replace('"lr"', json.dumps(name)))
    found = verify(file_of(data, tmp_path / "named.json"))
    assert "is no name of a hyper" in str(found.reason)
    assert not found.claims


def test_a_symbol_that_says_more_than_its_name_is_rejected(tmp_path: Path) -> None:
    data = copy.deepcopy(certificate_of("first step"))
    data["terms"].append(["sym", "state", "w", 3])
    assert "with an index" in str(verify(file_of(data, tmp_path / "more.json")).reason)


HEAD = f'"format": "optimizer-verifier certificate", "version": {certificate.VERSION}'
HOSTILE = [
    "[" * 100_000,
    "9" * 10_000,
    f"{{{HEAD}}}",
    f'{{{HEAD}, "claims": []}}',
    f'{{{HEAD}, "claims": [{{"terms": [["num", "1/0"]]}}]}}',
    '{"format": "optimizer-verifier certificate", "version": "' + "x" * 9000 + '"}',
    "\x00",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_file_gets_one_sentence(text: str, tmp_path: Path) -> None:
    (tmp_path / "file.json").write_text(text)
    said = ""
    try:
        found = verify(tmp_path / "file.json")
        assert not found.verified
        said = found.lines()[-1]
    except InputError as error:
        said = str(error)
    assert said
    assert "\n" not in said
    assert len(said) < 600


def test_a_check_that_takes_too_long_is_not_accepted(tmp_path: Path) -> None:
    data = copy.deepcopy(certificate_of("first step"))
    big = "*".join(f"x{i}" for i in range(8))
    power = " + ".join(f"x{i}" for i in range(30))
    data["proofs"]["start"]["lines"] = [["sum", big, [], [power] * 14]]
    found = verify(file_of(data, tmp_path / "slow.json"), timeout=0.5)
    assert not found.verified
    assert "not checked: " in str(found.reason)
