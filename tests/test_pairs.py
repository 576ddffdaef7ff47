"""The pairs' claimed truths hold on the sampler; `compare` is held to them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.campaign.pairs import PAIRS, Pair
from tests.campaign.sampler import Opinion, decide
from tests.parts import some_of
from verifier.lift.formula import read_source
from verifier.system import System, fix_hypers, hold_constant, rename_hypers
from verifier.term import Term, hyper, sequence, substitute, symbols

GROUPS = (
    "lr learning_rate eta alpha".split(),
    "beta beta_1 beta1 b1 mu momentum rho gamma decay".split(),
    "beta_2 beta2 b2".split(),
    "epsilon eps e".split(),
    "weight_decay wd lambda_".split(),
)
BY_ID = {pair.id: pair for pair in PAIRS}


def matched(pair: Pair) -> tuple[System, System]:
    """Both sides, the right one's hyperparameters under the left's names."""
    left, right = read_source(pair.left), read_source(pair.right)
    return left, rename_hypers(right, left_names(pair, left, right))


def left_names(pair: Pair, left: System, right: System) -> dict[str, str]:
    """The left's names of the right's hyperparameters, where they are called otherwise."""
    names = {new: old for old, new in pair.rename.items()}
    ours, theirs = ({h.name for h in s.hypers} for s in (left, right))
    theirs -= names.keys()
    ours -= set(names.values())
    for group in GROUPS:
        a, b = ([n for n in group if n in one - other] for one, other in ((ours, theirs), (theirs, ours)))
        if len(a) == len(b) == 1:
            names[b[0]] = a[0]
    return names


def expression(text: str) -> Term:
    """An expression in hyperparameters."""
    names = sorted(set(re.findall(r"[a-z]\w*", text)) - {"sqrt"})
    return read_source(f"def f(w, g, t, *, {', '.join([*names, 'unused'])}):\n    return {text}").weight


def under(condition: str, sides: tuple[System, System]) -> tuple[System, System] | None:
    """Both sides where the condition holds; None for a condition on gradients or an open one."""
    if condition == "lr[t] == lr":
        return hold_constant(sides[0], ["lr"]), hold_constant(sides[1], ["lr"])
    if re.search("!=|<|>", condition):
        return None
    for part in condition.split(" and "):
        name, value = part.split(" == ")
        sides = tuple(fix_hypers(s, {name: expression(value)}) for s in sides)
    return sides


@pytest.mark.parametrize("name", some_of(list(BY_ID), 4))
def test_equal_pairs_seem_equal_and_all_others_differ(name: str) -> None:
    pair = BY_ID[name]
    opinion, parting = decide(*matched(pair), 1, 20 if pair.as_given == "proved" else 100)
    assert (opinion == Opinion.DIFFERS) == (pair.as_given == "refuted"), parting


@pytest.mark.parametrize("name", some_of([pair.id for pair in PAIRS if pair.translation], 3))
def test_translations_make_the_sides_seem_equal(name: str) -> None:
    pair = BY_ID[name]
    names = left_names(pair, read_source(pair.left), read_source(pair.right))
    here = {hyper(old): hyper(new) for old, new in names.items()}
    values = {
        names.get(key, key): substitute([expression(value)], here)[0]
        for key, value in pair.translation.items()
    }
    left, right = (opened(s) if "conditional" in pair.verdicts else s for s in matched(pair))
    sides = (fix_hypers(left, values), right) if pair.to == "left" else (left, fix_hypers(right, values))
    assert decide(*sides, 1, 16)[0] != Opinion.DIFFERS


def opened(system: System) -> System:
    """The system without the ends of its hyperparameters' domains, which a map may send outside."""
    hypers = tuple(replace(h, domain=replace(h.domain, lower_open=True)) for h in system.hypers)
    return replace(system, hypers=hypers)


@pytest.mark.parametrize("name", some_of([pair.id for pair in PAIRS if pair.conditions], 3))
def test_under_each_condition_the_sides_seem_equal(name: str) -> None:
    pair = BY_ID[name]
    for condition in pair.conditions:
        sides = under(condition, matched(pair))
        assert sides is None or decide(*sides, 1, 16)[0] != Opinion.DIFFERS, condition


def test_there_are_many_pairs_of_every_kind() -> None:
    firsts = [pair.verdicts[0] for pair in PAIRS]
    assert len(PAIRS) >= 60
    assert min(firsts.count(v) for v in ("equal", "translated", "conditional", "different")) >= 10
    assert sequence("lr", 0) in symbols([read_source(BY_ID["rate-of-the-step-before"].left).weight])
