"""The comparison of two systems: verdict, maps, conditions, schedules, defaults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from time import monotonic
from typing import Any

from verifier.comparison.asking import read_where_they_ask
from verifier.comparison.best_map import any_translation, switched
from verifier.comparison.conditions import conditions
from verifier.comparison.defaults import at_defaults, defaults_differ
from verifier.comparison.guesses import Guesses
from verifier.comparison.impossible import Impossibility, no_constant_maps
from verifier.comparison.maps import maps, weight_map
from verifier.comparison.record import Comparison
from verifier.comparison.schedules import Constant, read_at_other_steps, schedules
from verifier.comparison.smoothed import parts_in_jumps
from verifier.comparison.solve import agree, agree_late
from verifier.comparison.special_cases import Sides
from verifier.comparison.supposition import Found, Supposition, of_translation
from verifier.comparison.translations import Translation
from verifier.comparison.unknowns import problem
from verifier.errors import InputError
from verifier.findings import Verdict
from verifier.lift.matching import Match, match
from verifier.prove.guess import asks_at_weights
from verifier.prove.relation import pair_of
from verifier.referee import Judgement, judge
from verifier.refute.existence import missing_first_step
from verifier.system import System, fix_hypers, hold_constant
from verifier.term import Term, term


@dataclass(frozen=True)
class Question:
    """Two systems, what the user called them, and what the user said of their hyperparameters.

    Attributes
    ----------
    left, right : System
    names : (str, str)
    rename : mapping
        Hyperparameters of the left to their names on the right.
    at : mapping
        Hyperparameters that are numbers, by the left's names.
    """

    left: System
    right: System
    names: tuple[str, str]
    rename: Mapping[str, str]
    at: Mapping[str, Fraction]


@dataclass(frozen=True)
class Answer:
    """The verdict as given, before anything is searched for that makes the sides the same.

    ``shifted`` are hyperparameters that one side alone reads at a step, and not at its own.
    """

    sides: tuple[System, System]
    judgement: Judgement
    fields: dict[str, Any]
    partners: dict[str, str] = field(default_factory=dict)
    shifted: frozenset[str] = frozenset()

    @property
    def settled(self) -> bool:
        """Whether nothing is left to be searched for."""
        return self.fields["verdict"] in ("equal", "ill-formed")

    def comparison(self, found: Mapping[str, Any], seconds: float) -> Comparison:
        """The whole result, with what a search has found."""
        return Comparison(**{**self.fields, **found}, seconds=round(seconds, 4))


def compare_systems(left: System, right: System, seconds: float = 30.0) -> Comparison:
    """Compare two systems in this process: for how long, only the searches' own limits say."""
    begun = monotonic()
    answer = answered(Question(left, right, (left.name, right.name), {}, {}), seconds)
    found = Found() if answer.settled else searched(answer, seconds)
    return answer.comparison(found.fields, monotonic() - begun)


def answered(question: Question, seconds: float) -> Answer:
    """The verdict as given, and for which hyperparameters it survives when they vary.

    Raises
    ------
    InputError
        When ``rename`` or ``at`` names nothing.
    """
    left, right = question.left, question.right
    matched = match(left, right, question.rename)
    one, two = matched_sides(matched, question.at)
    scope = matched.scope_at(question.at)
    unformed = _ill_formed(question, one, two)
    if unformed is not None:
        return Answer((one, two), Judgement(Verdict.UNDECIDED), unformed | {"scope": scope})
    until = monotonic() + seconds
    judgement = judge(one, two, seconds=0.7 * seconds)
    fields: dict[str, Any] = {
        "left": question.names[0],
        "right": question.names[1],
        "verdict": "equal" if judgement.verdict is Verdict.PROVED else _verdict(judgement, None, []),
        "as_given": str(judgement.verdict),
        "scope": scope,
        "unmatched": [name for name in matched.unmatched if name not in question.at],
        "defaults_differ": defaults_differ(left, right, matched),
        "witness": judgement.witness,
        "reason": judgement.reason or None,
    }
    if judgement.verdict is Verdict.PROVED:
        read = _with_numbers(matched.as_read, question.at)
        constant = Constant((one, two), judgement.attempt, read=read)
        fields |= maps(judgement) | schedules(constant, until - monotonic())
    return Answer((one, two), judgement, fields, dict(matched.pairs), read_at_other_steps(matched))


def _ill_formed(question: Question, one: System, two: System) -> dict[str, Any] | None:
    """The result where a side is undefined at every input: which side, and by which operation."""
    for name, system in zip(question.names, (one, two), strict=True):
        operation = missing_first_step(system)
        if operation is not None:
            reason = f"{name}: the weight after step 1 is undefined at every input: {operation}"
            names = {"left": question.names[0], "right": question.names[1]}
            return {**names, "verdict": "ill-formed", "as_given": "undecided", "reason": reason}
    return None


def matched_sides(matched: Match, at: Mapping[str, Fraction]) -> tuple[System, System]:
    """Both sides as they are judged, with the numbers that the user gave.

    Raises
    ------
    InputError
        When a number is given to what is no hyperparameter, or lies outside its domain.
    """
    known = matched.domains
    for name, value in at.items():
        if name not in known:
            raise InputError(f"--at: there is no hyperparameter '{name}'; there are {', '.join(known)}")
        if not known[name].contains(value):
            raise InputError(f"--at: {name} = {value} lies outside its domain {known[name].describe(name)}")
    return _with_numbers((matched.left, matched.right), at)


def _with_numbers(sides: Sides, at: Mapping[str, Fraction]) -> Sides:
    values: dict[str, Term] = {name: term(value) for name, value in at.items()}
    one, two = (fix_hypers(side, values) for side in sides)
    return one, two


def searched(answer: Answer, seconds: float) -> Found:
    """What makes the two the same, where as given they are not (or where that is undecided)."""
    deadline = monotonic() + 0.8 * seconds
    one, two = answer.sides
    pair = pair_of(*read_where_they_ask(one, two))
    elsewhere = agree(pair) and agree_late(pair)  # they part at single points or in a branch
    found = conditions(one, two, Guesses(deadline - monotonic(), answer.judgement.witness))
    translation = switched(one, two, Guesses(deadline - monotonic())) if elsewhere else None
    hidden = elsewhere and agree(pair_of(one, two)) and not parts_in_jumps(one, two)
    if translation is None and not hidden:  # their weights alone part, or what decides a branch
        translation = any_translation(one, two, Guesses(deadline - monotonic()))
    constant = translation is not None and translation.kind == "constant"
    proofs = [] if constant or elsewhere else _impossible(one, two, deadline)
    fields: dict[str, Any] = {
        "verdict": _verdict(answer.judgement, translation, found),
        "conditions": _texts(translation, found),
        "translation": translation and translation.to_json(answer.partners),
        "constant_translation": "found" if constant else "impossible" if _excluded(proofs) else "not found",
        "at_defaults": at_defaults(one, two),
    }
    if proofs:
        fields["reason"] = "; ".join(proof.sentence() for proof in proofs)
    if translation is not None:
        mapped = Constant(translation.sides, translation.judgement.attempt, shifted=answer.shifted)
        fields |= maps(translation.judgement) | schedules(mapped, deadline - monotonic())
        return Found(fields | _readings(found, fields), (of_translation(one, two, translation), *found))
    if found:
        first = found[0]
        supposed = Constant(first.sides, first.attempt, first.gradients, shifted=answer.shifted)
        fields |= schedules(supposed, deadline - monotonic())
    return Found(fields | _readings(found, fields), tuple(found))


def _readings(found: Sequence[Supposition], fields: Mapping[str, Any]) -> dict[str, Any]:
    """How the weights are read under each condition under which they are not the same."""
    read = {s.condition: weight_map(s.attempt) for s in found if s.attempt is not None}
    said = [
        f"if {condition}, the left's weights are read at {names['left']}, the right's at {names['right']}"
        for condition, names in read.items()
        if {*names.values()} != {"w"}
    ]
    reason = "; ".join(filter(None, (fields.get("reason"), *said)))
    return {"reason": reason, "readings": said} if said else {}


def _impossible(one: System, two: System, deadline: float) -> list[Impossibility]:
    """Proofs that no constant map holds for all settings, to the right and to the left, or none of them."""
    rates = [h.name for h in one.hypers if h.varies]
    left, right = hold_constant(one, rates), hold_constant(two, rates)
    if not asks_at_weights(pair_of(left, right)):
        return []
    return no_constant_maps((problem(left, right, "right"), problem(right, left, "left")), deadline)


def _excluded(proofs: Sequence[Impossibility]) -> bool:
    return bool(proofs) and all(proof.excludes for proof in proofs)


def _texts(translation: Translation | None, found: list[Supposition]) -> list[str]:
    """The conditions, the translation's own first, each once."""
    own = [] if translation is None else [" and ".join(translation.constraints)]
    return list(dict.fromkeys([*(text for text in own if text), *(s.condition for s in found)]))


def _verdict(first: Judgement, translation: Translation | None, found: list[Supposition]) -> str:
    if first.verdict is Verdict.UNDECIDED:
        return "undecided"
    if translation is not None and translation.kind == "constant" and not translation.constraints:
        return "translated"
    return "conditional" if translation is not None or found else "different"
