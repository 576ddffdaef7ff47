"""How English texts speak of an update: of epsilon, of first values, of corrections, of decay rates."""

from __future__ import annotations

import re

_EPSILON = (
    r"(?:\\?\bepsilon\b|\\varepsilon|ε|ϵ|\beps\b"
    r"|\b(?:small|tiny)\s+(?:positive\s+)?(?:constant|number|value|term)\b)"
)
_ROOT = r"(?:(?:square[- ]?)?root|sqrt)\b"
INSIDE = re.compile(
    rf"{_EPSILON}[^.]{{0,60}}\b(?:inside|under|within|beneath)\b[^.]{{0,20}}{_ROOT}"
    rf"|\b(?:inside|under|within|beneath)\b[^.]{{0,12}}{_ROOT}[^.]{{0,30}}{_EPSILON}"
    rf"|{_EPSILON}[^.]{{0,60}}\bbefore\s+(?:taking\s+)?(?:the\s+|its\s+|a\s+)?{_ROOT}",
    re.IGNORECASE,
)
OUTSIDE = re.compile(
    rf"{_EPSILON}[^.]{{0,60}}\b(?:outside|after)\b[^.]{{0,30}}{_ROOT}"
    rf"|\boutside\b[^.]{{0,12}}{_ROOT}[^.]{{0,30}}{_EPSILON}",
    re.IGNORECASE,
)
UNCORRECTED = re.compile(
    r"\b(?:without|no|omit\w*|skip\w*|leav\w+ out|drop\w*|lack\w*|ignor\w+|neglect\w*)\s+"
    r"(?:the\s+|any\s+|a\s+)?bias[- ]?correct\w*"
    r"(?!\s+(?:(?:is|are)\s+)?(?:need|requir|necess|for|of|on|to|in|term))\b",
    re.IGNORECASE,
)
_VALUE = (
    r"(?:(?:vectors?|tensors?|arrays?|all|of|the|value|a)\s+)*\W?(?P<value>zeros?|ones?|0?\.\d*[1-9]|[01](?:\.0*)?)\b"
    r"(?![./*^]\d|\s*(?:\\cdot|\\times|%|times\b))"
)
STARTED = (
    re.compile(
        rf"(?P<letters>[^.;:()]{{1,60}}?)\b(?:is|are|was|were|get|gets)\s+(?:\w+ly\s+)?(?:initiali[sz]ed|started)"
        rf"\s+(?:to|at|with|as|from)\s+{_VALUE}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\binitiali[sz](?:e|es|ing)\s+(?P<letters>[^.;:()]{{1,60}}?)\s+(?:to|at|with|as|from)\s+{_VALUE}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?P<letters>[^.;:()]{{0,40}}_\{{?0[^.;:()]{{0,20}}?)\b(?:is|are)\s+(?:both\s+)?set\s+to\s+{_VALUE}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?P<letters>[^.;:()]{{1,40}}?)\bstarts?\s+(?:out\s+)?(?:at|from|with|as)\s+{_VALUE}", re.IGNORECASE
    ),
)
SPEAKS_OF_START = re.compile(r"initiali[sz]|start|\bset\b", re.IGNORECASE)
"""A word that each of `STARTED` has in it."""
NO_STATE = re.compile(
    r"\b(?:weights?|parameters?|bias(?:es)?|time ?steps?|steps?|iterations?|counters?|rate|theta|t|k|w|x|"
    r"network|epochs?|rewards?|loss(?:es)?|errors?|accuracy|temperature)\b|θ",
    re.IGNORECASE,
)
EVERY_STATE = re.compile(
    r"\b(?:moments?|moment estimates|averages?|accumulators?|velocit(?:y|ies)|caches?|buffers?"
    r"|(?:means?|sums?) of (?:the )?squares|mean squares?)\b",
    re.IGNORECASE,
)

DECAYS = re.compile(
    r"(?:\\?beta|β)_?\{?(?P<number>[12₁₂])\}?[$)`*\s]{0,4}(?:\([^()]{0,30}\)\s*)?"
    r"(?:is|controls|governs|sets|determines|[:–—=-])\s+(?:the\s+)?(?:exponential\s+)?"
    r"(?:(?:decay|forgetting|smoothing|averaging|momentum)\s+)?"
    r"(?:(?:rate|factor|coefficient|parameter|weight|constant)\s+)?(?:(?:for|of|in)\s+)?(?:the\s+)?"
    r"(?:(?:running|moving|exponential|exponentially|weighted|decaying)\s+)*(?:average\s+of\s+)?(?:the\s+)?(?:past\s+)?"
    r"(?:(?P<order>first|second|1st|2nd)[-\s](?:order\s+|raw\s+)?moments?|(?P<square>squared?)\s+gradients?)\b",
    re.IGNORECASE,
)
"""Which average a decay rate belongs to."""
