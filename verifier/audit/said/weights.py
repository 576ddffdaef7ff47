"""What a text says that the weights of an average add up to: ``1 - beta^t``.

The recursion beside the sentence is run with gradients of 1; what is said is wrong where it is that nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from verifier.audit.equations.statements import expression
from verifier.audit.equations.values import Dual, NoValueError, differ, value_of
from verifier.audit.finding import AuditFinding
from verifier.audit.pages.document import Region, Source
from verifier.audit.said.claims import HEDGE, SENTENCE
from verifier.audit.said.recursion import EXPECTATIONS, Custom, Recursion, values_of
from verifier.audit.said.unrolled import STEPS, recursions
from verifier.lift.reading import Apply, Name, Node, Number, parts, replaced

ADD_UP = re.compile(
    r"\b(?:weights?|coefficients?)\b[^.$]{0,60}?\b(?:sums? (?:up )?to|adds? up to|total|sum is|sum equals)\s*"
    r"(?:\$(?P<tex>[^$]{1,60})\$|(?P<one>one|unity|1)\b)",
    re.IGNORECASE,
)
LIMIT = re.compile(
    r"\b(?:limit|eventually|asymptotic\w*|large|infinit\w*|roughly|about|nearly|almost|approx\w*"
    r"|remaining|missing|other|older|rest|without|would)\b",
    re.I,
)
"""Words by which a sum is one in the end only, or one of a part of the weights, or of others."""


def findings(regions: Sequence[Region]) -> Iterator[AuditFinding]:
    """The sentences by which the weights of an average add up to something else than they do."""
    prose = [r for r in regions if r.kind == "prose" and re.search(r"\bweights|\bcoefficients", r.text)]
    if not prose:
        return
    known = recursions([r for r in regions if r.kind == "formula" and r.language == "latex"])
    seen = set[tuple[int, int]]()
    for region in prose:
        near = [k for k in known if k.region.headings == region.headings]
        for sentence in SENTENCE.finditer(
            region.source.text, region.offset(0), region.offset(len(region.text))
        ):
            key, words = (id(region.source), sentence.start()), sentence.group()
            found = ADD_UP.search(words)
            if found is None or key in seen or LIMIT.search(words) or HEDGE.search(words):
                continue
            said = found["tex"] or ""
            node = expression(said) if said else None
            meant = near if node is None or len(near) == 1 else [k for k in near if _reads(node, k)]
            if len(meant) != 1:
                continue
            seen.add(key)
            mend = _mend(node, meant[0]) if node is not None else None
            if mend is not None:
                low, high = (sentence.start() + at for at in found.span("tex"))
                yield _finding(region.source, low, high, said, mend)


def _reads(said: Node, known: Recursion) -> bool:
    """Whether what is said has a rate of an average."""
    return any(isinstance(n, Name) and n.text in known.constants for n in parts(said))


def _mend(said: Node, known: Recursion) -> str | None:
    """What would make a sum of the weights right; None where it is, or where nothing small does."""
    if _holds(said, known):
        return None
    for n in dict.fromkeys(p for p in parts(said) if isinstance(p, Apply)):
        if n.op == "pow":
            for by, words in ((1, "one more"), (-1, "one less")):
                power = Apply("pow", (n.args[0], Apply("add", (n.args[1], Number(Fraction(by))))))
                if _holds(replaced(said, n, power), known):
                    return f"the exponent {words}"
        if n.op in ("add", "sub") and _holds(replaced(said, n, Apply(_OTHER[n.op], n.args)), known):
            return "+ -> -" if n.op == "add" else "- -> +"
    return "1 - " if _holds(Apply("sub", (Number(Fraction(1)), said)), known) else None


_OTHER = {"add": "sub", "sub": "add"}


def _holds(node: Node, known: Recursion) -> bool:
    """Whether an expression is what the average of gradients of 1 is, by some way to count the steps."""
    return any(_is_at_every_step(node, known, custom) for custom in EXPECTATIONS)


def _is_at_every_step(node: Node, known: Recursion, custom: Custom) -> bool:
    try:
        numbers = values_of(known, custom, Fraction(1))
        for step in STEPS:
            at = {**numbers, known.index.letter: Dual(Fraction(step))}
            due = numbers[f"{known.letter}[{step}]"].value
            if differ(value_of(node, at).value, due):
                return False
    except (NoValueError, KeyError):
        return True
    return True


def _finding(source: Source, low: int, high: int, said: str, mend: str) -> AuditFinding:
    fix = f"1 - ({said.strip()})" if mend == "1 - " else mend
    why = "the average beside it, of gradients that are all 1, is something else"
    places = (*source.position(low), *source.position(high), source.cell)
    return AuditFinding(
        *places, None, said, "wrong", None, fix, "a sentence, held against the recursion beside it", why
    )


__all__ = ["findings"]
