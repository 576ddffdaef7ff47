"""Slots: where a program keeps a number of one coordinate, whatever container and loop it uses for it.

``self.m[key]``, ``state["exp_avg"]`` and ``v["dW" + str(l)]`` are one slot each: a container that is indexed
by a parameter is one coordinate of it, one that is indexed by a word is a record.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from functools import cache

from verifier.audit.drafts.vocabulary import IDENTITIES

LABEL = "__of_"
"""What stands between the name of a container and the parameter whose entry it is."""
RECORD_METHODS = frozenset({"get", "getOrDefault", "setdefault", "get_slot", "slot"})


def slot_of(node: ast.expr) -> str | None:
    """The slot that an expression names; None where it is no plain place."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = slot_of(node.value)
        return base if base is None or node.attr in IDENTITIES else f"{base}.{node.attr}"
    if isinstance(node, ast.Subscript):
        return _element(node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _of_call(node, node.func)
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "noalias" and len(node.args) == 1:
        return slot_of(node.args[0])
    return None


def name_called(node: ast.AST | None) -> str:
    """The name of the function or method that a call calls; empty for anything else."""
    function = node.func if isinstance(node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _of_call(node: ast.Call, method: ast.Attribute) -> str | None:
    if method.attr in RECORD_METHODS and node.args:
        words = [w for a in node.args if (w := word_of(a)) is not None]
        base = slot_of(method.value)
        return f"{base}[{words[0]}]" if base is not None and words else base
    if isinstance(method.value, ast.Constant) or _is_given(node, method):
        return None
    if method.attr in IDENTITIES:
        base = slot_of(method.value)
        return None if base in MODULES else base
    return None


def _is_given(node: ast.Call, method: ast.Attribute) -> bool:
    """Whether a function of a library is given what it gives back: ``math_ops.cast(x, dtype)``."""
    return bool(node.args) and (method.attr in GIVEN or (method.attr == "cast" and len(node.args) > 1))


GIVEN = frozenset(
    "array asarray as_tensor tensor constant convert_to_tensor Tensor Variable variable stop_gradient "
    "identity shared deepcopy".split()
)
"""Functions that give back their argument, and are no methods of it."""


MODULES = frozenset(
    "np numpy jnp torch tf K T ops math keras F jax cupy cp xp mx nd paddle tensor theano tt backend".split()
)


def _element(node: ast.Subscript) -> str | None:
    base = slot_of(node.value)
    if base is None:
        return None
    word = word_of(node.slice)
    if word is not None and base.endswith(".__dict__"):
        return f"{base.removesuffix('.__dict__')}.{word}"
    if word is not None:
        return f"{base}[{word}]"
    if isinstance(node.slice, ast.Constant) and type(node.slice.value) is int:
        return f"{base}[{node.slice.value}]"
    return base


def word_of(node: ast.expr) -> str | None:
    """The word by which a record is indexed: ``"m"``, ``"dW" + str(l)``, ``f"dW{l}"``, ``"m", i``."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return word_of(node.left)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        word = word_of(node.left)
        return word and re.split(r"[%{]", word)[0]
    if isinstance(node, ast.JoinedStr) and node.values:
        words = [str(v.value) for v in node.values if isinstance(v, ast.Constant)]
        return "".join(words) or None
    if isinstance(node, ast.Tuple):  # state["m", i]
        return "_".join(filter(None, map(word_of, node.elts))) or None
    return None


def displayed(slot: str) -> str:
    """How a slot is called: the word or the attribute, without the record around it and the parameter."""
    slot = re.sub(rf"{LABEL}\w+", "", slot)
    if slot.startswith(("E[", "RMS[")):  # a letter of a formula
        return slot
    found = re.search(r"(?:^|[.\[])([^.\[\]]*[^.\[\]\d][^.\[\]]*)\]?((?:\[\d+\])*)'*$", slot)
    return _latin(slot if found is None else found.group(1).strip().strip("_ ") + found.group(2))


LETTERS = dict(
    zip(
        "αβγδεϵηθλμνρστφω",
        "alpha beta gamma delta epsilon epsilon eta theta lambda mu nu rho sigma tau phi omega".split(),
        strict=True,
    )
)
SCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉ᵗₜ′", "0123456789ttn")


@cache
def _latin(name: str) -> str:
    """A name in plain letters: ``β₁`` is ``beta_1``."""
    if name.isascii():
        return name
    name = re.sub(r"[₀-₉]+", lambda m: f"_{m.group()}", unicodedata.normalize("NFC", name)).translate(SCRIPTS)
    return "".join(LETTERS.get(c, c) for c in name)
