"""Each specification is what its article prints.

`ARTICLES` writes the articles' algorithms down once more, as loops over numbers, from the articles
and not from the specifications.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
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
    "beta_2": F(5, 8),
    "epsilon": F(1, 50),
    "weight_decay": F(1, 6),
}
W0 = F(3, 2)


def number(x: Fraction) -> Any:
    return mpf(x.numerator) / x.denominator


def robbins(w, g, a, h):
    for n in range(1, len(g)):
        w.append(w[-1] - a[n] * g[n])


def sutskever_momentum(w, g, a, h):
    velocity = mpf(0)
    for n in range(1, len(g)):
        velocity = h["momentum"] * velocity - a[n] * g[n]
        w.append(w[-1] + velocity)


def duchi(w, g, a, h):
    for n in range(1, len(g)):
        norm = mp.sqrt(sum(x**2 for x in g[1 : n + 1]))
        w.append(w[-1] - a[n] * g[n] / (h["epsilon"] + norm))


def zeiler(w, g, a, h):
    rho, mean_g2, mean_dx2 = h["rho"], mpf(0), mpf(0)
    for n in range(1, len(g)):
        mean_g2 = rho * mean_g2 + (1 - rho) * g[n] ** 2
        dx = -mp.sqrt(mean_dx2 + h["epsilon"]) / mp.sqrt(mean_g2 + h["epsilon"]) * g[n]
        mean_dx2 = rho * mean_dx2 + (1 - rho) * dx**2
        w.append(w[-1] + dx)


def hinton(w, g, a, h):
    mean_square = mpf(0)
    for n in range(1, len(g)):
        mean_square = h["rho"] * mean_square + (1 - h["rho"]) * g[n] ** 2
        w.append(w[-1] - a[n] * g[n] / mp.sqrt(mean_square + h["epsilon"]))


def graves(w, e, a, h, centred=1):
    aleph, n, g, step = h["rho"], mpf(0), mpf(0), mpf(0)
    for i in range(1, len(e)):
        n = aleph * n + (1 - aleph) * e[i] ** 2
        g = aleph * g + (1 - aleph) * e[i]
        step = h["momentum"] * step - a[i] * e[i] / mp.sqrt(n - centred * g**2 + h["epsilon"])
        w.append(w[-1] + step)


def graves_uncentred(w, e, a, h):
    graves(w, e, a, h, centred=0)


def mean(decay, g, n):
    """The exponential moving average as a sum, Kingma and Ba's equation 1."""
    return (1 - decay) * sum(decay ** (n - i) * g[i] for i in range(1, n + 1))


def kingma_adam(w, g, a, h, eta=None):
    squares = [None, *(x**2 for x in g[1:])]
    for n in range(1, len(g)):
        m_hat = mean(h["beta_1"], g, n) / (1 - h["beta_1"] ** n)
        v_hat = mean(h["beta_2"], squares, n) / (1 - h["beta_2"] ** n)
        step = a[n] * m_hat / (mp.sqrt(v_hat) + h["epsilon"])
        w.append(w[-1] - step if eta is None else w[-1] - eta[n] * (step + h["weight_decay"] * w[-1]))


def loshchilov(w, g, a, h):
    kingma_adam(w, g, a, h, eta=h["eta"])


def reddi(w, g, a, h):
    squares = [None, *(x**2 for x in g[1:])]
    for n in range(1, len(g)):
        largest = max(mean(h["beta_2"], squares, i) for i in range(1, n + 1))
        w.append(w[-1] - a[n] * mean(h["beta_1"], g, n) / mp.sqrt(largest))


def kingma_adamax(w, g, a, h):
    for n in range(1, len(g)):
        norm = max(h["beta_2"] ** (n - i) * abs(g[i]) for i in range(1, n + 1))
        w.append(w[-1] - a[n] / (1 - h["beta_1"] ** n) * mean(h["beta_1"], g, n) / norm)


def dozat_report(w, g, a, h):
    squares = [None, *(x**2 for x in g[1:])]

    def mu(i):
        return h["beta_1"] * (1 - mpf("0.5") * mpf("0.96") ** (mpf(i) / 250))

    for n in range(1, len(g)):
        g_hat = g[n] / (1 - mp.fprod(mu(i) for i in range(1, n + 1)))
        m_hat = mean(h["beta_1"], g, n) / (1 - mp.fprod(mu(i) for i in range(1, n + 2)))
        n_hat = mean(h["beta_2"], squares, n) / (1 - h["beta_2"] ** n)
        m_bar = (1 - mu(n)) * g_hat + mu(n + 1) * m_hat
        w.append(w[-1] - a[n] * m_bar / (mp.sqrt(n_hat) + h["epsilon"]))


def chen(w, g, a, h):
    m = mpf(0)
    for n in range(1, len(g)):
        c = h["beta_1"] * m + (1 - h["beta_1"]) * g[n]
        w.append(w[-1] - a[n] * (mp.sign(c) + h["weight_decay"] * w[-1]))
        m = h["beta_2"] * m + (1 - h["beta_2"]) * g[n]


ARTICLES: dict[str, Callable[..., None]] = {
    "sgd": robbins,
    "momentum": sutskever_momentum,
    "nesterov": sutskever_momentum,
    "adagrad": duchi,
    "adadelta": zeiler,
    "rmsprop": hinton,
    "rmsprop_momentum": graves_uncentred,
    "rmsprop_centered": graves,
    "adam": kingma_adam,
    "amsgrad": reddi,
    "adamw": loshchilov,
    "adamax": kingma_adamax,
    "nadam": dozat_report,
    "lion": chen,
}


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
        if (recurrence.name, equation.lhs.base.name) != ("lion", "c"):
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
    support = {"__init__", "alphabet", "frameworks", "golden", "sources"}
    files = {path.stem for path in FOLDER.glob("*.py")} - support
    assert files == BY_NAME.keys()
    assert tuple(BY_NAME) == specs.OPTIMIZERS
    assert ARTICLES.keys() == BY_NAME.keys()


@EVERY
def test_no_specification_names_another(recurrence: Recurrence) -> None:
    tree = ast.parse((FOLDER / f"{recurrence.name}.py").read_text())
    modules = {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert modules <= {"sympy", "specs.alphabet", "verifier.language"}
