"""What a passage is meant to be: the optimizers that its name, its heading or its words name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from verifier import catalogue
from verifier.loading import module

ROLE = re.compile(
    r"(?<=[A-Za-z])(?=(?:Optimi[sz]er|Updater?|Rule|Solver|Policy|Kernel|Config|Impl|Params?)(?![a-z]))"
)
"""Where a name written in one word goes on with what it is the name of: ``AdamWOptimizer``."""


@cache
def _phrases() -> dict[str, str]:
    """What documents call the optimizers, as patterns, the longest first."""
    known = catalogue.names()
    pairs = [(name.replace("_", " "), name) for name in known]
    pairs += [
        (words, name)
        for name, all_words in module("specs.words").WORDS.items()
        for words in all_words
        if name in known
    ]
    pairs.sort(key=lambda pair: -len(pair[0]))
    return {r"[\s_-]*".join(map(re.escape, words.split())): name for words, name in pairs}


@cache
def phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What documents call the optimizers, the longest first."""
    return tuple((_pattern(words), name) for words, name in _phrases().items())


@cache
def _any_phrase() -> re.Pattern[str]:
    """All of them at once: most texts have none."""
    return _pattern("|".join(_phrases()))


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z])(?:{words})(?![a-zA-Z])", re.IGNORECASE)


OWN = re.compile(r"\b(?:My|Our|Custom|Simple|Basic|Plain|Naive|Vanilla|Tiny|Mini|Numpy|NumPy)(?=[A-Z]{2})")
"""What is put before the name of a method that one writes oneself: ``MyRMSProp``."""


@lru_cache(maxsize=4096)
def named_in(text: str) -> frozenset[str]:
    """The optimizers that a text names; a name within a longer one does not count."""
    found = set[str]()
    rest = _without_names(ROLE.sub(" ", text[:2000].replace("_", " ")), found)
    apart = re.sub(r"(?<=[a-z])(?=[A-Z]+[a-z])|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})", " ", OWN.sub(" ", rest))
    rest = _without_names(apart, found)
    _without_names(re.sub(r"(?<=[a-zD])[wW](?![A-Za-z])", "", rest), found)  # LionW, SGDW: with a decay
    return frozenset(found)


def _without_names(text: str, found: set[str]) -> str:
    """The text without the names that are found in it."""
    if _any_phrase().search(text) is None:
        return text
    for pattern, name in phrases():
        text, count = pattern.subn(" . ", text)
        if count:
            found.add(name)
    return text


CONTRASTED = re.compile(
    r"\b(?:unlike|in contrast (?:to|with)|as opposed to|contrary to|different from|differs from)\s+"
    r"(?:(?:in|the|plain|standard|ordinary|vanilla|classical)\s+)*",
    re.IGNORECASE,
)
"""What stands before the name of a method that something is told from: "Unlike RMSprop, no root is taken"."""
ALSO = re.compile(r"\s*(?:and|or)\s+(?:(?:in|the)\s+)*", re.IGNORECASE)
"""What stands between two such names."""


def first_named(texts: Iterable[str]) -> frozenset[str]:
    """What the first text that names any optimizer names; not one from which it tells something."""
    return next((found for text in texts if (found := named_in(_without_contrast(text)))), frozenset())


@lru_cache(maxsize=4096)
def _without_contrast(text: str) -> str:
    """A text without the names of the methods from which it tells something."""
    for led in reversed(list(CONTRASTED.finditer(text))):
        end = _name_at(text, led.end())
        while end is not None:
            text = f"{text[: led.start()]} . {text[end:]}"
            also = ALSO.match(text, led.start() + 3)
            end = None if also is None else _name_at(text, also.end())
    return text


def _name_at(text: str, start: int) -> int | None:
    """Where the name of a method ends that begins at a place."""
    found = (pattern.match(text, start) for pattern, _ in phrases())
    return next((m.end() for m in found if m is not None), None)


def share_method(one: Sequence[str], two: Sequence[str]) -> bool:
    """Whether what stands under some headings may count under others: not beside those of a method.

    Headings are given with the nearest first; what stands within a section may read what stands above it.
    """
    method = next((heading for heading in two if named_in(heading)), None)
    return method is None or method in one or tuple(two[len(two) - len(one) :]) == tuple(one)


def kin(names: frozenset[str]) -> frozenset[str]:
    """Methods, and those that are called as they are with a word added: RMSprop with momentum."""
    return frozenset(n for n in catalogue.names() if n in names or n.partition("_")[0] in names)


def switched_to(switch: str, usual: str) -> frozenset[str]:
    """The methods that a switch makes of the usual one, ``centered`` of RMSprop, or that it names itself."""
    both = named_in(f"{switch} {usual}") | named_in(f"{usual} {switch}")
    return frozenset(n for n in both if usual and n.startswith(f"{usual}_")) or named_in(switch) or both
