"""Updates that a text shows as a mistake: an exercise to find it, a warning, a misprint that is put right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from verifier.audit.finding import AuditFinding
from verifier.audit.pages.document import Region
from verifier.audit.said.remarks import MISTAKES, WARNED

NEAR = 1200
"""How many characters before and behind an update may call it a mistake."""
_WRONG = r"(?:wrong|buggy|incorrect|broken|faulty|flawed|mistaken|erroneous)"
SOUGHT = re.compile(
    r"\b(?:find|spot|locate|identify|detect|seek|catch)\s+(?:the|an?|one|two|any|all|both|its)\s+"
    rf"(?:(?:one|two|deliberate|hidden|subtle|single|small|planted)\s+){{0,2}}{MISTAKES}"
    rf"|\bwhat(?:'s|’s| is) wrong (?:with|in|here|about)\b|\bwhere is the {MISTAKES}"
    rf"|\b(?:deliberate|intentional|purposeful|planted)\s+(?:[\w-]+\s+){{0,2}}{MISTAKES}"
    rf"|\b(?:deliberately|intentionally|purposely) (?:\w+ )?{_WRONG}\b|\b{MISTAKES} on purpose"
    r"|\b(?:finden|suchen|entdecken) sie (?:den|die|einen) fehler|\bfinde (?:den|die) fehler"
    r"|\b(?:trouvez|trouver|cherchez|repérez) (?:l'|l’|la |les )(?:erreur|faute)"
    r"|\b(?:encuentr[ae]n?|encontrar|busca|halla) (?:el |los )error|\bencontre o erro"
    r"|\bнайдите (?:\w+ )?ошибк|找出[^。\n]{0,12}(?:错误|錯誤)|有什么错误|錯在哪|错在哪"
    r"|(?:間違い|誤り|バグ)を(?:見つけ|探|指摘)|(?:오류|실수|버그)를 찾",
    re.IGNORECASE,
)
"""Words before an update that has a mistake for its readers to find."""
ALL = re.compile(
    r"\b(?:each|every|all)(?: of)?(?: the| these)?(?: \w+)? (?:cells?|snippets?|listings?|functions?|blocks?"
    r"|programs?|updates?|formulas?)\b[^.!?\n]{0,40}?\b(?:is|are|has|have|contains?|hides?)\b[^.!?]{0,30}?"
    rf"\b(?:{_WRONG}\b(?! (?:into|up|down|off)\b)|(?:mistakes?|bugs?|slips?)\b)",
    re.IGNORECASE,
)
"""Words that call everything of a section wrong."""
LABEL = re.compile(
    r"\W*(?:错误(?:的)?(?:写法|做法|代码|示例|版本|实现)?|錯誤(?:寫法|做法)?|不要这样(?:写|做)|(?:間違い|誤り|悪い例|ダメな例)"
    r"|(?:잘못된|틀린) ?(?:예|코드|방법)?|falsch|faux|incorrect(?:o|a|e)?|mal|errado|неправильно|неверно)\W*|"
    rf"\W*(?:(?:the )?{_WRONG}(?: (?:version|way|code|update|formula|attempt|answer))?|mistake|not like this"
    rf"|(?:don't|don’t|do not|never) (?:do|write|use|code|implement it like) (?:this|that|so|as follows))\W*",
    re.IGNORECASE,
)
"""A line that says nothing but that what follows it is wrong."""
BLAMED = re.compile(
    rf"\b(?:is|are|was|were)\s+(?:(?:still|clearly|plainly|simply|actually)\s+)?{_WRONG}\s*[.:]?\Z"
    rf"|(?<!\bno )(?<!\bnot )\b{_WRONG}\b[^.:?!\n]{{0,30}}:\Z"
    r"|\b(?:ist|est|es|está|è)\s+(?:falsch|faux|fausse|incorrect\w*|erron\w+|mal|sbagliat\w)\s*[.:]?\Z"
    r"|(?:错误|有误|不正确|不对)(?:的)?(?:代码|写法|公式|实现|做法)?[：:。]?\Z",
    re.IGNORECASE,
)
"""How a sentence ends that calls what follows it wrong: "the current code, which is wrong:"."""
WITHDRAWN = re.compile(
    r"\W*(?:which|this|that|it|the (?:above|formula|line|equation|code|update)(?: \w+)?)\s+(?:is|was)\s+"
    rf"(?:of course\s+|clearly\s+|plainly\s+)?(?:an? (?:\w+ )?{MISTAKES}(?!-|\s+to\b)"
    rf"|(?:{_WRONG}|not (?:correct|right))(?=[.,;:!]|\s+and\b))"
    r"|\W*(?:das ist (?:falsch|ein fehler)|c['’]est (?:faux|une erreur)|esto es (?:incorrecto|un error)"
    r"|это (?:неверно|неправильно|ошибка)|这(?:样)?(?:是)?(?:错误|错|不对|不正确))",
    re.IGNORECASE,
)
"""How the words behind an update begin that call it a mistake."""
DOUBTED = re.compile(
    r"[^.?!]{0,160}\b(?:does|will|would) (?:it|this)(?: \w+){0,2} "
    r"(?:minimi[sz]e|descend|converge|work|decrease)\b[^.?!]{0,40}\?\s*\(?no\b",
    re.IGNORECASE,
)
"""How the words behind an update begin that ask whether it does what it should, and deny it."""
CALLED = re.compile(rf"\b(?:def|class|function|struct|void)\s+\w*{_WRONG}", re.IGNORECASE)
"""The head of a function that is called so."""
HEAD = re.compile(r"^[ \t]*(?:(?:async )?def|class|function|(?:mutable )?struct)\s", re.MULTILINE)
REMARK = re.compile(
    rf"(?:#|//|--|%|/\*)\s*(?:\W*\b{_WRONG}\b(?! (?:into|up|down|off)\b)|(?:deliberate )?{MISTAKES}\s*:)",
    re.IGNORECASE,
)
"""A comment that calls a line of a program wrong."""
DISPLAY = re.compile(
    r"(?:\$\$.*?\$\$|\\\[.*?\\\]|\\begin\{((?:equation|align|gather|multline|eqnarray|displaymath)\w*\*?)\}"
    r".*?\\end\{\1\})[\s.,;]*",
    re.DOTALL,
)
"""A displayed formula."""
OPENING = re.compile(
    r"(?:\$+|\\\[|\\begin\{\w+\*?\}|^[ \t]*(?:```|~~~)[^\n]*\n|`+|\.\. [\w-]+::[^\n]*)\s*\Z", re.MULTILINE
)
"""The mark that opens a formula or a block of code."""
CLOSING = re.compile(r"\s*(?:\$+|\\\]|\\end\{\w+\*?\}|```|~~~|`+)?[\s.,;]*")
"""The mark that closes it."""


def without_exhibits(every: Iterable[AuditFinding], regions: Sequence[Region]) -> Iterator[AuditFinding]:
    """The findings but those on updates that the text itself shows as mistakes."""
    shown = [r for r in regions if r.kind != "prose"]
    sections = {r.headings[:1] for r in regions if r.kind == "prose" and ALL.search(" ".join(r.text.split()))}
    for found in every:
        own = [r for r in shown if _holds(r, found)] if found.verdict == "wrong" else []
        if not any(r.headings[:1] in sections or _is_shown_as_wrong(r, found) for r in own):
            yield found


def _holds(region: Region, found: AuditFinding) -> bool:
    if region.source.cell != found.cell:
        return False
    start, end = (region.source.position(region.offset(at))[0] for at in (0, len(region.text)))
    return start <= found.line <= end


def _is_shown_as_wrong(region: Region, found: AuditFinding) -> bool:
    """Whether the words before, in or behind an update call it a mistake."""
    if region.kind == "code" and _is_called_wrong(region, found):
        return True
    paragraph = _lead(region)
    last = re.split(r"[.;]\s", paragraph)[-1]
    line = paragraph.rpartition("\n")[2]
    led = SOUGHT.search(paragraph) or LABEL.fullmatch(line) or WARNED.search(last)
    led = led or BLAMED.search(last.strip())
    below = _sequel(region)
    return any((led, WITHDRAWN.match(below), DOUBTED.match(below)))


def _is_called_wrong(region: Region, found: AuditFinding) -> bool:
    """Whether a program calls a function of its own wrong, or the line at fault."""
    line = region.source.line(found.line)
    above = region.source.line(found.line - 1).strip()
    remarked = REMARK.search(line) is not None or REMARK.match(above) is not None
    begin, end = region.source.lines[found.line - 1], region.offset(0)
    text = region.source.text[end : begin + len(line)]
    heads = list(HEAD.finditer(text))
    own = text[heads[-1].start() :] if heads else ""
    return (
        remarked or CALLED.search(own.lstrip().split("\n")[0]) is not None or SOUGHT.search(own) is not None
    )


def _lead(region: Region) -> str:
    """The last paragraph before an update, whatever formulas stand between."""
    start = region.offset(0)
    above = region.source.text[max(0, start - NEAR) : start]
    above = OPENING.sub("", above) if above.strip() else region.before
    displays = list(DISPLAY.finditer(above))
    while displays and displays[-1].end() == len(above):
        above = above[: displays.pop().start()].rstrip()
        displays = list(DISPLAY.finditer(above))
    return re.split(r"\n[ \t]*\n", above.strip())[-1].strip()


def _sequel(region: Region) -> str:
    """The words behind an update, and behind the formulas that follow at once."""
    end = region.offset(len(region.text))
    below = CLOSING.sub("", region.source.text[end : end + NEAR], count=1)
    while (display := DISPLAY.match(below)) is not None:
        below = below[display.end() :].lstrip()
    return below
