"""Whatever text the reader is given, it answers with a system or an `InputError`, and runs nothing."""

from __future__ import annotations

import ast
import random
import sys
import time
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from verifier.bounded import Stopped, run
from verifier.errors import InputError
from verifier.lift.formula import read, read_source
from verifier.system import System

PATIENCE = 60.0
"""Seconds within which any text is answered; on a busy machine too."""
SEEDS = (
    """
def adam(w, g, t, m=0, v=0, *, lr=0.001, beta_1=0.9, beta_2: "0 <= beta_2 < 1" = 0.999, epsilon=1e-8):
    m = beta_1*m + (1 - beta_1)*g
    v = beta_2*v + (1 - beta_2)*g**2
    m_hat, v_hat = m/(1 - beta_1**t), v/(1 - beta_2**t)
    w -= lr[t]*m_hat/(np.sqrt(v_hat) + epsilon)
    return w
""",
    """
import numpy as np
EPS = 1e-7
def half(x, y=2):
    if x > 0: return x/y
    return -x/y
def look(w, u="w*0", *, mu=0.9, lr=0.1):
    g = grad(w - mu*u)
    if g == 0 and not u < w <= 1 or g/u > EPS: u = half(g)
    elif g > 1: u, g = g, u
    else: u = where(g > u, np.clip(g, -1, 1), half(y=3, x=g))
    return w - lr*u, u if u != 0 else EPS
""",
)

PIECES = (
    *"()=*.,'#@é:;w" + '"',
    *(" if ", " else ", "lambda x: ", "return ", "not ", "    ", "\n", "\t", "\0"),
    *("**", "[t]", "[t+1]", "grad(", "t", "None", "1e999", "0.5"),
)
EXPRESSIONS = (
    *("x", "[w]", "{w: g}", "lambda: w", "f'{w}'", "(yield)", "w[0]", "w.x", "(w, g)", "(*w,)", "1j", "..."),
    *("(x := w)", "[i for i in w]", "w @ g", "w in g", "sum(w)", "w(g)", "10**10**10", "half(half(w))"),
)
STATEMENTS = (
    *("return w", "return", "pass", "for i in w: pass", "while w: pass", "w: int", "del w", "import os"),
    *("def adam(w, g): return adam(w, g)", "class C: pass", "try: pass\nfinally: pass", "w[0] = g"),
    *("if t == 1: return g", "assert w", "with w: pass", "match w:\n case 1: pass", "global w"),
)


def answer(text: str) -> str | None:
    """The message of the refusal; None where the text was read."""
    start = time.monotonic()
    try:
        found = (
            read_source(text, None, "fuzz.py") if "half" not in text else read_source(text, "look", "fuzz.py")
        )
    except InputError as error:
        message = str(error)
        assert len(message) < 3000
        assert all(c.isprintable() or c == "\n" for c in message)
        return message
    finally:
        assert time.monotonic() - start < PATIENCE
    assert isinstance(found, System)
    return None


def test_the_seeds_are_read() -> None:
    assert [answer(seed) for seed in SEEDS] == [None, None]


@settings(max_examples=200, deadline=None)
@given(st.text())
@example("\ufeff")
@example("\x0c\x0bdef f(w, g):\x0c\n return g")
@example("def f(w, g):\u2028 return g")
@example("def f(w,g):\r return w$")
@example("'\\N{' ")
@example("\ud800")
def test_any_text_is_answered(text: str) -> None:
    answer(text)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_any_file_is_answered(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "fuzz.py"
    file.write_bytes(content)
    with pytest.raises(InputError):  # no random bytes are a formula
        read(str(file))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SEEDS), st.randoms(use_true_random=False), st.integers(1, 4))
def test_any_changed_formula_is_answered(seed: str, chance: random.Random, count: int) -> None:
    answer(changed(seed, chance, count))


def changed(text: str, chance: random.Random, count: int) -> str:
    """The text with pieces dropped, doubled, exchanged or replaced by others of the language."""
    for _ in range(count):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.randrange(6))
        middle = chance.choice([chance.choice(PIECES), "", text[start:end] * 2, text[end : end + 8]])
        text = text[:start] + middle + text[end:]
    return text


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SEEDS), st.randoms(use_true_random=False), st.integers(1, 5))
def test_any_changed_tree_is_answered(seed: str, chance: random.Random, count: int) -> None:
    tree = ast.parse(seed)
    for _ in range(count):
        exchange(tree, chance)
    try:
        text = ast.unparse(tree)
    except (ValueError, AttributeError, RecursionError, TypeError):  # the tree is no Python any more
        return
    answer(text)


def exchange(tree: ast.AST, chance: random.Random) -> None:
    """Put a copy of one node of the tree, or a new one, in the place of another of its kind."""
    expressions = [n for n in ast.walk(tree) if isinstance(n, ast.expr)]
    statements = [n for n in ast.walk(tree) if isinstance(n, ast.stmt)]
    owner = chance.choice(list(ast.walk(tree)))
    for name, value in ast.iter_fields(owner):
        if isinstance(value, ast.expr):
            found = chance.choice([chance.choice(expressions), new_expression(chance)])
            setattr(owner, name, deepcopy(found))
        elif isinstance(value, list) and value and isinstance(value[0], ast.stmt):
            other = chance.choice([chance.choice(statements), new_statement(chance)])
            value[chance.randrange(len(value))] = deepcopy(other)


def new_expression(chance: random.Random) -> ast.expr:
    return ast.parse(chance.choice(EXPRESSIONS), mode="eval").body


def new_statement(chance: random.Random) -> ast.stmt:
    return ast.parse(chance.choice(STATEMENTS)).body[0]


def test_nothing_of_a_file_is_run(tmp_path: Path) -> None:
    """Each text would leave a note behind if any part of it were run or imported."""
    note = tmp_path / "note"
    effect = f"__import__('pathlib').Path({str(note)!r}).touch()"
    texts = [
        f"{effect}\ndef f(w, g): return w - g",
        f"A = {effect}\ndef f(w, g): return w - g",
        f"def f(w, g, m={effect}): return w - g, m",
        f"def f(w, g, m={effect!r}): return w - g, m",
        f"def f(w, g, *, lr={effect}): return w - lr*g",
        f"def f(w, g, *, lr: {effect!r} = 1): return w - lr*g",
        f"def f(w, g, *, lr: {effect} = 1): return w - lr*g",
        f"@{effect}\ndef f(w, g): return w - g",
        f"def f(w, g): {effect}\n",
        f"def f(w, g): return w - {effect}",
        f"def f(w, g): return f'{{{effect}}}'",
        f"def f(w, g): return w - g[{effect}]",
        f"if __name__ == '__main__': {effect}\ndef f(w, g): return w - g",
    ]
    for text in texts:
        answer(text)
    assert not note.exists()
    exec(texts[0], {})
    assert note.exists()  # the note would have been seen


def test_a_module_beside_the_file_is_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "numpy.py").write_text("raise SystemExit('imported')")
    file = tmp_path / "steps.py"
    file.write_text("import numpy as np\ndef f(w, g): return w - np.sqrt(g)")
    monkeypatch.syspath_prepend(str(tmp_path))
    loaded = set(sys.modules)
    read(str(file))
    assert set(sys.modules) == loaded


LARGEST = {
    "statements": "def f(w, g):\n" + "    w=g\n" * 32_000,
    "lists": "A = " + "[]," * 87_000 + "\n",
    "names": "w;" * 131_000,
    "numbers": "A = " + "1," * 131_000,
}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory has no limit")
@pytest.mark.parametrize("text", LARGEST.values(), ids=LARGEST.keys())
def test_the_largest_texts_are_answered_within_half_a_gibibyte(text: str) -> None:
    found: Any = run(answer, text, seconds=60, memory=1 << 29)
    assert not isinstance(found, Stopped)
