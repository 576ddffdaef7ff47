"""What a text says of its own code in passing: that it leaves something out, or that it climbs."""

from __future__ import annotations

import re

_CORRECTING = (
    r"\b(apply|applying|perform|do) (the )?(bias[ -])?correction (to|of|for|on)\b"
    r"|\b(apply|applying|perform) (the )?([\w-]+ )?bias[ -]correction\b"
    r"|\bcorrection (is|are) (used|applied|made|done)\b[^.]{0,60}\bbias\b"
    r"|(?:进行|執行|执行|做|作)(?:了)?(?:一?个?)?(?:偏差|偏置)?(?:校正|修正|纠正)|(?:校正|修正)(?:偏差|偏置)"
    r"|補正を(?:行|かけ|適用|施)|보정(?:을|를)?\s*(?:수행|적용|합니다|한다|하고|한 )"
    r"|(?:выполн|примен|производ|корректир)\w*[^.\n]{0,24}(?:коррекци|поправк|смещени)"
    r"|(?:appliqu|effectu|corrig)\w*[^.\n]{0,16}(?:correction|biais)"
    r"|(?:aplic|corrig|corrij)\w*[^.\n]{0,16}(?:correcci[oó]n|sesgo|vi[eé]s)"
    r"|bias[- ]?korrektur (?:wird|anwenden|durchf)|(?:korrigier\w*)[^.\n]{0,24}(?:bias|verzerrung)"
)
"""Words by which a text corrects the bias."""
_UNPRINTED = r"(?!.{0,600}?1\s*-\s*\\?(?:beta|β|rho)[^=]{0,8}\^)"
"""That no formula for it follows."""
SIMPLIFIED = re.compile(
    r"simplif|for (the sake of )?simplicity|without (the )?(bias|correction)|no (bias[ -])?correction|roughly"
    r"|simplistic|toy version|(omit|ignor|skip|leav|drop|neglect)\w*( out)? (the )?(bias|epsilon|correction)"
    r"|\b(bias[ -]corrections?|de-?bias(ing)?|(bias|correction) terms?)( (terms?|factors?|steps?))?"
    r"( (is|are|was|were|(has|have) been|being))?( not (shown|applied|used|included|printed|implemented)"
    r"| omitted| left (out|aside)| skipped| dropped| removed| ignored| disabled| neglected| turned off)\b"
    r"|(also|additionally) (includes?|uses?|has|needs) a \W*bias|\b(\w+_)?bias_?correction\b"
    r"|optional(ly)? (with )?bias[ -]correct\w*"
    rf"|(?:{_CORRECTING}){_UNPRINTED}"
    r"|bias[ -]?correction[ -]free|\(plus (the )?bias[ -]?corrections?\b"
    r"|(\b(no|not|without)|n't)( \(?[\w^*-]+\)?){0,3} (de-?bias|bias[ -]?correct"
    r"|correct\w* ((of|for) )?the bias)"
    r"|(忽略|省略|不考虑|暂不|去掉|略去|没有)[^。\n]{0,24}(bias|偏差|偏置|修正|校正|correction)|简化|粗略"
    r"|バイアス補正[^。\n]{0,6}(省|除|無視|なし)|簡略|簡単のため|(편향|바이어스)[^.\n]{0,12}(생략|무시|제외)|단순화"
    r"|упрощ|без (поправк|коррекц)|(опуска|опусти|пренебре|игнорир)\w*[^.\n]{0,24}(поправк|смещен|коррекц)"
    r"|vereinfach|der einfachheit halber|ohne (die )?bias|sans (la )?correction|par souci de simplicit"
    r"|sin (la )?correcci[oó]n|(ignor|omit)\w*[^.\n]{0,16}(correcci[oó]n|correction|sesgo|biais)",
    re.IGNORECASE,
)
"""Words by which a text says that it leaves something out, or to do it without a formula."""

ASCENT = re.compile(
    r"\bascent\b|(?-i:[a-z]Ascent(?![a-z]))|\bmaximi[sz]ers?\b"
    r"|\bmaximi[sz](?:es?|ing) (?:the|an?|its|our|this|log)\b(?! objective with respect)"
    r"|\bmini-?max\b|\\(?:min|inf)(?![a-z]).{0,40}\\(?:max|sup)(?![a-z])|\bsaddle[- ]point problem"
    r"|\bpolicy[- ]gradient|(?-i:\bREINFORCE\b)|\bgradients? of (?:the |an? |our )?fitness\b"
    r"|最大化|梯度上升|勾配上昇|策略梯度|方策勾配|최대화|경사\s*상승|максимизи|восхожд|подъ[её]м"
    r"|maximier|gradientenaufstieg|maximise[rz]?\b|mont[ée]e de gradient|ascenso|maximizar|ascendente"
    r"|\bgrads?\w*\(\s*(?:objective|elbo|rewards?|log_?p\w*|log_?lik\w*|likelihood|fitness)\b",
    re.IGNORECASE,
)
"""Words by which a text says that it climbs: what it calls the gradient is added."""

CLIMBING = re.compile(r"(?:\\nabla|∇)\S{0,24}\s*\\?(?:log|ln)\b")
"""The gradient of a logarithm, as of a likelihood: what is added to climb."""

_LIKELIHOOD = re.compile(r"log[-_ ]?likelihood|\bscore[ _]function", re.IGNORECASE)
"""What is climbed where it is not called a loss, or taken with a minus."""

_LOSS = re.compile(r"\bneg|\bminimi|loss|cost|\bnll\b|\bdescen[td]", re.IGNORECASE)
"""Words by which a text says that it descends."""

_STEEPEST = re.compile(
    r"\b(?:steepest|greatest|fastest|largest|strongest|maxim(?:al|um)) (?:rate of |local )?ascent\b",
    re.IGNORECASE,
)
"""What a gradient points to, whether it is followed or not."""
_AGAINST = re.compile(r"\bopposite\b|\bnegative\b|\bagainst\b|\bdescen[dt]|\bminimi", re.IGNORECASE)
"""Words by which it is not followed."""


def climbs(words: str) -> bool:
    """Whether words say that what is called the gradient is added."""
    likely = _LIKELIHOOD.search(words) is not None and _LOSS.search(words) is None
    others = _STEEPEST.sub(" ", words) if _AGAINST.search(words) else words
    return likely or ASCENT.search(others) is not None


INTERIM = re.compile(
    r"\b(?:interim|intermediate|temporar\w+|provisional|look(?:ing|s)?[- ]?ahead)\b", re.IGNORECASE
)
"""Words by which a line says that its weight is not the new one."""

MISTAKES = r"(?:mistakes?|errors?|bugs?|slips?|flaws?|faults?|misprints?|typos?)\b"
WARNED = re.compile(
    rf"\b(?:wrong|incorrect|mistaken|tempting|an? {MISTAKES})"
    r" to (?:say|write|claim|think|assume|conclude|use|compute|take)\b"
    r"|\b(?:common|frequent|typical|classic|usual|popular|subtle|well-known) (?:\w+ )?"
    rf"{MISTAKES}\s*(?:is|are|was|were|:)"
    r"|\b(?:do not|don't|don’t|never|must not|should not) (?:write|code)\b",
    re.IGNORECASE,
)
"""Words that lead to what is not to be written."""

REJECTED = re.compile(
    r"\bwhy (?:not|don't|do we not)\b|\bwhat (?:if|happens if|would happen)\b|\bhad we\b"
    r"|\bif (?:we|you|one) (?:had|were to|instead|simply|just|merely|used|wrote|left|dropped|forgot)\b"
    rf"|{WARNED.pattern}|\b(?:do not|don't|never|must not|should not) use\b"
    r"|\bfix(?:ed|es)\b[^.\n]{0,60}\b(?:used|was|were|had|computed)\b"
    r"|\b(?:wrong|incorrect|mistaken)\W{0,4}:|[#/] ?(?:wrong|incorrect|mistaken|bad)\b"
    r"|\bnot what (?:we|is|one|you)\b|\bwarum nicht\b|\bpourquoi pas\b|\bpor qué no\b"
    r"|\bпочему (?:бы )?не\b|为什么不",
    re.IGNORECASE,
)
"""Words by which a sentence asks about an update that is not made."""

_OWN = r"implementation|code|version|update|function|class|optimi[sz]er|loop|method|step|rule|snippet"
NEGATED = re.compile(
    rf"(?:\b(?:this|our|the|following) (?:\w+ )?(?:{_OWN})|\bwe|\bit|\bhere)\b"
    r"[^.]{0,40}?(?:\b(?:not|never|cannot)|n't)\s+(?:\w+\s+){0,2}?"
    r"(?:(?:correct|compensat)\w*\s+(?:for\s+|of\s+)?(?:the\s+|its\s+|any\s+|this\s+)?(?:\w+\s+)?bias"
    r"|bias[- ]?correct\w*)",
    re.IGNORECASE,
)
"""That the bias is not corrected, said of one's own code."""
