"""Parts of an update that stand alone, as in reports of bugs: one line, held against the lines of a method.

What is not printed is taken from the specification of the one method that is named. A line that is any known
form in that company, or that may be meant otherwise, is left in peace: only a slip at one place of it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from verifier import catalogue
from verifier.audit.drafts.candidate import Fragment
from verifier.audit.drafts.meaning import kin
from verifier.audit.drafts.names import Sort, domain_of, number_in, sort_of
from verifier.audit.drafts.vocabulary import DIRECTIONS, is_gradient_name
from verifier.audit.equations.roles import is_weight_name
from verifier.audit.finding import AuditFinding
from verifier.audit.judging.course import Course, same_course
from verifier.audit.judging.judge import SECONDS, go_on_alike, hit_of
from verifier.audit.judging.known import Correspondence, Known, known_forms
from verifier.audit.said.remarks import CLIMBING, REJECTED, climbs
from verifier.audit.slips.difference import undoing
from verifier.audit.slips.further import further_slips_of, slips_of
from verifier.audit.slips.lettered import lettered
from verifier.findings import Verdict, witness_json
from verifier.lift.reading import Apply, Gradient, Name, Node, Number, parts
from verifier.mutants import Mutant
from verifier.mutants.equations import OUTPUT, Equations, equations_of
from verifier.referee import WORK, judge
from verifier.system import Hyper, System
from verifier.term import GRADIENT, STEP, WEIGHT, Term, hyper, sqrt, state, symbols, term

CORRECTED = re.compile(r"(?:(\w)_?(?:hat|corr\w*|bias_?corr\w*|unbiased)|(?:hat|corrected)_(\w))")
"""How programs and formulas call a corrected moment."""
ONLY_LESS = (
    "dropped summand",
    "dropped factor",
    "dropped denominator",
    "constant",
    "first step",
    "first value",
)
"""Kinds of slips that a part of an update may make on purpose."""
PLAIN = frozenset("add mul div pow abs sign max min".split())


RENAMED = ("swapped hyperparameters", "other hyperparameter")
"""Kinds of slips that are other letters: without numbers, a letter alone does not tell what it stands for."""


ASKED = re.compile(
    r"[^.?!]*\b(?:nan|infs?|diverg\w*|explod\w*|fails?|wrong|crash\w*"
    r"|(?:not|n't) (?:work|converge|learn|train)\w*)\b[^?]*\b(?:why|what|how|where)\b[^?]*\?",
    re.IGNORECASE | re.DOTALL,
)
"""Words behind a line of somebody's that ask why it fails."""


SUPPOSED = re.compile(r"[^.;?!]*\b(?:would|could)\b", re.IGNORECASE)
"""Words behind a line that say what would come of it."""


class ForeignError(Exception):
    """A line has something that the method has not."""


def findings(fragment: Fragment, around: str) -> Iterator[AuditFinding]:
    """The finding on a line that is wrong whatever stands around it; nothing otherwise."""
    if len(fragment.meant) != 1 or not _gathers(fragment) or _is_turned(fragment):
        return
    if is_rejected(fragment, around) or _is_of_kin(fragment, around):
        return
    climbing = climbs(around)
    every = list(in_company(fragment))
    if any(hit_of(made, fragment.meant) is not None for _, _, made in every):
        return
    for line, form, made in every:
        slip = _slip(made, form, line.name) if form.rank <= 1 else None
        alone = slip is not None and slip.kind in RENAMED and re.search(r"\d", _fix(line, form, slip)) is None
        if slip is not None and not alone and not (climbing and slip.kind == "sign"):
            yield _finding(fragment, line, form, slip, made)
            return


def is_rejected(fragment: Fragment, around: str) -> bool:
    """Whether the words of its sentence before a line call it wrong, or those behind ask why it fails."""
    above, _, below = around.partition(fragment.text) if fragment.text in around else ("", "", "")
    sentence, rest = re.split(r"[.;]\s|(?<!:)\n\s*\n", above)[-1], re.split(r"\n\s*\n", below)[0]
    supposed = re.search(r"\bif\b", sentence, re.IGNORECASE) is not None and SUPPOSED.match(rest) is not None
    return supposed or REJECTED.search(sentence) is not None or ASKED.match(rest) is not None


def _is_of_kin(fragment: Fragment, around: str) -> bool:
    """Whether a line may be of a method with one state more, of which the words speak: a centred RMSprop."""
    own = {s.name for name in fragment.meant for s in catalogue.system(name).states}
    added = (name.partition("_")[2] for name in kin(fragment.meant) - fragment.meant)
    spoken = any(re.search(rf"\b{word[:4]}", around, re.IGNORECASE) for word in added)
    return spoken and fragment.letter not in own and not is_weight_name(fragment.letter)


def in_company(fragment: Fragment) -> Iterator[tuple[Line, Known, System]]:
    """A line among the lines of each form that has its letters; a moment may be the corrected one."""
    for form in known_forms():
        if form.of not in fragment.meant:
            continue
        for corrected in (False, True):
            try:
                line = Line(fragment, form, corrected)
                made = line.completed()
            except ForeignError:
                continue
            if made is not None:
                yield line, form, made


def _gathers(fragment: Fragment) -> bool:
    """Whether a line moves a weight or a state, or corrects a moment; no look-ahead is understood."""
    nodes = list(parts(fragment.value))
    itself = any(isinstance(n, Name) and n.text == fragment.letter for n in nodes)
    ahead = any(isinstance(n, Gradient) and not isinstance(n.at, Name | None) for n in nodes)
    return (itself or _corrected(fragment.letter) is not None) and not ahead


def _is_turned(fragment: Fragment) -> bool:
    """Whether a line is meant to climb, or a state gathers ``(-1 * g)``: what it is to add to the weight."""
    turned = any(
        isinstance(n, Apply) and n.op in ("neg", "mul") and _is_turned_gradient(n)
        for n in parts(fragment.value)
        if not is_weight_name(fragment.letter)
    )
    return turned or CLIMBING.search(fragment.text) is not None


def _is_turned_gradient(node: Apply) -> bool:
    """Whether it is a gradient with a minus sign, and nothing else."""
    leaves = [n for n in parts(node) if not isinstance(n, Apply)]
    numbers = [abs(n.value) == 1 for n in leaves if isinstance(n, Number)]
    minus = any(
        (isinstance(n, Apply) and n.op == "neg") or (isinstance(n, Number) and n.value < 0)
        for n in parts(node)
    )
    return minus and all(numbers) and [_is_gradient(n) for n in leaves if not isinstance(n, Number)] == [True]


class Line:
    """A line in the names of a method."""

    def __init__(self, fragment: Fragment, form: Known, corrected: bool) -> None:
        self.fragment, self.form, self.corrected = fragment, form, corrected
        self.equations: Equations = equations_of(form.system)
        self.names = {e.name: e.symbol for e in self.equations.every}
        self.letters: dict[str, str] = {}
        self.name = self._target()

    def _target(self) -> str:
        """The name in the method of what the line gives a value."""
        letter = self.fragment.letter
        if is_weight_name(letter) and OUTPUT in self.names:
            self.letters[OUTPUT] = letter
            return OUTPUT
        states = [s.name for s in self.form.system.states]
        name = letter if letter in states else _corrected(letter)
        if name is None and len(states) == 1 and any(_is_gradient(n) for n in parts(self.fragment.value)):
            name = states[0]
        if name is None or name not in self.names:
            raise ForeignError(letter)
        self.letters[name] = letter
        return name

    def completed(self) -> System | None:
        """The method with this line in place of its own."""
        value = self._term(self.fragment.value)
        made = self.equations.with_formulas({self.names[self.name]: value})
        if made is None:
            return None
        known = {h.name for h in made.hypers}
        used = {s.name for s in symbols(made.outputs, "hyper")}
        more = tuple(Hyper(n, domain_of(n)) for n in sorted(used - known))
        return replace(made, hypers=(*(h for h in made.hypers if h.name in used), *more), lets=())

    def _term(self, node: Node) -> Term:
        if isinstance(node, Number):
            return term(node.value)
        if isinstance(node, Gradient):
            return GRADIENT
        if isinstance(node, Name):
            return self._named(node)
        return self._applied(node)

    def _applied(self, node: Apply) -> Term:
        args = [self._term(a) for a in node.args]
        if node.op == "sqrt" and len(args) == 1:
            return sqrt(args[0])
        if node.op == "neg":
            return -args[0]
        if node.op == "sub" and len(args) == 2:
            return args[0] - args[1]
        if node.op not in PLAIN:
            raise ForeignError(node.op)
        return Term(node.op, *args)

    def _named(self, node: Name) -> Term:
        text = node.text
        if text == self.fragment.letter:
            return WEIGHT if self.name == OUTPUT else state(self.name)
        if text.lower() in DIRECTIONS or self._is_gathered(node):
            raise ForeignError(text)
        if _is_gradient(node):
            return GRADIENT
        if text in ("t", "step", "k"):
            return STEP
        name = _corrected(text) or text
        if self.corrected and f"{name}_hat" in self.names:
            name = f"{name}_hat"
        if name in self.names and name != OUTPUT:
            self.letters[name] = text
            return self.names[name]
        return self._hyper(text)

    def _is_gathered(self, node: Name) -> bool:
        """Whether a capital stands beside another gradient: ``G_t`` by ``nabla J`` is a sum of squares."""
        others = (n for n in parts(self.fragment.value) if isinstance(n, Gradient | Name) and _is_gradient(n))
        return node.text.isupper() and any(isinstance(n, Gradient) or n.text != node.text for n in others)

    def _hyper(self, text: str) -> Term:
        sort, number = sort_of(text), number_in(text)
        theirs = [h.name for h in self.form.system.hypers if sort_of(h.name) is sort]
        fitting = [n for n in theirs if n == text] or [n for n in theirs if number_in(n) == number]
        fitting = fitting or ([] if number else theirs)
        if sort is Sort.OTHER or len(fitting) != 1:
            raise ForeignError(text)
        if self.letters.setdefault(fitting[0], text) != text:
            raise ForeignError(text)
        return hyper(fitting[0])


def _corrected(letter: str) -> str | None:
    """The usual name of a corrected moment; None for another letter."""
    found = CORRECTED.fullmatch(letter)
    return None if found is None else f"{found[1] or found[2]}_hat"


def _is_gradient(node: Node) -> bool:
    return isinstance(node, Gradient) or (isinstance(node, Name) and is_gradient_name(node.text))


@lru_cache(maxsize=512)
def _slip(made: System, form: Known, name: str) -> Mutant | None:
    """The slip in one line of a form that makes it the completed system."""
    numbers = {h.name: form.numbers[h.name] for h in made.hypers if h.name in form.numbers}
    mine, alike = Course(made, numbers), Correspondence({n: n for n in numbers}, {}, {})
    for mutant, theirs in (*slips_of(form), *further_slips_of(form)):
        less = mutant.kind.startswith(ONLY_LESS)
        if mutant.place != name or less or _is_of_letters(form, mutant) or not same_course(mine, theirs):
            continue
        if go_on_alike(made, replace(form, system=mutant.system), alike):
            proof = judge(made, mutant.system, seconds=SECONDS, work=WORK)
            if proof.verdict is Verdict.PROVED:
                return mutant
    return None


def _is_of_letters(form: Known, slip: Mutant) -> bool:
    """Whether a slip is that one letter stands for another, neither of which has a number."""
    return slip.kind in RENAMED and re.search(r"\d", undoing(form, slip)) is None


def _fix(line: Line, form: Known, slip: Mutant) -> str:
    """The edit that undoes a slip, in the letters of the line."""
    return lettered(undoing(form, slip), line.letters)


def _finding(fragment: Fragment, line: Line, form: Known, slip: Mutant, made: System) -> AuditFinding:
    place = fragment.place(fragment.span)
    fix = _fix(line, form, slip)
    verdict = judge(made, form.system, seconds=SECONDS, work=WORK)
    witness = {} if verdict.witness is None else witness_json(verdict.witness)
    return AuditFinding(
        *place.corners,
        form.of,
        fragment.text,
        "wrong",
        form.name,
        fix=fix,
        reading=f"what is not printed is as in {form.name}",
        why=f"no known form of {form.of} has this line: with {fix} it is a line of {form.name}",
        witness=witness,
    )
