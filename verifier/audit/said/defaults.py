"""What a docstring says of its own signature: a default that it states, and the one that is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fractions import Fraction

from verifier.audit.drafts.meaning import named_in
from verifier.audit.drafts.names import Sort, sort_of
from verifier.audit.finding import AuditFinding
from verifier.audit.pages.document import Region, Source
from verifier.audit.programs.arguments import default_pairs, defaults, number_of
from verifier.audit.programs.python_code import Function
from verifier.lift.reading import Span

NUMBER = r"(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][-+]?\d{1,3}(?!\d))?"
STATED = re.compile(
    r"(?:(?:defaults?(?:\s+value)?(?:\s+(?:is|to|of|value))?|默认值?(?:为|是)?|デフォルト値?は?)\s*[:=：]?\s*[`'\"]*"
    rf"|(?<![\w.+-])(?={NUMBER}[`'\"]*\s+by\s+default\b))(?P<number>{NUMBER})(?![\w*^/%])(?!\s*[*^/x×])",
    re.IGNORECASE,
)
STARTING = re.compile(r"init(?:ial)?_")
"""How names begin of what a state begins with: ``initial_accumulator_value``."""
OTHERS = re.compile(
    r"(?:\w['’]s?|\b(?:original|previous|former|old|usual|upstream|paper))\s+\Z", re.IGNORECASE
)
"""Words before a default that make it somebody else's: ``PyTorch's default is 1e-8``."""
SEVERAL = re.compile(
    rf"defaults?(?:\s+value)?(?:\s+(?:is|to|of|value))?\s*[:=]?\s*[`'\"]*"
    rf"(?P<numbers>[(\[]\s*{NUMBER}(?:\s*,\s*{NUMBER})+\s*,?\s*[)\]])",
    re.IGNORECASE,
)
"""Several numbers at once: ``default: (0.9, 0.999)``."""
ENTRY = (
    r"^[ \t]*(?:[-*+][ \t]+)?(?:[:@](?:param|arg|parameter)[ \t]+(?:\w+[ \t]+)?)?[`*]*{}[`*]*[ \t]*"
    r"(?=[(:,]|--|[ \t]-)"
)
ANY_ENTRY = re.compile(ENTRY.format(r"\w+"), re.MULTILINE)
SECTION = re.compile(r"^[ \t]*(?:Returns?|Raises|Examples?|References?|Notes?|Yields)\b", re.MULTILINE)


def contradictions(region: Region, tree: ast.Module) -> Iterator[AuditFinding]:
    """The defaults that docstrings of optimizers state and their signatures do not have."""
    owners = {id(m): n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) for m in n.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | Function) and (text := ast.get_docstring(node, clean=False)):
            signature = _signature(node)
            owner = owners.get(id(node)) if node.name == "__init__" else node
            named = sorted(named_in(owner.name if owner else "")) or sorted(named_in(text.strip()[:200]))
            if signature is not None and (named or _is_optimizer(owner)):
                yield from _of(region, node, signature, named[0] if named else None)


def _is_optimizer(node: ast.ClassDef | Function | None) -> bool:
    """Whether a class is made of a library's optimizer, whatever its own name is."""
    bases = node.bases if isinstance(node, ast.ClassDef) else []
    return any(ast.unparse(b).rpartition(".")[2].endswith("Optimizer") for b in bases)


def _signature(node: ast.ClassDef | Function) -> Function | None:
    """The function whose parameters a docstring speaks of; a class's is its constructor."""
    if not isinstance(node, ast.ClassDef):
        return node
    own = next((m for m in node.body if isinstance(m, Function) and m.name == "__init__"), None)
    return own or _of_fields(node)


def _of_fields(node: ast.ClassDef) -> Function | None:
    """The constructor that a dataclass or a named tuple has of its fields; none where it is neither."""
    made = {ast.unparse(d).partition("(")[0].rpartition(".")[2] for d in (*node.decorator_list, *node.bases)}
    if not made & {"dataclass", "NamedTuple"}:
        return None
    fields = [s for s in node.body if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)]
    given = [(ast.arg(s.target.id), s.value) for s in fields if isinstance(s.target, ast.Name) and s.value]
    arguments = ast.arguments([], [a for a, _ in given], None, [], [], None, [v for _, v in given])
    return ast.FunctionDef("__init__", arguments, [], [])


def _of(
    region: Region, node: ast.ClassDef | Function, signature: Function, optimizer: str | None
) -> Iterator[AuditFinding]:
    first = node.body[0]
    source = Source(region.text)
    low = source.lines[first.lineno - 1]
    high = source.lines[min(first.end_lineno or first.lineno, len(source.lines)) - 1]
    text = region.text[low : high + len(source.line(first.end_lineno or first.lineno))]
    for name, value in defaults(signature.args).items():
        said = stated(text, name) if sort_of(name) is not Sort.OTHER or STARTING.match(name) else None
        if said is not None and Fraction(said["number"]) != value:
            span = Span(low + said.start("number"), low + said.end("number"))
            yield finding(region, span, optimizer, name, f"{float(value):g}")
    for name, values in several(signature.args).items():
        said = stated(text, name, stating=SEVERAL) if sort_of(name) is not Sort.OTHER else None
        if said is not None and numbers_of(said) != values:
            span = Span(low + said.start("numbers"), low + said.end("numbers"))
            yield finding(region, span, optimizer, name, f"({', '.join(f'{float(v):g}' for v in values)})")


def numbers_of(said: re.Match[str]) -> list[Fraction]:
    """The numbers of a default that is several at once."""
    return [Fraction(n) for n in re.findall(NUMBER, said["numbers"])]


def several(arguments: ast.arguments) -> dict[str, list[Fraction]]:
    """The numbers that parameters have by default which are several at once."""
    pairs = ((name, d.elts) for name, d in default_pairs(arguments) if isinstance(d, ast.Tuple | ast.List))
    read = ((name, [number_of(e) for e in elements]) for name, elements in pairs)
    return {name: [v for v in values if v is not None] for name, values in read if None not in values}


def stated(
    text: str, name: str, low: int = 0, high: int | None = None, stating: re.Pattern[str] = STATED
) -> re.Match[str] | None:
    """The default that the entry of a parameter states, where there is one entry and it states one."""
    high = len(text) if high is None else high
    entries = list(re.compile(ENTRY.format(re.escape(name)), re.MULTILINE).finditer(text, low, high))
    if len(entries) != 1:
        return None
    start = entries[0].end()
    ends = [m.start() for p in (ANY_ENTRY, SECTION) for m in p.finditer(text, start)]
    every = stating.finditer(text, start, min([*ends, high]))
    found = [m for m in every if OTHERS.search(text, start, m.start()) is None]
    return found[0] if len(found) == 1 else None


def finding(region: Region, span: Span, optimizer: str | None, name: str, there: str) -> AuditFinding:
    """The finding on a stated default, which the span is, that is not the signature's."""
    place = region.place(span)
    said = region.text[span.start : span.end]
    return AuditFinding(
        *place.corners,
        optimizer,
        said,
        "wrong",
        fix=f"{said} -> {there}",
        reading=f"the entry of {name}, beside the signature",
        why=f"the text says that {name} is {said} by default, and the signature has {there}",
    )
