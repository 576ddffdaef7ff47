"""The same slip made everywhere: in the line of each moment, or in the correction of each bias."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from verifier.mutants import Mutant
from verifier.mutants.equations import equations_of, places
from verifier.mutants.mutant import plain
from verifier.mutants.notation import shown
from verifier.mutants.slips import joined, negated, parts
from verifier.system import System, map_terms
from verifier.term import ONE, STEP, Term, fold, postorder, symbols


def everywhere(system: System) -> Iterator[Mutant]:
    """Slips that are made in the line of each moment alike."""
    for kind, words, changed in EVERYWHERE:
        roots = (*system.outputs, *(s.initial for s in system.states))
        wrong = fold(roots, lambda node, args, f=changed: f(Term(node.op, *args) if args else node))  # type: ignore[misc]
        moved = {root: wrong[root] for root in roots}
        if any(moved[root] is not root for root in roots):
            yield Mutant(kind, "", words, words, replace(map_terms(system, moved, moved), lets=()))


def _without_exponent(node: Term) -> Term:
    return node.terms[0] if node.op == "pow" and STEP in symbols([node.terms[1]]) else node


def _without_denominator(node: Term) -> Term:
    return node.terms[0] if node.op == "div" and STEP in symbols([node.terms[1]]) else node


def _without_factor(node: Term) -> Term:
    """A product without its factor one minus a hyperparameter."""
    if node.op != "mul":
        return node
    kept = [f for f in parts(node, "mul") if not _is_complement(f)]
    return joined("mul", kept) if kept else node


def _is_complement(node: Term) -> bool:
    if node.op != "add" or len(symbols([node])) != 1 or symbols([node])[0].args[0] != "hyper":
        return False
    return ONE in node.terms


def _times_denominator(node: Term) -> Term:
    letters = symbols([node.terms[1]]) if node.op == "div" else []
    is_correction = STEP in letters and all(s is STEP or s.args[0] == "hyper" for s in letters)
    return node.terms[0] * node.terms[1] if is_correction else node


def times_exponent(node: Term) -> Term:
    """``b*t`` for ``b**t``."""
    return node.terms[0] * node.terms[1] if _without_exponent(node) is not node else node


def power_of_whole(node: Term) -> Term:
    """``(1 - b)**t`` for ``1 - b**t``."""
    if node.op != "add" or node.terms[0] is not ONE:
        return node
    power = negated(node.terms[1])
    if power.op != "pow" or STEP not in symbols([power.terms[1]]):
        return node
    return (ONE - power.terms[0]) ** power.terms[1]


LEFT_OUT = "the corrections for the bias left out"
EVERYWHERE = (
    ("dropped exponent", "the powers of the step left out", _without_exponent),
    ("dropped denominator", LEFT_OUT, _without_denominator),
    ("dropped factor", "the factors of the new values in the averages left out", _without_factor),
    ("turned quotient", "multiplied by the corrections for the bias", _times_denominator),
    ("lost parentheses", "the power of the step taken of the whole difference", power_of_whole),
    ("product for power", "products with the step for powers of the step", times_exponent),
)


def reweighted(system: System) -> Iterator[Mutant]:
    """Averages with other rates: one that has the rate of another, and all but the corrections exchanged."""
    nodes = postorder(system.outputs)
    corrected = {n.terms[0] for n in nodes if n.op == "pow" and STEP in symbols([n.terms[1]])}
    rates = list(dict.fromkeys(r for n in nodes if (r := _rate_of_average(n)) is not None))
    yield from _other_rates(system, rates)
    if not rates or not corrected >= set(rates):
        return
    words = "the weights of old and new value exchanged in the averages"
    yield from _with_weights(system, "complement", words, {rate: ONE - rate for rate in rates})
    if len(rates) == 2:
        pair = f"{shown(rates[0])} and {shown(rates[1])} exchanged in the"
        swapped = dict(zip(rates, reversed(rates), strict=True))
        yield from _with_weights(system, "swapped hyperparameters", f"{pair} averages", swapped)
        yield from _with_corrections(system, f"{pair} corrections for the bias", swapped)


def _other_rates(system: System, rates: Sequence[Term]) -> Iterator[Mutant]:
    """One average with the rate of another."""
    equations = equations_of(system)
    for equation in equations.every:
        for node, put in places(equation.formula):
            rate = _rate_of_average(node)
            for other in rates:
                if rate is None or rate is other:
                    continue
                formula = put(_weighted(node, rate, other))
                made = equations.with_formulas({equation.symbol: formula})
                if made is not None:
                    words = f"{shown(other)} for {shown(rate)} in an average"
                    yield Mutant("other hyperparameter", equation.name, words, formula, made)


def _weighted(average: Term, rate: Term, instead: Term) -> Term:
    """An average with something else in the place of its rate."""
    weights = {rate: instead, ONE - rate: plain(ONE - instead)}
    summands = (parts(x, "mul") for x in parts(average, "add"))
    return joined("add", [joined("mul", [weights.get(f, f) for f in each]) for each in summands])


def _with_weights(system: System, kind: str, words: str, instead: dict[Term, Term]) -> Iterator[Mutant]:
    """The system with other weights in its averages."""

    def changed(node: Term, args: tuple[Term, ...]) -> Term:
        made, rate = Term(node.op, *args) if args else node, _rate_of_average(node)
        return made if rate is None else _weighted(made, rate, instead[rate])

    moved = fold(system.outputs, changed)
    yield Mutant(kind, "", words, words, replace(map_terms(system, moved, {}), lets=()))


def _with_corrections(system: System, words: str, instead: dict[Term, Term]) -> Iterator[Mutant]:
    """The system with the powers of other rates in its corrections for the bias."""
    powers = [n for n in postorder(system.outputs) if n.op == "pow" and STEP in symbols([n.terms[1]])]
    moved = {n: Term("pow", instead[n.terms[0]], n.terms[1]) for n in powers if n.terms[0] in instead}
    yield Mutant("swapped hyperparameters", "", words, words, replace(map_terms(system, moved, {}), lets=()))


def _rate_of_average(node: Term) -> Term | None:
    """The decay rate of ``rate*old + (1 - rate)*new``."""
    if node.op != "add":
        return None
    factors = [parts(x, "mul") for x in parts(node, "add")]
    rates = [f for each in factors for f in each if f.op == "sym" and f.args[0] == "hyper"]
    return next((r for r in rates if any(ONE - r in each for each in factors)), None)
