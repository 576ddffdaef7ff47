"""The audit of files: read, find, judge."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

from verifier.audit import code, formulas
from verifier.audit.drafts.candidate import Candidate
from verifier.audit.equations.assembly import Update
from verifier.audit.finding import AuditFinding, FileAudit
from verifier.audit.lots import judged
from verifier.audit.pages import prose
from verifier.audit.pages.document import Document, Region, Unread
from verifier.audit.pages.reading import READERS, read, read_text
from verifier.audit.said import (
    beginnings,
    claims,
    counted,
    extremes,
    identities,
    ordered,
    proposed,
    reductions,
    signatures,
    steady,
    sums,
    weights,
    windows,
)
from verifier.audit.said.asked import without_asked
from verifier.audit.said.subject import Subject, subject
from verifier.audit.slipped import Examined
from verifier.audit.slips import documented
from verifier.audit.slips.customs import without_customs
from verifier.audit.slips.exhibits import without_exhibits
from verifier.audit.slips.misnamed import may_be
from verifier.errors import InputError

MAGIC = frozenset("*?[")
"""What makes a name a pattern."""
PARTLY = ("incomplete", "unreadable")
"""The verdicts on what is not printed whole, or not read."""


def audit_text(text: str, path: str) -> FileAudit:
    """The findings in a text, read as a file of that name."""
    with _quietly():
        return FileAudit(path, findings(read_text(text, Path(path).suffix.lower())))


def audit_file(path: Path) -> FileAudit:
    """The findings in a file."""
    with _quietly():
        return FileAudit(str(path), findings(read(path)))


@contextmanager
def _quietly() -> Iterator[None]:
    """Without what Python says of a program: a backslash in a document's string is no concern of ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def findings(document: Document) -> tuple[AuditFinding, ...]:
    """The findings in a document, in order."""
    every = [_unreadable(unread) for unread in document.unread]
    subjects, simplified = list[Subject](), list[Subject]()
    misnamed, unknown = list[Examined](), list[Candidate | Unread]()
    passages = list[documented.Passage]()
    found = list(_candidates(document))
    answers = iter(judged([each for each in found if isinstance(each, Candidate)]))
    for each in found:
        if isinstance(each, Candidate):
            made, alone = next(answers)
            every += (m.finding for m in made if m.elsewhere is None)
            misnamed += (m for m in made if m.elsewhere is not None)
            subjects += _subjects(each, [(m, m.update) for m in made])
            simplified += _subjects(each, [(m, m.simplified) for m in made])
            passages.append(documented.Passage(each, tuple((m.update, m.hit) for m in made)))
            every += alone
            unknown += [] if made else [each]
        else:
            unknown += [each] if isinstance(each, Unread) else []
            every.append(_unreadable(each) if isinstance(each, Unread) else each)
    every += without_asked(_said(subjects, simplified), document.regions)
    every += documented.findings(passages)
    every += _of_misnamed(misnamed, unknown, {f.optimizer for f in every if f.verdict != "wrong"})
    told = {f.optimizer for f in every if f.verdict in ("ok", "variant", "wrong")}
    # What a document prints in part and elsewhere as a whole is not incomplete.
    every = [f for f in every if f.verdict != "incomplete" or f.optimizer not in told]
    every += without_asked(_stated(document), document.regions)
    every += signatures.contradictions(document.regions)
    every = list(without_exhibits(every, document.regions))
    every = [f for f in without_customs(every) if f.verdict not in PARTLY or not _is_remark(document, f)]
    once = {
        (f.cell, f.line, f.column, f.end_line, f.end_column, f.verdict, f.nearest, f.why): f for f in every
    }
    return tuple(sorted(once.values(), key=_place))


def _said(subjects: Sequence[Subject], simplified: Sequence[Subject]) -> Iterator[AuditFinding]:
    """What sentences say of the updates beside them, and is not so."""
    yield from claims.findings(subjects, simplified)
    for room in (steady, beginnings, counted, proposed, reductions):
        yield from room.findings(subjects)


def _stated(document: Document) -> Iterator[AuditFinding]:
    """What a document states by itself, and is not so: identities, numbers, bounds."""
    mathematics = list(_mathematics(document))
    yield from identities.findings(mathematics)
    yield from sums.findings([*mathematics, *(r for r in document.regions if r.kind == "prose")])
    for room in (windows, weights, ordered, extremes):
        yield from room.findings(document.regions)


def _is_remark(document: Document, found: AuditFinding) -> bool:
    """Whether something stands in a comment on a part of a program, which need not print a whole update."""
    return any(found.line in lines for lines in document.remarks)


def _of_misnamed(
    misnamed: Iterable[Examined], unknown: Sequence[Candidate | Unread], printed: set[str | None]
) -> Iterator[AuditFinding]:
    """What is said of updates of another method: no error, where what is meant is printed, too, or may be."""
    for each in misnamed:
        meant = each.finding.optimizer
        leads = meant in printed or any(may_be(u, meant) for u in unknown)
        yield (each.elsewhere if leads else None) or each.finding


def _place(found: AuditFinding) -> tuple[int, int, int]:
    """Where a finding stands; what is of the whole notebook comes before its cells."""
    return -1 if found.cell is None else found.cell, found.line, found.column


def _subjects(candidate: Candidate, made: Iterable[tuple[Examined, Update | None]]) -> Iterator[Subject]:
    """Updates of a candidate, with the words around them."""
    for each, update in made:
        if candidate.stretch is not None and update is not None and each.hit is not None:
            one = subject(update.system, update.assumed, each.hit, candidate.stretch)
            yield replace(one, ways=each.ways)


def _candidates(document: Document) -> Iterator[Candidate | Unread | AuditFinding]:
    for region in document.regions:
        if region.kind == "code":
            yield from code.candidates(region)
    yield from formulas.candidates(list(_mathematics(document)))
    for own in document.docstrings:  # of each what is whole in it
        found = formulas.candidates(list(_mathematics(replace(document, regions=own))))
        yield from (each for each in found if isinstance(each, Candidate))


def _mathematics(document: Document) -> Iterator[Region]:
    """The regions of formulas, those within sentences among them."""
    for region in document.regions:
        if region.kind == "code" or region.language == "pseudo":
            yield from code.lines_of_formulas(region)
        elif region.kind == "formula":
            yield region
        elif region.kind == "prose" and region.language == "unicode":
            yield from prose.formulas(region)


def _unreadable(unread: Unread) -> AuditFinding:
    place = unread.place
    return AuditFinding(
        *place.corners,
        None,
        "",
        "unreadable",
        why=unread.reason,
    )


def files(names: Iterable[str]) -> list[Path]:
    """The files that names, directories and patterns name, each once.

    Raises
    ------
    InputError
        When a name names nothing.
    """
    found: dict[Path, None] = {}
    for name in names:
        paths = list(_named(Path(name))) if name else []
        if not paths:
            there = bool(name) and Path(name).is_dir()
            why = f"in '{name}' is no file that is audited" if there else f"there is no file '{name}'"
            raise InputError(f"{why}; accepted are {', '.join(READERS)}")
        found |= dict.fromkeys(paths)
    return list(found)


def _named(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(p for p in _within(path) if p.suffix.lower() in READERS and p.is_file())
    elif path.exists():
        yield path
    elif MAGIC & set(str(path)):
        fixed = Path(*takewhile(lambda part: not MAGIC & set(part), path.parts))
        with suppress(ValueError):  # two stars within a name are no pattern
            yield from sorted(p for p in fixed.glob(str(path.relative_to(fixed))) if p.is_file())


def _within(folder: Path) -> Iterator[Path]:
    """All files below a folder; links to folders are not followed, hidden folders not entered."""
    for above, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(above) / name for name in names)
