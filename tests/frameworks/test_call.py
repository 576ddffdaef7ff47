"""Framework calls and what their arguments mean: no framework is needed."""

from __future__ import annotations

import re
from fractions import Fraction
from inspect import Parameter, signature
from pathlib import Path as FilePath
from typing import Any

import pytest

from verifier import InputError, catalogue
from verifier.domain import NON_NEGATIVE, POSITIVE, REAL, UNIT
from verifier.lift.frameworks.binding import Bound, bind
from verifier.lift.frameworks.call import Construction, is_framework_call, parse, written
from verifier.lift.frameworks.meaning import exact


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


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("torch.optim.AdamW(model.parameters(), lr=5e-5)", "torch:AdamW(lr=5e-05)"),
        ("torch:SGD(filter(lambda p: p.requires_grad, net.parameters()), 0.1)", "torch:SGD(0.1)"),
        ("torch:SGD(params=net, lr=0.1)", "torch:SGD(lr=0.1)"),
        ("torch:SGD(0.1)", "torch:SGD(0.1)"),
        ("torch:SGD(net, lr=torch.tensor(0.1, dtype=torch.float64))", "torch:SGD(lr=0.1)"),
        ("keras.optimizers.Adam(keras.optimizers.schedules.F(0.1))", "keras:Adam(F(0.1))"),
        ("optax.chain(optax.clip(1.0), optax.contrib.f())", "optax:chain(clip(1.0), contrib.f())"),
        ("optax:chain(optax.clip(1.0))", "optax:chain(clip(1.0))"),
        ("optax.f(optax.contrib.g)(learning_rate=0.1)", "optax:f(contrib.g)(learning_rate=0.1)"),
        ("optax.chain(optax.f(optax.g)(b=0.5), optax.h())", "optax:chain(f(g)(b=0.5), h())"),
        ("tf.keras.optimizers.Adam(tf.optimizers.schedules.F(0.1))", "keras:Adam(F(0.1))"),
        ("optimizers.SGD(momentum=0.9)", "keras:SGD(momentum=0.9)"),
        ("optim.Adam([z, y], lr=0.1)", "torch:Adam(lr=0.1)"),
        ("torch.optim.Adam", "torch:Adam()"),
        ("optax.adam", "optax:adam()"),
        ("torch:SGD(list(a) + list(b), lr=1e-3*2)", "torch:SGD(lr=0.002)"),
        ("torch:SGD(0.1*64/256)", "torch:SGD(0.025)"),
        ("torch:SGD(net, 10**-(1 + 2))", "torch:SGD(0.001)"),
        ("keras:SGD(F(0.1, 60000//128*3, -(2 - 1.5)))", "keras:SGD(F(0.1, 1404, -0.5))"),
    ],
)
def test_a_call_is_read_as_a_program_has_it(text: str, read: str) -> None:
    assert is_framework_call(text)
    assert str(parse(text)) == read


def test_a_tuple_of_one_is_written_with_its_comma() -> None:
    assert written((Construction("f", (), ()),)) == "(f(),)"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tensorflow:Adam()", "there is no framework 'tensorflow'"),
        ("kears:Adam()", "did you mean keras?"),
        ("Adam(lr=0.1)", "no framework is named; write one of keras:, torch:, optax: in front"),
        ("Adam(name='a:b')", "no framework is named"),
        ("torch:Adam(lr=1 @ 2)", "the value of 1 @ 2 is known to the program alone"),
        ("torch:Adam(lr=1/0)", "no real number that a float holds"),
        ("torch:Adam(lr=(-8)**0.5)", "no real number that a float holds"),
        ("torch:Adam(lr=10**10**10)", "no real number that a float holds"),
        ("torch:Adam(lr=10**999*10**999)", "no real number that a float holds"),
        ("torch:Adam(lr='a'*9)", "the value of 'a' is known to the program alone"),
        ("torch:Adam(lr=2*args.lr)", "the value of args.lr is known to the program alone; write the value"),
        ("torch:Adam(lr=0.1 if big else 0.2)", "the value of 0.1 if big else 0.2 is known to the program"),
        ("optax:f(c['lr'])", "the value of c['lr'] is known to the program alone"),
        ("torch.optim.Adam([{'params': a, 'lr': 0.1}])", "groups of params have options of their own"),
        ("torch.optim.lr_scheduler.StepLR(torch.optim.SGD(net), 7)", "changes an optimizer from outside"),
        ("torch:Adam(params=[{'params': a}], lr=0.1)", "groups of params have options of their own"),
        ("torch:Adam(lr=x)", "the value of x is known to the program alone"),
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
    [("keras:Adam()", True), ("tf:Adam()", True), ("optax.py:f(1)", False),
     ("step.py:adam", False), ("a/step.py", False),
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
    assert [free.name for free in both.free] == [
        "initial_learning_rate",
        "rate",
        "initial_learning_rate_2",
        "rate_2",
    ]
    built = both.filled_spread(lambda free: free.name, lambda name: lambda **kw: (name, kw))
    assert built[1] == ("schedule", {"init_value": "initial_learning_rate_2", "rate": "rate_2"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("torch:Opt(epz=1)", "has no argument 'epz'; did you mean eps"),
        ("torch:Opt(epsilon=1)", "has no argument 'epsilon'; did you mean eps?"),
        (
            "keras:schedule(decay=1, zzz=2)",
            "no argument 'decay', 'zzz'; Keras 3 ignores the decay of Keras 2, learning_rate=Inv",
        ),
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
