"""The strength of golden tests: what they let through, as Markdown and JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from verifier.report.markdown import code, sentence, table
from verifier.strength import CHANGING, Strength, Trial

SCHEMA = 1
NAME = "golden_tests"
SHOWN, OF_A_KIND = 8, 1
"""How many survivors of a test are shown, and how many of one kind of slip."""

LEGEND = """
A *golden test* runs an optimizer for a few steps and compares the weights with stored decimals. Those of
Keras, `test_correctness_with_golden`, take ten weights of one, one step with the gradient 0.01, four with
the gradients 0.1, 0.2, …, 1, and compare each of the five weights with a relative and an absolute tolerance
of 5e-4. Here each rule as Keras prints it is put to its golden test together with its *mutants*: every
applicable slip at every place of every equation, of the start, and of the first step: a sign, a summand or a
factor left out, an old value for a new one, another hyperparameter, two of them exchanged, a constant, an
index, the place of epsilon, a first value. The golden values are computed from the rule.

- **different**: mutants that provably are another rule: the referee has a witness in exact numbers, or the
  golden test itself tells them apart.
- **let through**: different mutants that pass the golden test.
- **refuted**: mutants for which `compare` has a witness. Each verdict may take so much counted
  work, the same on every machine; most take some milliseconds.
- **equal**: mutants that are proved to be the same rule (|g|\\*\\*2 for g\\*\\*2).

All runs are exact or certified; rounding is no part of them. Where the gradient is asked for is not mutated:
that is the training loop's, and no golden test of constant gradients could see it.
""".strip()

DRIFT = f"""
The *drift* of a mutant that is let through says how wrong it is: in a run of {len(CHANGING)} gradients that
change their sign and size, at the hyperparameters of the test, the largest distance between its weight and
the rule's, by the largest way that the rule's weight goes. It is 0 where it takes a changing learning rate,
or other hyperparameters, to part the two.
""".strip()


def golden_tests(strengths: Sequence[Strength]) -> dict[str, str]:
    """The report as files, a function of the sources alone."""
    data = {"schema": SCHEMA, "tests": [_data(s) for s in strengths]}
    return {
        f"{NAME}.md": "\n".join(_page(strengths)) + "\n",
        f"{NAME}.json": json.dumps(data, ensure_ascii=False, indent=1) + "\n",
    }


def _page(strengths: Sequence[Strength]) -> Iterator[str]:
    yield from ("# How strong are golden tests?", "", LEGEND, "")
    yield from ("## The tests of Keras", "", *_scores([s for s in strengths if s.test.place]))
    others = [s for s in strengths if not s.test.place]
    yield from ("## The same test where Keras has none", "", *_scores(others))
    yield from ("## Undecided", "", *_undecided(strengths))
    yield from ("## What is let through", "", DRIFT, "")
    for each in strengths:
        yield from _survivors(each)
    yield "All of them, each with its witness: [golden_tests.json](golden_tests.json)."
    yield "To reproduce: `python -m verifier report --all`"


def _scores(strengths: Sequence[Strength]) -> list[str]:
    head = ("optimizer", "call", "mutants", "equal", "different", "let through", "refuted", "undecided")
    rows = [[f"[{code(s.test.of)}]({s.test.of}.md)", code(s.test.call), *_counts([s])] for s in strengths]
    return table(head, [*rows, ["all", "", *_counts(strengths)]])


def _counts(strengths: Sequence[Strength]) -> list[str]:
    total = sum((Counter(_sizes(s)) for s in strengths), Counter[str]())
    share = f"{total['let_through']} ({100 * total['let_through'] / max(1, total['different']):.0f} %)"
    names = ("mutants", "equal", "different", "let_through", "refuted", "undecided")
    return [share if name == "let_through" else str(total[name]) for name in names]


def _sizes(each: Strength) -> dict[str, int]:
    return {
        "mutants": len(each.trials),
        "equal": len(each.equal),
        "different": len(each.different),
        "let_through": len(each.let_through),
        "refuted": len(each.refuted),
        "undecided": len(each.undecided),
    }


def _undecided(strengths: Sequence[Strength]) -> list[str]:
    rows = [
        [code(s.test.rule), code(t.formula), sentence(t.words), sentence(t.reason)]
        for s in strengths
        for t in s.undecided
    ]
    return table(("rule", "mutant", "slip", "why"), rows) if rows else ["None.", ""]


def _survivors(each: Strength) -> Iterator[str]:
    test, chosen = each.test, _telling(each.let_through)
    where = f"{code(test.place)} of Keras" if test.place else "no test of Keras"
    yield from (f"### {code(test.call)}", "")
    yield from (f"Rule {code(test.rule)}; {where}; {sentence(_setting(each))}.", "")
    rows = [[sentence(t.words), code(t.formula), t.drift] for t in chosen]
    yield from table(("slip", "what the mutant computes", "drift"), rows)
    left = len(each.let_through) - len(chosen)
    if left:
        yield from (f"And {left} more.", "")


def _setting(each: Strength) -> str:
    text = ", ".join(f"{name} = {value}" for name, value in each.test.at.items())
    off = [name for name, value in each.test.numbers.items() if value == 0]
    return f"{text}: what {' and '.join(off)} multiplies is not seen" if off else text


def _telling(trials: Sequence[Trial]) -> list[Trial]:
    """Those that stray farthest, few of one kind."""
    kept, kinds = list[Trial](), Counter[str]()
    for trial in sorted(trials, key=_wrongness):
        if kinds[trial.kind] < OF_A_KIND and len(kept) < SHOWN:
            kept.append(trial)
            kinds[trial.kind] += 1
    return kept


def _wrongness(trial: Trial) -> float:
    return -float("inf") if trial.drift == "undefined" else -float(trial.drift)


def _data(each: Strength) -> dict[str, Any]:
    test = each.test
    golden = each.golden
    return {
        "optimizer": test.of,
        "rule": test.rule,
        "call": test.call,
        "place": test.place or None,
        "at": dict(test.at),
        "golden": [[str(float(weight)) for weight in row] for row in golden],
        **_sizes(each),
        "survivors": [_trial(t) for t in each.let_through],
        "not_refuted": [_trial(t) for t in (*each.equal, *each.undecided)],
    }


def _trial(trial: Trial) -> dict[str, Any]:
    return {name: value for name, value in asdict(trial).items() if name != "passes"}
