"""Where in an update a slip stands that was found in a known form: the line whose values are the form's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from verifier.audit.drafts.draft import NEW
from verifier.audit.drafts.slots import displayed
from verifier.audit.drafts.vocabulary import is_gradient_name
from verifier.audit.equations.assembly import Update
from verifier.audit.equations.roles import Roles
from verifier.audit.judging.course import GRADIENTS, W0, number_of, points
from verifier.evaluate import run
from verifier.lift.reading import Apply, Name, parts
from verifier.mutants import Mutant
from verifier.mutants.equations import QUERY, equations_of
from verifier.system import System
from verifier.term import Term, postorder, symbols

Values = tuple[float | None, ...]


def line_at_fault(
    update: Update, form: System, mutant: Mutant, mine: Mapping[str, Fraction], theirs: Mapping[str, Fraction]
) -> str:
    """The name of the update's line that corresponds to the mutant's; empty where none is to be seen."""
    if mutant.place in ("w", ""):
        return update.last if mutant.kind == "sign" else _step_line(update)
    if mutant.place == QUERY:
        return QUERY
    partners = _partners(update.system, mutant.system, mine, theirs)
    if mutant.place in partners:
        return _version(update, partners[mutant.place])
    read = _states_read(form, mutant.place)
    if mutant.place not in {e.name for e in equations_of(form).every}:
        return ""
    if astray := _astray(update, form, mine, theirs):
        return astray
    own = {partners[name] for name in read if name in partners}
    if not own and mutant.place in read and (lost := _without_state(update)):
        return lost
    return next((line for state in sorted(own) if (line := _reader_of(update, state))), update.last)


def _astray(
    update: Update, form: System, mine: Mapping[str, Fraction], theirs: Mapping[str, Fraction]
) -> str:
    """The one line of constants on the way that takes no values of the form's, though what it reads does."""
    every = (*(value for _, value in form.lets), *(s.update for s in form.states))
    right, kept = {_course(form, value, theirs) for value in every}, {s.name for s in update.system.states}
    lines = {n: v for n, v in update.system.lets if n in update.draft.definitions and n not in kept}
    own = {n: v for n, v in lines.items() if v is not update.system.weight and symbols([v], "hyper")}
    strange = {n: v for n, v in own.items() if _course(update.system, v, mine) not in right}
    found = [n for n, v in strange.items() if not set(postorder([v])) & (set(strange.values()) - {v})]
    return found[0] if len(found) == 1 else ""


def own_letters(
    update: Update,
    form: System,
    mutant: Mutant,
    names: Mapping[str, str],
    mine: Mapping[str, Fraction],
    theirs: Mapping[str, Fraction],
) -> dict[str, str]:
    """By a letter of a known form that of the update, ``names`` being those of its hyperparameters."""
    own = {their: our for our, their in names.items()}
    own |= _partners(update.system, mutant.system, mine, theirs) | _values(update, form, mine, theirs)
    if mutant.place not in own and mutant.place in _states_read(form, mutant.place):
        lost = update.draft.definitions.get(_without_state(update))
        own |= {} if lost is None else {mutant.place: displayed(lost.letter)}
    return own


def _values(
    update: Update, form: System, mine: Mapping[str, Fraction], theirs: Mapping[str, Fraction]
) -> dict[str, str]:
    """By a value that a form names on the way the name in the update of what takes the same numbers."""
    states = {s.name for s in (*form.states, *update.system.states)}
    own = {_course(update.system, v, mine): n for n, v in update.system.lets if n not in states}
    named = ((n, _course(form, v, theirs)) for n, v in form.lets if n not in states)
    return {name: own[values] for name, values in named if values and values in own}


def _course(system: System, value: Term, numbers: Mapping[str, Fraction]) -> Values:
    """What a value is over a few steps; nothing where it reads more than the update needs."""
    found = points(replace(system, weight=value, lets=()), numbers)
    return () if found is None else tuple(_rounded(x) for x in found)


def _partners(
    one: System, two: System, mine: Mapping[str, Fraction], theirs: Mapping[str, Fraction]
) -> dict[str, str]:
    """By a state of the second the one of the first that takes the same values, or moves alike."""
    first, second = _courses(one, mine), _courses(two, theirs)
    new, theirs_new = _read_anew(one), _read_anew(two)
    found = dict[str, str]()
    for name, values in second.items():
        same = [own for own, taken in first.items() if taken == values]
        # Of two states that take the same values the step reads the one's new value, the other's old one.
        alike = [own for own in same if (own in new) == (name in theirs_new)]
        found |= {name: (alike or same)[-1]} if same else {}
    for name, values in second.items():
        if name not in found and (scaled := _scaled(values)):
            alike = [n for n, v in first.items() if n not in found.values() and _scaled(v) == scaled]
            found |= {name: alike[0]} if len(alike) == 1 else {}
    return found


def _read_anew(system: System) -> set[str]:
    """The states whose new values the new weight is made of."""
    needed = set(postorder([system.weight]))
    return {s.name for s in system.states if s.update in needed}


def _scaled(values: Values) -> Values:
    """The increments over the first that is not 0, so that neither start nor scale matters."""
    numbers = [v for v in values if v is not None]
    steps = [b - a for a, b in pairwise(numbers)]
    first = next((x for x in steps if abs(x) > 1e-9), None)
    if first is None or len(numbers) < len(values):
        return ()
    return tuple(round(x / first, 6) for x in steps)


def _courses(system: System, numbers: Mapping[str, Fraction]) -> dict[str, Values]:
    made = run(system, dict(numbers), W0, GRADIENTS, exact_bits=64)
    columns = zip(*made.states, strict=True)
    return {
        s.name: tuple(_rounded(x) for x in column) for s, column in zip(system.states, columns, strict=True)
    }


def _rounded(value: object) -> float | None:
    found = value if isinstance(value, float) else number_of(value)
    return None if found is None else float(f"{found:.10g}")


def _states_read(form: System, place: str) -> list[str]:
    """The states whose new or old values a line of the form reads."""
    equation = next((e for e in equations_of(form).every if e.name == place), None)
    return [] if equation is None else [s.name for s in symbols([equation.formula])]


def _step_line(update: Update) -> str:
    """The line that makes the new weight; where it adds a step that is no state, the step's line."""
    line, definitions = update.last, update.draft.definitions
    while (known := definitions.get(line)) is not None:
        value = known.value
        step = value.args[-1] if isinstance(value, Apply) and value.op in ("add", "sub") else None
        if not isinstance(step, Name) or step.text not in definitions or step.index != NEW:
            break
        if step.text in update.draft.carried.values() or not Roles(update.draft).depends_on_gradient(step):
            break
        line = step.text
    return line


def _version(update: Update, state: str) -> str:
    """The line that makes a state's new value: where a name is only put back, the line of that name."""
    letters = Roles(update.draft).states.items()
    line = next((update.draft.carried[letter] for letter, name in letters if name == state), "")
    definitions = update.draft.definitions
    while line in definitions and isinstance(value := definitions[line].value, Name):
        if value.index != NEW or value.text not in definitions:
            break
        line = value.text
    return line


def _reader_of(update: Update, state: str) -> str:
    """The first line, no state's own, that reads a state's new value."""
    version, used = _version(update, state), _used(update)
    for name, definition in update.draft.definitions.items():
        if (
            name not in update.draft.carried.values()
            and name in used
            and any(
                isinstance(n, Name) and n.text == version and n.index == NEW for n in parts(definition.value)
            )
        ):
            return name
    return ""


def _without_state(update: Update) -> str:
    """The first line that the new weight needs and that is made of this step's gradient alone."""
    roles, used = Roles(update.draft), _used(update)
    for name, definition in update.draft.definitions.items():
        below = [n for n in roles.below(definition.value) if isinstance(n, Name)]
        own = {n.text for n in below} & set(update.draft.carried) - {update.weight}
        kept = any(text not in roles.gradients for text in own)
        moved = name in used and roles.depends_on_gradient(definition.value)
        if moved and not kept and not is_gradient_name(displayed(definition.letter)):
            return name
    return ""


def _used(update: Update) -> set[str]:
    """The lines on which the new weight depends."""
    definitions, found = update.draft.definitions, set[str]()
    waiting = [n.text for n in parts(update.new) if isinstance(n, Name)]
    while waiting:
        name = waiting.pop()
        if name in definitions and name not in found:
            found.add(name)
            waiting += [n.text for n in parts(definitions[name].value) if isinstance(n, Name)]
    return found
