"""A theorem before its independent check, and what its makers share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as replace_fields
from functools import cached_property

from verifier.algebra.ring import Unsupported
from verifier.closed_form.bound import at, index, tidy
from verifier.closed_form.identities import Identities
from verifier.closed_form.induction import Induction, proves, told
from verifier.closed_form.notation import Notation, Plain
from verifier.closed_form.structure import Reading, expressions
from verifier.term import ONE, STEP, WEIGHT, Term, hyper, postorder, substitute, symbols

DEFINED = "every step up to t is defined: no division by zero, no root or logarithm outside its domain"


@dataclass(frozen=True)
class Draft:
    """A theorem that was derived and proved, with the claims by which numbers can check it.

    Attributes
    ----------
    id : str
    statement : callable
        The statement in a notation.
    hypotheses : tuple of str
    proof : tuple of str
    checks : tuple of Term
        Equations and inequalities between closed forms that the theorem asserts of every step.
    regime : str
        For which runs it asserts them; see `verifier.closed_form.numeric.runs`.
    """

    id: str
    statement: Callable[[Notation], str]
    hypotheses: tuple[str, ...]
    proof: tuple[str, ...]
    checks: tuple[Term, ...]
    regime: str = "arbitrary"


@dataclass(frozen=True)
class Study:
    """A recurrence that is being studied: its structure and the notation of its proofs.

    Attributes
    ----------
    reading : Reading
    letters : mapping of str to str
        The LaTeX of names, where it does not follow from the name.
    normal : list of Identities
        Normal forms that have been computed.
    always : dict of str to bool
        The sequences of which it has been asked whether every step is proved to have a value.
    """

    reading: Reading
    letters: Mapping[str, str] = field(default_factory=dict)
    normal: list[Identities] = field(default_factory=list)
    always: dict[str, bool] = field(default_factory=dict)

    @cached_property
    def plain(self) -> Plain:
        """The notation of hypotheses and proofs."""
        return Plain()

    @cached_property
    def taken(self) -> set[str]:
        """The names that the recurrence uses."""
        system = self.reading.system
        names = {*(h.name for h in system.hypers), *(s.name for s in system.states), "t", "w", "g", "n"}
        return names | {name for name, _ in system.lets} | set(self.letters.values())

    @cached_property
    def indices(self) -> tuple[Term, Term]:
        """Two names for bound indices that the recurrence does not use."""
        first, second, *_ = (index(c) for c in "ijklrsabcdefh" if c not in self.taken)
        return first, second

    def identities(self) -> Identities:
        """Normal forms for steps from 0 on; what they know is kept until they are full."""
        if not self.normal or self.normal[-1].crowded:
            self.normal.append(self.reading.identities())
        return self.normal[-1]

    def facts(self, *values: Term) -> tuple[str, ...]:
        """The domains of the hyperparameters on which some terms rest, as hypotheses."""
        system, reached = self.reading.system, list(values)
        definitions = {**self.reading.schedules, **{s.name: s.update for s in system.states}}
        names: dict[str, None] = {}
        while reached:
            fresh = [n for n in _names([reached.pop()]) if n not in names]
            names |= dict.fromkeys(fresh)
            reached += [definitions[n] for n in fresh if n in definitions]
        hypers = [h for n in names if (h := system.hyper(n)) is not None and n in self.reading.domains]
        return tuple(_condition(h.domain.describe(self.plain.name(h.name))) for h in hypers)

    def definitions(self, *values: Term) -> tuple[str, ...]:
        """What the schedules are that some terms name."""
        names = dict.fromkeys(n.terms[0].name for n in postorder(values) if n.op == "element")
        found = [(n, self.reading.schedules[n]) for n in names if n in self.reading.schedules]
        write = self.plain.write
        return tuple(f"{self.plain.element(n, STEP)} = {write(at(v, STEP))}" for n, v in found)

    def defined(self, name: str) -> tuple[str, ...]:
        """The hypothesis that steps are defined, where that is not proved of the named sequence."""
        if name not in self.always:
            updates = {WEIGHT.name: self.reading.system.weight}
            updates |= {s.name: s.update for s in self.reading.system.states}
            self.always[name] = self.total(updates[name])
        return () if self.always[name] else (DEFINED,)

    def total(self, update: Term) -> bool:
        """Whether every operation in an update is proved to have a value."""
        return any(
            self.has_values(written)
            for written in expressions(self.reading, update)
            if not self._names_partial(written)
        )

    def has_values(self, value: Term) -> bool:
        """Whether every operation in a term is proved to have a value where its letters have."""
        identities = self.identities()
        return all(_has_value(identities, node) for node in postorder([value]))

    def _names_partial(self, written: Term) -> bool:
        """Whether a named quantity in the text may itself be undefined."""
        definitions = {n.name: t for t, n in self.reading.names.items()}
        named = [definitions[s.name] for s in symbols([written], "now")]
        return any(not self.total(value) for value in named)

    def prove(self, claim: Induction) -> tuple[str, ...]:
        """The steps of a proof by induction.

        Raises
        ------
        Unproved
            When base case and step do not come out.
        """
        if not proves(self.identities(), claim):
            raise Unproved(f"the closed form {self.plain.equation(claim.left, claim.closed)} was not proved")
        return told(self.plain, self.identities(), claim)


class Unproved(Exception):
    """A closed form that was found and could not be proved."""


def _names(values: Iterable[Term]) -> Iterator[str]:
    for node in postorder(values):
        if node.op == "element":
            yield node.terms[0].name
        elif node.op == "sym" and node.args[0] in ("hyper", "sequence", "state", "now"):
            yield node.name


def _condition(text: str) -> str:
    return text.replace("<=", "≤").replace(">=", "≥")


def _has_value(identities: Identities, node: Term) -> bool:
    try:
        if node.op == "div":
            return identities.non_zero(node.terms[1])
        if node.op == "log":
            return identities.positive(node.terms[0])
        if node.op == "pow":
            return _power_has_value(identities, *node.terms)
    except (Unsupported, ZeroDivisionError):
        return False
    return True


def _power_has_value(identities: Identities, base: Term, exponent: Term) -> bool:
    whole = exponent.op == "num" and exponent.value.denominator == 1
    if (whole and exponent.value >= 0) or identities.natural(tidy(exponent), {}):
        return True
    if not whole and not identities.non_negative(base):
        return False
    return identities.positive(base) or (not whole and identities.non_negative(exponent))


def steady(value: Term) -> Term:
    """A term of one step with every given rate held constant."""
    return substitute([value], {s: hyper(s.name) for s in symbols([value], "sequence")})[0]


def at_step(value: Term) -> Term:
    """A term of one step as part of a closed form, read at `STEP`."""
    return at(value, STEP)


def equation(
    name: str,
    left: Term,
    right: Term,
    hypotheses: tuple[str, ...],
    proof: tuple[str, ...],
    regime: str = "arbitrary",
) -> Draft:
    """The theorem that two closed forms are equal at every step."""
    check = Term("eq", left, right)
    return Draft(name, lambda notation: notation.equation(left, right), hypotheses, proof, (check,), regime)


def from_step_one(draft: Draft) -> Draft:
    """The theorem for the steps from the first on; of the start it says nothing."""

    def statement(notation: Notation) -> str:
        return draft.statement(notation) + notation.words("for") + notation.write(Term("ge", STEP, ONE))

    return replace_fields(draft, statement=statement)
