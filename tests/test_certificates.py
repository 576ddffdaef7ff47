"""Certificates: what is written is accepted, and whatever is falsified in one is rejected."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import verifier.checker
from tests import sample_systems as sample
from tests.sample_proofs import PAIRS, SOLVER, Data, formula, lines, trees, written
from verifier import certificate
from verifier.certificate import Uncertified
from verifier.certificate.problem import problem
from verifier.certificate.solver import unsatisfiable
from verifier.checker import Case, Obligation, Rejected, check
from verifier.checker.meaning import PLUS, ZERO, Terms
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


def code_lines(path: Path) -> int:
    """Lines that hold code: without docstrings, comments and what is blank."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = [n for n in ast.walk(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)]
    said = {line for n in texts for line in range(n.lineno, (n.end_lineno or 0) + 1)}
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    return sum(1 for k, line in lines if k not in said and line.strip() and line.strip()[0] != "#")


def test_what_must_be_read_to_believe_a_certificate_is_short() -> None:
    lengths = {
        path.name: code_lines(path) for path in Path(str(verifier.checker.__file__)).parent.glob("*.py")
    }
    assert lengths["proof.py"] <= 120
    assert sum(lengths.values()) <= 310


# What is falsified, by a name that says it: each must be rejected.


def flip_the_decay(data: Data) -> None:
    """The right's update with a sign changed."""
    rows = data["systems"]["right"]["states"]["right.m"]
    rows[1] = added(data, "mul", added(data, "num", "-1"), rows[1])


def change_a_start(data: Data) -> None:
    data["systems"]["right"]["states"]["right.m"][0] = added(data, "num", "3/7")


def begin_with_another_weight(data: Data) -> None:
    rows = data["systems"]["right"]["states"]["w'"]
    rows[0] = added(data, "add", rows[0], added(data, "num", "1"))


def change_the_weight(data: Data) -> None:
    rows = data["systems"]["left"]["states"]["w"]
    rows[1] = added(data, "mul", rows[1], added(data, "num", "2"))


def ask_elsewhere(data: Data) -> None:
    system = data["systems"]["right"]
    system["query"] = added(data, "mul", system["query"], added(data, "num", "2"))


def ask_where_the_gradient_is(data: Data) -> None:
    for system in data["systems"].values():
        system["query"] = row(data, "sym", "gradient", "g")


def told(data: Data, name: str) -> list[Any]:
    """The invariant that says what a state or a weight is."""
    symbol = row(data, "sym", "state", name)
    return next(each for each in data["invariants"] if each[:2] == [symbol, [0]])


def relate_otherwise(data: Data) -> None:
    each = told(data, "left.m")
    each[2] = added(data, "mul", each[2], added(data, "num", "2"))


def map_the_weight_otherwise(data: Data) -> None:
    each = told(data, "w'")
    each[2] = added(data, "add", each[2], added(data, "num", "1"))


def say_it_of_later_steps_only(data: Data) -> None:
    """What holds from the second step on: nothing is known before that."""
    early = added(data, "le", row(data, "sym", "time", "t"), added(data, "num", "1"))
    for each in (told(data, "left.m"), told(data, "w'")):
        each[2] = added(data, "where", early, each[0], each[2])


def forget_an_obligation(data: Data) -> None:
    del data["proofs"]["step"]


def claim_a_false_invariant(data: Data) -> None:
    data["invariants"].append([row(data, "sym", "state", "left.m"), [0, 1], added(data, "num", "0")])


def suppose_what_is_to_be_shown(data: Data) -> None:
    """One that holds of no step after the first: supposed of the old values, it would prove anything."""
    data["invariants"].append([row(data, "sym", "time", "t"), [0], added(data, "num", "0")])


def widen_a_domain(data: Data) -> None:
    data["hypers"]["beta_2"] = ["0"]


def close_a_domain(data: Data) -> None:
    data["hypers"]["beta_2"] = ["0", [[0, 1], "0"], [[-1, 0], "1"]]


def leave_nothing_in_a_domain(data: Data) -> None:
    data["hypers"]["beta_2"].append([[1], "1"])


def keep_no_state(data: Data) -> None:
    del data["systems"]["left"]["states"]["left.v"]


def replace_a_closed_form(data: Data) -> None:
    told(data, "right.p")[2] = added(data, "num", "1")


def read_the_gradient_in_the_relation(data: Data) -> None:
    gradient, zero, each = row(data, "sym", "gradient", "g"), added(data, "num", "0"), told(data, "left.m")
    each[2] = added(data, "add", each[2], added(data, "mul", zero, gradient))


def read_the_other_side(data: Data) -> None:
    data["systems"]["right"]["states"]["right.m"][1] = row(data, "sym", "state", "left.m")


def keep_a_state_on_both_sides(data: Data) -> None:
    left, right = (data["systems"][side]["states"] for side in ("left", "right"))
    right["left.m"] = left["left.m"]


def read_what_is_not_declared(data: Data) -> None:
    del data["hypers"]["beta_1"]


def allow_no_gradient(data: Data) -> None:
    data["gradient"] = [2]


def count_rows_from_the_end(data: Data) -> None:
    for system in data["systems"].values():
        system["query"] -= len(data["terms"])


def lose_everything(data: Data) -> None:
    """All is undefined for good, as one may say of any system."""
    data["lost"] = ["w", "w'"]
    data["proofs"]["lost"] = {"lines": []}
    data["proofs"]["step"] = {"lines": []}


FALSIFIED = [
    allow_no_gradient,
    leave_nothing_in_a_domain,
    read_what_is_not_declared,
    flip_the_decay,
    change_a_start,
    begin_with_another_weight,
    change_the_weight,
    ask_elsewhere,
    ask_where_the_gradient_is,
    relate_otherwise,
    map_the_weight_otherwise,
    say_it_of_later_steps_only,
    forget_an_obligation,
    claim_a_false_invariant,
    suppose_what_is_to_be_shown,
    widen_a_domain,
    close_a_domain,
    keep_no_state,
    replace_a_closed_form,
    read_the_gradient_in_the_relation,
    read_the_other_side,
    keep_a_state_on_both_sides,
    count_rows_from_the_end,
    lose_everything,
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
        rows, g = data["systems"]["right"]["states"]["w'"], row(data, "sym", "gradient", "g")
        zero = added(data, "div", added(data, "mul", g, added(data, "num", "0")), g)
        rows[1] = added(data, "add", rows[1], zero)

    with pytest.raises(Rejected):
        check(falsified(certificates["first step"], divide))


def test_what_is_lost_must_be_said_and_must_stay_lost(certificates: dict[str, Data]) -> None:
    assert certificates["no epsilon"]["lost"] == ["w", "w'"]
    for lost in ([], ["w"], ["w", "w'", "left.v"]):
        with pytest.raises(Rejected):
            check(falsified(certificates["no epsilon"], lambda data, lost=lost: data.update(lost=lost)))


def test_where_one_term_has_a_value_not_all_is_lost() -> None:
    rows = [["sym", "state", "w"], ["sym", "state", "right.c"], ["add", 0, 0], ["add", 1, 1]]
    domains = {("state", name): () for name in ("w", "right.c")}
    case = Case(Terms(rows), domains, [], undefined=[0])
    for line in (["leaf", 0], ["leaf", 1], ["value", 2, 0], ["value", 3, 0]):
        case.apply(*line)
    Obligation("lost", [], [0], [], lost=[2]).met(case)
    with pytest.raises(Rejected, match="comes back"):
        Obligation("lost", [], [0], [], lost=[2, 3]).met(case)


def test_a_weight_that_is_undefined_for_a_step_only_is_not_lost() -> None:
    left = formula("p=1, *, lr", "p, w = 1/g, p*0 + 1/g")
    right = formula("*, lr", "w = w*0 + 1/g")
    attempt = prove(left, right)
    if attempt.proof is not None:
        with pytest.raises(Uncertified):
            certificate.certificate(Supposition((left, right), attempt=attempt))


def test_what_a_solver_is_trusted_with_is_said() -> None:
    data = written(*SOLVER)
    assert data["problems"]
    assert [problem(facts) for facts in check(data)] == data["problems"]
    assert all("(check-sat)" in text for text in data["problems"])


def test_a_false_claim_left_to_a_solver_is_refused_by_the_solver(certificates: dict[str, Data]) -> None:
    data = copy.deepcopy(certificates["first step"])
    data["proofs"]["step"] = {"lines": [["solver", "1"]]}
    assert check(data) == [[("1", frozenset({-1, 0, 1}))]]
    assert not unsatisfiable(problem([("1", PLUS)]), 5000)
    assert unsatisfiable(problem([("1", ZERO)]), 5000)


@pytest.mark.parametrize("name", ["x1 0)) (assert false", "x", "xx1", "x-1"])
def test_a_name_that_says_more_than_a_row_reaches_no_solver(name: str) -> None:
    with pytest.raises(Rejected, match="no name"):
        problem([(name, ZERO)])


def test_a_term_that_is_there_is_not_written_anew_and_none_contains_itself() -> None:
    terms = Terms([["num", "1/2"], ["num", "2/4"], ["add", 0, 1]])
    assert terms.put(1, {}) == 1
    assert terms("num", Fraction(1, 2)) == 0
    assert len(terms.rows) == 3
    with pytest.raises(Rejected, match="above"):
        Terms([["add", 0, 0]])


@pytest.mark.parametrize("data", [{}, {"terms": []}, {"terms": [["num", 1, 2], ["x"]]}, {"terms": 3}])
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
