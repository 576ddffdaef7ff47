"""Slips that are none: what explains them stands in the update itself, or in the words around it."""

from __future__ import annotations

import re
from itertools import dropwhile

from verifier.audit.drafts.candidate import Candidate
from verifier.audit.drafts.meaning import first_named, named_in
from verifier.audit.drafts.slots import displayed
from verifier.audit.drafts.vocabulary import is_gradient_name
from verifier.audit.equations.assembly import Update
from verifier.audit.judging.judge import without_first_step
from verifier.audit.judging.known import Known, known_forms
from verifier.audit.pages.document import Source
from verifier.audit.programs.conditions import COUNT
from verifier.audit.said.remarks import CLIMBING, INTERIM, REJECTED, SIMPLIFIED, climbs
from verifier.audit.slips.branched import is_of_condition
from verifier.audit.slips.completed import CORRECTION, is_completed, is_told_below
from verifier.audit.slips.mend import Mend
from verifier.audit.slips.points import is_of_unknown_point
from verifier.audit.slips.rootless import is_without_root
from verifier.audit.slips.siblings import is_plain_beside
from verifier.audit.slips.upwards import points_upwards
from verifier.lift.reading import Span
from verifier.term import STEP, WEIGHT, postorder, symbols

ABOVE = 2000
"""How many characters above an update a special case may be named."""
ASKED = 10
"""How many lines above an answer its question is looked for."""
OPTION = re.compile(r"\s*(?:[-*+]\s+)?(?:\*\*)?\(?[A-Ea-e][).](?:\*\*)?\s")
"""How an answer among which to choose begins: ``(a)``, ``- B.``."""
LEADING = 2
"""How many lines above a gradient say what it is of."""
UNCORRECTED = ("dropped denominator", "dropped factor")
"""What an update lacks that corrects no bias: what divides its averages, or a factor of its rate."""
HEAD = 60
"""How far from where it begins a function's head says that it is a kernel."""
KERNEL = re.compile(r"__(?:global|device|kernel)__|\b__kernel\b|\bkernel\s+void\b|@cuda\.jit|@triton\.jit")
OVER_ELEMENTS = re.compile(
    r"[^{};]*\((?:[^(){};]*,)?\s*(?:const\s+)?(?:int|long|size_t|std::size_t|int64_t|unsigned)\s+\w+\s*,[^(){};]*"
    r"\*[^(){};]*\)\s*\{"
)
"""The head of a function of C that is given how many elements there are, and where they are."""
RATE_OF_STEP = re.compile(
    r"(?:\A|_)(?:lr|rate|alpha|a|eta|step)_?t$|step_?size|correct|_hat$|adjust|effective", re.IGNORECASE
)
"""How a rate is called that has the correction of the bias in it."""
RATE_CALLED = re.compile(
    r"\b(?:lr|learning_?rate|rate|alpha|eta|step_?size)\w*\s*=\s*[\w.]*?(\w*(?:lr|rate|sched|step)\w*)\(",
    re.IGNORECASE,
)
"""A rate that a function gives."""
AFTERWARDS = "the decay after the step"
"""What a step is where the weight decays by a part of the new weight."""
TITLE = re.compile(r"(?:#{1,6} |\\(?:sub)*section\b).*|[-*+ ]*(?P<paragraph>\*\*[^*\n]+\*\*)")
"""The title of a section, or of a paragraph: ``**AdamW** does not touch the gradient``."""
POWER_IN_CODE = re.compile(r"(?:beta|\bb|rho)_?\w*\s*\*\*|\bpow(?:er)?\(\s*[\w.]*(?:beta|rho|\bb\d)")
"""A power of a decay rate in a program."""
COMMENT = re.compile(r"[ \t]*#+[ \t]")
"""How a line of a program begins that is a comment."""
DEFINED = re.compile(r"^[ \t]*(?:async )?def ", re.MULTILINE)
"""How a function of a program begins."""
DAMPENING = re.compile(r"\S+ -> \S*damp(?:en)?ing\W*|\S*damp(?:en)?ing\W* -> \S+", re.IGNORECASE)
"""Another rate for the one by which a velocity takes less of the gradient."""
LOOKS_AHEAD = re.compile(r"look[-_ ]?ahead", re.IGNORECASE)
"""Words for a step that goes on along the velocity that is just made."""
_RATE = r"\\(alpha|beta|gamma|lambda|mu|nu|rho)(?![a-z_])"
EQUATED = re.compile(rf"{_RATE}\s*=\s*{_RATE}")
"""That one rate has the value of another: ``\\nu = \\mu`` gives a special case."""


def is_excused(candidate: Candidate, update: Update, mend: Mend, span: Span) -> bool:
    """Whether a slip, in an update that stands at a span, is none."""
    of_update = _is_of_threshold(mend) or _is_of_first_step(update, mend) or _is_of_decay(mend)
    of_update = of_update or _is_special(candidate, update) or _is_of_caller(candidate, update, mend)
    of_update = of_update or _is_of_mean(mend) or is_plain_beside(update, mend.form.system)
    of_update = of_update or _is_of_dampening(mend)
    of_text = _is_said(candidate, update, mend, span) or _is_of_choice(candidate, span)
    of_text = of_text or is_of_unknown_point(candidate, update, mend)
    of_text = of_text or _is_of_look_ahead(candidate, mend) or is_without_root(candidate, mend)
    of_text = (
        of_text or _is_switched(candidate, update, mend) or is_of_condition(candidate.stretch, mend.kind)
    )
    return of_update or of_text or _is_borrowed(candidate, update, mend, span)


def _is_switched(candidate: Candidate, update: Update, mend: Mend) -> bool:
    """Whether a correction that is missing is one that a switch of the program turns on."""
    switches = {name: on for draft in candidate.drafts for name, on in draft.settings.items()}
    settings = {**{name: not on for name, on in switches.items()}, **update.draft.settings}
    corrections = [on for name, on in settings.items() if CORRECTION.search(name.lower())]
    return mend.kind in UNCORRECTED and bool(corrections) and not any(corrections)


def _is_special(candidate: Candidate, update: Update) -> bool:
    """Whether the words before it set a rate that the update does not read equal to one that it reads."""
    stretch, read = candidate.stretch, {hyper.name for hyper in update.system.hypers}
    above = "" if stretch is None else stretch.source.text[max(0, stretch.low - ABOVE) : stretch.low]
    return any(len({*pair} & read) == 1 for pair in EQUATED.findall(above))


def _is_of_caller(candidate: Candidate, update: Update, mend: Mend) -> bool:
    """Whether a function is given the rate and no step, and leaves the correction to who calls it.

    A kernel does, whose calling program is another, and so does what is given a rate of the step.
    """
    taken = {displayed(name) for name in update.draft.taken}
    corrects = [STEP in symbols(system.outputs) for system in (update.system, mend.form.system)]
    if mend.kind not in UNCORRECTED or corrects != [False, True]:
        return False
    if _calls_for_rate(candidate) or any(map(COUNT.fullmatch, taken)):
        return _calls_for_rate(candidate)
    text = "" if candidate.stretch is None else candidate.stretch.source.text[: candidate.stretch.low + HEAD]
    kernel = KERNEL.search(text, max(0, len(text) - 2 * HEAD)) is not None
    if (place := candidate.stretch) is not None:
        kernel |= OVER_ELEMENTS.match(place.source.text[place.low : place.low + 20 * HEAD]) is not None
    rates = {h.name for h in update.system.hypers} & taken
    return bool(rates) and (kernel or any(RATE_OF_STEP.search(name) for name in rates))


def _calls_for_rate(candidate: Candidate) -> bool:
    """Whether the rate comes from a function that stands elsewhere, and may hold the correction."""
    stretch = candidate.stretch
    text = "" if stretch is None else stretch.source.text
    called = [] if stretch is None else RATE_CALLED.findall(text[stretch.low : stretch.high])
    return any(re.search(rf"\b(?:def|function)\s+{name}\b", text) is None for name in called)


def _is_of_choice(candidate: Candidate, span: Span) -> bool:
    """Whether an update is one of several answers to a question: some of them are to be wrong."""
    source = candidate.stretch.source if candidate.stretch is not None else Source("")
    line = candidate.place(span).line
    above = [source.line(n).strip() for n in range(line - 1, max(0, line - ASKED), -1)]
    rest = dropwhile(lambda words: not words or OPTION.match(words) is not None, above)
    return OPTION.match(source.line(line)) is not None and next(rest, "").endswith("?")


def _is_of_threshold(mend: Mend) -> bool:
    """Whether a sign in a form that asks for a threshold explains an update: it may never pass it alone."""
    asks = any(node.op == "where" for node in postorder(mend.form.system.outputs))
    return asks and mend.kind == "sign" and mend.slip is not None


def _is_of_mean(mend: Mend) -> bool:
    """Whether a mean, ``x + (z - x)/t``, counts what it begins with or not: programs have it either way."""
    nodes = postorder(mend.form.system.outputs)
    powers = any(n.op == "pow" and STEP in symbols([n.terms[1]]) for n in nodes)
    return mend.kind == "index of t" and not powers


def _is_of_dampening(mend: Mend) -> bool:
    """Whether a velocity takes the gradient by a rate of its own, ``1 - dampening``: it may be any."""
    return DAMPENING.fullmatch(mend.fix) is not None


def _is_of_look_ahead(candidate: Candidate, mend: Mend) -> bool:
    """Whether a velocity beside its old value looks ahead, in a method of which no form does."""
    ahead = {form.of for form in known_forms() if form.system.query is not WEIGHT}
    named = frozenset().union(*map(named_in, candidate.names))
    said = any(map(LOOKS_AHEAD.search, (candidate.around, *candidate.names))) or not named.isdisjoint(ahead)
    other = mend.form.of not in ahead and first_named(candidate.names) != {mend.form.of}
    return mend.kind == "old for new" and other and said


def _is_of_decay(mend: Mend) -> bool:
    """Whether the weight decays after the step, not before it: programs have it either way."""
    return mend.slip is not None and mend.slip[1].words == AFTERWARDS


def _is_of_first_step(update: Update, mend: Mend) -> bool:
    """Whether averages that begin with the first gradient are taken for ones that are not corrected."""
    return mend.kind == "dropped denominator" and without_first_step(update.system) is not update.system


def _is_borrowed(candidate: Candidate, update: Update, mend: Mend, span: Span) -> bool:
    """Whether the line at fault stands in the section of another method: this one's own is missing."""
    line, stretch = update.places.get(mend.place), candidate.stretch
    if line is None or stretch is None:
        return False
    fault, rule = candidate.place(line), candidate.place(span)
    if fault.line >= stretch.source.position(stretch.low)[0]:  # what looks like a title in code is a comment
        return False
    own, others = (
        _entitled([stretch.source.line(n) for n in range(low, high)])
        for low, high in ((1, fault.line + 1), (fault.line, rule.line + 1))
    )
    return fault.cell == rule.cell and bool(own) and bool(others) and not own & others


def _entitled(lines: list[str]) -> frozenset[str]:
    """The methods that the last title of some lines names; one of a paragraph counts where it names any."""
    titles = [(m, named_in(m.group())) for line in lines if (m := TITLE.match(line)) is not None]
    return next((named for m, named in reversed(titles) if named or m["paragraph"] is None), frozenset())


def _is_said(candidate: Candidate, update: Update, mend: Mend, span: Span) -> bool:
    """Whether the words say so: what is to become large, a weight that is not the new one yet, a question."""
    source = candidate.stretch.source if candidate.stretch is not None else Source("")
    line = source.line(candidate.place(span).line)
    slopes = (candidate.place(s).line for name, s in update.places.items() if is_gradient_name(name))
    led = " ".join(source.line(n) for at in slopes for n in range(max(1, at - LEADING), at + 1))
    climbing = climbs(f"{led} {candidate.around}") or CLIMBING.search(line) is not None
    climbing = climbing or points_upwards(candidate, update)
    aside = INTERIM.search(line) is not None or REJECTED.search(line) is not None
    return (mend.kind in ("sign", "two slips") and climbing) or aside


def simplification(candidate: Candidate, update: Update, mend: Mend) -> str:
    """What the text does with what an update lacks, where it says that the update is simplified; or nothing.

    Words on the correction of a bias excuse that there is none, and not that one moment alone has one.
    """
    return _of_omission(candidate, update, mend.kind, mend.form) if mend.omits else ""


def is_uncorrected(candidate: Candidate, update: Update, meant: frozenset[str]) -> bool:
    """Whether the text says that its update is what is meant without the corrections of the bias."""
    forms = (form for form in known_forms() if form.of in meant and not form.rank)
    return any(_of_omission(candidate, update, UNCORRECTED[0], form) for form in forms)


def _of_omission(candidate: Candidate, update: Update, kind: str, form: Known) -> str:
    corrects = [STEP in symbols(system.outputs) for system in (update.system, form.system)]
    uncorrected = kind in UNCORRECTED and corrects == [False, True]
    labels = SIMPLIFIED.finditer(" ".join(candidate.around.split()))
    for label in labels:
        if uncorrected or CORRECTION.search(label.group().lower()) is None:
            return f"calls so ('{label.group()}')"
    if uncorrected and _is_of_corrected_code(candidate):
        return "corrects in its code"
    below = uncorrected and (is_completed(candidate) or is_told_below(candidate))
    return "completes below" if below else ""


def _is_of_corrected_code(candidate: Candidate) -> bool:
    """Whether an update is a comment in a function that has powers of decay rates: its letters are theirs."""
    stretch = candidate.stretch
    if stretch is None or COMMENT.match(stretch.source.line(stretch.source.position(stretch.low)[0])) is None:
        return False
    text = stretch.source.text
    above = [m.start() for m in DEFINED.finditer(text, 0, stretch.low)]
    below = DEFINED.search(text, stretch.high)
    own = text[above[-1] : below.start() if below is not None else len(text)] if above else ""
    return POWER_IN_CODE.search(own) is not None
