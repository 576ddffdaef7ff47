"""Formulas that a browser renders by itself, in few characters, and never as any other markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert

from verifier.page.aligned import COLOUR

ALLOWED = frozenset(
    """
    math mrow mi mn mo mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover
    mstyle mtable mtr mtd mpadded mphantom menclose
    """.split()
)
KEPT = ("width", "stretchy", "mathvariant", "columnalign", "accent")
DIFFERS = "d"
"""The class of what differs."""
NAME = "n"
"""The class of a name of several letters."""


def mathml(latex: str) -> str:
    r"""A formula as an element ``math``; one that cannot be such is shown as the text that it is.

    Examples
    --------
    >>> mathml(r"w_{t} < \mathit{lr}")
    '<math><msub><mi>w</mi><mi>t</mi></msub><mo>&lt;</mo><mi class="n">lr</mi></math>'
    >>> mathml(r"\text{<b>x</b>}")
    '<math><mtext>&lt;b&gt;x&lt;/b&gt;</mtext></math>'
    """
    try:
        return _written(_plain(_root(latex)))
    except Exception:  # whatever a converter makes of a text from outside, it stays a text
        return f"<math><mtext>{escape(latex, quote=False)}</mtext></math>"


def _root(latex: str) -> Element:
    texts = re.sub(r"\\text\{([^{}]*)\}", lambda found: rf"\text{{{escape(found[1])}}}", latex)
    return ElementTree.fromstring(_without_namespace(convert(texts.replace(r"\thinspace", r"\,"))))


def _without_namespace(markup: str) -> str:
    return re.sub(r"<math [^>]*>", "<math>", markup, count=1)


def _plain(element: Element) -> Element:
    """The element with all in it, as few elements as say the same."""
    if element.tag not in ALLOWED:
        raise ValueError(f"{element.tag} is no part of a formula")
    marked = element.get("mathcolor") == COLOUR
    made = Element("mrow" if marked else element.tag)
    made.text = element.text
    made.attrib.update({name: element.attrib[name] for name in KEPT if name in element.attrib})
    if marked:
        made.set("class", DIFFERS)
    made.extend(_joined(_unwrapped(element)))
    return _named(made)


def _unwrapped(element: Element) -> Iterator[Element]:
    """The children; a row of one is that one, and a row in a row is its parts.

    What grows grows with its row: a row with such a bracket stays.
    """
    row = element.tag in ("math", "mrow", "mstyle", "msqrt", "mtd")
    for child in map(_plain, element):
        bare = child.tag == "mrow" and not child.attrib
        grows = any(part.get("stretchy") == "true" for part in child)
        if bare and (len(child) == 1 or (row and not grows)):
            yield from child
        else:
            yield child


def _joined(parts: Iterator[Element]) -> list[Element]:
    """Letters of one name, which a converter gives one by one, as a name."""
    found: list[Element] = []
    for part in parts:
        letter = part.tag == "mi" and part.get("mathvariant") == "italic"
        if letter and found and found[-1].get("mathvariant") == "italic":
            found[-1].text = f"{found[-1].text}{part.text}"
        else:
            found.append(part)
    return found


def _named(element: Element) -> Element:
    for part in element:
        if part.attrib.pop("mathvariant", None) == "italic" and len(part.text or "") > 1:
            part.set("class", NAME)
    return element


def _written(element: Element) -> str:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in element.attrib.items())
    inside = escape(element.text or "", quote=False) + "".join(map(_written, element))
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>"
