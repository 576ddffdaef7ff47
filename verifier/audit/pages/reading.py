"""Files as documents, by the ends of their names."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable
from pathlib import Path

from verifier.audit.pages import doc_comments, docstrings, drawn, lowered, markdown, notebook, rst, tex
from verifier.audit.pages.document import Document, Place, Region, Source, Unread, region, with_line_ends

MAX_BYTES = 20_000_000
MAX_DIGITS = 1000
"""Of digits in a row; nobody writes as many, and Python makes no integer of more than 4300."""
ENDLESS = re.compile(rf"(?<!\d)(\d{{{MAX_DIGITS}}})(\d+)")


def _markdown(text: str) -> Document:
    return Document(tuple(markdown.regions(Source(lowered.with_scripts(text)))))


def _restructured(text: str) -> Document:
    return Document(tuple(rst.regions(Source(text))))


def _tex(text: str) -> Document:
    return Document(tuple(tex.regions(Source(text))))


def _python(text: str) -> Document:
    source = Source(text)
    return Document((region("code", source, 0, len(text), "python"), *docstrings.regions(source)))


def _code(language: str) -> Callable[[str], Document]:
    def document(text: str) -> Document:
        source = Source(text)
        said = list(doc_comments.OF[language](source))
        spans = (
            (source.position(r.origin[0])[0], source.position(r.origin[-1])[0]) for r in said if r.origin
        )
        lines = tuple(range(low, high + 1) for low, high in spans)
        return Document((region("code", source, 0, len(text), language), *said), remarks=lines)

    return document


READERS: dict[str, Callable[[str], Document]] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".txt": _markdown,
    ".rst": _restructured,
    ".tex": _tex,
    ".ipynb": notebook.document,
    ".py": _python,
    ".jl": _code("julia"),
    ".java": _code("java"),
    ".cpp": _code("cpp"),
    ".cc": _code("cpp"),
    ".hpp": _code("cpp"),
    ".h": _code("cpp"),
    **dict.fromkeys((".c", ".cxx", ".hxx", ".cu", ".cuh"), _code("cpp")),
    ".js": _code("javascript"),
    ".ts": _code("javascript"),
}
"""What reads a file, by the end of its name."""


def read(path: Path) -> Document:
    """A file as a document; what cannot be read of it is among its unread parts."""
    try:
        raw = opened(path)
    except OSError as error:
        return _unread(f"it cannot be opened: {error.strerror}")
    if len(raw) > MAX_BYTES:
        return _unread(f"it is larger than {MAX_BYTES} bytes")
    text = decoded(raw)
    if "\0" in text:
        return _unread("it is no text: it holds null bytes")
    return read_text(text, path.suffix.lower())


def opened(path: Path) -> bytes:
    """What a file holds; of one that is too large a byte more than is read.

    Raises
    ------
    OSError
        When it cannot be opened, or may never end.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no file")
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _unread(why: str) -> Document:
    return Document((), (Unread(Place(1, 1, 1, 1), why),))


def read_text(text: str, suffix: str) -> Document:
    """A text as a document, read as a file whose name has that end; endless numbers are cut off."""
    text = with_line_ends(text)
    text = drawn.on_one_line(ENDLESS.sub(lambda found: found[1] + " " * len(found[2]), text))
    document = READERS.get(suffix, _markdown)(text)
    return document if suffix == ".py" else docstrings.of_blocks(document)


MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
"""What a file begins with that tells its encoding."""


def decoded(raw: bytes) -> str:
    """The text of a file.

    It is in UTF-8 or what its mark says, else in UTF-16 if every other byte is null, else in Latin-1, in
    which every byte is a character.
    """
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    for encoding in ("utf-8", *_wide(raw)):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    return raw.decode("latin-1")


def _wide(raw: bytes) -> tuple[str, ...]:
    """The encoding of two bytes a character that a text without a mark may have: mostly one is null."""
    low, high = raw[0::2].count(0), raw[1::2].count(0)
    if max(low, high) * 4 < len(raw):
        return ()
    return ("utf-16-le",) if high > low else ("utf-16-be",)


__all__ = ["READERS", "Region", "decoded", "opened", "read", "read_text"]
