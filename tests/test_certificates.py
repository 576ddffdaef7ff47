"""Certificates: what is written is accepted, and whatever is falsified in one is rejected."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import verifier.checker
from tests import sample_systems as sample
from tests.sample_proofs import PAIRS, SOLVER, Data, formula, lines, trees, written
from verifier import certificate
from verifier.certificate import Uncertified
from verifier.certificate.solver import unsatisfiable
from verifier.checker import Rejected, check
from verifier.checker.problem import problem
from verifier.checker.terms import Terms
from verifier.comparison import Supposition
from verifier.prove.proof import prove
from verifier.system import System


@pytest.fixture(scope="module")
def certificates() -> dict[str, Data]:
    return {name: written(*pair) for name, pair in PAIRS.items()}


def falsified(data: Data, change: Callable[[Data], object]) -> Data:
    other = copy.deepcopy(data)
    change(other)
    return other


def row(data: Data, *wanted: Any) -> int:
    return int(data["terms"].index(list(wanted)))


def added(data: Data, *new: Any) -> int:
    data["terms"].append(list(new))
    return len(data["terms"]) - 1


@pytest.mark.parametrize("name", PAIRS)
def test_a_proof_is_written_so_that_the_checker_accepts_it(certificates: dict[str, Data], name: str) -> None:
    assert check(certificates[name]) == []


def test_the_checker_imports_nothing_else_of_the_program() -> None:
    sources = [
        path.read_text(encoding="utf-8") for path in Path(str(verifier.checker.__file__)).parent.glob("*.py")
    ]
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    modules = {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)}
    modules |= {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
    ours = {m for m in modules if m.split(".")[0] in ("verifier", "specs", "sympy", "z3")}
    assert {name.rsplit(".", 1)[0] for name in ours} == {"verifier.checker"}


# What is falsified, by a name that says it: each must be rejected.


def flip_the_decay(data: Data) -> None:
    """The right's update with a sign changed."""
    system = data["systems"]["right"]
    initial, update = system["states"]["m"]
    system["states"]["m"] = [initial, added(data, "mul", added(data, "num", "-1"), update)]


def change_a_start(data: Data) -> None:
    data["systems"]["right"]["states"]["m"][0] = added(data, "num", "3/7")


def change_the_weight(data: Data) -> None:
    system = data["systems"]["left"]
    system["weight"] = added(data, "mul", system["weight"], added(data, "num", "2"))


def ask_elsewhere(data: Data) -> None:
    system = data["systems"]["right"]
    system["query"] = added(data, "mul", system["query"], added(data, "num", "2"))


def relate_otherwise(data: Data) -> None:
    (name, value), *_ = data["relation"].items()
    data["relation"][name] = added(data, "mul", value, added(data, "num", "2"))


def map_the_weight_otherwise(data: Data) -> None:
    data["relation"]["w'"] = added(data, "add", data["relation"]["w'"], added(data, "num", "1"))


def begin_later(data: Data) -> None:
    data["first"] = 3 - data["first"]


def forget_an_obligation(data: Data) -> None:
    del data["proofs"]["step"]


def claim_a_false_invariant(data: Data) -> None:
    data["invariants"].append([row(data, "sym", "state", "left.m"), [0, 1]])
    place = len(data["invariants"])
    data["proofs"] |= {
        f"invariant {place} at the start": {"lines": []},
        f"invariant {place} later": {"lines": []},
    }


def widen_a_domain(data: Data) -> None:
    for system in data["systems"].values():
        system["hypers"]["beta_2"] = [None, False, None, False]


def close_a_domain(data: Data) -> None:
    for system in data["systems"].values():
        system["hypers"]["beta_2"][3] = False


def track_less(data: Data) -> None:
    data["tracked"] = [name for name in data["tracked"] if name != "left.v"]


def replace_a_closed_form(data: Data) -> None:
    data["closed"] = {name: added(data, "num", "1") for name in data["closed"]}


def read_the_gradient_in_the_relation(data: Data) -> None:
    gradient = row(data, "sym", "gradient", "g")
    zero = added(data, "num", "0")
    data["relation"]["left.m"] = added(
        data, "add", data["relation"]["left.m"], added(data, "mul", zero, gradient)
    )


def read_the_other_side(data: Data) -> None:
    other = added(data, "sym", "state", "left.m")
    data["systems"]["right"]["states"]["m"][1] = other


def narrow_a_domain_by_a_third_system(data: Data) -> None:
    close_a_domain(data)
    data["systems"]["third"] = {"hypers": {"beta_2": ["0", False, "1", True]}}


def read_what_is_not_declared(data: Data) -> None:
    for system in data["systems"].values():
        del system["hypers"]["beta_1"]


def allow_no_gradient(data: Data) -> None:
    data["gradient"] = [2]


FALSIFIED = [
    allow_no_gradient,
    narrow_a_domain_by_a_third_system,
    read_what_is_not_declared,
    flip_the_decay,
    change_a_start,
    change_the_weight,
    ask_elsewhere,
    relate_otherwise,
    map_the_weight_otherwise,
    begin_later,
    forget_an_obligation,
    claim_a_false_invariant,
    widen_a_domain,
    close_a_domain,
    track_less,
    replace_a_closed_form,
    read_the_gradient_in_the_relation,
    read_the_other_side,
]


@pytest.mark.parametrize("change", FALSIFIED, ids=lambda change: change.__name__)
def test_a_falsified_claim_is_rejected(
    certificates: dict[str, Data], change: Callable[[Data], object]
) -> None:
    with pytest.raises(Rejected):
        check(falsified(certificates["adam"], change))


@pytest.mark.parametrize("name", PAIRS)
def test_without_a_case_of_a_split_a_proof_is_rejected(certificates: dict[str, Data], name: str) -> None:
    data = certificates[name]
    count = sum(1 for proof in data["proofs"].values() for tree in trees(proof) if "split" in tree)
    for chosen in range(count):
        other = copy.deepcopy(data)
        splits = [t for p in other["proofs"].values() for t in trees(p) if "split" in t]
        gone = splits[chosen]["cases"].pop()
        with pytest.raises(Rejected, match=r"cases are missing|does not|not shown|nothing shows"):
            check(other)
        splits[chosen]["cases"].append([gone[0], {"lines": []}])
        if _matters(gone[1]):
            with pytest.raises(Rejected):
                check(other)


def _matters(tree: Data) -> bool:
    """Whether a case's proof does more than to say that the case cannot be."""
    return bool(tree["lines"]) or "split" in tree


@pytest.mark.parametrize("name", ["no epsilon", "threshold", "first step", "maximum"])
def test_a_line_with_a_changed_number_teaches_nothing_false(certificates: dict[str, Data], name: str) -> None:
    data = certificates[name]
    places = [i for i, (tree, k) in enumerate(lines(data)) if tree["lines"][k][0] == "sum"]
    for chosen in places[:: max(1, len(places) // 40)]:
        other = copy.deepcopy(data)
        tree, k = list(lines(other))[chosen]
        tree["lines"][k][1] += " + 1"
        with pytest.raises(Rejected, match="identity"):
            check(other)


def test_a_condition_on_one_side_only_is_rejected(certificates: dict[str, Data]) -> None:
    def divide(data: Data) -> None:
        system, g = data["systems"]["right"], row(data, "sym", "gradient", "g")
        zero = added(data, "div", added(data, "mul", g, added(data, "num", "0")), g)
        system["weight"] = added(data, "add", system["weight"], zero)

    with pytest.raises(Rejected):
        check(falsified(certificates["first step"], divide))


def test_what_is_lost_must_be_said_and_must_stay_lost(certificates: dict[str, Data]) -> None:
    assert certificates["no epsilon"]["lost"] == ["w", "w'"]
    for lost in ([], ["w"], ["w", "w'", "left.v"]):
        with pytest.raises(Rejected):
            check(falsified(certificates["no epsilon"], lambda data, lost=lost: data.update(lost=lost)))


def test_a_weight_that_is_undefined_for_a_step_only_is_not_lost() -> None:
    left = formula("p=1, *, lr", "p, w = 1/g, p*0 + 1/g")
    right = formula("*, lr", "w = w*0 + 1/g")
    attempt = prove(left, right)
    if attempt.proof is not None:
        with pytest.raises(Uncertified):
            certificate.certificate(Supposition((left, right), attempt=attempt))


def solved() -> tuple[Data, list[Any]]:
    """A certificate with a line that is left to a solver, and the line."""
    data = written(*SOLVER)
    found = [tree["lines"][k] for tree, k in lines(data) if tree["lines"][k][0] == "solver"]
    return data, found


def test_what_a_solver_is_trusted_with_is_said() -> None:
    data, found = solved()
    assert check(data) == [line[-1] for line in found]
    assert all("(check-sat)" in line[-1] for line in found)


def test_another_problem_than_the_one_that_is_needed_is_rejected() -> None:
    data, found = solved()
    for line in found:
        line[-1] = "(set-logic QF_NRA)\n(assert false)\n(check-sat)"
    with pytest.raises(Rejected, match="solver"):
        check(data)


def test_a_false_claim_left_to_a_solver_is_refused_by_the_solver(certificates: dict[str, Data]) -> None:
    data = copy.deepcopy(certificates["first step"])
    text = problem("1", frozenset(), [])
    data["proofs"]["step"] = {"lines": [["solver", "1", [], [], text]]}
    assert check(data) == [text]
    assert not unsatisfiable(text, 5000)


@pytest.mark.parametrize("name", ["x1 0)) (assert false", "x", "xx1", "x-1"])
def test_a_name_that_says_more_than_a_row_reaches_no_solver(certificates: dict[str, Data], name: str) -> None:
    data = copy.deepcopy(certificates["first step"])
    with pytest.raises(Rejected, match="no name"):
        data["proofs"]["step"] = {"lines": [["solver", name, [], [], problem(name, frozenset(), [])]]}


def test_equal_terms_have_equal_numbers_and_a_term_cannot_contain_itself() -> None:
    terms = Terms([["num", "1/2"], ["num", "2/4"], ["add", 0, 1]])
    assert terms.given[0] == terms.given[1]
    with pytest.raises(IndexError):
        Terms([["add", 0, 0]])


@pytest.mark.parametrize("data", [{}, {"terms": []}, {"terms": [["add", 1]]}, {"terms": 3, "first": 1}])
def test_an_incomplete_certificate_is_rejected_in_words(data: Data) -> None:
    with pytest.raises(Rejected, match="malformed"):
        check(data)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (sample.adam(), sample.adam()),
        (sample.amsgrad(True), sample.amsgrad(True)),
        (sample.nesterov(), sample.nesterov()),
    ],
    ids=["adam", "amsgrad", "nesterov"],
)
def test_a_system_is_certified_to_be_itself_under_another_name(left: System, right: System) -> None:
    assert check(written(left, replace(right, name="other"))) == []
