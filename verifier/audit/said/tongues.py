"""What texts in other languages say of their own update: where epsilon stands, first values."""

from __future__ import annotations

import re

SENTENCE = re.compile(r"[^。！？；]{8,300}")
ELSEWHERE = re.compile(
    r"不|没|未|非|如果|若|或|也可|有的|有些|某些|其他|其它|论文|原文|作者|区别|框架|版本|相比|通常|有时|而是"
    r"|ない|なく|もし|場合|または|あるいは|論文|他の|異な|こともある|通常|一方|よりも"
    r"|않|없|아니|경우|만약|또는|혹은|논문|다른|달리|반면|보통"
    r"|\b(?:nicht|kein\w*|wenn|falls|oder|manche\w*|andere\w*|statt\w*|sondern|während|gegensatz|artikel"
    r"|variante\w*|könn\w*|würde\w*|oft|manchmal)\b"
    r"|(?<!\b[lc]e )(?<!\b[ud][nu] )pas\b|\b(?:ne|si|ou|certain\w*|autres?|plutôt|tandis"
    r"|alors que|contrairement|article|variantes?|peut"
    r"|pourrait|souvent|parfois|au lieu)\b|n'"
    r"|\b(?:no|não|nao|algun\w*|otr[oa]s?|outr[oa]s?|en lugar|en vez|em vez|mientras|enquanto|diferen\w*"
    r"|artículo|artigo|puede\w*|pode\w*|a veces|às vezes)\b"
    r"|\b(?:не|нет|если|или|некотор\w*|друг\w*|вместо|тогда как|отлич\w*|стать\w*|можно|может"
    r"|обычно|иногда)\b"
    r"|(?:implement|реализац|tensorflow|keras|pytorch|optax|caffe|实现|実装|구현)|[?？]"
    r"|\b(?:viele|früher|fehler\w*|falsch\w*|beaucoup|plusieurs|erreur\w*|faux|fausse\w*|much[oa]s|muit[oa]s|error"
    r"|err[oô]ne\w*|erro|fals[oa]|многи\w*|ошиб\w+|неверн\w*|неправильн\w*)\b"
    r"|\b(?:angenommen|suppos\w*|supong\w*|supon\w*|supõe\w*|пусть|предполож\w*|допустим)\b|假设|假如|假定|仮定|가정"
    r"|^\W*(?:werden|steht|stünde|liegt|läge|wird|würde|setzt|addiert|schreibt|nimmt)\b|\bzu\s+(?:addieren|setzen|stellen)\b"
    r"|\b(?:ebenso|ebenfalls|gebräuchlich|üblich\w*|gängig\w*|verbreitet|courante?s?|usuel\w*|habitu\w*|comun|común"
    r"|comum|comunes|распростран\w*|принято)\b|同样|常见|常用|よく|흔히"
    r"|很多|许多|多くの|많은|错|误|間違|誤|실수|잘못|오류|以前|ライブラリ|라이브러리|biblioth|bibliot|библиот"
    r"|\b(?:liest|sagt|schreibt|heißt|behaupte\w*|dit-on|prétend\w*|dicen|afirma\w*|dizem|говорят|пишут)\b|有人|据说"
    r"|声称|言われ|라고|normali[sz]|归一化|标准化|正規化|정규화|нормализ",
    re.IGNORECASE,
)
"""Words by which a sentence denies, asks, leaves a choice or speaks of others, of many or of mistakes."""
_EPSILON = r"(?:\\(?:var)?epsilon|epsilon|ε|ϵ|(?<![A-Za-z])eps(?![A-Za-z]))"
_BETWEEN = r"[^.。,，;；]{0,24}?"
_HERE = r"(?:hier|dabei|jeweils|direkt|ici|directement|aquí|aqui|directamente|diretamente|здесь|тут|прямо)"
"""Adverbs between epsilon, the verb and the place, which change nothing."""
_PUT = (
    rf"(?:{_BETWEEN}(?:加|放|写|置|位|处)\w?|[$)\s]*)(?:在|于|到|入|进)",
    rf"{_BETWEEN}",
    rf"(?:{_BETWEEN}\b(?:steht|wird|liegt|ist|kommt)\s+(?:\w+\s+)?|[$)\s]*(?:{_HERE}\s+)?)",
    rf"(?:[$\s]*,\s*)?{_BETWEEN}\b(?:ajoutée?|placée?|mise?|située?|figure|est|(?:se\s+)?trouve)\s+(?:{_HERE}\s+)?",
    rf"(?:[$\s]*,\s*)?{_BETWEEN}\b(?:sumado|añadido|colocado|suma|añade|agrega|coloca|pone|encuentra|está|va|soma|adiciona|fica|somado|adicionado|acrescentad[oa]|inserid[oa]|colocad[oa]|situad[oa]|agregad[oa]|sumad[oa])\s+(?:{_HERE}\s+)?",
    rf"{_BETWEEN}(?:добавля|прибавля|добавлен|стоит|находится)\w*\s+(?:{_HERE}\s+)?",
)
"""How epsilon is put somewhere: in Chinese, Japanese and Korean, German, French, Spanish, Russian."""


def _somewhere(*places: str) -> re.Pattern[str]:
    ways = "|".join(f"{put}(?:{place})" for put, place in zip(_PUT, places, strict=True))
    return re.compile(f"{_EPSILON}(?:{ways})", re.IGNORECASE)


INSIDE = _somewhere(
    r"(?:根号|平方根)(?:之?[里内下中])[部面侧]?(?!的|\w*出现)",
    r"(?:平方根|根号|ルート)の(?:中|内側?)に(?:加|入|置|足|あ)|(?:제곱근|루트)\s*(?:안|내부)에\s*(?:더|들|있|넣|추)",
    r"(?:unter|innerhalb)\s+(?:der|die)\s+(?:quadrat)?wurzel\b",
    r"(?:sous|dans)\s+la\s+racine\b",
    r"(?:dentro\s+d[ea]|bajo|debajo\s+de|sob)\s*(?:la|a)?\s+ra[ií]z\b",
    r"(?:под|внутри)\s+(?:\w+\s+)?корн",
)
OUTSIDE = _somewhere(
    r"(?:根号|平方根)(?:之?外)[部面侧]?(?!的|\w*出现)",
    r"(?:平方根|根号|ルート)の外側?に(?:加|置|足|あ)|(?:제곱근|루트)\s*(?:밖|바깥|외부)에\s*(?:더|있|추)",
    r"au(?:ß|ss)erhalb\s+der\s+(?:quadrat)?wurzel\b",
    r"(?:(?:hors|en\s+dehors)\s+de|après)\s+la\s+racine\b",
    r"(?:fuera\s+de\s+la\s+ra[ií]z|fora\s+da\s+raiz)\b",
    r"(?:вне|снаружи)\s+(?:\w+\s+)?корн",
)
_LETTERS = r"(?P<letters>[^.;:()。；：（），]{1,40}?)"
_NUMBER = r"\$?(?P<value>[01]|零|一|ゼロ|null|eins|zéro|cero|uno|zero|um|нул\w+|единиц\w+)(?![.\w/*^-]*\d)\$?"
STARTED = tuple(
    re.compile(_LETTERS + form, re.IGNORECASE)
    for form in (
        rf"(?:都|均|被|分别)?初始化(?:为|成)\s*(?:全)?{_NUMBER}",
        rf"[をは]\s*{_NUMBER}\s*[でに]初期化",
        rf"(?:을|를|은|는)\s*{_NUMBER}\s*(?:으로|로)\s*초기화",
        rf"\b(?:werden|wird|sind|ist)\s+(?:mit|auf|zu)\s+{_NUMBER}\s+(?:initialisiert|gesetzt)",
        rf"\b(?:sont|est)\s+initialisée?s?\s+(?:à|avec)\s+{_NUMBER}",
        rf"\bse\s+inicializan?\s+(?:en|a|con)\s+{_NUMBER}",
        rf"\b(?:são|é)\s+inicializad[oa]s?\s+(?:em|com|como|a)\s+{_NUMBER}",
        rf"\bинициализиру\w+\s+{_NUMBER}",
    )
)
STARTED += tuple(
    re.compile(form + r"(?!\s*(?:,|et|y|e|und)\s*\$?[01])", re.IGNORECASE)
    for form in (
        rf"\binitialis(?:er|ez|ons)\s+(?P<letters>[^.;:()]{{1,60}}?)\s+(?:à|avec)\s+"
        rf"(?:des\s+valeurs\s+(?:égales\s+à|de)\s+)?{_NUMBER}",
        rf"\binicializ(?:ar|amos|a|e)\s+(?P<letters>[^.;:()]{{1,60}}?)\s+(?:en|a|con|em|com)\s+{_NUMBER}",
        rf"\binitialisier(?:e|en|t)\s+(?P<letters>[^.;:()]{{1,60}}?)\s+(?:mit|auf|zu)\s+{_NUMBER}",
    )
)
"""By which words a state gets its first value; it must be called by its letter."""
_SPOKEN_OF = re.compile(
    rf"{_EPSILON}|初始化|初期化|초기화|initialis|gesetzt|inicializ|инициализиру", re.IGNORECASE
)
"""What every claim has in it: epsilon, or one of the words of `STARTED`."""
_ONE = re.compile(r"1|一|eins|uno?|um|единиц", re.IGNORECASE)


def claims_nothing(words: str) -> bool:
    """Whether a sentence tells nothing of an update, or denies, asks, leaves a choice or speaks of others."""
    return _SPOKEN_OF.search(words) is None or ELSEWHERE.search(words) is not None


def is_one(value: str) -> bool:
    """Whether a first value in words is 1; else it is 0."""
    return _ONE.match(value) is not None
