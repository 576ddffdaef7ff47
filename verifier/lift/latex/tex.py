"""LaTeX as tokens: what only shapes the print is dropped, what means something is spelled in one way."""

from __future__ import annotations

import re

from verifier.lift.latex.characters import character
from verifier.lift.latex.commands import DELIMITERS, ENTITIES, MEANINGFUL
from verifier.lift.latex.macros import Macros
from verifier.lift.latex.scanner import Scanner
from verifier.lift.latex.structure import expanded, shaped, sized, structural
from verifier.lift.latex.symbols import (
    LETTER_COMMANDS,
    OPERATOR_COMMANDS,
    RELATION_COMMANDS,
    SEPARATOR_COMMANDS,
)
from verifier.lift.latex.tokens import Token
from verifier.lift.latex.vocabulary import ACCENTS, CONNECTIVES, FUNCTIONS, OTHER_FUNCTIONS, TIMES, WORDS

_COMMAND = re.compile(r"\\(?:([A-Za-z]+)\*?|(.))", re.DOTALL)
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+(?![\dA-Za-z]|\.\d)|(?<=1)e\^\{-\d+\})?")
_NUMBERED = ("beta", "gamma", "mu", "rho")
"""Letters of rates, which are told apart by numbers."""
_RUN = re.compile(r"[A-Za-z]{2,}(?:\\_[A-Za-z0-9]+)+|[A-Za-z]+")
_ASSIGNED = re.compile(r":\s*=|<-+(?![\d.(])|([-+*/])=|==|:\\(?:coloneq)?")
_ENTITY = re.compile(rf"&({'|'.join(ENTITIES)});")
_PROSE = re.compile(r"[^$\\]+")
_OPTION = re.compile(r"\s*\[[^\]\[]{0,40}\]")

_DOUBLED = re.compile(
    r"(?<!\\)\\\\(?=(?:[dt]?frac|sqrt|hat|bar|tilde|mathbf|mathrm|nabla|partial|cdot|odot|sum|left|right"
    r"|alpha|beta|gamma|delta|epsilon|varepsilon|eta|theta|lambda|mu|rho)(?![A-Za-z]))"
)
"""A backslash that was escaped, as in a string: no row begins with the name of a command."""
_NAMES = "|".join(sorted(LETTER_COMMANDS, key=len, reverse=True))
_VECTORS = re.compile(
    rf"(?:[vVb]|bf|mb|bs|mat|vec)([a-zA-Z]|{_NAMES})|([a-cf-zA-Z]|{_NAMES})(?:v|vec|bf)"  # \\dv derives
)


NO_MACROS: Macros = {}


def tex_tokens(text: str, macros: Macros = NO_MACROS, depth: int = 0) -> list[Token]:
    """The tokens of a formula, or of an algorithm with formulas between dollar signs.

    What is not known is a token of the kind ``bad``. ``depth`` counts the commands of the document's own
    that are being replaced.
    """
    text = _DOUBLED.sub(r" \\", text)
    scanner = Scanner(text, macros, depth, tex_tokens)
    while scanner.at < len(text):
        if scanner.prose and text[scanner.at] != "\\":
            _words(scanner)
        else:
            _next(scanner)
    return scanner.tokens


def _words(scanner: Scanner) -> None:
    """Words between formulas, up to a dollar sign or a command."""
    if scanner.text[scanner.at] == "$":
        scanner.at, scanner.prose = scanner.at + 1, False
        return
    found = _PROSE.match(scanner.text, scanner.at)
    assert found is not None
    if found[0].strip(" \n\t{}~,;.&"):
        scanner.add("words", found[0].strip(" \n\t{}~"), found.end())
    elif (parted := found[0].strip()[:1]) in (",", ";"):  # one formula in dollars, and another one
        scanner.add("separator", parted, found.end())
    else:
        scanner.at = found.end()


def _next(scanner: Scanner) -> None:
    text, at = scanner.text, scanner.at
    if at in scanner.hidden:
        scanner.at = max(scanner.hidden[at], at + 1)
    elif (past := scanner.past_blanks(at)) > at:
        scanner.at = past
    elif text[at] == "\\":
        _command(scanner)
    elif text[at].isascii() and (text[at].isdecimal() or text[at] == "."):
        _number(scanner)
    elif text[at].isascii() and text[at].isalpha():
        _letters(scanner)
    elif text[at] == "$" and scanner.mixed:
        scanner.at, scanner.prose = at + 1, True
    else:
        _sign(scanner)


def _number(scanner: Scanner) -> None:
    previous = scanner.tokens[-1] if scanner.tokens else None
    digits = _NUMBER.match(scanner.text, scanner.at)
    if digits is None:
        behind = scanner.text[scanner.at + 1 : scanner.at + 2]
        stop = not behind or behind in " \n\t\\&}$"  # the full stop of a sentence
        spelled = ("separator", ".") if stop else ("bad", "a point that belongs to no number")
        if behind in ";," and previous is not None and previous.says("open", "("):  # f(.; w)
            spelled = ("operator", "*")
        scanner.add(*spelled, scanner.at + 1)
    elif digits[0][0] == "." and (_bare_fraction(scanner.tokens) or _scripted(previous)):
        scanner.add("bad", "a point where one digit should stand", digits.end())
    elif previous is not None and _scripted(previous) and len(digits[0]) > 1:
        if digits[0].isdecimal():
            scanner.add("bad", f"only the first digit of {digits[0]} is raised or lowered", digits.end())
        else:
            scanner.add("number", digits[0][0], scanner.at + 1)
    elif _bare_fraction(scanner.tokens):
        scanner.add("number", digits[0][0], scanner.at + 1)
    else:
        touches = previous is not None and previous.end == scanner.at
        if touches and previous is not None and digits[0] in "12" and previous.says("letter", *_NUMBERED):
            scanner.add("sub", "_", scanner.at)
        scanner.add("number", re.sub(r"\^\{(.*)\}", r"\1", digits[0]), digits.end())


def _scripted(previous: Token | None) -> bool:
    return previous is not None and previous.kind in ("sub", "sup")


def _bare_fraction(tokens: list[Token]) -> bool:
    r"""Whether the next digit is an argument of ``\frac12`` without braces."""
    last = tokens[-2:]
    return bool(last) and (
        last[-1].says("command", "frac") or (last[0].says("command", "frac") and last[-1].kind == "number")
    )


def _letters(scanner: Scanner) -> None:
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


def _sign(scanner: Scanner) -> None:
    text, at = scanner.text, scanner.at
    assigned = _ASSIGNED.match(text, at)
    entity = _ENTITY.match(text, at)
    if assigned:
        symbol = f"{assigned[1]}=" if assigned[1] else "==" if assigned[0] == "==" else ":="
        scanner.add("relation", symbol, assigned.end())
    elif text[at] in "|‖∥":
        double = text[at] != "|" or text.startswith("||", at)
        scanner.add("bar", ("||" if double else "|") + scanner.direction, at + 1 + text.startswith("||", at))
    elif entity:
        scanner.add(*ENTITIES[entity[1]], entity.end())
    elif text[at] == "&":
        scanner.add("separator", "&", at + 1)
    elif text[at] in "{}":
        scanner.add("open" if text[at] == "{" else "close", "group", at + 1)
    else:
        kind, spelled = character(text[at])
        scanner.add(kind, spelled, at + 1)
    scanner.direction = ""


def _command(scanner: Scanner) -> None:
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


def _named(scanner: Scanner, name: str, end: int) -> None:
    if name in scanner.macros:
        expanded(scanner, scanner.macros[name], end)
        return
    for handler in (_spelled, shaped, sized, structural):
        if handler(scanner, name, end):
            return
    vector = _VECTORS.fullmatch(name)
    if scanner.prose:
        scanner.at = end
    elif vector:
        letter = vector[1] or vector[2]
        scanner.add("letter", LETTER_COMMANDS.get(letter, letter), end)
    else:
        scanner.add("bad", f"the command \\{name} is not known", end)


def _spelled(scanner: Scanner, name: str, end: int) -> bool:
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
