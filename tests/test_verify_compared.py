"""The certificates that `compare` writes: of what is proved, and under what it is supposed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.sample_proofs import Data, file_of, file_of_claims
from verifier import cli, compare
from verifier.errors import InputError
from verifier.verify import verify


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
    "a map that fails at an end of a domain": (
        "m = beta*m + (1 - beta)*g; w = w - lr*m",
        "m = beta*m + g; w = w - lr*m if beta > 0 else w",
        "on the right, lr -> lr*(1 - beta), where beta > 0",
    ),
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
    "gradients of one magnitude": (
        "m = maximum(m, abs(g)); w = w - lr*g/(m + epsilon)",
        "m = abs(g); w = w - lr*g/(m + epsilon)",
        "abs(g[t]) == abs(g)",
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
    assert found.as_given == "undecided"
    assert "epsilon == 0" in found.conditions
    assert "epsilon == 0" in [claim.supposed for claim in verify(file, both).claims]


def test_where_nothing_is_proved_no_certificate_is_written(tmp_path: Path) -> None:
    file = tmp_path / "proof.json"
    found = compare("sgd", "lion", certificate=str(file))
    assert not file.exists()
    assert "no certificate" in str(found.reason)


def test_a_certificate_that_cannot_be_written_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        compare("momentum", "momentum/keras", certificate=str(tmp_path / "nowhere" / "proof.json"))
