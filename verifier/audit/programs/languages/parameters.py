"""Parameters of functions in Java, C++ and JavaScript, types and defaults among them."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from verifier.audit.programs.languages.tokens import Token
from verifier.audit.programs.languages.trees import Trees


def parameters_of(reader: Trees, tokens: Sequence[Token]) -> list[tuple[str, ast.expr | None]]:
    """The names of parameters, the last word of each before its default."""
    found: list[tuple[str, ast.expr | None]] = []
    part: list[Token] = []
    depth = 0
    for token in [*tokens, Token("sign", ",", 0)]:
        depth += {"(": 1, "[": 1, "<": 1, "{": 1, ")": -1, "]": -1, ">": -1, "}": -1}.get(token.text, 0)
        if token.text != "," or depth > 0:
            part.append(token)
            continue
        texts = [t.text for t in part]
        head = part[: texts.index("=")] if "=" in texts else part
        head = head[: [t.text for t in head].index(":")] if ":" in [t.text for t in head] else head
        names = [t.text for t in head if t.kind == "name"]
        default = part[texts.index("=") + 1] if "=" in texts and texts.index("=") + 1 < len(part) else None
        if names and re.fullmatch(r"[^\W\d]\w*", names[-1]):
            number = reader.number(default) if default is not None and default.kind == "number" else None
            found.append((names[-1], number))
        part = []
    return found
