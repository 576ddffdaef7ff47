"""Printed forms: what is missing is what we say, and names say what they should."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import pytest
from sympy import Indexed, Rational

from specs.sources import WORKS
from verifier import catalogue, holdings
from verifier.claim import Ambiguous, Different, Equal, EqualWhen, Incomplete, NotPrinted, Slip
from verifier.domain import POSITIVE
from verifier.errors import InputError
from verifier.language import Eq
from verifier.letters import Parameter, Sequence, t
from verifier.printed import (
    PrintedForm,
    missing,
    named,
    recurrence_of,
    repaired,
    still_missing,
    system_of_form,
)
from verifier.sympy_terms import system_of

FORMS = tuple(holdings.printed())
DOCUMENTS = {"keras3-article": "000", "kerasy": "001", "cifar-slides": "002", "keras-notebook": "003"}
DOCUMENTS |= {"dl-optimizers": "004"}
SPECS = {r.name: r for r in catalogue.recurrences()}
NAMED = named(form for form in FORMS if form.of in SPECS)


def versions(form: PrintedForm) -> Iterator[PrintedForm]:
    """A form and what its repairs make of it."""
    yield form
    mended = repaired(form)
    if mended:
        yield from versions(mended)


ALL = {f.name: f for form in NAMED.values() for f in versions(form)}
PRINTED = {name: f for name, f in ALL.items() if f.output is not None and not f.readings}
COMPLETE = {name: f for name, f in PRINTED.items() if not isinstance(f.claim, Incomplete)}
SLIPS = [(name, slip) for name, form in NAMED.items() for slip in form.slips]

every = pytest.mark.parametrize("form", ALL.values(), ids=lambda f: f.name)
printed = pytest.mark.parametrize("form", PRINTED.values(), ids=lambda f: f.name)
complete = pytest.mark.parametrize("form", COMPLETE.values(), ids=lambda f: f.name)
slips = pytest.mark.parametrize(("name", "slip"), SLIPS, ids=lambda x: x if isinstance(x, str) else "")


@every
def test_a_form_builds_or_is_incomplete_as_claimed(form: PrintedForm) -> None:
    if form.output is None:
        assert isinstance(form.claim, NotPrinted)
    elif isinstance(form.claim, Incomplete):
        assert still_missing(form) == form.claim.missing
        with pytest.raises(InputError, match=re.escape(form.claim.missing[0])):
            recurrence_of(form)
    elif isinstance(form.claim, Ambiguous):
        assert len(form.readings) > 1
        assert still_missing(form)
    else:
        assert not still_missing(form)
        assert recurrence_of(form).output == form.output


@every
def test_readings_belong_to_ambiguous_forms_alone(form: PrintedForm) -> None:
    assert bool(form.readings) == isinstance(form.claim, Ambiguous)


@complete
def test_what_is_assumed_is_missing_and_without_it_there_is_no_step(form: PrintedForm) -> None:
    completed = replace(form, assumed=())
    assert set(still_missing(completed)) == set(missing(form))
    if missing(form):
        with pytest.raises(InputError, match=r"does not print"):
            recurrence_of(completed)


@pytest.mark.parametrize("form", [f for f in NAMED.values() if f.assumed], ids=lambda f: f.name)
def test_every_assumption_is_used_by_the_form_or_a_version_of_it(form: PrintedForm) -> None:
    for equation in form.assumed:
        without = tuple(e for e in form.assumed if e is not equation)
        family = [v for n, v in ALL.items() if n.split(",")[0].split("~")[0] == form.name.split("~")[0]]
        changed = [replace(v, assumed=without) for v in family if v.output is not None]
        assert any(still_missing(c) != still_missing(v) for c, v in zip(changed, family, strict=True)), (
            equation
        )


@complete
def test_without_any_one_equation_it_is_no_recurrence_or_another(form: PrintedForm) -> None:
    whole = recurrence_of(form).definitions
    for equation in form.update:
        rest = replace(form, update=tuple(e for e in form.update if e is not equation))
        with suppress(InputError):
            assert recurrence_of(rest).definitions != whole


@complete
def test_its_hyperparameters_are_ours_or_are_named_in_a_claim(form: PrintedForm) -> None:
    ours = {h.name for h in system_of(SPECS[form.of]).hypers}
    extra = {h.name for h in system_of_form(form, SPECS[form.of]).hypers} - ours
    apart = {
        "adagrad/optax": {"initial_accumulator_value"},
        "adadelta/cifar-slides": {"lr"},
        "adamax/keras-docstring": {"epsilon"},
    }
    apart |= {
        "schedule_free_sgd/optax": {"weight_lr_power"},
        "asgd/pytorch": {"lambd", "alpha", "t0"},
        "adamax/kerasy": {"p"},
        "adamax/p-norm": {"p"},
    }
    apart |= {"adagrad/jax": {"momentum"}}
    allowed = conditions(form) | apart.get(form.name.split(",")[0], set())
    assert extra <= allowed


def conditions(form: PrintedForm) -> set[str]:
    """The names of the hyperparameters that the claims of a form and of its repairs fix or replace."""
    letters = {str(theirs): str(ours) for theirs, ours in form.letters}
    claims = [claim for each in versions(form) for claim in (each.claim, *(c for _, c in each.beside))]
    whens = [w for claim in claims if isinstance(claim, EqualWhen | Different) for w in claim.when]
    fixed = [c.lhs.base if isinstance(c.lhs, Indexed) else c.lhs for w in whens for c in w.conditions]
    named = {str(letter) for letter in (*fixed, *(theirs for w in whens for theirs, _ in w.form))}
    return {letters.get(name, name) for name in named}


@every
def test_it_cites_a_work_of_the_bibliography_and_says_on_what_that_rests(form: PrintedForm) -> None:
    source = form.source
    assert source.key in {work.key for work in WORKS}
    kinds = ("article read", "transcription", "secondary", "document read", "source code read", "memory")
    assert source.evidence.startswith(kinds)
    assert source.place
    assert form.claim.because


@pytest.mark.parametrize("form", NAMED.values(), ids=lambda f: f.name)
def test_it_is_judged_against_keras_too_where_keras_has_the_rule(form: PrintedForm) -> None:
    target = f"{form.of}/keras"
    judged = [f for f in versions(form) if isinstance(f.claim, Equal | EqualWhen | Different)]
    if form.source.key in DOCUMENTS and target in NAMED and judged:
        assert any(name == target for f in judged for name, _ in f.beside)


@pytest.mark.parametrize("form", NAMED.values(), ids=lambda f: f.name)
def test_what_it_is_judged_against_has_a_name(form: PrintedForm) -> None:
    for version_of_it in versions(form):
        assert {name for name, _ in version_of_it.beside} <= {*SPECS, *NAMED}


def test_names_are_counted_within_an_optimizer_and_a_source() -> None:
    form = PrintedForm(of="a", key="k", claim=NotPrinted("lost"))
    ambiguous = replace(NAMED["nesterov/kerasy"], of="a", key="k", name="")
    names = list(named([form, replace(form, of="b"), ambiguous, replace(form, key="other"), form]))
    assert names == ["a/k", "b/k", "a/k-2", "a/k-2~1", "a/k-2~2", "a/other", "a/k-3"]


@slips
def test_a_slip_is_not_what_is_meant(name: str, slip: Slip) -> None:
    numbers = dict.fromkeys((slip.printed - slip.meant).atoms(Indexed), 2)
    letters = (slip.printed - slip.meant).free_symbols
    numbers |= {s: 0.5 for s in letters if isinstance(s, Parameter)}
    assert abs((slip.printed - slip.meant).xreplace(numbers).evalf()) > 0


def test_the_terminal_velocity_is_what_we_say_and_not_what_the_document_says() -> None:
    form = NAMED["momentum/dl-optimizers"]
    (slip,) = form.slips
    step = form.update[0].rhs
    (old,) = (e for e in step.atoms(Indexed) if e.indices == (t - 1,))
    numbers = {e: Rational(2, 3) for e in step.atoms(Indexed) - {old}}
    numbers |= {s: Rational(9, 10) for s in step.free_symbols if isinstance(s, Parameter)}
    for velocity, at_rest in ((-slip.meant, True), (-slip.printed, False)):
        value = velocity.xreplace(numbers)
        assert (step.xreplace(numbers | {old: value}) == value) is at_rest


def test_the_step_of_each_letter_is_its_own() -> None:
    x, rate = Sequence("x", "weight"), Parameter("rate", "learning rate", POSITIVE)
    g = Sequence("g", "gradient")
    form = PrintedForm(
        of="sgd",
        key="k",
        claim=Equal("same"),
        place="nowhere",
        output=x,
        given=(g,),
        step=((x, t + 1), (t, t - 1)),
        update=(Eq(x[t + 1], x[t] - rate**t * g[t]),),
    )
    assert recurrence_of(form).update == (Eq(x[t], x[t - 1] - rate ** (t - 1) * g[t]),)


def test_a_weight_read_two_steps_back_is_kept_in_a_state() -> None:
    recurrence = recurrence_of(NAMED["momentum/polyak"])
    assert [s.name for s in recurrence.states] == ["x_before"]
    delayed = recurrence_of(NAMED["adam/kerasy"])
    (before,) = (s for s in delayed.states if s.name == "w_before")
    assert delayed.query == before[t - 1]
