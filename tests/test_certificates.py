"""Certificates: what is written is accepted, by a checker that is short and trusts nobody."""

from __future__ import annotations

import ast
import copy
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import z3

import verifier.checker
from tests import sample_systems as sample
from tests.campaign.rewrites import rewrite
from tests.campaign.zoo import systems
from tests.sample_proofs import (
    PAIRS,
    SOLVER,
    Data,
    certificate_of,
    formula,
    written,
)
from tests.test_checker import STRICT
from verifier.certificate.axioms import place
from verifier.certificate.problem import problem
from verifier.certificate.solver import unsatisfiable
from verifier.checker import Case, Rejected, check
from verifier.checker.proof import PLUS, ZERO, Terms, exist
from verifier.prove.proof import prove
from verifier.system import System


@pytest.mark.parametrize("name", PAIRS)
def test_a_proof_is_written_so_that_the_checker_accepts_it(name: str) -> None:
    assert check(certificate_of(name)) == []


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
    assert sum(lengths.values()) <= 213


def test_where_one_term_has_a_value_not_all_is_lost() -> None:
    rows = [["sym", "state", "w"], ["sym", "state", "right.c"], ["add", 0, 0], ["add", 1, 1]]
    lost, total = place("?a = 0 -> ?y = 0", STRICT), place("-> y = a + b", "add")
    tree = {"lines": [["leaf", 1], ["axiom", lost, [2]], ["axiom", total, [3]]]}
    case = Case(Terms(rows), {("state", "right.c"): []}, exist([0], ZERO))
    case.walk(tree, [exist([2], ZERO)])
    with pytest.raises(Rejected, match="in the end"):
        case.walk(tree, [exist([2, 3], ZERO)])


def test_a_weight_that_is_undefined_for_a_step_only_is_not_lost() -> None:
    left = formula("p=1, *, lr", "p, w = 1/g, p*0 + 1/g")
    right = formula("*, lr", "w = w*0 + 1/g")
    assert prove(left, right).proof is None


REWRITTEN = {
    "a symbol that others are told by is put in before them": ("adan", 324),
    "what is zero shortens values": ("nesterov", 191),
    "of what a root is more may be known than of what is left of it": ("yogi", 293),
    "a factor is zero, and no symbol is solved for": ("amsgrad", 962),
    "what was undefined in terms of other symbols is looked at again": ("rmsprop_centered", 550),
    "a power of a maximum, which is zero at some steps": ("adamax", 322),
    "a reciprocal of what is shown to be zero": ("product kept", 307),
}


@pytest.mark.parametrize(("name", "seed"), REWRITTEN.values(), ids=REWRITTEN)
def test_a_rewrite_is_certified(name: str, seed: int) -> None:
    made = rewrite(next(each for each in systems() if each.name == name), seed)
    assert check(written(made.original, made.system)) == []


def test_as_many_quantities_as_one_likes_may_be_in_a_line() -> None:
    names = " + ".join(f"x{i}*x{i}" for i in range(200))
    case = Case(Terms([]), {}, [])
    case.apply("sum", names, [], *([f"x{i}", f"x{i}"] for i in range(200)))
    assert case.known[names] == frozenset({0, 1})


def test_what_a_solver_is_trusted_with_is_said() -> None:
    data = written(*SOLVER)
    assert data["problems"]
    assert [problem(facts) for facts in check(data)] == data["problems"]
    assert all("(check-sat)" in text for text in data["problems"])


def test_a_false_claim_left_to_a_solver_is_refused_by_the_solver() -> None:
    data = copy.deepcopy(certificate_of("first step"))
    data["proofs"]["step"] = {"lines": [["solver", "1"]]}
    assert check(data) == [[("1", PLUS)]]
    assert not unsatisfiable(problem([("1", PLUS)]), 5000)
    assert unsatisfiable(problem([("1", ZERO)]), 5000)


@pytest.mark.parametrize("name", ["x1 0)) (assert false", "x", "xx1", "x-1"])
def test_a_name_that_says_more_than_a_row_reaches_no_solver(name: str) -> None:
    with pytest.raises(Rejected, match="no name"):
        problem([(name, ZERO)])


def test_a_term_that_is_there_is_not_written_anew_and_none_contains_itself() -> None:
    terms = Terms([["num", "1/2"], ["add", 0, 0]])
    assert terms.put(1, {}) == 1
    assert terms("num", Fraction(1, 2)) == 0
    assert len(terms.rows) == 2
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


def test_any_solver_can_run_what_a_certificate_leaves_to_one() -> None:
    problems = written(*SOLVER)["problems"]
    assert problems
    for text in problems:
        solver = z3.Solver()
        solver.add(z3.parse_smt2_string(text))
        assert solver.check() == z3.unsat
        assert unsatisfiable(text, 5000)
        weaker = z3.Solver()  # nothing is trivially contradictory: without the last fact there is a solution
        weaker.add(list(z3.parse_smt2_string(text))[:-1])
        assert weaker.check() == z3.sat
