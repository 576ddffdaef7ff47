"""Comparisons that are settled from some step on, of states that depend on the step alone and are not solved.

A sum of ``1/t`` has no closed form, but once it has passed a number it stays beyond. Before that step the
states are numbers, which tell what each comparison comes to; from then on it is shown to last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction as Rational
from functools import partial
from operator import add, le, lt, mul, truediv
from typing import Any

from verifier.algebra.evaluate import Evaluation
from verifier.algebra.fraction import Fraction
from verifier.algebra.path import Path
from verifier.algebra.ring import Unsupported
from verifier.algebra.signs import NEGATIVE, NOT_NEGATIVE, NOT_POSITIVE, POSITIVE, Signs
from verifier.domain import NON_NEGATIVE, Domain
from verifier.domain import POSITIVE as POSITIVE_DOMAIN
from verifier.prove.relation import Pair, Way
from verifier.term import STEP, Term, fold, postorder, shift, substitute, symbols

RUN, LATEST, LONGEST = 160, 100, 4000
"""How many steps are run, by when all is settled, and how many bits the numbers may have."""

NON_POSITIVE = Domain(None, Rational(0))
NEGATIVE_DOMAIN = replace(NON_POSITIVE, upper_open=True)
WAYS: dict[tuple[str, bool], tuple[Signs, Domain]] = {
    ("lt", True): (POSITIVE, POSITIVE_DOMAIN),
    ("lt", False): (NOT_POSITIVE, NON_POSITIVE),
    ("le", True): (NOT_NEGATIVE, NON_NEGATIVE),
    ("le", False): (NEGATIVE, NEGATIVE_DOMAIN),
}
"""Where the greater lies beyond the less, by the comparison and what it comes to."""

Number = Rational | bool | None
EXACT: dict[str, Callable[..., Any]] = {
    "add": add,
    "mul": mul,
    "div": truediv,
    "lt": lt,
    "le": le,
    "min": min,
    "max": max,
}


def with_passed(pair: Pair) -> Pair | None:
    """The pair with what comparisons come to, step by step until they are settled; None where none is."""
    compared = [node for node in postorder(pair.updates.values()) if _is_of_clocks(pair, node)]
    if not compared or pair.ways != ({},):
        return None
    run = list(_run(pair, compared))
    known = [node for node in compared if all(values[node] is not None for values in run)]
    begun = max((_settled(run, node) for node in known), default=RUN)
    if len(run) < RUN or begun > LATEST:
        return None
    lasting = [node for node in known if _lasts(pair, node, bool(run[-1][node]), begun)]
    early: list[Way] = [
        {STEP: Domain(Rational(t), Rational(t))} | _lying(run[t - 1], lasting) for t in range(1, begun)
    ]
    late: Way = {STEP: Domain(Rational(begun), None)} | _lying(run[-1], lasting)
    return replace(pair, ways=(*early, late)) if lasting else None


def _is_of_clocks(pair: Pair, node: Term) -> bool:
    """Whether a node compares what states tell that depend on the step alone, and no hyperparameter does."""
    read = symbols([node], "state") if node.op in ("lt", "le") else ()
    return bool(read) and pair.clocks.issuperset(read) and not symbols([node], "hyper")


def _run(pair: Pair, compared: list[Term]) -> Iterator[Mapping[Term, Number]]:
    """What the terms come to at each step, in exact numbers, as long as these are short."""
    clocks = [x for x in pair.clocks if not symbols([pair.updates[x]], "hyper")]
    starts = pair.starts(0)
    values: dict[Term, Number] = {x: _value(starts[x], {}) for x in clocks}
    for step in range(1, RUN + 1):
        exact = partial(_exact, values | {STEP: Rational(step)})
        found = fold([*compared, *(pair.updates[x] for x in clocks)], exact)
        yield {node: found[node] for node in compared}
        values = {x: found[pair.updates[x]] for x in clocks}
        if any(isinstance(v, Rational) and _length(v) > LONGEST for v in values.values()):
            return


def _length(value: Rational) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def _value(term: Term, given: Mapping[Term, Number]) -> Number:
    found: Mapping[Term, Number] = fold([term], partial(_exact, given))
    return found[term]


def _exact(given: Mapping[Term, Number], node: Term, below: tuple[Number, ...]) -> Number:
    """A node's value; None of what is no rational number, or does not exist."""
    if node.op == "num":
        return Rational(node.value)
    if node.op == "sym":
        return given.get(node)
    if node.op == "where":
        return below[1] if below[0] is True else below[2] if below[0] is False else None
    if None in below or node.op not in EXACT or (node.op == "div" and below[1] == 0):
        return None
    result: Number = EXACT[node.op](*below)
    return result


def _settled(run: list[Mapping[Term, Number]], node: Term) -> int:
    """The first step from which on a node is what it is in the end."""
    return max((t + 1 for t, values in enumerate(run, 1) if values[node] is not run[-1][node]), default=1)


def _lasts(pair: Pair, node: Term, holds: bool, begun: int) -> bool:
    """Whether a comparison that comes to this at a step does so at the next one, from a step on."""
    now = _apart(node)
    after = substitute(shift([now], 1), {x: pair.updates[x] for x in pair.clocks})[0]
    wanted = WAYS[node.op, holds][0]
    others = frozenset({-1, 0, 1}) - wanted

    def task(path: Path) -> bool:
        evaluation = Evaluation(path)
        here = evaluation.value(now)
        if not isinstance(here, Fraction) or evaluation.conditions:
            return False
        if evaluation.path.decide(here, wanted, others) != wanted:
            return True
        later = evaluation.value(after)
        if not isinstance(later, Fraction) or evaluation.conditions:
            return False
        return evaluation.path.signs(later) <= wanted

    try:
        return pair.always(begun, task)
    except Unsupported:
        return False


def _lying(values: Mapping[Term, Number], nodes: list[Term]) -> Way:
    return {_apart(node): WAYS[node.op, bool(values[node])][1] for node in nodes}


def _apart(node: Term) -> Term:
    low, high = node.terms
    return high - low
