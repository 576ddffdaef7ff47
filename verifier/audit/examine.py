"""Examination: the updates of one passage, each held against the known forms, as findings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from verifier import catalogue
from verifier.audit.drafts.candidate import Candidate
from verifier.audit.drafts.draft import Draft
from verifier.audit.drafts.meaning import first_named, kin, named_in, switched_to
from verifier.audit.drafts.names import Sort, plain, sort_of
from verifier.audit.equations.assembly import Update, updates
from verifier.audit.finding import AuditFinding
from verifier.audit.judging.judge import Hit, hit_of
from verifier.audit.judging.known import known_forms, shape, shapes
from verifier.audit.judging.wider import wider
from verifier.audit.programs.conditions import switch_called
from verifier.audit.slipped import Examined, slip
from verifier.audit.slips.completed import CORRECTION
from verifier.audit.slips.excuses import is_excused
from verifier.audit.slips.fragments import RENAMED
from verifier.audit.slips.growth import growth, is_switched, switched
from verifier.audit.slips.mend import mended
from verifier.audit.slips.misnamed import is_asked_ahead, is_other, parted_from
from verifier.audit.slips.siblings import is_sibling
from verifier.audit.slips.told import of_another, of_circle, of_growth, of_hit, of_mend, span_of
from verifier.lift.reading import Apply, Number


def examined(candidate: Candidate) -> list[Examined]:
    """The findings on one candidate: its usual reading, and other settings that are known forms."""
    found, silent = list[Examined](), list[list[Update]]()
    meant = first_named(candidate.names)
    around = frozenset().union(*(named_in(name) for name in candidate.names))
    groups = [_by_weight(draft) for draft in candidate.drafts]
    first = next((position for position, each in enumerate(groups) if each), 0)
    for position, every in enumerate(groups):
        for group in every:
            made = _judged(candidate, group, meant, around, usual=position == first)
            if made is None and position > first:
                made = _of_setting(candidate, group, meant, found)
            if made is None and position > first and found:
                made = _of_decay(candidate, group, found[0])
            silent += [group] if made is None else []
            if made is not None and _key(made.finding) not in map(_key, (e.finding for e in found)):
                found.append(made)
    found += [made for group in silent if (made := _of_sibling(candidate, group, found)) is not None]
    found += [made for group in silent if (made := _of_off(candidate, group, meant, found)) is not None]
    ways = tuple(each.system for every in groups for group in every for each in group[:1])
    return [replace(each, ways=ways) for each in found] if len(groups) > 1 else found


def _of_setting(
    candidate: Candidate, readings: Sequence[Update], meant: frozenset[str], found: Sequence[Examined]
) -> Examined | None:
    """What is wrong with the method that a switch is called after, where the usual one is right.

    Where nothing is said of that, as it lacks the correction that is switched, this stands for what is meant.
    """
    switches = [name for name, on in readings[0].draft.settings.items() if on]
    if not switches or any(_is_cut(candidate, update) for update in readings):
        return None
    last = switches[-1]  # the others are those behind which it is asked for
    named = switched_to(switch_called(last), " ".join(sorted(meant))) - meant
    if not named and CORRECTION.search(last.lower()):
        named = meant
    elif not found:
        return None
    known = any(hit_of(update.system, named) is not None for update in readings)
    shared = {span for each in found if each.update for span in each.update.places.values()}
    right = frozenset(name for name, span in readings[0].places.items() if span in shared)
    return None if known else slip(candidate, readings, named, right)


def _of_off(
    candidate: Candidate, readings: Sequence[Update], meant: frozenset[str], found: Sequence[Examined]
) -> Examined | None:
    """What is wrong in a line that is run only where a switch is off that is on by default."""
    settings = readings[0].draft.settings
    right = {span for each in found if each.update for span in each.update.places.values()}
    if not settings or any(settings.values()):
        return None
    made = slip(candidate, readings, meant)
    lines = {candidate.place(span).line for span in right}
    return made if made is not None and made.finding.line not in lines else None


def _of_sibling(
    candidate: Candidate, readings: Sequence[Update], found: Sequence[Examined]
) -> Examined | None:
    """What is wrong with the step of one of several parameters, where another one's is right."""
    beside = [e for e in found if e.update is not None and e.update.draft is readings[0].draft]
    known = [e for e in beside if e.update and is_sibling(e.update, readings[0], candidate.stretch)]
    rules = {e.hit.form.of for e in known if e.hit}
    return slip(candidate, readings, frozenset(rules)) if len(rules) == 1 else None


def _of_decay(candidate: Candidate, readings: Sequence[Update], usual: Examined) -> Examined | None:
    """What is wrong with a weight decay that a switch adds to what is right without: its sign."""
    hit = usual.hit
    if hit is None or not is_switched(readings[0]) or not all(update.named for update in readings):
        return None
    growing = [switched(update, frozenset((hit.form.of,))) for update in readings]
    if any(each is None for each in growing) or growing[0] is None:
        return None
    return Examined(of_growth(candidate, readings[0], hit, growing[0]))


def _key(finding: AuditFinding) -> tuple[object, ...]:
    return finding.optimizer, finding.verdict, finding.nearest, finding.line


def _by_weight(draft: Draft) -> list[list[Update]]:
    """The readings of a draft, those of one weight together."""
    groups: dict[str, list[Update]] = {}
    for update in updates(draft):
        groups.setdefault(update.weight, []).append(update)
    return list(groups.values())


def _judged(
    candidate: Candidate,
    readings: Sequence[Update],
    meant: frozenset[str],
    around: frozenset[str],
    *,
    usual: bool,
) -> Examined | None:
    cut = any(_is_cut(candidate, update) for update in readings)
    if cut and not readings[0].system.states:
        return None
    hits = [(update, hit) for update in readings if (hit := hit_of(update.system, meant)) is not None]
    proved = [pair for pair in hits if pair[1].proved]
    # What goes a form's course, and is not proved to be it, is neither right nor wrong: it is left out.
    if hits and not proved:
        return None
    if proved:
        likeliest = min(proved, key=_specials)
        certain = usual and not cut
        awake = _awake(candidate, likeliest, meant, around) if certain else None
        return awake or _known(candidate, readings, likeliest, meant, around, certain=certain)
    if not usual or not meant or cut:
        return None
    # One that keeps a state is rather the method with a state that is named around it.
    found = slip(candidate, readings, _with_states(readings, meant, around)) or slip(
        candidate, readings, meant
    )
    return found or _of_another(candidate, readings, meant, around) or _of_wider(candidate, readings, meant)


def _awake(
    candidate: Candidate, proved: tuple[Update, Hit], meant: frozenset[str], around: frozenset[str]
) -> Examined | None:
    """What is said of states that a default of 0 keeps idle: ``momentum=0.0``."""
    update, hit = proved
    absent = [name for name, value in hit.correspondence.constants.items() if value == 0]
    idle = [name for name in absent if sort_of(name) is Sort.DECAY_RATE]
    if not idle or not update.system.states:
        return None
    hypers = tuple(replace(h, usual=None) if h.name in idle else h for h in update.system.hypers)
    whole = replace(update, system=replace(update.system, hypers=hypers))
    others = _with_states([update], meant, around)
    known = hit_of(whole.system, meant | others)
    if known is None:
        return slip(candidate, [whole], others)
    return Examined(of_hit(candidate, whole, known, around), whole, known) if known.proved else None


def _known(
    candidate: Candidate,
    readings: Sequence[Update],
    proved: tuple[Update, Hit],
    meant: frozenset[str],
    around: frozenset[str],
    *,
    certain: bool,
) -> Examined | None:
    """What is said of an update that is a known form, if of another method than is named."""
    update, hit = proved
    if update.draft.circular:
        return Examined(of_circle(candidate, update, hit))
    if (_is_bare(update, hit) or _is_passed_back(candidate, readings, hit)) and hit.form.of not in around:
        return None
    if _is_without_rate(hit) and meant and hit.form.of not in meant:  # one line of what is meant, by itself
        return None
    asked = certain or is_switched(update)
    if asked and (growing := growth(update, hit, meant)) is not None:
        return Examined(of_growth(candidate, update, hit, growing))
    made = Examined(of_hit(candidate, update, hit, around), update, hit)
    if not certain or not meant or hit.form.of in meant:
        return made
    # With a weight decay added, or a rate that no line reads, it may be a slip in the one that is named.
    derived = hit.form.derived and not is_asked_ahead(candidate, update, hit, meant)
    far = (derived and hit.form.of not in around) or _leaves_out_a_rate(update, hit)
    found = slip(candidate, [update], meant) if far and not _is_offered(candidate, update, meant) else None
    beside = named_in(" . ".join(candidate.beside)) if candidate.beside else around
    entitled = first_named(candidate.titles) == beside == meant
    return found or (_misnamed(candidate, made, meant) if entitled else None) or made


def _misnamed(candidate: Candidate, made: Examined, meant: frozenset[str]) -> Examined | None:
    """What is wrong with an update of another method than the one that alone is named."""
    update, hit = made.update, made.hit
    if update is None or hit is None or not is_other(candidate, update, hit, meant):
        return None
    found = slip(candidate, [update], meant)
    if found is None and update.named and not update.draft.guessed:
        parted = parted_from(update, meant)
        found = None if parted is None else Examined(of_another(candidate, update, hit, *parted))
    return None if found is None else replace(found, elsewhere=made.finding)


def _leaves_out_a_rate(update: Update, hit: Hit) -> bool:
    """Whether a decay rate is given, or has a number, that is none of the form's: nothing depends on it."""
    read = {h.name for h in update.system.hypers} - set(hit.correspondence.constants)
    numbers = (d.letter for d in update.draft.definitions.values() if isinstance(d.value, Number))
    names = {*update.draft.usual, *update.draft.taken, *numbers}
    return any(sort_of(name) is Sort.DECAY_RATE and name not in read for name in names)


def _is_offered(candidate: Candidate, update: Update, meant: frozenset[str]) -> bool:
    """Whether the same lines are what is meant with a switch set otherwise: ``if self.momentum``."""
    others = (draft for draft in candidate.drafts if draft.settings != update.draft.settings)
    return any(hit_of(each.system, meant) is not None for draft in others for each in updates(draft))


def _is_bare(update: Update, hit: Hit) -> bool:
    """Whether a gradient is added or taken away without a rate and a state: any sum is that."""
    return not update.system.states and _is_without_rate(hit)


def _is_without_rate(hit: Hit) -> bool:
    """Whether an update is a form whose rate is 1: an average of gradients is, where it is the step."""
    rates = (value for name, value in hit.correspondence.fixed.items() if sort_of(name) is Sort.RATE)
    return any(value == 1 for value in rates)


def _is_passed_back(candidate: Candidate, readings: Sequence[Update], hit: Hit) -> bool:
    """Whether a gradient times what is no rate, or in a layer's backward pass, is handed on: no step."""
    signs = {update.new.op for update in readings if isinstance(update.new, Apply)}
    rates = [ours for ours, theirs in hit.correspondence.names.items() if sort_of(theirs) is Sort.RATE]
    named = hit.reckoned == "" and all(sort_of(plain(ours)) is Sort.RATE for ours in rates)
    layer = "backward" in candidate.titles[:1]
    return not readings[0].system.states and signs >= {"add", "sub"} and (layer or not named)


def _of_another(
    candidate: Candidate, readings: Sequence[Update], meant: frozenset[str], around: frozenset[str]
) -> Examined | None:
    """What is wrong with an update of another method that is named around it, farther off.

    A method with as many states alone counts, and what it has may not be left out: that is another method.
    """
    states = {len(u.system.states) for u in readings} - {0}
    near = kin(around) - meant
    others = frozenset(f.of for f in known_forms() if f.of in near and shapes(f.system) & states)
    if not others or not all(update.named for update in readings):
        return None
    mend = mended(readings[0], others, thorough=False)
    if mend is None or mend.omits or (mend.kind in RENAMED and not re.search(r"\d", mend.fix)):
        return None
    said = is_excused(candidate, readings[0], mend, span_of(readings[0], ""))
    return None if said else Examined(of_mend(candidate, readings[0], mend))


def _of_wider(candidate: Candidate, readings: Sequence[Update], meant: frozenset[str]) -> Examined | None:
    """The wrong sign in an update with states, called after the method that it is without them."""
    if not all(update.named and not update.draft.guessed for update in readings):
        return None
    others = frozenset().union(*(wider(meant, shape(update.system)) for update in readings))
    mend = mended(readings[0], others, thorough=False) if others else None
    if mend is None or mend.omits or mend.kind != "sign":
        return None
    said = is_excused(candidate, readings[0], mend, span_of(readings[0], ""))
    return None if said else Examined(of_mend(candidate, readings[0], mend))


def _is_cut(candidate: Candidate, update: Update) -> bool:
    """Whether something is left out between the lines of an update."""
    spans = [span for span in update.places.values() if span.end > span.start]
    low, high = min((s.start for s in spans), default=0), max((s.end for s in spans), default=0)
    return any(low < gap < high for gap in candidate.gaps)


def _with_states(readings: Sequence[Update], meant: frozenset[str], around: frozenset[str]) -> frozenset[str]:
    """What else is named around an update that keeps states, where nothing that is meant keeps any."""
    if any(catalogue.system(name).states for name in meant) or not all(u.system.states for u in readings):
        return frozenset()
    letters = [h.name for u in readings for h in u.system.hypers]
    letters += [s.name for u in readings for s in u.system.states]
    called = named_in(" ".join(letters)) if meant else frozenset()
    return (around | called) - meant


def _specials(pair: tuple[Update, Hit]) -> int:
    return len(pair[1].special)
