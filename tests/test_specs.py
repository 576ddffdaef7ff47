"""Each specification is what its article prints."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sympy
from mpmath import mp, mpf

import specs
from specs import alphabet
from specs.sources import WORKS
from tests.articles import ARTICLES
from verifier import catalogue
from verifier.evaluate.reference import Missing, unroll
from verifier.language import Recurrence
from verifier.letters import Parameter, Sequence
from verifier.sympy_terms import system_of
from verifier.term import Term, postorder

FOLDER = Path(specs.__file__).parent
BY_NAME = {r.name: r for r in catalogue.recurrences()}
EVERY = pytest.mark.parametrize("recurrence", BY_NAME.values(), ids=BY_NAME)
LETTERS = {x.name: x for x in vars(alphabet).values() if isinstance(x, Parameter | Sequence)}
EVIDENCE = ("article read", "transcription", "secondary")

F = Fraction
GRADIENTS = [F(2), F(-1, 3), F(0), F(5, 7), F(5, 7), F(-4)]
RATES = [F(9), F(1, 10), F(1, 7), F(1, 5), F(1, 3), F(1, 2), F(2, 9), F(1, 11)]
ETAS = [F(8), F(1), F(3, 4), F(1, 2), F(1, 4), F(0), F(1, 9), F(1, 8)]
SETTING: dict[str, Any] = {
    "lr": RATES,
    "eta": ETAS,
    "momentum": F(4, 5),
    "rho": F(3, 4),
    "beta_1": F(2, 3),
    "beta_2": F(9, 10),
    "beta_3": F(4, 7),
    "mix": F(5, 2),
    "norm": [F(7), F(3), F(2, 5), F(1, 8), F(5, 3), F(2), F(9), F(4)],
    "nu": F(7, 9),
    "beta": F(3, 7),
    "l1": F(2, 7),
    "l2": F(1, 9),
    "etas_1": F(1, 3),
    "etas_2": F(5, 4),
    "step_sizes_1": F(3),
    "step_sizes_2": F(11),
    "nu_1": F(2, 9),
    "nu_2": F(1, 3),
    "epsilon": F(1, 50),
    "weight_decay": F(1, 6),
}
W0 = F(3, 2)
SIGNS_ALONE = {("lion", "c"), ("rprop", "g_kept")}
"""Sequences of which the sign alone is read: a positive factor changes nothing."""


def number(x: Fraction) -> Any:
    return mpf(x.numerator) / x.denominator


def printed_weights(name: str) -> list[Any]:
    """The weights that the article's algorithm gives, to fifty digits."""
    with mp.workdps(60):
        setting = {
            k: [number(x) for x in v] if isinstance(v, list) else number(v) for k, v in SETTING.items()
        }
        weights = [number(W0)]
        ARTICLES[name](weights, [None, *map(number, GRADIENTS)], setting["lr"], setting)
        return weights


def specified_weights(recurrence: Recurrence) -> list[Any]:
    system = system_of(recurrence)
    return list(unroll(system, {h.name: SETTING[h.name] for h in system.hypers}, W0, GRADIENTS, 60).weights)


def agree(left: list[Any], right: list[Any]) -> bool:
    with mp.workdps(60):
        exact = [number(x) if isinstance(x, Fraction) else x for x in left]
        return len(left) == len(right) and all(
            not isinstance(x, Missing) and abs(x - y) < mpf(10) ** -45
            for x, y in zip(exact, right, strict=True)
        )


@EVERY
def test_it_gives_the_weights_of_its_article(recurrence: Recurrence) -> None:
    assert agree(specified_weights(recurrence), printed_weights(recurrence.name))


@EVERY
def test_with_one_equation_doubled_it_does_not(recurrence: Recurrence) -> None:
    for place, equation in enumerate(recurrence.update):
        wrong = equation.func(equation.lhs, 2 * equation.rhs, evaluate=False)
        mutant = replace(
            recurrence, update=(*recurrence.update[:place], wrong, *recurrence.update[place + 1 :])
        )
        if (recurrence.name, equation.lhs.base.name) not in SIGNS_ALONE:
            assert not agree(specified_weights(mutant), printed_weights(recurrence.name)), equation


def test_nesterov_asks_for_the_gradient_where_the_old_velocity_leads() -> None:
    system = system_of(BY_NAME["nesterov"])
    run = unroll(system, {"lr": RATES, "momentum": SETTING["momentum"]}, W0, GRADIENTS, 60)
    weights = [W0]
    velocity = F(0)
    for gradient, rate, query in zip(GRADIENTS, RATES[1:], run.queries, strict=False):
        assert query == weights[-1] + SETTING["momentum"] * velocity
        velocity = SETTING["momentum"] * velocity - rate * gradient
        weights.append(weights[-1] + velocity)


@EVERY
def test_without_an_epsilon_in_the_article_a_leading_zero_gradient_leaves_the_weight_undefined(
    recurrence: Recurrence,
) -> None:
    system = system_of(recurrence)
    setting = {h.name: SETTING[h.name] for h in system.hypers}
    weights = unroll(system, setting, W0, [F(0), F(1)], 60).weights
    assert isinstance(weights[1], Missing) == (recurrence.name in ("amsgrad", "adamax"))


@EVERY
def test_every_number_is_rational_and_every_exponent_exact(recurrence: Recurrence) -> None:
    for equation in (*recurrence.update, *recurrence.initial):
        assert not equation.atoms(sympy.Float)
    system = system_of(recurrence)
    for node in postorder((*system.outputs, *(s.initial for s in system.states))):
        assert node.op != "num" or isinstance(node.value, Fraction)


@EVERY
def test_every_letter_is_from_the_alphabet(recurrence: Recurrence) -> None:
    for occurrences in recurrence.equations.found.values():
        for letter in (*occurrences.reads, *(s for s in occurrences.symbols if isinstance(s, Parameter))):
            assert LETTERS[letter.name] == letter
    for letter in (recurrence.output, *recurrence.given, *recurrence.definitions):
        assert LETTERS[letter.name] == letter


def test_every_letter_of_the_alphabet_is_used_and_stands_in_it_once() -> None:
    used = {
        letter.name
        for r in BY_NAME.values()
        for letter in (r.output, *r.given, *r.definitions, *r.parameters)
    }
    assert used == LETTERS.keys()
    assert len({x.meaning for x in LETTERS.values()}) == len(LETTERS)
    assert {x for x in vars(alphabet) if x in alphabet.__all__} == {*LETTERS, "t"}


@EVERY
def test_every_hyperparameter_has_a_usual_value_in_its_domain(recurrence: Recurrence) -> None:
    for hyper in system_of(recurrence).hypers:
        assert hyper.usual is not None
        assert hyper.domain.contains(hyper.usual)


@EVERY
def test_every_given_sequence_is_read_and_the_gradient_comes_first(recurrence: Recurrence) -> None:
    read = {base for text in recurrence.equations.found.values() for base in text.reads}
    assert {*recurrence.given} <= read
    assert recurrence.given[0] == alphabet.g


@EVERY
def test_its_system_has_its_states_and_hyperparameters_and_no_other_symbols(recurrence: Recurrence) -> None:
    system = system_of(recurrence)
    assert [s.name for s in system.states] == [s.name for s in recurrence.states]
    known = {h.name for h in system.hypers} | {s.name for s in system.states} | {"w", "g", "t"}
    symbols = [n for n in postorder((*system.outputs, *(s.initial for s in system.states))) if n.op == "sym"]
    assert {s.name for s in symbols} <= known
    assert {name for name, _ in system.lets} == {s.name for s in recurrence.definitions}
    lets: dict[str, Term] = dict(system.lets)
    assert all(lets[s.name] is s.update for s in system.states)
    assert lets["w"] is system.weight


@EVERY
def test_its_source_is_in_the_bibliography_with_honest_evidence(recurrence: Recurrence) -> None:
    keys = [work.key for work in WORKS]
    assert len(keys) == len({*keys})
    assert recurrence.source.key in keys
    assert recurrence.source.place
    assert recurrence.source.evidence.startswith(EVIDENCE)
    for other in re.findall(r"\b[a-z]+(?:19|20)\d\d\b", recurrence.source.place + recurrence.source.evidence):
        assert other in keys
    assert recurrence.title


@EVERY
def test_its_file_is_called_as_it_is_and_holds_mathematics_only(recurrence: Recurrence) -> None:
    tree = ast.parse((FOLDER / f"{recurrence.name}.py").read_text())
    assert ast.get_docstring(tree)
    kinds = {type(node) for node in tree.body}
    assert kinds == {ast.Expr, ast.ImportFrom, ast.Assign}
    assert sum(isinstance(node, ast.Assign) for node in tree.body) == 1
    loops = ast.For | ast.While | ast.If | ast.IfExp | ast.Lambda | ast.comprehension | ast.FunctionDef
    assert not any(isinstance(node, loops) for node in ast.walk(tree))


def test_every_specification_file_is_in_the_list_once() -> None:
    support = {"__init__", "alphabet", "experiments", "frameworks", "golden", "sources", "words"}
    files = {path.stem for path in FOLDER.glob("*.py")} - support
    assert files == BY_NAME.keys()
    assert tuple(BY_NAME) == specs.OPTIMIZERS
    assert ARTICLES.keys() == BY_NAME.keys()


@EVERY
def test_no_specification_names_another(recurrence: Recurrence) -> None:
    tree = ast.parse((FOLDER / f"{recurrence.name}.py").read_text())
    modules = {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert modules <= {"sympy", "specs.alphabet", "verifier.language"}
