"""Formulas of a document, as candidates: for each rule that moves a weight, the definitions that it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from verifier import catalogue
from verifier.audit.drafts.candidate import Candidate, Fragment
from verifier.audit.drafts.draft import Draft
from verifier.audit.drafts.meaning import first_named, named_in
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.drafts.vocabulary import FORMULA_WEIGHT, is_gradient_name
from verifier.audit.equations.assembly import updates
from verifier.audit.equations.between import begun_where, between
from verifier.audit.equations.book import Book, Item, book_of
from verifier.audit.equations.decays import with_decay
from verifier.audit.equations.gathering import Gathering
from verifier.audit.equations.indexed import is_said_again, takes_several
from verifier.audit.equations.pairs import begun_together, other_line
from verifier.audit.equations.refused import Refused
from verifier.audit.finding import AuditFinding
from verifier.audit.judging import delay
from verifier.audit.judging.judge import Hit, hit_of
from verifier.audit.pages.document import Place, Region, Stretch, Unread
from verifier.audit.pages.places import Places
from verifier.audit.said.subject import HEADING
from verifier.audit.slips import incomplete
from verifier.lift.reading import Apply, Gradient, Span, parts

OPENING = 1000
"""How many characters at the beginning of a document tell what it is about, where nothing nearer does."""


PARAGRAPHS = 2_500
"""How many characters above an equation the title of its paragraph may stand."""
PARAGRAPH = re.compile(
    r"^[ \t]*(?:[-*+] )?\*\*(?:<[^<>\n]*>)?(?P<words>[^*\n<>]{2,80})(?:<[^<>\n]*>)?\*\*[ \t]*:?[ \t]*$",
    re.MULTILINE,
)
"""A line that is bold and nothing else."""
TAG = re.compile(r"\\tag\*?\{[^{}]*?(?P<words>[A-Za-z]{2}[^{}]*)\}")
"""What a formula is called beside it."""
NEW_ROW = "\\\\"
"""What ends a row of a formula."""


def candidates(regions: Sequence[Region]) -> Iterator[Candidate | Unread | AuditFinding]:
    """What may be an update among the formulas of a document, and gradients defined a step too early."""
    book = book_of(regions)
    previous, delayed, used, missing = -1, dict[Item, Gradient](), set[int](), dict[Refused, None]()
    timely, last = set[int](), None
    for rule in (r for r in book.rules() if not is_said_again(r, book.items)):
        previous = previous if last is None or _goes_with(rule, last) else last.order
        for made, candidate in _of_rule(book, rule, previous):
            delayed |= dict([made.delayed] if made.delayed is not None else [])
            used |= made.used
            timely |= made.used - ({made.delayed[0].order} if made.delayed is not None else set())
            missing |= dict.fromkeys(made.refused)
            if candidate is not None or not _is_of_more_states(rule, book.items):
                yield candidate or _alone(rule)
        last = rule if rule.equation.alternative is None else last
    for made, candidate in _of_pairs(book):
        used |= made.used
        yield candidate
    for item, gradient in delayed.items():
        free = item not in book.rules() and is_gradient_name(item.letter) and item.order not in timely
        place = item.region, item.equation.span
        if free and not takes_several(item) and not delay.is_cut(*place) and not delay.is_meant(*place):
            yield delay.finding(*place, gradient)
    halves = [i for i in _without_rule(book, used) if not incomplete.is_used(i.letter, i.region, regions)]
    halves = [
        i for i in halves if not (incomplete.is_of_program(i.region) or incomplete.is_of_property(i.region))
    ]
    yield from (incomplete.of_formula(i.region, i.equation) for i in halves if not incomplete.is_moved(i))
    told = {item.letter for item in book.items if item.order in used}
    lone = [i for i in book.items if i.letter not in told and _may_stand_alone(i, book.items)]
    yield from (_alone(i) for i in lone if not _is_of_more_states(i, book.items))
    read = {(rule.region, rule.letter) for rule in book.rules()}
    missing |= {r: None for r in book.refused if r.is_rule and (r.region, r.letter) not in read}
    yield from (r.unread for r in missing)


def _without_rule(book: Book, used: set[int]) -> list[Item]:
    """Averages and sums of gradients that no rule reads, in a section that names an optimizer.

    A letter that some rule of the document gathers is taken for a remark on that rule.
    """
    ruled = {rule.headings for rule in book.rules()} | {r.region.headings for r in book.refused if r.is_rule}
    known = {_stem(item.letter) for item in book.items if item.order in used}
    found = dict[tuple[str, ...], list[Item]]()
    for item in book.items:
        gathers = _gathers(item)
        alone = item.order not in used and item.headings not in ruled and not book.is_rule(item)
        if (
            _stem(item.letter) in known
            or FORMULA_WEIGHT.fullmatch(item.letter)
            or sort_of(item.letter) is not Sort.OTHER
        ):
            continue
        alone = alone and not _is_of_all(item, book)
        if item.reads_itself and gathers and alone and named_in(" ".join(item.headings[:1])):
            found.setdefault(item.headings, []).append(item)
    return [item for items in found.values() if _is_whole(items) for item in items]


def _gathers(item: Item) -> bool:
    """Whether a gradient stands in an equation."""
    slopes = any(isinstance(n, Gradient) for n in parts(item.equation.value))
    return slopes or any(is_gradient_name(n.text) for n in item.names)


def _is_of_all(item: Item, book: Book) -> bool:
    """Whether a section of no method of its own reads a letter: an equation that all methods are cases of."""
    reading = (i for i in book.items if i.letter != item.letter and i.headings != item.headings)
    return any(
        not named_in(" ".join(i.headings[:1])) and any(n.text == item.letter for n in i.names)
        for i in reading
    )


def _stem(letter: str) -> str:
    """A letter without what it belongs to: ``v_db`` is to the bias what ``v_dw`` is to the weight."""
    return letter.partition("_")[0]


def _is_whole(items: Sequence[Item]) -> bool:
    """Whether as many states are updated in a section as the optimizer that it names has."""
    named = named_in(" ".join(items[0].headings[:1]))
    states = min(len(catalogue.system(name).states) for name in named)
    return len({item.letter for item in items}) >= max(1, states)


def _goes_with(rule: Item, last: Item) -> bool:
    """Whether a rule moves another weight on the same line by the same, ``W = W + v, b = b + v``."""
    ends, begins = last.region.offset(last.equation.span.end), rule.region.offset(rule.equation.span.start)
    between = rule.region.source.text[ends:begins]
    beside = rule.region.source is last.region.source and "\n" not in between
    return beside and rule.order == last.order + 1 and rule.letter != last.letter


def _of_rule(book: Book, rule: Item, previous: int) -> Iterator[tuple[Gathering, Candidate | None]]:
    """A candidate for each way to define the step that a rule adds; None where one lacks something."""
    steps = [n.text for n in rule.names if n.text.startswith("Delta ")]
    choices: list[dict[str, Item]] = [{}]
    for letter in dict.fromkeys(steps):
        own = [i for i in book.definitions(letter, rule, -1) if i.headings == rule.headings]
        if len(own) > 1:
            choices = [{**choice, letter: item} for choice in choices for item in own]
    for choice in choices[:6]:
        made = Gathering(book, rule, previous, choice)
        drafts = tuple(made.drafts())
        if any(takes_several(book.items[order]) for order in made.used):  # f and f_i are not one function
            drafts = ()
        fault = next((i for i in choice.values()), rule)
        found = _candidate(made, drafts, fault) if drafts else None
        if made.unsure and found is not None:
            found = found if _hits(found) else _listed(book, rule, previous, choice) or found
        yield _decayed(book, rule, previous, choice) or (made, found)


def _listed(book: Book, rule: Item, previous: int, choice: dict[str, Item]) -> Candidate | None:
    """A rule whose lines stand in the order of a program, where so it is the method that is named there."""
    made = Gathering(book, rule, previous, choice)
    made.listed = True
    found = _candidate(made, tuple(made.drafts()), rule)
    return found if _hits(found) else None


def _hits(candidate: Candidate) -> list[Hit]:
    """The forms that an update is of the method that is named around it."""
    meant = first_named(candidate.names)
    hits = (hit_of(u.system, meant) for draft in candidate.drafts for u in updates(draft))
    return [h for h in hits if h is not None and h.proved and h.form.of in meant]


def _decayed(
    book: Book, rule: Item, previous: int, choice: dict[str, Item]
) -> tuple[Gathering, Candidate] | None:
    """A rule whose weight decays in a line of its own, where both are the method that is named there."""
    whole = with_decay(rule, book.items)
    if whole is None:
        return None
    made = Gathering(book, whole, previous, choice)
    found = _candidate(made, tuple(made.drafts()), rule)
    known = any(not hit.special for hit in _hits(found))
    return (made, found) if known else None


def _of_pairs(book: Book) -> Iterator[tuple[Gathering, Candidate]]:
    """A candidate for each weight and point ahead of it that are made of each other."""
    for item in book.items:
        if (other := other_line(item, book.items)) is not None:
            made = Gathering(book, item, -1, {other.letter: other}, item.letter)
            drafts = tuple(begun_together(draft, item.letter, other.letter) for draft in made.drafts())
            if drafts:
                yield made, _candidate(made, drafts, item)
    for point, *both in between(book.items):
        letters = [line.letter for line in both]
        made = Gathering(book, point, -1, dict(zip(letters, both, strict=True)), point.letter)
        drafts = tuple(begun_where(draft, point.letter, letters) for draft in made.drafts())
        if drafts:
            yield made, _candidate(made, drafts, point)


def _candidate(made: Gathering, drafts: tuple[Draft, ...], fault: Item) -> Candidate:
    region = fault.region
    places = Places(tuple(made.located))
    stretch = Stretch(region.source, region.offset(0), region.offset(len(region.text)))
    whole = any(len(d.definitions) > 1 for d in drafts)
    alone = () if whole or _is_of_more_states(fault, made.book.items) else _fragment(fault)
    texts = partial(_place, places), partial(_text, places)
    names, titles = _names(fault), fault.headings
    beside = _names_beside(fault)
    return Candidate(
        drafts, names, *texts, region.around, stretch, (), titles, alone, beside, fault.region.within
    )


def _names(item: Item) -> tuple[str, ...]:
    """What names an equation, the nearest first; one with a tag of its own is called by nothing else."""
    region, tag = item.region, _tag(item)
    if tag:
        return (tag,)
    title = region.source.text[:OPENING] if region.source.cell is None else ""
    # "Update rule:" below "Adam" names nothing: what stands around both is as good as the words before it.
    before = " . ".join((region.before[-400:], *item.headings[1:2]))
    return (item.equation.label, *item.headings[:1], before, _paragraph(item), *item.headings[2:], title)


def _paragraph(item: Item) -> str:
    """The last title of a paragraph above an equation, in its section, that names a method: ``**Adam**``."""
    end = item.region.offset(0)
    section = HEADING.split(item.region.source.text[max(0, end - PARAGRAPHS) : end])[-1]
    titles = (m["words"] for m in PARAGRAPH.finditer(section))
    return next((words for words in reversed(list(titles)) if named_in(words)), "")


def _tag(item: Item) -> str:
    r"""The words of ``\tag{GD}`` in the row of an equation; a number names nothing."""
    span, text = item.equation.span, item.region.text
    row = "".join((text[: span.start].split(NEW_ROW)[-1], text[span.start :].split(NEW_ROW)[0]))
    found = TAG.search(row)
    return "" if found is None else found["words"]


def _names_beside(item: Item) -> tuple[str, ...]:
    """What names an equation within its section: not what stands above its heading."""
    before = item.region.before[-400:]
    borders = [m.start() for m in HEADING.finditer(before)]
    return (item.equation.label, *item.headings[:1], before[borders[-1] :] if borders else before)


def _may_stand_alone(item: Item, items: Sequence[Item]) -> bool:
    """Whether an equation moves a state, or corrects a moment by another rate than the moment has."""
    stem = item.letter.removesuffix("_hat")
    moments = [i for i in items if i.letter == stem and i.reads_itself] if stem != item.letter else []
    due = any(item.rates <= moment.rates for moment in moments)
    return not item.is_start and (item.reads_itself or stem != item.letter) and not due


def _is_of_more_states(item: Item, items: Sequence[Item]) -> bool:
    """Whether more letters gather gradients around a line than in the method that is named."""
    named = first_named(_names(item))
    near = [i for i in items if i.headings == item.headings and i.reads_itself and not i.is_start]
    letters = {_stem(i.letter) for i in near if _gathers(i) and not _loses(i)}
    return bool(named) and len(letters) > max(len(catalogue.system(name).states) for name in named)


def _loses(item: Item) -> bool:
    """Whether an equation takes something away from a letter that may be the weight."""
    value = item.equation.value
    return (
        FORMULA_WEIGHT.fullmatch(item.letter) is not None and isinstance(value, Apply) and value.op == "sub"
    )


def _alone(item: Item) -> Candidate:
    """An equation to which something is missing, as a line by itself."""
    places = Places(())
    texts = partial(_place, places), partial(_text, places)
    around, titles, within = item.region.around, item.headings, item.region.within
    return Candidate((), _names(item), *texts, around, titles=titles, alone=_fragment(item), within=within)


def _fragment(item: Item) -> tuple[Fragment, ...]:
    equation, region = item.equation, item.region
    text = " ".join(region.text[equation.span.start : equation.span.end].split())
    meant = first_named(_names(item))
    return (Fragment(item.letter, equation.value, equation.span, meant, region.place, text),)


def _place(places: Places, span: Span) -> Place:
    return places.place(span)


def _text(places: Places, span: Span) -> str:
    return places.text(span)
