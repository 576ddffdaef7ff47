"""What `derive` says of recurrences of every kind, and that it says it from the structure alone."""

from __future__ import annotations

from functools import lru_cache

import pytest

from verifier import catalogue
from verifier.closed_form import Derivation, derive, to_json
from verifier.lift.formula import read_source
from verifier.sympy_terms import system_of

SYSTEMS = {recurrence.name: system_of(recurrence) for recurrence in catalogue.recurrences()}


def statements(derivation: Derivation) -> dict[str, str]:
    return {theorem.id: theorem.statement for theorem in derivation.theorems}


@lru_cache
def derived(name: str) -> Derivation:
    return derive(SYSTEMS[name])


def of(name: str) -> dict[str, str]:
    return statements(derived(name))


def of_source(text: str) -> Derivation:
    return derive(read_source(text))


def hypotheses(derivation: Derivation, name: str) -> tuple[str, ...]:
    return next(t.hypotheses for t in derivation.theorems if t.id == name)


def test_exponential_averages_are_discounted_sums():
    found = of("adam")
    assert found["m-discounted-sum"] == "m[t] = (1 - β₁) Σ_{i=1}^{t} β₁^(t-i) g[i]"
    assert found["v-discounted-sum"] == "v[t] = (1 - β₂) Σ_{i=1}^{t} β₂^(t-i) g[i]²"
    assert of("rmsprop")["v-discounted-sum"] == "v[t] = (1 - ρ) Σ_{i=1}^{t} ρ^(t-i) g[i]²"


def test_the_velocity_is_a_discounted_sum_of_rate_times_gradient():
    found = of("momentum")
    assert found["velocity-discounted-sum"] == "velocity[t] = -Σ_{i=1}^{t} momentum^(t-i) lr[i] g[i]"


def test_the_terminal_velocity_is_divided_by_one_minus_the_momentum():
    found, derivation = of("momentum"), derived("momentum")
    constant = "velocity[t] = -lr g·(1 - momentum^t)/(1 - momentum)"
    assert found["velocity-constant-gradient"] == constant
    assert found["velocity-terminal-value"] == "lim_{t→∞} velocity[t] = -lr g/(1 - momentum)"
    assert hypotheses(derivation, "velocity-terminal-value") == (
        "g[i] = g for every i",
        "lr[i] = lr for every i",
        "0 ≤ momentum < 1",
    )


def test_the_mean_of_an_average_is_biased_and_its_quotient_is_not():
    found, derivation = of("adam"), derived("adam")
    assert found["m-expectation"] == "E[m[t]] = (1 - β₁^t) E[g]"
    assert found["v-expectation"] == "E[v[t]] = (1 - β₂^t) E[g²]"
    assert found["m-unbiased"] == "E[m[t]/(1 - β₁^t)] = E[g]"
    assert found["v-unbiased"] == "E[v[t]/(1 - β₂^t)] = E[g²]"
    assert "does not change with the step" in hypotheses(derivation, "v-expectation")[0]


def test_a_quotient_by_another_schedule_is_not_called_unbiased():
    found = of("nadam")
    assert "m-unbiased" not in found
    whole = "E[m[t]/(1 - P[t] μ[t+1])] = E[g]·(1 - β₁^t)/(1 - P[t] μ[t+1])"
    assert found["m-corrected-expectation"] == whole


def test_a_factor_one_gives_a_plain_sum():
    assert of("adagrad")["G-sum"] == "G[t] = Σ_{i=1}^{t} g[i]²"
    assert of("sgd")["w-sum"] == "w[t] = w[0] - Σ_{i=1}^{t} lr[i] g[i]"


def test_a_running_maximum_is_the_largest_discounted_input():
    assert of("adamax")["u-maximum"] == "u[t] = max_{1≤i≤t} β₂^(t-i) |g[i]| for t ≥ 1"
    assert of("amsgrad")["v_max-maximum"] == "v_max[t] = max_{1≤i≤t} v[i] for t ≥ 1"


def test_the_maximum_is_the_limit_of_the_root_of_the_p_norm_recurrence():
    found = of("adamax")
    step = "v[t] = β₂^p v[t-1] + (1 - β₂^p) |g[t]|^p, v[0] = 0"
    assert found["u-p-norm-limit"] == f"lim_{{p→∞}} v[t]^(1/p) = u[t] where {step}"
    without = found["u-p-norm-without-root"]
    assert without.startswith("lim_{p→∞} v[t] = 0 if u[t] < 1, ∞ if u[t] > 1")
    assert "and the number of i ≤ t with β₂^(t-i) |g[i]| = 1 if u[t] = 1" in without


def test_a_state_of_the_step_number_alone_is_a_product_of_its_schedule():
    derivation = derived("nadam")
    assert statements(derivation)["P-product"] == "P[t] = Π_{i=1}^{t} μ[i]"
    assert hypotheses(derivation, "P-product") == ("μ[t] = (1 - 0.96^(t/250)/2) β₁",)


def test_a_product_of_equal_factors_is_a_power():
    found = of_source("""
def f(w, g, t, n=1, *, lr=0.1, beta=0.9):
    n = n*beta
    w = w - lr*g/(1 - n)
""")
    assert statements(found)["n-power"] == "n[t] = β^t"


def test_decay_without_gradient_is_a_product_and_at_constant_rate_a_power():
    found = of("adamw")
    assert found["w-zero-gradient"] == "w[t] = w[0] Π_{i=1}^{t} (1 - weight_decay η[i])"
    assert found["w-zero-gradient-constant-rate"] == "w[t] = w[0]·(1 - weight_decay η)^t"


def test_common_decay_is_a_power_of_one_minus_rate_times_decay():
    found = of_source("""
def common(w, g, t, m=0, v=0, *, lr=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8, weight_decay=0.01):
    m = beta_1*m + (1 - beta_1)*g
    v = beta_2*v + (1 - beta_2)*g**2
    w = w - lr*weight_decay*w - lr*(m/(1 - beta_1**t))/(sqrt(v/(1 - beta_2**t)) + epsilon)
""")
    assert statements(found)["w-zero-gradient"] == "w[t] = w[0]·(1 - lr weight_decay)^t"


def test_without_epsilon_nothing_is_said_of_the_weight_at_zero_gradient():
    assert not [name for name in of("amsgrad") if name.startswith("w-")]


def test_the_weight_is_displaced_by_the_sum_of_its_velocities():
    found = of("momentum")
    reach = "Σ_{i=1}^{t} lr[i] g[i]·(1 - momentum^(t-i+1))/(1 - momentum)"
    assert found["w-displacement"] == f"w[t] = w[0] - {reach}"


RENAMED = """
def mine(w, g, t, second=0, first=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    LINES
    w = w - eta*corrected/(sqrt(second/(1 - beta2**t)) + eps)
"""

ORDERS = [
    """first = beta1*first + (1 - beta1)*g
    second = beta2*second + (1 - beta2)*g**2
    corrected = first/(1 - beta1**t)""",
    """second = second + (1 - beta2)*(g*g - second)
    first -= (1 - beta1)*(first - g)
    corrected = first/(1 - beta1**t)""",
    """square = power(abs(g), 2)
    first = first*beta1 + g - beta1*g
    corrected = first/(1 - beta1**t)
    second = second*beta2 + square - square*beta2""",
]


@pytest.mark.parametrize("lines", ORDERS)
def test_a_renamed_and_reordered_adam_has_the_same_theorems_up_to_names(lines: str):
    found = of_source(RENAMED.replace("LINES", lines))
    theirs = {
        t.id.replace("first", "m").replace("second", "v"): (
            t.statement.replace("first", "m").replace("second", "v"),
            t.latex.replace(r"\mathit{first}", "m").replace(r"\mathit{second}", "v"),
            t.hypotheses,
        )
        for t in found.theorems
    }
    assert theirs == {t.id: (t.statement, t.latex, t.hypotheses) for t in derived("adam").theorems}


def test_a_state_that_is_a_root_is_solved_through_its_square():
    found = of_source("""
def f(w, g, t, s=0, *, lr=0.1, epsilon=1e-8):
    s = sqrt(s**2 + g**2)
    w = w - lr*g/(s + epsilon)
""")
    assert statements(found)["s-root-of-sum"] == "s[t] = √(Σ_{i=1}^{t} g[i]²)"
    assert statements(found)["s-constant-gradient"] == "s[t] = |g| √t"


def test_a_momentum_schedule_gives_products_as_weights():
    found = of_source("""
def f(w, g, t, m=0, *, lr=0.1, beta=0.9):
    mu = beta*(1 - 1/(t + 1))
    m = mu*m + (1 - mu)*g
    w = w - lr*m
""")
    known = statements(found)
    assert known["m-discounted-sum"] == "m[t] = Σ_{i=1}^{t} (Π_{j=i+1}^{t} μ[j]) (1 - μ[i]) g[i]"
    assert known["m-constant-gradient"] == "m[t] = g·(1 - Π_{i=1}^{t} μ[i])"
    assert known["m-expectation"] == "E[m[t]] = E[g]·(1 - Π_{i=1}^{t} μ[i])"


def test_an_initial_value_stays_in_the_solution():
    found = of_source("""
def f(w, g, t, s=2, *, lr=0.1, k=3):
    s = k*s + g
    w = w - lr*s
""")
    assert statements(found)["s-discounted-sum"] == "s[t] = 2 k^t + Σ_{i=1}^{t} k^(t-i) g[i]"
    assert "k ≠ 1" in hypotheses(found, "s-constant-gradient")
    assert "|k| < 1" in hypotheses(found, "s-terminal-value")


def test_a_decayed_gradient_step_has_the_weight_in_closed_form():
    found = of_source("""
def f(w, g, t, *, lr=0.1, weight_decay=0.01):
    g = g + weight_decay*w
    w = w - lr*g
""")
    whole = "w[t] = w[0]·(1 - lr weight_decay)^t - lr Σ_{i=1}^{t} (1 - lr weight_decay)^(t-i) g[i]"
    assert statements(found)["w-discounted-sum"] == whole


def test_a_counter_and_a_kept_gradient_are_solved():
    found = of_source("""
def f(w, g, t, n=0, last=0, *, lr=0.1):
    n = n + 1
    w = w - lr*last/n
    last = g
""")
    assert statements(found)["n-constant-input"] == "n[t] = t"
    assert statements(found)["last-last-input"] == "last[t] = g[t] for t ≥ 1"


def test_what_cannot_be_solved_is_listed_with_its_reason():
    found = of_source("""
def f(w, g, t, v=0, *, lr=0.1, beta2=0.9):
    v = v - (1 - beta2)*sign(v)*g**2
    w = w - lr*g
""")
    assert [(u.name, u.reason) for u in found.unsolved] == [
        ("v", "its new value is not linear in its old one, which stands inside sign")
    ]


def test_a_division_that_may_fail_becomes_a_hypothesis():
    found = of_source("""
def f(w, g, t, m=0, *, lr=0.1, beta=0.9):
    m = beta*m + g*(w/w)
    w = w - lr*m
""")
    assert any("is defined" in h for h in hypotheses(found, "m-discounted-sum"))
    assert any("is defined" in h for h in hypotheses(found, "m-terminal-value"))


def test_intermediate_names_that_hide_inputs_are_not_taken_for_them():
    found = of_source("""
def f(w, g, t, m=0, *, lr=0.1, beta=0.9, weight_decay=0.1):
    g = g + weight_decay*w
    m = beta*m + g
    w = w - lr*m
""")
    assert statements(found)["m-discounted-sum"] == (
        "m[t] = Σ_{i=1}^{t} β^(t-i) (g[i] + weight_decay w[i-1])"
    )


def test_names_of_bound_indices_avoid_the_letters_of_the_recurrence():
    found = of_source("""
def f(w, g, t, i=0, *, lr=0.1, j=0.9):
    i = j*i + g
    w = w - lr*i
""")
    assert statements(found)["i-discounted-sum"] == "i[t] = Σ_{k=1}^{t} j^(t-k) g[k]"


def test_json_has_the_form_that_other_programs_rely_on():
    data = to_json(derived("adam"))
    assert list(data) == ["name", "theorems", "unsolved"]
    first = data["theorems"][0]
    assert list(first) == ["id", "statement", "latex", "hypotheses", "verdict", "proof", "sharp"]
    assert first["verdict"] == "proved"
    assert first["latex"] == (
        r"m_{t} = \left(1 - \beta_{1}\right) \, \sum_{i=1}^{t} \beta_{1}^{t - i} \, g_{i}"
    )


def test_names_are_typeset_as_they_are_asked_to_be():
    derivation = derive(SYSTEMS["momentum"], {"velocity": "v", "momentum": r"\mu", "lr": r"\alpha"})
    terminal = next(t for t in derivation.theorems if t.id == "velocity-terminal-value")
    assert terminal.latex == r"\lim_{t \to \infty} v_{t} = -\frac{\alpha \, g}{1 - \mu}"


def test_a_proof_shows_base_case_and_induction_step_with_their_expressions():
    proof = next(t.proof for t in derived("adam").theorems if t.id == "m-discounted-sum")
    assert proof[0] == "Base case t = 0: the sum is empty, hence 0; the right side is 0, and m[0] = 0."
    assert "m[t] = β₁ m[t-1] + (1 - β₁) g[t]" in proof[1]
    assert "β₁·(1 - β₁) Σ_{i=1}^{t-1} β₁^(t-i-1) g[i] + (1 - β₁) g[t]" in proof[1]
    assert proof[1].endswith("= (1 - β₁) Σ_{i=1}^{t} β₁^(t-i) g[i].")
