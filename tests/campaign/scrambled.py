"""Documents with changes that nobody makes: cut, doubled, turned, with parts of others in them."""

from __future__ import annotations

import json
import random

SUFFIXES = (".md", ".txt", ".rst", ".tex", ".ipynb", ".py", ".jl", ".java", ".cpp", ".js")
ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1251")
SIGNS = tuple("{}()[]$`|#\\&=_;\n\t\0\ufeff\u202e\ud800𝜃½²'\"")
LATEX = r"""
    $$ \\ \frac{ \sqrt{ \sum_{i=1}^{t} \hat{m}_t= \begin{cases} \end{aligned} \left( \right) \text{ _{t-1}
    \newcommand{\a}{\a\a}\a \def\x#1{\x{#1}}\x1 ^{2^{2^{2^2}}} E[g^2]_t m_t=\beta{}m_{t-1}+(1-\beta)g_t
    θ←θ−η∇J(θ) \leftarrow
""".split()
CODE = r"""
    w-=lr*g w=w**9**9**9 10**10**10 1e400 0x %run !ls os.system('id') exec('1') eval('1') /* */ // => @.
    lambda: yield async end begin """.split()
PAGES = (
    "```\n",
    "```python\n",
    "~~~\n",
    "<!--",
    "-->",
    ".. math::\n\n   ",
    "<img src='https://latex.codecogs.com/w",
)
LINES = (
    "\n\n",
    "    ",
    "\r\n",
    "\x1b[31m",
    "'''",
    '"' * 3,
    "9" * 5000,
    '{"cells": [',
    '"source": ',
    "null",
    "]}",
)
HEADS = (
    "def f(w, g):\n",
    "for p in ps:\n    ",
    "if x:\n",
    "while True: pass\n",
    "function f!(w, g)\n",
    "class A:\n",
)
BITS = (*SIGNS, *LATEX, *CODE, *PAGES, *LINES, *HEADS)
"""What texts of every kind are made of, and what has confused readers of them."""


def mutated(text: str, others: list[str], choice: random.Random) -> str:
    """A text after a few changes: cut, doubled, turned, with parts of others, with what confuses."""
    for _ in range(choice.randint(1, 8)):
        low = choice.randrange(len(text) + 1)
        high = min(len(text), low + choice.randint(1, choice.choice((3, 60, 400))))
        kind = choice.randrange(9)
        if kind == 0:
            text = text[:low] + text[high:]
        elif kind == 1:
            text = text[:low] + text[low:high] * choice.randint(2, 6) + text[high:]
        elif kind < 5:
            bit = choice.choice(BITS) * choice.choice((1, 1, 1, 1, 1, 60))
            text = text[:low] + bit + text[low:]
        elif kind == 5:
            other = choice.choice(others)
            start = choice.randrange(len(other) + 1)
            text = text[:low] + other[start : start + choice.randint(1, 400)] + text[low:]
        elif kind == 6:
            text = text[:low] + text[low:high][::-1] + text[high:]
        elif kind == 7:
            text = text.replace(
                choice.choice("{}()$`\\= \n"), choice.choice(("", "\n", "$")), choice.randint(1, 4)
            )
        else:
            text = text[:high] if choice.random() < 0.3 else text
    return text[:20_000]


def notebook(text: str, choice: random.Random) -> str:
    """A text as the cells of a notebook."""
    pieces = text.split("\n\n")
    cells = [
        {"cell_type": choice.choice(("code", "markdown", "raw")), "source": p, "metadata": {}} for p in pieces
    ]
    return json.dumps(
        {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, ensure_ascii=False
    )


def encoded(text: str, choice: random.Random) -> bytes:
    """A text in some encoding, with a few bytes changed now and then."""
    raw = bytearray(text.encode(choice.choice(ENCODINGS), "replace"))
    for _ in range(choice.choice((0, 0, 0, 3))):
        if raw:
            raw[choice.randrange(len(raw))] = choice.randrange(256)
    return bytes(raw)


def document(texts: list[tuple[str, str]], choice: random.Random) -> tuple[bytes, str]:
    """A mutated document, and the end of its name."""
    suffix, text = choice.choice(texts)
    others = [other for _, other in texts]
    if choice.random() < 0.15:
        suffix = choice.choice(SUFFIXES)
    before = choice.random() < 0.5
    text = mutated(text, others, choice) if before else text
    if suffix == ".ipynb" or choice.random() < 0.1:
        suffix, text = ".ipynb", notebook(text, choice)
    text = text if before else mutated(text, others, choice)
    return encoded(text, choice), suffix
