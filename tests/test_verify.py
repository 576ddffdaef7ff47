"""`verify`, and the certificates that `compare` writes: what they say to a person."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.sample_proofs import PAIRS, Data, written
from verifier import catalogue, certificate, cli, compare
from verifier.certificate.problem import problem
from verifier.comparison import Supposition
from verifier.errors import InputError
from verifier.lift.matching import match
from verifier.prove.induction import induct
from verifier.prove.proof import Attempt, prove
from verifier.prove.relation import RIGHT_WEIGHT, Relation, pair_of
from verifier.term import WEIGHT
from verifier.verify import verify


@pytest.fixture(scope="module")
def certificates() -> dict[str, Data]:
    return {name: written(*PAIRS[name]) for name in ("adam", "first step")}


def changed(data: Data) -> Data:
    """One with another start of a state."""
    other = copy.deepcopy(data)
    other["terms"].append(["num", "3/7"])
    other["systems"]["right"]["states"]["right.m"][0] = len(other["terms"]) - 1
    return other


def file_of(data: Data, path: Path) -> Path:
    """A certificate with this one claim."""
    return file_of_claims([data], path)


def file_of_claims(claims: list[Data], path: Path) -> Path:
    head = {"format": certificate.FORMAT, "version": certificate.VERSION}
    path.write_text(json.dumps({**head, "claims": claims}), encoding="utf-8")
    return path


def test_verify_says_what_was_proved(certificates: dict[str, Data], tmp_path: Path) -> None:
    found = verify(file_of(certificates["adam"], tmp_path / "adam.json"))
    assert found.verified
    (claim,) = found.claims
    assert "left.m = right.m" in claim.relation
    assert any(line.startswith("m[t] = ") for line in claim.systems["left"])
    assert "0 <= beta_2 < 1" in claim.systems["right"]


def test_verify_says_which_fact_fails(certificates: dict[str, Data], tmp_path: Path) -> None:
    found = verify(file_of(changed(certificates["adam"]), tmp_path / "false.json"))
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
    certificates: dict[str, Data], tmp_path: Path, old: str, new: str, why: str
) -> None:
    file = file_of(certificates["adam"], tmp_path / "proof.json")
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


def test_a_problem_that_the_solver_refuses_is_not_accepted(
    certificates: dict[str, Data], tmp_path: Path
) -> None:
    data = copy.deepcopy(certificates["first step"])
    data["proofs"]["step"], forged = {"lines": [["solver", "1"]]}, tmp_path / "forged.json"
    data["problems"] = [problem([("1", frozenset({0}))])]
    assert "not the one that is needed" in str(verify(file_of(data, forged)).reason)
    data["problems"] = [problem([("1", frozenset({-1, 0, 1}))])]
    assert "not solved again" in str(verify(file_of(data, forged)).reason)
    assert "not run again" in verify(tmp_path / "forged.json", solver=False).lines()[-1]


def test_nothing_that_a_file_says_reaches_a_terminal_as_it_is(
    certificates: dict[str, Data], tmp_path: Path
) -> None:
    data = copy.deepcopy(certificates["adam"])
    data["under"] = {"condition": "\x1b[2J\ud800", "to": "", "map": {}}
    said = verify(file_of(data, tmp_path / "hostile.json")).lines()
    assert "".join(said).isprintable()
    assert any("as the file says" in line for line in said)


HOSTILE = [
    "[" * 100_000,
    "9" * 10_000,
    '{"format": "optimizer-verifier certificate", "version": 3}',
    '{"format": "optimizer-verifier certificate", "version": 3, "claims": []}',
    '{"format": "optimizer-verifier certificate", "version": 3, "claims": [{"terms": [["num", "1/0"]]}]}',
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


def test_a_check_that_takes_too_long_is_not_accepted(certificates: dict[str, Data], tmp_path: Path) -> None:
    data = copy.deepcopy(certificates["first step"])
    big = "*".join(f"x{i}" for i in range(8))
    power = " + ".join(f"x{i}" for i in range(30))
    data["proofs"]["start"]["lines"] = [["sum", big, [], [power] * 14]]
    found = verify(file_of(data, tmp_path / "slow.json"), timeout=0.5)
    assert not found.verified
    assert "not checked: " in str(found.reason)


def test_what_was_renamed_or_given_for_the_comparison_is_given_again(tmp_path: Path) -> None:
    text = "def mine(w, g, u=0, *, rate: 'rate > 0', beta):\n    u = beta*u + g\n    w = w - rate*u\n"
    (tmp_path / "mine.py").write_text(text)
    mine, file = f"{tmp_path / 'mine.py'}", tmp_path / "proof.json"
    rename, at = {"rate": "lr", "beta": "momentum"}, {"beta": "1/2"}
    found = compare(mine, "momentum", rename=rename, at=at, certificate=str(file))
    assert (found.verdict, found.proof and found.proof["certificate"]) == ("equal", str(file))
    assert verify(file, (mine, "momentum"), rename=rename, at=at).verified
    assert not verify(file, (mine, "momentum"), rename=rename).verified
    assert not verify(file, (mine, "momentum"), rename={"beta": "momentum"}, at=at).verified
    options = ("--rename", "rate=lr", "--rename", "beta=momentum", "--at", "beta=1/2")
    assert command("verify", str(file), mine, "momentum", *options)[0] == 0
    with pytest.raises(InputError, match="both systems"):
        verify(file, rename=rename)


def command(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli.verifier, arguments, standalone_mode=False)
    return int(result.return_value or 0), result.output


def test_compare_writes_a_certificate_and_verify_accepts_it(tmp_path: Path) -> None:
    file = str(tmp_path / "proof.json")
    status, said = command("compare", "momentum", "momentum/keras", "--certificate", file, "--json")
    assert (status, json.loads(said)["proof"]["certificate"]) == (0, file)
    assert (
        f"certificate  {file}" in command("compare", "momentum", "momentum/keras", "--certificate", file)[1]
    )
    assert command("verify", file)[0] == 0
    assert command("verify", file, "momentum", "momentum/keras", "--no-solver")[0] == 0
    status, said = command("verify", file, "sgd", "momentum/keras", "--json")
    assert (status, json.loads(said)["verified"]) == (1, False)


UNDER = {
    "a translation": ("w = w - lr*(1 - 1/2)*g", "w = w - lr*g", "on the right, lr -> lr/2"),
    "a map that depends on the step": (
        "m = beta*m + (1 - beta)*g; w = w - lr*m/(abs(g) + epsilon)",
        "m = beta*m + (1 - beta)*g; w = w - lr*m/(abs(g) + epsilon*t)",
        "on the right, epsilon -> epsilon/t",
    ),
    "a condition": (
        "m = beta*m + g + epsilon*w; w = w - lr*m",
        "m = beta*m + g; w = w - lr*m - lr*epsilon*w",
        "beta == 0",
    ),
    "gradients of one kind": (
        "w = w - lr*g*g/g",
        "w = w - lr*g",
        "g != 0, where every gradient is negative or positive",
    ),
    "a sign by division": (
        "w = w - lr*g/abs(g)",
        "w = w - lr*sign(g)",
        "g != 0, where every gradient is negative or positive",
    ),
}


@pytest.mark.parametrize("name", UNDER)
def test_a_translation_or_a_condition_is_certified_and_named(name: str, tmp_path: Path) -> None:
    *bodies, supposed = UNDER[name]
    both = []
    for place, body in enumerate(bodies):
        state = "m=0, " if "m = " in body else ""
        header = f"def step(w, g, t, {state}*, lr, beta: '0 <= beta < 1' = 0, epsilon=1):"
        text = "\n    ".join([header, *body.split("; "), "return w"])
        both.append(str(tmp_path / f"side{place}.py"))
        Path(both[-1]).write_text(text + "\n")
    file = tmp_path / "proof.json"
    found = compare(*both, certificate=str(file))
    assert found.proof is not None
    assert found.proof["certificate"] == str(file), found.reason
    said = supposed.removesuffix(", where every gradient is negative or positive")
    assert said in found.proof["supposed"]
    again = verify(file, both)
    assert (again.verified, again.about) == (True, both)
    assert supposed in [claim.supposed for claim in again.claims]
    assert not verify(file, [both[0], both[0]]).verified
    for key, wrong in (
        ("condition", "epsilon == 1"),
        ("map", {}),
        ("to", "left" if "right" in supposed else "right"),
    ):
        data = json.loads(file.read_text())["claims"][found.proof["supposed"].index(said)]
        if data["under"][key] != wrong and (data["under"]["map"] or key == "condition"):
            data["under"][key] = wrong
            assert not verify(file_of(data, tmp_path / "wrong.json"), both).verified


def both_in(folder: Path, *bodies: str) -> tuple[str, str]:
    """Two formula files that share their letters."""
    header = "def step(w, g, t, *, lr, beta: '0 <= beta < 1' = 0, epsilon=1):"
    for name, body in zip(("one.py", "other.py"), bodies, strict=True):
        (folder / name).write_text(f"{header}\n    w = {body}\n    return w\n")
    return str(folder / "one.py"), str(folder / "other.py")


def test_every_condition_is_certified_and_each_claim_is_checked(tmp_path: Path) -> None:
    both = both_in(tmp_path, "w - lr*g - beta*epsilon*g*g", "w - lr*g - beta*epsilon*w")
    file = tmp_path / "proof.json"
    found = compare(*both, certificate=str(file))
    assert found.proof is not None
    assert found.proof["supposed"] == found.conditions == ["beta == 0", "epsilon == 0"]
    again = verify(file, both)
    assert again.verified
    assert [claim.supposed for claim in again.claims] == found.conditions
    assert "under each of what is supposed" in again.lines()[-1]
    claims = json.loads(file.read_text())["claims"]
    claims[1] = changed_weight(claims[1])
    refused = verify(file_of_claims(claims, tmp_path / "false.json"))
    assert not refused.verified
    assert str(refused.reason).startswith("claim 2: ")


def changed_weight(data: Data) -> Data:
    """One with another weight on the left."""
    rows = data["systems"]["left"]["states"]["w"]
    data["terms"] += [["num", "2"], ["mul", rows[1], len(data["terms"])]]
    rows[1] = len(data["terms"]) - 1
    return data


def test_what_is_proved_is_certified_where_the_verdict_is_open(tmp_path: Path) -> None:
    both = both_in(tmp_path, "w - lr*g - epsilon*2**g*3**g", "w - lr*g - epsilon*6**g")
    file = tmp_path / "proof.json"
    found = compare(*both, certificate=str(file))
    assert (found.as_given, found.conditions) == ("undecided", ["epsilon == 0"])
    assert verify(file, both).claims[0].supposed == "epsilon == 0"


def test_where_nothing_is_proved_no_certificate_is_written(tmp_path: Path) -> None:
    file = tmp_path / "proof.json"
    found = compare("sgd", "lion", certificate=str(file))
    assert not file.exists()
    assert "no certificate" in str(found.reason)


def test_a_certificate_that_cannot_be_written_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        compare("momentum", "momentum/keras", certificate=str(tmp_path / "nowhere" / "proof.json"))
