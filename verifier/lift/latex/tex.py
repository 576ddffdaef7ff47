"""LaTeX as tokens: what only shapes the print is dropped, what means something is spelled in one way."""

from __future__ import annotations

import re
from dataclasses import replace

from verifier.lift.latex.characters import character
from verifier.lift.latex.commands import (
    BRANCHES,
    DELIMITERS,
    IGNORED,
    IGNORED_WITH_ARGUMENT,
    MEANINGFUL,
    STATEMENTS,
    UPRIGHT,
    UPRIGHT_D,
)
from verifier.lift.latex.symbols import (
    LETTER_COMMANDS,
    OPERATOR_COMMANDS,
    RELATION_COMMANDS,
    SEPARATOR_COMMANDS,
)
from verifier.lift.latex.tokens import Token
from verifier.lift.latex.vocabulary import ACCENTS, CONNECTIVES, FUNCTIONS, OTHER_FUNCTIONS, TIMES, WORDS
from verifier.lift.latex.words import as_name

_BLANK = re.compile(r"(?:\s|%[^\n]*(?:\n|$)|~|\\[,;:!> \n\t]|\\(?=$))+")
_COMMAND = re.compile(r"\\(?:([A-Za-z]+)\*?|(.))", re.DOTALL)
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+(?![\dA-Za-z]|\.\d))?")
_RUN = re.compile(r"[A-Za-z]+(?:\\_[A-Za-z0-9]+)*")
_ASSIGNED = re.compile(r":\s*=|<-+(?![\d.(])|([-+*/])=|==|:\\(?:coloneq)?")
_OPTION = re.compile(r"\s*\[[^\]\[]{0,40}\]")

_VECTORS = re.compile(
    rf"(?:[vVb]|bf|mb|bs|mat|vec)([a-zA-Z]|{'|'.join(sorted(LETTER_COMMANDS, key=len, reverse=True))})"
)


class _Scanner:
    """The state of one pass over a formula."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.tokens = text, 0, list[Token]()
        self.hidden = dict[int, int]()  # labels under braces: where they begin and end
        self.direction = ""

    def add(self, kind: str, text: str, end: int) -> None:
        self.tokens.append(Token(kind, text, self.at, end))
        self.at = end

    def argument(self, at: int) -> tuple[int, int]:
        """Where the argument that begins here has its content: in braces, or one character."""
        at = _past_blanks(self.text, at)
        if not self.text.startswith("{", at):
            return at, min(at + 1, len(self.text))
        depth = 0
        for place in range(at, len(self.text)):
            sign = self.text[place]
            escaped = self.text[place - 1] == "\\" and self.text[place - 2] != "\\"
            depth += (sign == "{" and not escaped) - (sign == "}" and not escaped)
            if not depth:
                return at + 1, place
        return at + 1, len(self.text)


def _past_blanks(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def tex_tokens(text: str) -> list[Token]:
    """The tokens of a formula in LaTeX; what is not known is a token of the kind ``bad``."""
    scanner = _Scanner(text)
    while scanner.at < len(text):
        _next(scanner)
    return scanner.tokens


def _next(scanner: _Scanner) -> None:
    text, at = scanner.text, scanner.at
    if at in scanner.hidden:
        scanner.at = max(scanner.hidden[at], at + 1)
    elif (past := _past_blanks(text, at)) > at:
        scanner.at = past
    elif text[at] == "\\":
        _command(scanner)
    elif text[at].isascii() and (text[at].isdigit() or text[at] == "."):
        _number(scanner)
    elif text[at].isascii() and text[at].isalpha():
        _letters(scanner)
    else:
        _sign(scanner)


def _number(scanner: _Scanner) -> None:
    previous = scanner.tokens[-1] if scanner.tokens else None
    digits = _NUMBER.match(scanner.text, scanner.at)
    if digits is None:
        behind = scanner.text[scanner.at + 1 : scanner.at + 2]
        stop = not behind or behind in " \n\t\\&}$"  # the full stop of a sentence
        spelled = ("separator", ";") if stop else ("bad", "a point that belongs to no number")
        scanner.add(*spelled, scanner.at + 1)
    elif digits[0][0] == "." and (_bare_fraction(scanner.tokens) or _scripted(previous)):
        scanner.add("bad", "a point where one digit should stand", digits.end())
    elif previous is not None and _scripted(previous) and len(digits[0]) > 1:
        if digits[0].isdigit():
            scanner.add("bad", f"only the first digit of {digits[0]} is raised or lowered", digits.end())
        else:
            scanner.add("number", digits[0][0], scanner.at + 1)
    elif _bare_fraction(scanner.tokens):
        scanner.add("number", digits[0][0], scanner.at + 1)
    else:
        scanner.add("number", digits[0], digits.end())


def _scripted(previous: Token | None) -> bool:
    return previous is not None and previous.kind in ("sub", "sup")


def _bare_fraction(tokens: list[Token]) -> bool:
    r"""Whether the next digit is an argument of ``\frac12`` without braces."""
    last = tokens[-2:]
    return bool(last) and (
        last[-1].says("command", "frac") or (last[0].says("command", "frac") and last[-1].kind == "number")
    )


def _letters(scanner: _Scanner) -> None:
    run = _RUN.match(scanner.text, scanner.at)
    assert run is not None
    word = run[0]
    previous = scanner.tokens[-1] if scanner.tokens else None
    scripted = _scripted(previous)
    if scripted and len(word) > 2:
        scanner.add("bad", f"only the first letter of {word} is raised or lowered", run.end())
    elif scripted:  # without braces, one letter alone is raised or lowered
        scanner.add("letter", word[0], scanner.at + 1)
    elif "\\_" in word:
        scanner.add("letter", word.replace("\\_", "_"), run.end())
    elif word in CONNECTIVES and word not in TIMES and (len(word) > 2 or word == "if"):
        scanner.add("words", word, run.end())
    elif len(word) > 1 and _is_word(word):
        scanner.add("letter", word, run.end())
    else:
        for letter in word:
            scanner.add("letter", letter, scanner.at + 1)


def _is_word(word: str) -> bool:
    if len(word) == 2:
        return word[0] == "d" or word in ("lr", "wd", "ln")
    return len(word) > 2


def _sign(scanner: _Scanner) -> None:
    text, at = scanner.text, scanner.at
    assigned = _ASSIGNED.match(text, at)
    if assigned:
        symbol = f"{assigned[1]}=" if assigned[1] else "==" if assigned[0] == "==" else ":="
        scanner.add("relation", symbol, assigned.end())
    elif text[at] in "|‖∥":
        double = text[at] != "|" or text.startswith("||", at)
        scanner.add("bar", ("||" if double else "|") + scanner.direction, at + 1 + text.startswith("||", at))
    elif text[at] == "&":
        scanner.add("separator", "&", at + 1)
    elif text[at] in "{}":
        scanner.add("open" if text[at] == "{" else "close", "group", at + 1)
    else:
        kind, spelled = character(text[at])
        scanner.add(kind, spelled, at + 1)
    scanner.direction = ""


def _command(scanner: _Scanner) -> None:
    found = _COMMAND.match(scanner.text, scanner.at)
    if found is None:  # a backslash at the end
        scanner.at = len(scanner.text)
        return
    name = found[1] or found[2]
    end = found.end()
    direction, scanner.direction = scanner.direction, ""
    if name == "\\":
        option = _OPTION.match(scanner.text, end)
        scanner.add("separator", "newline", option.end() if option else end)
    elif name in DELIMITERS:
        kind, spelled = DELIMITERS[name]
        scanner.add(kind, spelled + (direction if kind == "bar" and spelled[-1] == "|" else ""), end)
    else:
        _named(scanner, name, end)


def _named(scanner: _Scanner, name: str, end: int) -> None:
    for handler in (_spelled, _shaped, _sized, _structural):
        if handler(scanner, name, end):
            return
    vector = _VECTORS.fullmatch(name)
    if vector:
        scanner.add("letter", LETTER_COMMANDS.get(vector[1], vector[1]), end)
    else:
        scanner.add("bad", f"the command \\{name} is not known", end)


def _spelled(scanner: _Scanner, name: str, end: int) -> bool:
    """Commands that are one sign."""
    tables: tuple[tuple[str, dict[str, str]], ...] = (
        ("letter", LETTER_COMMANDS),
        ("operator", OPERATOR_COMMANDS),
        ("relation", RELATION_COMMANDS),
        ("separator", SEPARATOR_COMMANDS),
        ("accent", ACCENTS),
        ("command", MEANINGFUL),
        ("letter", FUNCTIONS),
    )
    for kind, table in tables:
        if name in table:
            scanner.add(kind, name if table is FUNCTIONS else table[name], end)
            return True
    if name in OTHER_FUNCTIONS or name in WORDS:
        scanner.add("letter", name, end)
        return True
    return False


def _shaped(scanner: _Scanner, name: str, end: int) -> bool:
    """Commands about how something is printed."""
    if name in IGNORED:
        scanner.at = end
    elif name == "hspace":
        _indentation(scanner, end)
    elif name == "rule":
        scanner.at = min(scanner.argument(scanner.argument(end)[1] + 1)[1] + 1, len(scanner.text))
    elif name in IGNORED_WITH_ARGUMENT:
        scanner.at = min(scanner.argument(end)[1] + 1, len(scanner.text))
    elif name in ("underbrace", "overbrace"):
        close = scanner.argument(end)[1] + 1
        script = _past_blanks(scanner.text, close)
        if scanner.text[script : script + 1] in ("_", "^") and script < len(scanner.text):
            scanner.hidden[script] = scanner.argument(script + 1)[1] + 1
        scanner.at = end
    elif name in UPRIGHT:
        _upright(scanner, name, end)
    else:
        return False
    return True


def _indentation(scanner: _Scanner, end: int) -> None:
    """The white space at the beginning of a row shows how far it is indented."""
    first, last = scanner.argument(end)
    width = re.match(r"\s*(\d+)", scanner.text[first:last])
    scanner.add("indent", width[1] if width else "0", min(last + 1, len(scanner.text)))


def _upright(scanner: _Scanner, name: str, end: int) -> None:
    first, last = scanner.argument(end)
    content = scanner.text[first:last]
    braced = scanner.text[first - 1 : first] == "{"
    close = min(last + 1, len(scanner.text)) if braced else last
    if name in ("mathds", "mathbb") and content.strip() in ("1", "I"):
        scanner.add("bad", "an indicator", close)
    elif content.strip().isdigit():
        scanner.add("number", content.strip(), close)
    elif re.search(r"\\(?!_)|[{}^]", content) and "$" not in content:
        scanner.at = end  # mathematics in upright letters
    elif content.strip() == "d":
        scanner.add("letter", UPRIGHT_D, close)
    elif named := as_name(content):
        scanner.add("letter", named, close)
    else:
        scanner.add("words", content.replace("\\_", "_"), close)


def _sized(scanner: _Scanner, name: str, end: int) -> bool:
    r"""``\left``, ``\Big`` and so on: the delimiter follows, a point is none."""
    size = re.fullmatch(r"(?:left|right|middle|[bB]ig{1,2}[lrm]?)", name)
    if size is None:
        return False
    past = _past_blanks(scanner.text, end)
    if scanner.text.startswith(".", past):  # nothing is printed
        if name == "left":
            scanner.at = past + 1
        else:
            scanner.add("close", ".", past + 1)
        return True
    if name in ("left", "bigl", "Bigl", "biggl", "Biggl"):
        scanner.direction = "<"
    elif name in ("right", "bigr", "Bigr", "biggr", "Biggr"):
        scanner.direction = ">"
    scanner.at = past
    return True


def _structural(scanner: _Scanner, name: str, end: int) -> bool:
    if name in ("begin", "end"):
        first, last = scanner.argument(end)
        environment = scanner.text[first:last].strip().rstrip("*")
        close = min(last + 1, len(scanner.text))
        if name == "begin" and environment in ("array", "alignedat", "alignat", "tabular", "subarray"):
            close = min(scanner.argument(close)[1] + 1, len(scanner.text))
        option = _OPTION.match(scanner.text, close)
        scanner.add(name, environment, option.end() if option and name == "begin" else close)
    elif name in STATEMENTS:
        scanner.add("separator", "newline", end)
    elif name in BRANCHES:
        _branch(scanner, BRANCHES[name], end)
    else:
        return False
    return True


def _branch(scanner: _Scanner, word: str, end: int) -> None:
    r"""``\If{t > 1}``: a row of its own; the rows up to its end are indented by it."""
    scanner.add("separator", "newline", end)
    if word == "if" or word == "else if":
        first, last = scanner.argument(end)
        scanner.tokens.append(Token("words", word, end, first))
        inner = [
            replace(t, start=t.start + first, end=t.end + first) for t in tex_tokens(scanner.text[first:last])
        ]
        scanner.tokens += inner
        scanner.at = min(last + 1, len(scanner.text))
    else:
        scanner.tokens.append(Token("words", word, end, end))
        if word == "for":
            scanner.at = min(scanner.argument(end)[1] + 1, len(scanner.text))
    scanner.tokens.append(Token("separator", "newline", scanner.at, scanner.at))
