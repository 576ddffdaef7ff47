"""A recurrence is checked when it is built, and each message names the optimizer, the place and the cure."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace
from itertools import permutations

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Float, IndexedBase, Max, Piecewise, Rational, Symbol, sin, sqrt

from specs.alphabet import beta_1, beta_2, g, lr, m, momentum, mu, t, u, v, velocity, w
from verifier import catalogue
from verifier.domain import POSITIVE, REAL, UNIT
from verifier.errors import InputError
from verifier.language import Eq, Recurrence, Source, ordered
from verifier.letters import Parameter, Sequence
from verifier.sympy_terms import system_of

MEAN = Eq(m[t], beta_1 * m[t - 1] + (1 - beta_1) * g[t])
STEP = Eq(w[t], w[t - 1] - lr[t] * m[t])
START = Eq(m[0], 0)


def sample(update=(MEAN, STEP), initial=(START,), given=(g, lr), **further) -> Recurrence:
    return Recurrence("sample", Source("kingma2015", "nowhere"), w, given, initial, update, **further)


def message(**changes) -> str:
    with pytest.raises(InputError) as refusal:
        sample(**changes)
    return str(refusal.value)


def refused(text: str, *parts: str) -> None:
    """The message is one line that begins with the optimizer and holds the parts."""
    assert text.startswith("sample: ")
    assert "\n" not in text
    for part in parts:
        assert part in text


def test_the_sample_itself_is_a_recurrence() -> None:
    assert [s.name for s in sample().states] == ["m"]


# Each refusal, with its neighbour that is accepted.


def test_two_definitions_of_one_sequence_are_refused() -> None:
    again = Eq(m[t], m[t - 1] + g[t])
    refused(message(update=(MEAN, again, STEP)), "m[t] = g[t] + m[t - 1]", "'m' is defined twice", "keep one")
    sample(update=(again, STEP))


def test_a_used_but_undefined_sequence_is_refused() -> None:
    step = Eq(w[t], w[t - 1] - lr[t] * v[t])
    text = message(update=(MEAN, step))
    refused(text, "w[t] = -lr[t]*v[t] + w[t - 1]", "'v' is used but never defined", "update=", "given=")
    sample(update=(MEAN, Eq(v[t], m[t] ** 2), step))
    sample(update=(MEAN, step), given=(g, lr, v))


def test_a_float_is_refused() -> None:
    text = message(update=(Eq(m[t], 0.9 * m[t - 1] + g[t]), STEP))
    refused(text, "m[t] = ", "float 0.9", 'write Rational("0.9")')
    refused(message(initial=(Eq(m[0], 0.1),)), "m[0] = 0.1", 'Rational("0.1")')
    refused(message(gradient=w[t - 1] + 0.5 * m[t - 1]), "gradient", 'Rational("0.5")')
    refused(message(update=(Eq(m[t], m[t - 1] ** Float("0.5") + g[t]), STEP)), 'Rational("0.5")')
    sample(update=(Eq(m[t], Rational("0.9") * m[t - 1] + g[t]), STEP), initial=(Eq(m[0], Rational("0.1")),))


@pytest.mark.parametrize("number", [sympy.pi, sympy.I, sympy.oo, sympy.nan, sympy.zoo, sympy.GoldenRatio])
def test_a_number_that_is_not_rational_is_refused(number: sympy.Expr) -> None:
    text = message(update=(Eq(m[t], m[t - 1] + g[t] + number), STEP))
    refused(text, "m[t] = ", "is no rational number", "write a Rational")
    sample(update=(Eq(m[t], sqrt(2) * m[t - 1] + g[t] + sympy.exp(1)), STEP))


@pytest.mark.parametrize("name", ["beta_1", "m", "alpha"])
def test_a_symbol_from_outside_the_alphabet_is_refused(name: str) -> None:
    text = message(update=(Eq(m[t], Symbol(name) * m[t - 1] + g[t]), STEP))
    refused(text, "m[t] = ", f"'{name}' is not a letter of the alphabet", "specs.alphabet", "Parameter")


def test_a_foreign_sequence_is_refused_on_either_side() -> None:
    foreign = IndexedBase("m")
    refused(message(update=(MEAN, Eq(w[t], w[t - 1] - foreign[t]))), "'m' is not a letter", "Sequence")
    refused(message(update=(Eq(foreign[t], g[t]), STEP)), "m[t] = g[t]", "'m' is not a letter", "Sequence")


@pytest.mark.parametrize("index", [Symbol("t"), Symbol("t", integer=True), Symbol("t", positive=True)])
def test_another_t_is_refused(index: Symbol) -> None:
    refused(message(update=(Eq(m[index], g[t]), STEP)), "not defined at t", "the t of specs.alphabet")
    for text in (m[index - 1] + g[t], m[t - 1] + g[index], m[t - 1] * beta_1**index + g[t]):
        refused(message(update=(Eq(m[t], text), STEP)), "'t' is not a letter", "the t of specs.alphabet")


def test_two_letters_of_one_name_are_refused() -> None:
    twin = Parameter("beta_1", "decay rate of the first moment", REAL)
    text = message(update=(Eq(m[t], beta_1 * m[t - 1] + (1 - twin) * g[t]), STEP))
    refused(text, "m[t] = ", "'beta_1' is two letters of one name", "use one")
    refused(
        message(update=(MEAN, Eq(w[t], w[t - 1] - Sequence("lr", "another", REAL)[t] * m[t]))), "two letters"
    )
    refused(message(update=(MEAN, Eq(w[t], w[t - 1] - Parameter("m", "a number") * m[t]))), "two letters")
    refused(
        message(update=(MEAN, Eq(w[t], w[t - 1] - Parameter("t", "a number") * m[t]))), "'t' is two letters"
    )
    same = Parameter("beta_1", beta_1.meaning, UNIT)
    assert system_of(sample(update=(Eq(m[t], beta_1 * m[t - 1] + (1 - same) * g[t]), STEP))) == system_of(
        sample()
    )


@pytest.mark.parametrize(
    "text",
    [beta_1 * m + g[t], m[t - 1] + g, m / g[t], beta_1**m * g[t], Max(m, g[t], evaluate=False), Abs(g)],
)
def test_a_forgotten_index_is_refused(text: sympy.Expr) -> None:
    refused(message(update=(Eq(m[t], text), STEP)), "m[t] = ", "is a sequence without its index", "[t-1]")


def test_a_forgotten_index_on_the_left_is_refused() -> None:
    refused(message(update=(Eq(m, g[t]), STEP)), "the left side 'm'", "as in m[t]")
    refused(message(update=(Eq(m[t] / (1 - beta_1**t), g[t]), STEP)), "no sequence with an index")
    refused(message(initial=(Eq(m, 0),)), "the left side 'm'", "as in m[0]")
    refused(message(gradient=w), "gradient", "'w' is a sequence without its index")


def test_a_reading_of_the_future_is_refused() -> None:
    late = Eq(w[t], w[t - 1] - lr[t] * m[t + 1])
    refused(message(update=(MEAN, late)), "w[t] = ", "'m[t+1]' reads the future", "schedules")
    refused(message(update=(Eq(m[t], m[t - 1] + g[t + 1]), STEP)), "'g[t+1]' reads the future")
    refused(message(update=(MEAN, Eq(w[t], w[t - 1] - lr[t + 2] * m[t]))), "'lr[t+2]' reads the future")
    sample(update=(MEAN, Eq(w[t], w[t - 1] - lr[t + 1] * m[t])))


def test_a_schedule_may_be_read_at_the_next_step() -> None:
    schedule = Eq(mu[t], beta_1 * (1 - Rational("0.96") ** t / 2))
    step = Eq(w[t], w[t - 1] - lr[t] * mu[t + 1] * m[t])
    assert sample(update=(schedule, MEAN, step)).schedules == (mu,)
    refused(message(update=(Eq(mu[t], beta_1 * g[t]), MEAN, step)), "'mu[t+1]' reads the future")
    refused(message(update=(Eq(mu[t], mu[t + 1]), MEAN, step)), "reads the future")


def test_a_circular_definition_is_refused_and_only_the_circle_named() -> None:
    circle = (Eq(u[t], v[t] + g[t]), Eq(v[t], u[t] ** 2))
    text = message(update=(*circle, Eq(m[t], m[t - 1] + u[t]), STEP))
    refused(text, "u[t] = g[t] + v[t]", "'u' and 'v' is circular", "read one of them at t-1")
    assert "'m'" not in text
    refused(message(update=(Eq(m[t], m[t] + m[t - 1] + g[t]), STEP)), "'m' is circular", "read it at t-1")
    sample(update=(circle[0], Eq(v[t], u[t - 1] ** 2), MEAN, STEP), initial=(START, Eq(u[0], 0)))


def test_a_missing_initial_value_is_refused() -> None:
    refused(message(initial=()), "m[t] = ", "'m[t-1]' has no initial value", "add Eq(m[0], …) to initial=")
    query = {"gradient": w[t - 1] + velocity[t - 1], "update": (MEAN, STEP, Eq(velocity[t], m[t]))}
    refused(message(**query), "gradient", "'velocity[t-1]' has no initial value", "Eq(velocity[0], …)")
    sample(**query, initial=(START, Eq(velocity[0], 0)))


def test_an_initial_value_of_something_that_is_not_a_state_is_refused() -> None:
    text = message(initial=(START, Eq(v[0], 0)), update=(MEAN, Eq(v[t], m[t]), STEP))
    refused(text, "v[0] = 0", "'v' is not a state", "take its initial value out")
    refused(message(initial=(START, Eq(w[0], 0))), "'w' is not a state", "the first weight is arbitrary")
    refused(
        message(initial=(START, Eq(lr[0], 1)), update=(MEAN, Eq(w[t], w[t - 1] - lr[t - 1]))), "'lr' is not"
    )
    refused(message(initial=(START, START)), "two initial values", "keep one")
    refused(message(initial=(Eq(m[1], 0),)), "m[1] = 0", "at index 0", "write Eq(m[0], …)")


def test_an_initial_value_depends_on_hyperparameters_rates_and_the_first_weight_alone() -> None:
    for start, part in (
        (t, "depend on t"),
        (g[0], "'g'"),
        (w[t], "depend on t"),
        (w[1], "'w'"),
        (lr[1], "'lr'"),
        (m[0], "'m'"),
    ):
        refused(message(initial=(Eq(m[0], start),)), "m[0] = ", part)
    sample(initial=(Eq(m[0], beta_2 * w[0] + lr[0]),))


def test_what_is_older_than_the_last_step_is_kept_as_a_state() -> None:
    refused(message(update=(Eq(m[t], m[t - 2] + g[t]), STEP)), "'m[t-2]' is older", "in a state of its own")
    refused(message(update=(Eq(m[t], m[t - 1] + g[t - 1]), STEP)), "'g[t-1]' is an older gradient", "a state")
    refused(message(update=(Eq(m[t], m[2 * t] + g[t]), STEP)), "m[2*t]", "read it at t-1 or t")
    refused(message(update=(Eq(m[t], m[3] + g[t]), STEP)), "m[3]", "read it at t-1 or t")
    refused(message(update=(Eq(m[t], m[t, 1] + g[t]), STEP)), "m[(t, 1)]", "read it at t-1 or t")


def test_the_gradient_is_asked_for_before_the_step() -> None:
    for query in (w[t], w[t - 1] + m[t], w[t - 1] - g[t], w[t - 1] - lr[t + 1] * m[t - 1]):
        refused(message(gradient=query), "gradient", "query point reads", "at t-1")
    refused(message(gradient=w[t - 1] + v[t - 1]), "gradient", "'v' is used but never defined")
    sample(gradient=w[t - 1] - lr[t] * beta_1 * m[t - 1])


def test_what_is_given_is_not_defined_too() -> None:
    refused(message(given=(g, lr, m)), "m[t] = ", "'m' is given from outside and defined", "take it out")
    with pytest.raises(InputError, match="sample: given= is empty; list the gradient first"):
        sample(given=())


def test_a_weight_that_never_moves_is_refused() -> None:
    refused(message(update=(MEAN,)), "the weight 'w' is never updated", "add Eq(w[t], …)")


@pytest.mark.parametrize("equation", [sympy.true, m[t], (m[t], g[t]), sympy.Eq(m[t], m[t])])
def test_what_is_no_equation_is_refused(equation: object) -> None:
    refused(message(update=(equation, STEP)), "update", "is no equation", "write Eq(m[t], …)")
    refused(message(initial=(equation,)), "initial", "is no equation", "write Eq(m[0], 0)")


def test_a_function_outside_the_language_is_refused() -> None:
    refused(message(update=(Eq(m[t], sin(m[t - 1]) + g[t]), STEP)), "'sin' is no function", "Max, Min")
    sample(update=(Eq(m[t], Max(m[t - 1], Abs(g[t]), evaluate=False)), STEP))


def test_a_choice_that_leaves_values_out_is_refused() -> None:
    partial = Piecewise((m[t - 1], m[t - 1] > g[t]))
    refused(message(update=(Eq(m[t], partial), STEP)), "leaves some values out", "end it with (…, True)")
    sample(update=(Eq(m[t], Piecewise((m[t - 1], m[t - 1] > g[t]), (g[t], True))), STEP))


def test_usual_values_are_exact_known_and_in_the_domain() -> None:
    refused(message(usual=((beta_1, 0.9),)), "usual", 'write Rational("0.9")')
    refused(
        message(usual=((beta_2, Rational("0.9")),)), "usual", "'beta_2' is no hyperparameter", "take it out"
    )
    refused(message(usual=((beta_1, Rational(1)),)), "usual", "outside the domain", "0 <= beta_1 < 1")
    sample(usual=((beta_1, Rational("0.9")), (lr, Rational("0.001"))))


# What a recurrence says.


def test_equations_are_kept_as_they_are_written() -> None:
    assert str(Eq(m[t], m[t])) == "Eq(m[t], m[t])"
    assert sample(update=(MEAN, STEP)) == sample(update=(MEAN, STEP))


@pytest.mark.parametrize("recurrence", catalogue.recurrences(), ids=lambda r: r.name)
def test_order_of_equations_does_not_matter(recurrence: Recurrence) -> None:
    there = system_of(recurrence)
    orders = (
        list(permutations(recurrence.update)) if len(recurrence.update) < 6 else [recurrence.update[::-1]]
    )
    for order in orders:
        here = system_of(replace(recurrence, update=order))
        assert (here.weight, here.states, here.query) == (there.weight, there.states, there.query)
        assert {*here.lets} == {*there.lets}
        assert {*here.hypers} == {*there.hypers}


@settings(deadline=None, max_examples=30)
@given(st.permutations(next(r for r in catalogue.recurrences() if len(r.update) == 9).update))
def test_no_order_of_nine_equations_matters(order: list[sympy.Eq]) -> None:
    nine = next(r for r in catalogue.recurrences() if len(r.update) == 9)
    assert system_of(replace(nine, update=tuple(order))).outputs == system_of(nine).outputs


def test_an_equation_read_at_another_index_is_another_recurrence() -> None:
    other = sample(update=(MEAN, Eq(w[t], w[t - 1] - lr[t] * m[t - 1])))
    assert system_of(other).outputs != system_of(sample()).outputs


def test_each_sequence_is_computed_after_those_it_needs() -> None:
    for recurrence in catalogue.recurrences():
        done: set[Sequence] = set()
        for base in ordered(recurrence):
            assert recurrence.equations.needs[base] <= done
            done.add(base)
        assert done == {*recurrence.definitions}


def test_recurrences_do_not_change_and_survive_pickling() -> None:
    recurrence = sample()
    with pytest.raises(FrozenInstanceError):
        recurrence.name = "other"
    assert pickle.loads(pickle.dumps(recurrence)) == recurrence


def test_letters_of_one_name_and_different_domains_differ() -> None:
    assert Parameter("x", "", POSITIVE) != Parameter("x", "", REAL)
    assert Parameter("x", "", POSITIVE) == Parameter("x", "", POSITIVE)
    assert momentum.domain == UNIT
