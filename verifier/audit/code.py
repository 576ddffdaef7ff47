"""Code of a document, in whatever language, as candidates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from verifier.audit.drafts.candidate import Candidate, Fragment
from verifier.audit.drafts.draft import Draft
from verifier.audit.drafts.meaning import first_named, named_in
from verifier.audit.finding import AuditFinding
from verifier.audit.flaws.every import findings as flaws
from verifier.audit.pages.document import Region, Source, Stretch, Unread
from verifier.audit.programs import pseudo_code
from verifier.audit.programs.header import method_above
from verifier.audit.programs.languages import parse_braces, parse_java, parse_julia
from verifier.audit.programs.literals import without_own_quotes
from verifier.audit.programs.python_code import Passage, passages
from verifier.audit.slips import incomplete
from verifier.lift.reading import Span

MAX_CODE = 400_000
MAX_LINE = 2_000
FRAGMENT = 3
"""How many lines of code may be a part of an update that is printed alone."""
PYTHON = ("python", "span")
FOREIGN = {"julia": parse_julia, "java": parse_java, "cpp": parse_braces, "javascript": parse_braces}
MARKS = {
    "cpp": re.compile(r"[;{][ \t]*(?://.*)?$", re.MULTILINE),
    "julia": re.compile(r"^[ \t]*(?:end\b|function \w|@\.|for \w+ (?:in|=) )", re.MULTILINE),
}
"""What lines of other languages than Python look like, those with braces alike."""
OWN_MARKS = re.compile(
    r"^[ \t]*(?:def|import|from|class|elif|for|if|while|else)\b[^\n{]*:[ \t]*(?:#.*)?$", re.MULTILINE
)
"""What no other language has."""
MAX_BLOCK = 10_000
MAGIC = re.compile(
    r"^[ \t]*(?:(?:%{1,2}[A-Za-z]|[!?]).*|[\w.]+\?{1,2}[ \t]*)$"
    r"|^(?P<prompt>[ \t]*(?:>>>|\.\.\.) ?|In \[\d*\]: ?)",
    re.MULTILINE,
)
BODY = re.compile(r"[ \t]*\.{3}[ \t]*(?:#[^\n]*)?$", re.MULTILINE)
"""The body of a function that does nothing, where no prompts are printed."""
LEFT_OUT = re.compile(r"^[ \t]*(?:#|//|/\*)?[ \t]*(?:\.{3}|…|\[(?:\.{3}|…)\])(?![ \t]*\S*>>>)", re.MULTILINE)
"""Where a text says that it leaves lines out."""
REMARK = re.compile(
    r"(?:#|//)[ \t]*(?:(?:do|the|an?|apply|perform|parameter|then|now) )*"
    r"(?P<step>[\w-]+(?: [\w-]+)? (?:(?:parameter|weight|gradient) )?(?:update|rule|step)s?)"
    r"[ \t]*[.:]?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
"""A comment that says of which method a step is, and nothing else."""
PRINTED = re.compile(r"^[ \t]*print[ \t]+(?![ \t]*[=(.,\[])[^\n]*(?:(?<=\\)\n[^\n]*)*", re.MULTILINE)
"""Python 2's print."""


def candidates(region: Region) -> Iterator[Candidate | Unread | AuditFinding]:
    """What may be an update in a region of code, and what of it cannot be parsed."""
    region = replace(region, language=_shown_language(region))
    source = Source(region.text)
    if region.language in FOREIGN:
        tree: ast.Module | Broken = FOREIGN[region.language](region.text)
        span = partial(_span_in_characters, source)
    elif region.language in PYTHON:
        tree, span = parsed_python(region.text), partial(_span, source)
    else:
        return
    if isinstance(tree, Broken):
        if pseudo_code.is_of_arrows(region) or pseudo_code.is_pseudo(region):
            return
        if _meant(region) and region.language != "span":
            yield _unread(region, tree)
        tree = tree.rest
    yield from flaws(region, tree, span)
    only = _only_class(tree)
    for passage in passages(tree, span):
        if passage.drafts:
            yield _candidate(region, passage, only)
            yield from incomplete.of_code(region, passage.drafts[0], FRAGMENT)


def _shown_language(region: Region) -> str:
    """The language of a region of code: not Python, where that cannot parse it and it looks like another."""
    other = next((name for name, marks in MARKS.items() if len(marks.findall(region.text)) > 1), None)
    if region.language != "python" or other is None or OWN_MARKS.search(region.text):
        return region.language
    return other if isinstance(parsed_python(region.text), Broken) else "python"


@dataclass(frozen=True)
class Broken:
    """Python code that cannot be parsed: where, why, and what is left when it is read piece by piece."""

    line: int
    reason: str
    rest: ast.Module


def parsed_python(text: str) -> ast.Module | Broken:
    """The syntax tree of Python code, magics and prompts left out."""
    if len(text) > MAX_CODE:
        return Broken(1, f"it is longer than {MAX_CODE} characters", ast.Module([], []))
    text = PRINTED.sub(_passed, MAGIC.sub(_passed, text))
    try:
        return _as_printed(text)
    except SyntaxError as error:
        if (plain := without_own_quotes(text).replace("`", " ")) != text:  # as in Python 3.12 or 2
            return parsed_python(plain)
        return Broken(error.lineno or 1, f"it is no Python that can be parsed: {error.msg}", _salvaged(text))
    except (ValueError, RecursionError, MemoryError) as error:
        return Broken(1, f"it cannot be parsed: {type(error).__name__}", ast.Module([], []))


def _passed(match: re.Match[str]) -> str:
    """What is no Python, as a statement that does nothing, of the same length; a prompt as nothing."""
    text = match.group()
    if match.re is MAGIC and match["prompt"] is not None:
        stands = BODY.match(match.string, match.start()) and ">>>" not in match.string
        return text if stands else " " * len(text)
    head, blank = text[: len(text) - len(text.lstrip())], re.sub(r"[^\n]", " ", text)
    return f"{head}pass{blank[len(head) + 4 :]}" if len(text) >= len(head) + 4 else blank


def _salvaged(text: str) -> ast.Module:
    """The statements of code that has a fault somewhere: each that can be parsed on its own."""
    lines, found, start = text.split("\n"), list[ast.stmt](), 0
    for number in range(1, len(lines) + 1):
        if number < len(lines) and (not lines[number].strip() or lines[number][:1] in " \t)]}#"):
            continue
        piece = "\n" * start + "\n".join(lines[start:number])
        start = number
        try:
            found += ast.parse(piece).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return ast.Module(found, [])


def lines_of_formulas(region: Region) -> Iterator[Region]:
    """Pseudo-code, line by line: a block that says so, or an unmarked one that is no program."""
    if region.language in PYTHON and pseudo_code.is_of_arrows(region) and len(region.text) <= MAX_BLOCK:
        yield pseudo_code.as_formulas(region)
        return
    if region.language != "pseudo" and not _is_no_program(region):
        return
    position = 0
    for line in region.text.split("\n"):
        if len(line) <= MAX_LINE and any(sign in line for sign in ("=", "←", "<-", r"\gets", r"\leftarrow")):
            low, text = pseudo_code.without_remark(line)
            origin = (region.offset(position + low),)
            language = "latex" if re.search(r"\\[A-Za-z]", text) else "pseudo"
            yield replace(region, kind="formula", text=text, origin=origin, language=language)
        position += len(line) + 1


def _is_no_program(region: Region) -> bool:
    if region.kind != "code" or _shown_language(region) not in PYTHON:
        return False
    if _meant(region) and not pseudo_code.is_pseudo(region):
        return False
    return pseudo_code.CARET.search(region.text) is not None or isinstance(parsed_python(region.text), Broken)


def _as_printed(text: str) -> ast.Module:
    """The syntax tree of code that may be cut out of a function; columns are those that are printed."""
    lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    indent = len(first) - len(first.lstrip())
    if not indent:
        return ast.parse(text)
    cut = [min(indent, len(line) - len(line.lstrip())) for line in lines]
    tree = ast.parse(HALF.sub(_begun, "\n".join(x[n:] for x, n in zip(lines, cut, strict=True)), count=1))
    for node in (n for n in ast.walk(tree) if hasattr(n, "lineno")):
        node.col_offset += cut[node.lineno - 1]  # type: ignore[attr-defined]
        node.end_col_offset += cut[node.end_lineno - 1]  # type: ignore[attr-defined]
    return tree


HALF = re.compile(r"\A\s*(?:else[ \t]*:|elif\b)")
"""The other half of a condition, at the beginning of a fragment."""


def _begun(match: re.Match[str]) -> str:
    """The condition that a half of one needs, as long as what it replaces."""
    return match.group().replace("elif", "if  ").replace("else", "if 1")


def _meant(region: Region) -> bool:
    """Whether code that cannot be parsed may hold a step of an optimizer."""
    is_code = re.search(r"^\s*(def|class|import|from|for) ", region.text, re.MULTILINE)
    return (
        is_code is not None and re.search(r"grad|momentum|beta|learning_rate|\blr\b", region.text) is not None
    )


def _unread(region: Region, broken: Broken) -> Unread:
    source = Source(region.text)
    row = source.lines[min(broken.line, len(source.lines)) - 1]
    length = len(source.line(min(broken.line, len(source.lines))))
    return Unread(region.place(Span(row, row + max(1, length))), broken.reason, region.headings)


def _span(source: Source, node: ast.AST) -> Span:
    if not isinstance(node, ast.stmt | ast.expr | ast.arg | ast.keyword | ast.excepthandler):
        return Span(0, 0)
    return Span(
        source.offset(node.lineno, node.col_offset),
        source.offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset),
    )


def _span_in_characters(source: Source, node: ast.AST) -> Span:
    if not isinstance(node, ast.stmt | ast.expr | ast.arg | ast.keyword) or not hasattr(node, "lineno"):
        return Span(0, 0)
    end_line, end = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
    return Span(source.lines[node.lineno - 1] + node.col_offset, source.lines[end_line - 1] + end)


def _only_class(tree: ast.Module) -> str:
    """The class of a program that is called as an optimizer, where all of those name the same."""
    named = {n.name: named_in(n.name) for n in ast.walk(tree) if isinstance(n, ast.ClassDef)}
    every = frozenset[str]().union(*named.values())
    return next((name for name, found in named.items() if found), "") if len(every) == 1 else ""


def _candidate(region: Region, passage: Passage, only: str) -> Candidate:
    about = passage.about.strip().split("\n\n")[0]
    whole = len(region.text) == len(region.source.text)
    comments = "" if passage.name else _comments(region.text)
    names = (
        passage.name,
        passage.owner,
        _types(region, passage),
        about,
        comments,
        *region.headings,
        region.before,
        only,
        _remarked(region, passage),
        method_above(region.text) if whole else "",
    )
    drafts: tuple[Draft, ...] = passage.drafts
    around = region.around if len(region.text) < 4000 else _own_words(region, passage)
    span = passage.span
    stretch = Stretch(region.source, region.offset(span.start), region.offset(span.end), not whole)
    gaps = tuple(m.start() for m in LEFT_OUT.finditer(region.text, span.start, span.end))
    alone = tuple(_lines(region, passage, first_named(names)))
    text, place, within = partial(_text, region), region.place, region.within
    titles = (passage.name, passage.owner, *region.headings)
    return Candidate(drafts, names, place, text, around, stretch, gaps, titles, alone, within=within)


def _remarked(region: Region, passage: Passage) -> str:
    """What the comments of a function call its step, ``# Adagrad update``, if they name one method."""
    text = region.text[passage.span.start : passage.span.end] if passage.name else ""
    found = [m.group("step") for m in REMARK.finditer(text)]
    every = frozenset[str]().union(*map(named_in, found))
    return " ".join(found) if len(every) == 1 else ""


def _lines(region: Region, passage: Passage, meant: frozenset[str]) -> Iterator[Fragment]:
    """The lines of a few lines of code, each by itself."""
    if region.text.count("\n") > FRAGMENT or passage.name:
        return
    for each in passage.drafts[0].definitions.values():
        yield Fragment(each.letter, each.value, each.span, meant, region.place, _text(region, each.span))


def _types(region: Region, passage: Passage) -> str:
    """The types that a function's head names: ``apply!(o::Adam, x)``, ``void Adam::step()``."""
    head = region.text[passage.span.start :].split("\n", 1)[0] if passage.name else ""
    found = re.findall(r"::\s*([A-Z]\w*)|\b([A-Z]\w*)(?=(?:<[^<>]*>)?::|\.prototype\.)", head[:MAX_LINE])
    return " ".join(a or b for a, b in found)


def _comments(text: str) -> str:
    """What stands behind the comment signs of a short passage."""
    return " ".join(re.findall(r"(?:#|//)[ \t]*([^\n]*)", text)) if len(text) < 1500 else ""


def _own_words(region: Region, passage: Passage) -> str:
    """What a long program says of one function: its own text and what stands above it."""
    start, end = passage.span.start, passage.span.end
    return f"{passage.about} {region.text[max(0, start - 300) : end]}"


def _text(region: Region, span: Span) -> str:
    return " ".join(region.text[span.start : span.end].split())
