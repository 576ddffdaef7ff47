"""Words of sentences on what an update comes to while the gradient stays the same, in many languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from verifier.audit.said.claims import SENTENCE

LASTING = re.compile(
    r"\b(?:constant|unchanging|fixed|same|persistent|identical)\s+(?:\S+\s+){0,2}?(?:gradients?|slope)\b"
    r"|\bgradients?\b[^.;]{0,40}?\b(?:constant|the same|fixed|unchanged|not change)\b"
    r"|\b(?:terminal|max(?:imum|imal)|limiting) (?:velocity|speed)\b|\bsteady[- ]state\b"
    r"|\beffective (?:learning rate|step[- ]?size|step|rate)\b"
    r"|\b(?:konstante[mnrs]?|gleichbleibende[mnrs]?)\s+gradient\w*|\bgradients?\s+constants?\b"
    r"|\bgradiente\s+constante\b|\b(?:stał\w+)\s+gradien\w+|\bsabit\s+gradyan\w*"
    r"|\bgradient\w*[^.;]{0,30}?\b(?:unverändert|konstant|gleich\s?bleib\w*|constante?|costante|invariat\w+"
    r"|inchangé\w*|(?:resta|rimane|reste|permanece|bleibt)\s+(?:sempre|toujours|siempre|immer|igual|gleich))\b"
    r"|\bпостоянн\w+\s+градиент\w*|\bградиент\w*[^.;]{0,30}?\b(?:постоян\w+|одинаков\w+)"
    r"|梯度(?:一直|始终|总是|都)?(?:恒|保持|不变|为常|相同)|(?:恒定|不变|固定)的?梯度|勾配が(?:一定|同じ)|一定の勾配"
    r"|기울기(?:가|는)\s*(?:계속\s*)?(?:일정|같)|일정한\s*기울기",
    re.IGNORECASE,
)
"""Words by which a gradient stays the same, or that only mean something then."""
COMES = re.compile(
    r"\b(?:tends?|tending|converg\w+|approach\w*|settles?|goes|grows|builds?|reach\w*|limit|velocity|speed|steps?"
    r"|steady|effective|accelerat\w+|amplif\w+|magnif\w+|multipl\w+|larger|times|factor"
    r"|strebt|konvergiert|nähert|wächst|geschwindigkeit|schritt|vitesse|tend(?:re|e)?|tiende|velocidad"
    r"|velocità|passo|paso|pas|стрем\w+|сход\w+|скорост\w+|шаг\w*|увелич\w+|dąży|zbiega)\b"
    r"|趋|收敛|放大|近づ|収束|수렴|커진",
    re.IGNORECASE,
)
"""Words by which a sentence says what an update comes to."""
RATE = re.compile(
    r"(?:\\?(?:beta(?:_\{?1\}?)?|mu|gamma|rho|alpha)|[βμγρα]₁?|\bmomentum)\s*\$?\s*(?:=|\\approx|≈|of|is)\s*\$?\s*"
    r"0?(?:\.|\{,\}|,)(?P<decimals>\d{1,4})(?![\d.])"
)
"""A decay rate with its value."""
COUNTS = dict(zip("two three four five six seven eight nine ten".split(), range(2, 11), strict=True))
COUNTS |= {"hundred": 100, "thousand": 1000, "zehn": 10, "hundert": 100, "dix": 10, "cent": 100, "diez": 10}
COUNTS |= {"cien": 100, "dieci": 10, "cento": 100, "dez": 10, "cem": 100}
_COUNT = rf"(?:\d{{1,5}}|{'|'.join(COUNTS)})"
_SINGLE = r"(?<!\w)(?!(?<!\ba )(?<!\bone )(?:hundred|thousand)\b)"
TIMES = re.compile(
    rf"{_SINGLE}(?<![\w.])(?P<count>{_COUNT})\s*\$?\s*"
    r"(?:times|-?fold\b|\\times|×|x\b|-?mal\b|-?fach|fois\b|veces\b|vezes\b|volte\b|раз\b|倍|배|razy\b)"
    rf"|\b(?:by|factor(?: of)?|factor is)\s+(?:a factor of\s+|about\s+)?\$?(?P<by>{_COUNT})\b",
    re.IGNORECASE,
)
"""How many times larger."""
OF_TIME = re.compile(
    r"\b(?:averag\w*|window|memory|iterations?|epochs?|values|observations|half-life|faster|slower|batch\w*|workers?"
    r"|halv\w*|reduc\w*|decreas\w*|lower\w*|smaller|(?:after|for|first|every)\s+\S+\s+steps"
    r"|schneller|langsamer|fenster|plus\s+(?:vite|rapide\w*)|fenêtre|más\s+rápido|ventana|mais\s+rápido|janela"
    r"|più\s+veloce\w*|finestra|быстрее|медленнее|окн\w+|средн\w+)\b|窗口|平均|更快|速く|빠르|평균",
    re.IGNORECASE,
)
"""Words of a sentence on how long something takes or counts, or what shrinks, not on what it comes to."""
CHANGING = re.compile(
    r"\b(?:oscillat\w+|alternat\w+|flip\w*|zig-?zag\w*|revers\w+|opposit\w+|opposing|nois[ey]\w*|random\w*"
    r"|uncorrelated|dampen\w*|without|ohne|sans|sin|sem|senza|без"
    r"|(?:chang|switch|vari)\w+ (?:its |their |the )?(?:sign|direction)s?)\b",
    re.IGNORECASE,
)
"""Words of a sentence that also speaks of gradients that do not stay the same, or of a part left out."""
CONDITION = re.compile(
    r"\b(?:if|when|let|suppose|than|wenn|falls|si|se|если|jeśli)\b|如果|若|もし|만약", re.IGNORECASE
)
"""Words of the condition that the gradient stays the same, which leave no choice."""
CLOSED = re.compile(r"[^。！？；]+")


def without_if(words: str) -> str:
    """A sentence without the condition that the gradient stays the same."""
    return CONDITION.sub("", words)


def sentences(text: str, low: int, high: int) -> Iterator[re.Match[str]]:
    """The sentences of a stretch, those among them that end as in Chinese and Japanese."""
    for sentence in SENTENCE.finditer(text, low, high):
        yield from CLOSED.finditer(text, *sentence.span())


def rate_of(found: re.Match[str]) -> Fraction:
    """The value of a decay rate, whose decimals may stand behind a comma."""
    return Fraction(f"0.{found['decimals']}")


__all__ = ["CHANGING", "COMES", "COUNTS", "LASTING", "OF_TIME", "RATE", "TIMES", "rate_of"]
__all__ += ["sentences", "without_if"]
