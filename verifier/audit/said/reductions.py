"""What a text says that its update becomes at a special value: "with beta = 0 it is plain gradient descent".

The value is put in. What is said is wrong where the update is not the method that is named, and with the
other of 0 and 1 it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import prod

from verifier.audit.drafts.meaning import named_in
from verifier.audit.equations.statements import expression
from verifier.audit.finding import AuditFinding
from verifier.audit.judging.judge import hit_of
from verifier.audit.said.claims import HEDGE, SENTENCE
from verifier.audit.said.subject import Subject
from verifier.lift.reading import Name
from verifier.system import System, fix_hypers, live_states
from verifier.term import ZERO, Term, fold, symbols, term

SET = re.compile(
    r"(?P<letter>\\[a-z]+(?:_\{?\w\}?)?|[αβγμρηλ][₁₂]?|\b(?:beta|mu|gamma|rho|momentum)_?\d?)\s*[$`]?\s*"
    r"(?:=|\\to|→|is|to|equals|equal to)\s*[$`]?\s*(?P<value>[01])(?:\.0)?(?![\d.]|\s*[<≤\\]|,\s*\d)"
)
"""A hyperparameter at 0 or 1."""
BECOMES = re.compile(
    r"\b(?:reduces?(?:\s+\w+)?\s+to|becomes?|recovers?|recovering|turns? into|boils? down to|gives?|yields?|"
    r"is(?=\s+(?:plain|vanilla|ordinary|pure|regular)\s)|"
    r"collapses? to|degenerates? (?:in)?to|is (?:just|simply|exactly|again|the same as|identical to)|"
    r"we (?:get|obtain)|equivalent to|coincides? with)\s+"
    r"(?:(?:the|an?|plain|vanilla|standard|ordinary|simple|classical|usual|pure|regular|basic|exactly|just|simply|"
    r"back|to|original)\s+)*(?P<name>[A-Za-z-]+(?:\s(?:gradient )?descent)?)",
    re.IGNORECASE,
)
"""That an update is a method, which is named."""
CONDITION = re.compile(r"\b(?:if|when|let|suppose|should)\b", re.IGNORECASE)


def findings(subjects: Sequence[Subject]) -> Iterator[AuditFinding]:
    """The sentences by which an update becomes another method at the wrong end of a range."""
    seen = set[tuple[int, int]]()
    for one in subjects:
        for sentence in SENTENCE.finditer(one.source.text, one.low, one.high):
            words, key = sentence.group(), (id(one.source), sentence.start())
            said = list(BECOMES.finditer(words)) if key not in seen else []
            settings = list(SET.finditer(words)) if len(said) == 1 else []
            if len(settings) != 1 or HEDGE.search(CONDITION.sub("", words)):
                continue
            named = named_in(said[0]["name"]) - {one.hit.form.of}
            near = [s for s in subjects if s.source is one.source and s.low <= sentence.start() <= s.high]
            if len(named) == 1 and all(_is_of_other_end(s, settings[0], named) for s in near):
                seen.add(key)
                yield _finding(one, sentence.start(), settings[0], next(iter(named)))


def _is_of_other_end(one: Subject, setting: re.Match[str], named: frozenset[str]) -> bool:
    """Whether an update is the method that is named at the other of the two values, and not at this."""
    letter, value = expression(setting["letter"]), int(setting["value"])
    if not isinstance(letter, Name) or one.system.hyper(letter.text) is None:
        return False
    return not _is(one.system, letter.text, value, named) and _is(one.system, letter.text, 1 - value, named)


def _is(system: System, letter: str, value: int, named: frozenset[str]) -> bool:
    hit = hit_of(_reckoned(fix_hypers(system, {letter: term(value)})), named)
    return hit is not None and hit.proved and hit.form.of in named


def _reckoned(system: System) -> System:
    """A system without what is multiplied by nought: a state of which nothing else is made falls away."""
    roots = (system.weight, system.query, *(s.update for s in system.states))
    values = fold(roots, _without_nought)
    states = tuple(replace(s, update=values[s.update]) for s in system.states)
    made = replace(system, weight=values[system.weight], query=values[system.query], states=states, lets=())
    made = replace(made, states=live_states(made))
    read = {h.name for h in symbols((*made.outputs, *(s.initial for s in made.states)), "hyper")}
    return replace(made, hypers=tuple(h for h in made.hypers if h.name in read))


def _without_nought(node: Term, args: tuple[Term, ...]) -> Term:
    if node.op in ("mul", "add") and all(a.op == "num" for a in args):
        numbers = [a.value for a in args]
        return term(prod(numbers) if node.op == "mul" else sum(numbers))
    if node.op == "mul" and ZERO in args:
        return ZERO
    if node.op == "add" and ZERO in args and len(args) == 2:
        return args[1] if args[0] == ZERO else args[0]
    return Term(node.op, *args) if args else node


def _finding(one: Subject, start: int, setting: re.Match[str], name: str) -> AuditFinding:
    low, high = (start + at for at in setting.span())
    value, form, source = int(setting["value"]), one.hit.form, one.source
    why = (
        f"with {value} the update beside it, which is {form.name}, is not {name}, and with {1 - value} it is"
    )
    return AuditFinding(
        *source.position(low),
        *source.position(high),
        source.cell,
        form.of,
        source.text[low:high],
        "wrong",
        form.name,
        f"{value} -> {1 - value}",
        "a sentence, held against the update beside it",
        why,
    )


__all__ = ["findings"]
