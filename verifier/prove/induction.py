"""Induction over the steps: a relation holds at the start, and each step carries it on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from verifier.algebra.path import Path
from verifier.domain import REAL, Domain
from verifier.prove.claims import Outcome, all_proved, in_all_cases
from verifier.prove.definedness import needs, stays_undefined
from verifier.prove.lateness import asks_at_its_weight, side_or_late
from verifier.prove.readings import weight_reading
from verifier.prove.relation import RIGHT_WEIGHT, Pair, Relation, Way, at_step
from verifier.prove.sides import UNLIKE, SideProof, side
from verifier.prove.stillness import before
from verifier.term import (
    STEP,
    WEIGHT,
    Term,
    shift,
    state,
    substitute,
    symbols,
    term,
)

SAME_TEXT = "identity of terms"
"""How a relation is proved that makes the two sides one text."""


@dataclass(frozen=True)
class Proof:
    """A proof for all steps.

    Attributes
    ----------
    first : int
        The induction step is for every ``t >= first``; steps before it are the base case.
    relation : Relation
    checked_by : tuple of str
        ``normal form``, and ``z3`` where a case was closed by the solver; or `SAME_TEXT` alone.
    cases : int
        How many cases the signs were split into.
    conditions : tuple of str
        What the cases ask of a step, so that it is defined; both sides ask for the same.
    total : bool
        Whether every step was shown to be defined.
    late : bool
        Whether states may be undefined where the weights are not, which are so from the next step on.
    """

    first: int
    relation: Relation
    checked_by: tuple[str, ...]
    cases: int
    conditions: tuple[str, ...] = ()
    total: bool = False
    late: bool = False


def induct(pair: Pair, relation: Relation) -> Proof | None:
    """A proof that the relation holds from the start and at every step, or None.

    The base case is at step 0; where the relation is not defined or does not hold there (a
    corrected moment, a state that the first step sets), the first step is shown by itself, and
    the induction begins after it.
    """
    weight = relation.solved[RIGHT_WEIGHT]
    if weight is WEIGHT and _renamed(pair, relation):
        return Proof(1, relation, (SAME_TEXT,), 1)
    return _by_cases(pair, relation)


def _by_cases(pair: Pair, relation: Relation) -> Proof | None:
    """The proof by the base case and the step, which says too where both are defined."""
    first, outcomes = _all_steps(pair, relation, side)
    unlike = any(o.reason == UNLIKE for o in outcomes)
    if (all_proved(outcomes) or unlike) and not _is_closed(pair, relation, outcomes):
        if not asks_at_its_weight(pair, relation):
            return None
        first, outcomes = _all_steps(pair, relation, side_or_late)
        if not _is_closed(pair, relation, outcomes):
            return None
    if not all_proved(outcomes):
        return None
    conditions = frozenset[str]().union(*(o.conditions for o in outcomes))
    methods = {o.by for o in outcomes}
    late = any(o.late for o in outcomes)
    total = not conditions and not late and all(o.lost is None for o in outcomes)
    return Proof(
        first, relation, tuple(sorted(methods)), len(outcomes), tuple(sorted(conditions)), total, late
    )


def _all_steps(pair: Pair, relation: Relation, proves: SideProof) -> tuple[int, list[Outcome]]:
    """From which step the induction goes, and what became of the base case and the step."""
    outcomes = _base(pair, relation)
    if all_proved(outcomes):
        outcomes = [*outcomes, *_step(pair, relation, 1, proves)]
        if all_proved(outcomes):
            return 1, outcomes
    unlike = [o for o in outcomes if o.reason == UNLIKE]
    outcomes = list(_first_step(pair, relation, proves))
    if all_proved(outcomes):
        outcomes += _step(pair, relation, 2, proves)
    return 2, outcomes if all_proved(outcomes) else [*outcomes, *unlike]


def _is_closed(pair: Pair, relation: Relation, outcomes: list[Outcome]) -> bool:
    """Whether all is proved, and what is undefined stays so, or does not matter."""
    if not all_proved(outcomes):
        return False
    gone = [o.lost for o in outcomes if o.lost is not None]
    return stays_undefined(pair, gone, [states for o in outcomes for states in o.late]) or _weights_only_told(
        pair, relation
    )


def _weights_only_told(pair: Pair, relation: Relation) -> bool:
    """Whether the weights are told by states that always exist and are so related, whatever the weights are.

    No update reads a weight, and the relation of the states is proved by itself. Then a weight that is
    undefined leaves everything as it is but the next question, which both sides ask at their weight, or
    neither: after every step both weights exist and are equal, or neither exists.
    """
    told = {each: value for each, value in relation.solved.items() if each is not RIGHT_WEIGHT}
    if symbols([*pair.updates.values(), *told.values()], "weight") or WEIGHT in told:
        return False
    asked = needs(pair.left.query, frozenset({WEIGHT})), needs(pair.right.query, frozenset({RIGHT_WEIGHT}))
    if not all(asked) and symbols([pair.left.query, pair.right.query], "weight"):
        return False
    left, right = (
        replace(side, weight=own, query=own)
        for side, own in ((pair.left, WEIGHT), (pair.right, RIGHT_WEIGHT))
    )
    alone = _by_cases(replace(pair, left=left, right=right), Relation(told | {RIGHT_WEIGHT: WEIGHT}))
    return alone is not None and alone.total


def _renamed(pair: Pair, relation: Relation) -> bool:
    """Whether the relation only renames states, and renamed the two sides are the same text.

    Then both compute the same numbers, or are both undefined, at every step.
    """
    if any(value.op != "sym" for value in relation.solved.values()):
        return False
    left = [state(s.name) for s in pair.left.states]
    right = [state(s.name) for s in pair.right.states]
    renamed = {relation.solved.get(s, s) for s in left}
    if (
        {relation.solved.get(s, s) for s in right} != renamed
        or len(renamed) != len(left)
        or len(left) != len(right)
    ):
        return False
    updates, starts = pair.updates, _starts(pair, 0)
    pairs = [(pair.left.query, pair.right.query), (pair.left.weight, pair.right.weight)]
    partner = {relation.solved.get(s, s): s for s in right}
    for s in left:
        other = partner[relation.solved.get(s, s)]
        pairs += [(updates[s], updates[other]), (starts[s], starts[other])]
    moved = substitute([t for both in pairs for t in both], relation.solved)
    return all(a is b for a, b in zip(moved[::2], moved[1::2], strict=True))


def _base(pair: Pair, relation: Relation) -> list[Outcome]:
    """The relation among the initial values; the right's first weight is set by the weight map."""
    starts = _starts(pair, 0)
    claims = [
        (starts[each], _start_value(value, starts))
        for each, value in relation.solved.items()
        if each is not RIGHT_WEIGHT
    ]
    weight = _start_value(relation.solved[RIGHT_WEIGHT], starts)
    defined = [(value, value) for value in (weight, *starts.values())]
    if _starts_at_weight(pair):  # the two weights then start alike, which the map must say too
        defined.append((WEIGHT, weight))
    return in_all_cases(pair, [*defined, *claims], 1)


def _starts_at_weight(pair: Pair) -> bool:
    """Whether one of the right's states starts from the right's first weight."""
    return bool(symbols([s.initial for s in pair.right.states], "weight"))


def _starts(pair: Pair, step: int) -> dict[Term, Term]:
    """The first values, the right's in terms of the left's first weight."""
    starts = pair.starts(step)
    own = dict(zip(starts, substitute(starts.values(), {RIGHT_WEIGHT: WEIGHT}), strict=True))
    return own | {WEIGHT: WEIGHT}


def _start_value(value: Term, starts: dict[Term, Term]) -> Term:
    return substitute([at_step(value, 0)], starts)[0]


def _first_step(pair: Pair, relation: Relation, proves: SideProof) -> Iterable[Outcome]:
    """The first step from the initial values, with equal first weights, and the relation after it."""
    weight = _first_weight(relation)
    if weight is not WEIGHT and not all_proved(in_all_cases(pair, [_weight_at_start(pair, weight)], 1)):
        return [Outcome(False)]
    return _one_step(pair, relation, after_start(pair, relation), first=1, proves=proves, at=1)


def after_start(pair: Pair, relation: Relation) -> dict[Term, Term]:
    """What is read at the first step."""
    first_weight = shift([_start_value(_first_weight(relation), _starts(pair, 0))], -1)[0]
    return _starts(pair, 1) | {RIGHT_WEIGHT: first_weight, STEP: term(1)}


def _first_weight(relation: Relation) -> Term:
    """The right's weight before the first step: as it is read, since the relation need not hold there."""
    return weight_reading(relation) or relation.solved[RIGHT_WEIGHT]


def _weight_at_start(pair: Pair, weight: Term) -> tuple[Term, Term]:
    """What the map must give at the start: the left's weight, where the right's states start from theirs."""
    value = _start_value(weight, _starts(pair, 0))
    return (WEIGHT, value) if _starts_at_weight(pair) else (value, value)


def _step(pair: Pair, relation: Relation, first: int, proves: SideProof) -> list[Outcome]:
    return _one_step(pair, relation, before(pair, relation.before()), first, proves)


def _one_step(
    pair: Pair, relation: Relation, begin: dict[Term, Term], first: int, proves: SideProof, at: int = 0
) -> list[Outcome]:
    """The step from related values: same query, same definedness, and related values after it."""
    left = substitute((pair.left.query, pair.left.weight, *(s.update for s in pair.left.states)), begin)
    right = substitute((pair.right.query, pair.right.weight, *(s.update for s in pair.right.states)), begin)
    after, claims = claims_after(pair, relation, begin, at)
    facts = (*substitute(pair.facts, begin), *_signed(pair, relation, begin))
    given = (_given_by(pair, way, begin) for way in pair.ways)
    ways = tuple(w for w in given if not any(d.empty for d in w.values()))
    ways = ways or pair.ways  # a step without any case would prove nothing
    pair = replace(pair, facts=facts, ways=ways, domains=_renamed_domains(pair, relation, begin))
    self_carrying = all(needs(pair.updates[w], frozenset({w})) for w in (WEIGHT, RIGHT_WEIGHT))

    def task(path: Path) -> Outcome:
        return proves(path, left, right, claims, after, self_carrying)

    return pair.cases(first, task, enough=lambda outcome: not outcome.proved)


def _given_by(pair: Pair, way: Way, begin: dict[Term, Term]) -> Way:
    """Where states lie, said of what they are given by."""
    found: Way = {}
    for x, domain in way.items():
        (value,) = substitute([x], begin)
        found[value] = domain.intersect(found.get(value, pair.domains.get(value, REAL)))
    return found


def claims_after(
    pair: Pair, relation: Relation, begin: dict[Term, Term], at: int = 0
) -> tuple[dict[Term, Term], list[tuple[Term, Term]]]:
    """All values after a step, and what the relation says of them: an equation for each that it solves."""
    after = dict(zip(pair.updates, substitute(pair.updates.values(), begin), strict=True))
    claims = []
    for each, value in relation.solved.items():
        then = at_step(value, at) if at else value
        claims.append((after[each], substitute([then], after)[0]))
    return after, claims


def _renamed_domains(pair: Pair, relation: Relation, begin: dict[Term, Term]) -> dict[Term, Domain]:
    """The domains, those of states that are others by another name being these others' too."""
    found = dict(pair.domains)
    for each in relation.solved:
        other = begin[each]
        if each in found and other.op == "sym" and other.args[0] == "state":
            domain = found[each].intersect(found.get(other, REAL))
            found |= {} if domain.empty else {other: domain}
    return found


def _signed(pair: Pair, relation: Relation, begin: dict[Term, Term]) -> Iterator[Term]:
    """What is never negative since a solved state has a sign: that is proved of the state's value too."""
    for each in relation.solved:
        domain = pair.domains.get(each)
        if domain is not None and begin[each].op != "sym":
            yield begin[each] if domain.lower is not None else -begin[each]
