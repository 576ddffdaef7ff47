"""Framework calls, what their arguments mean, shadow numbers, and the records: no framework is needed."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from inspect import Parameter, signature
from pathlib import Path as FilePath
from typing import Any

import pytest

from verifier import InputError, catalogue, files
from verifier.domain import NON_NEGATIVE, POSITIVE, REAL, UNIT
from verifier.lift.frameworks import cache
from verifier.lift.frameworks.assembly import Traced, assemble, conditions, merged, sentences
from verifier.lift.frameworks.binding import Bound, bind
from verifier.lift.frameworks.call import Construction, is_framework_call, parse, written
from verifier.lift.frameworks.folding import folded
from verifier.lift.frameworks.meaning import Free, exact
from verifier.lift.frameworks.record import Lift
from verifier.lift.frameworks.shadow import Path
from verifier.lift.frameworks.validate import validate
from verifier.system import Hyper, State, System
from verifier.term import GRADIENT, ONE, STEP, WEIGHT, ZERO, Term, hyper, state, term, where


def optimizer(
    lr: Any, betas: Any = (0.9, 0.999), eps: float = 1e-8, momentum: float = 0, alpha: float = 0.99,
    amsgrad: bool = False, decay: Any = None, initial_accumulator_value: float = 0.1, count: int = 100,
    etas: Any = (0.5, 1.2), hook: Any = print, **extra: Any,
) -> None:  # fmt: skip
    """A signature with one argument of each kind."""


def schedule(init_value: float, rate: float = 0.5) -> None:
    """A signature that arguments may construct."""


def chain(*args: Any) -> None:
    """A signature of any number of arguments."""


SIGNATURES = {"Opt": optimizer, "RMSprop": optimizer, "schedule": schedule, "chain": chain}


def bound(text: str) -> Bound:
    def parameters(name: str) -> tuple[Parameter, ...]:
        return tuple(signature(SIGNATURES[name]).parameters.values())

    return bind(parse(text), parameters, catalogue.vocabulary())


def names(text: str) -> dict[str, str]:
    return {free.argument: free.name for free in bound(text).free}


# What is read.


@pytest.mark.parametrize(
    "text",
    [
        "keras:Adam(amsgrad=True)",
        "torch:SGD(momentum=0.9, nesterov=True)",
        "optax:adamw()",
        "optax:chain(clip(1.5), adam(0.001, b1=0.9))",
        "torch:Adam(betas=(0.9, 0.999), eps=-1e-08, name='x', decay=None)",
        "optax:contrib.schedule_free_sgd()",
    ],
)
def test_a_call_is_written_as_it_was_read(text: str) -> None:
    assert str(parse(text)) == text


def test_a_name_without_parentheses_is_a_call_without_arguments() -> None:
    assert parse("torch:Adam") == parse("torch:Adam()")


def test_a_tuple_of_one_is_written_with_its_comma() -> None:
    assert written((Construction("f", (), ()),)) == "(f(),)"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tensorflow:Adam()", "there is no framework 'tensorflow'"),
        ("kears:Adam()", "did you mean keras?"),
        ("torch:Adam(lr=1+2)", "is no value"),
        ("torch:Adam(lr=x)", "is no value"),
        ("torch:Adam(lr=lambda: 1)", "is no value"),
        ("torch:Adam(lr=1, lr=2)", "given twice"),
        ("torch:Adam(**{})", "`**` is not read"),
        ("torch:[Adam]()", "the name of a class is wanted"),
        ("torch:Adam(", "is not understood"),
        ("torch:Adam(lr=1e999)", "is no real number"),
        ("torch:", "is not understood"),
        ("torch:" + "A" * 5000, "longer than 2000 characters"),
        ("torch:" + "(" * 900 + ")" * 900, "is not understood"),
    ],
)
def test_what_is_no_call_is_refused_with_its_place_and_a_cure(text: str, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        parse(text)


def test_nothing_in_a_call_is_run(tmp_path: FilePath) -> None:
    target = tmp_path / "made"
    with pytest.raises(InputError):
        parse(f"torch:Adam(lr=__import__('pathlib').Path({str(target)!r}).touch())")
    assert not target.exists()


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("keras:Adam()", True), ("tf:Adam()", True), ("step.py:adam", False), ("a/step.py", False),
     ("C:step", False), ("adam", False), ("adam/keras", False), ("numpy:step.py:adam", False)],
)  # fmt: skip
def test_framework_calls_are_told_from_files_and_names(text: str, is_one: bool) -> None:
    assert is_framework_call(text) is is_one


# What arguments mean.


def test_what_is_off_by_default_is_off_and_every_other_number_is_a_symbol() -> None:
    arguments = bound("torch:Opt()").arguments
    assert [free.name for free in bound("torch:Opt()").free] == [
        "lr", "beta_1", "beta_2", "epsilon", "alpha", "initial_accumulator_value", "etas_1", "etas_2",
    ]  # fmt: skip
    assert (arguments["momentum"], arguments["amsgrad"], arguments["decay"], arguments["count"]) == (
        0, False, None, 100,
    )  # fmt: skip
    assert "hook" not in arguments


def test_a_number_that_is_given_switches_the_feature_on_and_is_a_symbol() -> None:
    momentum = next(free for free in bound("torch:Opt(momentum=0.9)").free if free.name == "momentum")
    assert (momentum.default, momentum.given, momentum.usual) == (
        Fraction(0),
        Fraction(9, 10),
        Fraction(9, 10),
    )


@pytest.mark.parametrize("value", ["0", "1", "0.0", "1.0", "None", "True", "'x'"])
def test_zero_one_none_booleans_and_strings_are_taken_as_written(value: str) -> None:
    assert "alpha" not in names(f"torch:Opt(alpha={value})")
    found = bound(f"torch:Opt(alpha={value})").arguments["alpha"]
    assert written(found) == {"0": "0.0", "1": "1.0"}.get(value, value), "a float where the default is one"


def test_members_of_tuples_have_names_of_their_own() -> None:
    assert names("torch:Opt(betas=(0.8, 0))")["betas[0]"] == "beta_1"
    assert bound("torch:Opt(betas=(0.8, 0))").arguments["betas"][1] == 0
    assert names("torch:Opt()")["etas[1]"] == "etas_2"


def test_one_word_means_what_its_framework_and_class_say() -> None:
    assert names("torch:RMSprop()")["alpha"] == "rho"
    assert names("torch:Opt()")["alpha"] == "alpha"
    assert names("optax:Opt(decay=0.9)")["decay"] == "rho"
    assert names("keras:Opt(decay=0.9)")["decay"] == "decay"


def test_domains_are_those_of_the_names_and_of_the_list() -> None:
    domains = {free.name: free.domain for free in bound("torch:Opt(momentum=0.9)").free}
    assert domains["lr"] == domains["epsilon"] == POSITIVE
    assert domains["beta_1"] == domains["beta_2"] == domains["momentum"] == UNIT
    assert domains["initial_accumulator_value"] == NON_NEGATIVE
    assert catalogue.vocabulary().meaning("torch", "ASGD", "alpha").domain == REAL


def test_nested_constructions_are_bound_to_their_own_signatures() -> None:
    both = bound("optax:chain(schedule(0.3), schedule(0.4, rate=0.2))")
    assert [free.name for free in both.free] == ["init_value", "rate", "init_value_2", "rate_2"]
    built = both.filled_spread(lambda free: free.name, lambda name: lambda **kw: (name, kw))
    assert built[1] == ("schedule", {"init_value": "init_value_2", "rate": "rate_2"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("torch:Opt(epz=1)", "has no argument 'epz'; did you mean eps"),
        ("torch:Opt(zzz=1)", "the signature is Opt(lr, betas=(0.9, 0.999)"),
        ("torch:Opt(0.1, lr=0.2)", "'lr' is given twice"),
        ("torch:Opt(betas=(0.1, 0.2, 0.3))", "betas has 2 members, not 3"),
        ("optax:schedule(1, 2, 3)", "too many arguments; the signature is schedule(init_value, rate=0.5)"),
    ],
)
def test_an_unknown_argument_is_answered_with_the_signature(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        bound(text)
    assert said in str(caught.value)


def test_a_float_is_the_shortest_decimal_that_rounds_to_it_in_its_own_precision() -> None:
    numpy = pytest.importorskip("numpy")
    assert exact(0.1) == exact(numpy.float32(0.1)) == Fraction(1, 10)
    assert exact(1e-7) == Fraction(1, 10**7)


# Shadow numbers.


def test_a_shadow_number_carries_its_term_through_arithmetic() -> None:
    path = Path()
    beta = path.shadow(0.37, hyper("beta"))
    corrected = 1 - beta**3
    assert corrected == pytest.approx(1 - 0.37**3)
    assert corrected.term is Term("add", -(hyper("beta") ** 3), ONE)
    assert path.term_of(float(corrected)) is corrected.term


@pytest.mark.parametrize("common", [0.0, 1.0, -1.0, 2.0, 0.5])
def test_a_literal_is_never_taken_for_a_hyperparameter_of_a_common_value(common: float) -> None:
    path = Path()
    path.shadow(common, hyper("beta"))
    assert path.term_of(common) is term(Fraction(common))


def test_a_literal_that_was_rounded_to_single_precision_is_recognized() -> None:
    numpy = pytest.importorskip("numpy")
    path = Path()
    path.shadow(0.37, hyper("beta"))
    assert path.term_of(numpy.float32(0.37)) is hyper("beta")


def test_every_branch_on_a_shadow_number_is_written_down() -> None:
    path = Path()
    rate, decay = path.shadow(0.3, hyper("rate")), path.shadow(0.7, hyper("decay"))
    assert bool(decay)
    assert not rate > decay
    assert list(path.decided.items()) == [
        (Term("ne", hyper("decay"), ZERO), True),
        (Term("lt", hyper("decay"), hyper("rate")), False),
    ]


# Assembly.


def test_runs_on_both_sides_of_a_threshold_become_a_choice() -> None:
    late = Term("lt", term(5), STEP)
    outputs, assumed = merged([({late: False}, (WEIGHT,)), ({late: True}, (GRADIENT,))])
    assert outputs == (where(late, GRADIENT, WEIGHT),)
    assert not assumed


def test_decisions_that_a_domain_implies_are_no_conditions() -> None:
    lr, decay = hyper("lr"), hyper("weight_decay")
    decided = {Term("lt", lr, ZERO): False, Term("ne", decay, ZERO): True, Term("le", ZERO, decay): True}
    kept = conditions(decided, {"lr": POSITIVE, "weight_decay": NON_NEGATIVE})
    assert sentences(kept) == ("weight_decay != 0",)


def test_a_first_step_of_its_own_is_joined_by_the_step_number() -> None:
    general = Traced(WEIGHT - state("m"), {"m": state("m") * hyper("mu") + GRADIENT})
    first = Traced(WEIGHT - GRADIENT, {"m": GRADIENT})
    system = assemble("x", [Free("mu", "mu")], {"m": ZERO}, general, first)
    assert system.weight is where(Term("eq", STEP, ONE), first.weight, general.weight)


def test_a_first_step_that_is_the_general_one_at_the_start_is_not_kept_apart() -> None:
    general = Traced(WEIGHT - GRADIENT, {"m": GRADIENT + state("m")})
    first = Traced(WEIGHT - GRADIENT, {"m": GRADIENT})
    assert assemble("x", [], {"m": ZERO}, general, first).states[0].update is general.states["m"]


def test_folding_changes_no_point_at_which_a_term_is_undefined() -> None:
    x = state("x")
    kept = [x / x, ZERO * (ONE / x), ONE / ZERO, (x / x) * ZERO, ZERO * x, ZERO * WEIGHT]
    assert [t.op for t in folded(kept)] == ["div", "mul", "div", "mul", "mul", "mul"]
    assert folded([ZERO * GRADIENT, ZERO * hyper("lr"), ZERO * STEP]) == [ZERO] * 3
    assert folded([STEP - 1 + 1, ONE * x, x + 0, x**1, term(3) * 4]) == [STEP, x, x, x, term(12)]


# Validation.


def _descent(factor: int = 1) -> System:
    weight = WEIGHT - hyper("lr") * GRADIENT * factor
    return System("descent", (Hyper("lr", POSITIVE),), (State("n", ZERO, state("n") + 1),), weight)


def _run(hypers: Any, w: float, gradients: Any) -> Any:
    for n, g in enumerate(gradients, start=1):
        w -= hypers["lr"] * g
        yield {"w": w, "n": float(n)}


def test_a_lift_that_agrees_with_the_code_is_used() -> None:
    assert validate(_descent(), _run).startswith("8 runs of 40 steps agree")


def test_a_lift_that_differs_is_refused_with_the_step_and_both_numbers() -> None:
    with pytest.raises(InputError, match=r"differs from the running code at step \d+: the weight is"):
        validate(_descent(2), _run)


def test_a_state_that_differs_is_refused() -> None:
    with pytest.raises(InputError, match="the state 'n' is 0 there and 1"):
        validate(_descent(), lambda *a: ({**s, "n": s["n"] - 1} for s in _run(*a)))


# Records and the cache.


def lifted() -> Lift:
    system = System(
        "optax:x()",
        (Hyper("lr", POSITIVE, Fraction(1, 10)), Hyper("beta", UNIT)),
        (State("m", WEIGHT, where(Term("lt", STEP, term(5)), state("m"), GRADIENT / hyper("beta"))),),
        WEIGHT - hyper("lr") * state("m"),
    )
    free = (Free("lr", "learning_rate", POSITIVE, None, Fraction(1, 10)), Free("beta", "betas[0]", UNIT))
    return Lift("optax:x()", system, free, ("t < 9",), "optax 1", "agrees", ("note",), (("m", ".mu"),))


def test_a_lift_is_the_same_after_it_was_written_down() -> None:
    assert Lift.from_json(json.loads(json.dumps(lifted().to_json()))) == lifted()


def test_a_lift_is_kept_and_found(tmp_path: FilePath, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(files.ENVIRONMENT, str(tmp_path))
    cache.store("key", lifted())
    assert cache.load("key") == lifted()
    assert cache.load("other") is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"key": "key"}', '{"key": "other", "lift": {}}', "\x00"])
def test_a_broken_entry_of_the_cache_is_as_good_as_none(
    content: str, tmp_path: FilePath, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(files.ENVIRONMENT, str(tmp_path))
    (tmp_path / "lifts").mkdir()
    (tmp_path / "lifts" / "key.json").write_text(content)
    assert cache.load("key") is None
    cache.store("key", lifted())
    assert cache.load("key") == lifted()


def test_a_folder_that_cannot_be_written_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(files.ENVIRONMENT, "/proc/none")
    cache.store("key", lifted())
    assert cache.load("key") is None


def test_no_cache_is_kept_where_the_user_wants_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(files.ENVIRONMENT, "")
    assert files.cache_folder("lifts") is None


def test_a_framework_that_is_not_installed_is_named_with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cache.PACKAGES, "optax", ("no-such-package",))
    with pytest.raises(
        InputError, match=r"no-such-package is not installed.*optimizer-verifier\[frameworks\]"
    ):
        catalogue.system("optax:adam()")
