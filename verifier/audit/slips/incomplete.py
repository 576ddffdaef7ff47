"""Updates of which something is missing: averages of gradients that move no weight."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from verifier.audit.drafts.draft import Draft
from verifier.audit.drafts.meaning import named_in
from verifier.audit.equations.book import Item
from verifier.audit.equations.roles import Roles, is_weight_name
from verifier.audit.finding import AuditFinding
from verifier.audit.pages import diffs
from verifier.audit.pages.document import Region
from verifier.lift.reading import Equation, Span

MOVING = re.compile(
    r"`\s*(?:new_?|next_?)?(?:w|p|x|theta|params?|weights?|var)(?:\.\w++|_\w++|\[\w+\])*+\s*[-+]?=(?!=)"
)
"""In a sentence, a weight that is moved: what is gathered beside it is not all that is printed."""
WRITTEN_OUT = re.compile(
    r"(?:^|[;,(`\s])(?:new_?|next_?|updated_?)?(?:w|p|x|theta|θ|params?|parameters?|weights?|var)"
    r"(?:\.\w++|_\w++|\[\w+\])*+\s*(?:[-+]=|=(?!=)|:=|←|<-)",
    re.IGNORECASE,
)
"""In lines of plain text, a weight that is given a value."""
NEAR = 12
"""How many lines below an average its weight is looked for."""
ARTICLE = 80
"""How many lines a document has that means to print the whole of a method."""
DIVIDING = re.compile(r"\\[dc]?frac|\\sqrt|√|/")
"""What makes a step of an average: a fraction or a root."""
STEP_OF = re.compile(r"\\(?:text|mathrm|operatorname)\{[\w ]+\}\s*\(\s*(?:g|\\nabla)")
"""A method's step as a function of the gradient."""
REPORTING = re.compile(
    r"\b(?:bugs?|issues?|fix(?:e[sd])?|wrong\w*|incorrect\w*|mistakes?|typos?|errors?|should|instead|expected|"
    r"regression|reports?|patch)\b",
    re.IGNORECASE,
)
"""Words around code that is quoted because something is the matter with it."""
PROPERTY = re.compile(
    r"\b(?:variances?|expectations?|bias|memory|window|(?:auto)?correlation|response|spectrum|noise|that|those)\s+of"
    r"(?:\s+(?:the|an?)\s+\w+)?\s*(?:\$|\\\()?\s*\Z",
    re.IGNORECASE,
)
"""Words before an average that speak of a property of it: it is no part of an update there."""
WHY = "{} is updated, and nothing moves a weight by it: the weight's own update is not printed"


def is_used(letter: str, region: Region, regions: Sequence[Region]) -> bool:
    r"""Whether a formula that is no equation divides by a letter in its section, or one in cases reads it.

    A step that is printed as what a method makes of the gradient reads it, too: ``\text{Adam}(g) = ...``.
    """
    if STEP_OF.search(region.text) is not None:
        return True
    name = re.compile(rf"(?<![A-Za-z]){re.escape(letter.partition('_')[0])}(?![A-Za-z])")
    return any(
        ("=" not in r.text or r"\begin{cases}" in r.text)
        and DIVIDING.search(r.text) is not None
        and name.search(r.text) is not None
        for r in regions
        if r.headings == region.headings and r.source.cell == region.source.cell
    )


def is_of_program(region: Region) -> bool:
    """Whether a formula is of the docstring of a class or a function: what moves the weight is code."""
    above = region.source.text[: region.origin[0]]
    heads = (rf"^[ \t]*(?:class|def) {re.escape(name)}\b[^\"']*:\s*[rR]?[\"']" for name in region.headings)
    return any(re.search(head, above, re.MULTILINE) is not None for head in heads)


def is_of_property(region: Region) -> bool:
    """Whether a formula in a sentence is what something is a property of: "the variance of m_t = ..."."""
    start = region.offset(0)
    return PROPERTY.search(region.source.text[max(0, start - 80) : start]) is not None


def is_moved(item: Item) -> bool:
    """Whether a weight is given a value in plain text below an average, in whatever way it is written."""
    if item.region.language == "latex":
        return False
    return _is_moved_below(item.region, item.equation.span, NEAR)


def _is_moved_below(region: Region, span: Span, reach: int) -> bool:
    """Whether a weight is given a value so many lines below, before the next title."""
    source, first = region.source, region.place(span).line
    below = (source.line(number) for number in range(first, min(first + reach, len(source.lines)) + 1))
    return any(WRITTEN_OUT.search(line) for line in takewhile(lambda line: not line.startswith("#"), below))


def of_formula(region: Region, equation: Equation) -> AuditFinding:
    """The finding on a formula that gathers gradients and is read by no rule."""
    return finding(region, equation.span, equation.target.text)


def of_code(region: Region, draft: Draft, longest: int) -> Iterator[AuditFinding]:
    """The finding on a few lines that gather gradients and move no weight, where an optimizer is named."""
    short = region.text.count("\n") <= longest and "def " not in region.text
    moved = MOVING.search(region.around) is not None or WRITTEN_OUT.search(region.text) is not None
    beside = region.language == "span" and moved
    words = " ".join((region.before, *region.headings[:1]))
    if not short or beside or not named_in(words) or _is_quoted(region, words):
        return
    roles = Roles(draft)
    if roles.moving and not any(is_weight_name(letter) for letter in (*draft.carried, *roles.entries)):
        letter = roles.moving[-1]
        span = draft.definitions[draft.carried[letter]].span
        if region.language == "span" or not _is_moved_below(region, span, 2 * NEAR):
            yield finding(region, span, letter)


def _is_quoted(region: Region, words: str) -> bool:
    """Whether lines of code are quoted, as in a report of a bug: nobody expects the whole there."""
    return len(region.source.lines) < ARTICLE or diffs.is_side(words) or REPORTING.search(words) is not None


def finding(region: Region, span: Span, letter: str) -> AuditFinding:
    """The finding on an update without a weight."""
    place = region.place(span)
    titles = named_in(" ".join(region.headings[:1]))
    names = sorted(titles or named_in(region.before))
    return AuditFinding(
        *place.corners,
        names[0] if names else None,
        " ".join(region.text[span.start : span.end].split())[:500],
        "incomplete",
        why=WHY.format(letter),
    )
