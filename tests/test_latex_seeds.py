"""The formulas of the seed documents, held against what `specs/printed` says that they mean."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sympy import Equality, Expr, Indexed, Symbol

from tests.formula_readings import said, same
from verifier.holdings import printed
from verifier.letters import Sequence, t
from verifier.lift.latex import read
from verifier.lift.reading import Apply, Equation, Gradient, Index, Name, Node, Number, Refusal
from verifier.printed import PrintedForm
from verifier.sympy_terms import term_of
from verifier.term import Term

FORMS = tuple(printed())
FOLDER = os.environ.get("VERIFIER_SEEDS")
DOCUMENTS = {"kerasy": "001", "cifar-slides": "002", "keras-notebook": "003"}
PRINTED = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+)\$", re.DOTALL)

REFUSED = {
    ("kerasy", "v", "dots"): "the closed form of a sum, with dots",
    ("kerasy", "v", "limit"): "an infinite exponent",
    ("cifar-slides", "Delta theta", "RMS"): "the index inside the brackets has two meanings",
    ("cifar-slides", "u", "limit"): "an infinite exponent",
}
"""What cannot be read, by document, left side and a word of the reason."""

DEFINED_ELSEWHERE = {
    ("kerasy", "y_train"): "the data of an example",
    ("kerasy", "g"): "the gradient itself, which a form has as its query point",
    ("cifar-slides", "g"): "the gradient itself",
    ("kerasy", "v", "sum"): "the closed form of an average",
    ("cifar-slides", "RMS[Delta theta]"): "put in where it is read",
}

OWN_NAMES = {"varepsilon": "epsilon", "Delta_w": "Delta w", "momentum": "momentum"}
"""Letters that the documents print otherwise than the specifications do."""

needs_seeds = pytest.mark.skipif(
    FOLDER is None, reason="VERIFIER_SEEDS does not name the seed documents' folder"
)


@cache
def text_of(key: str) -> str:
    assert FOLDER is not None
    (path,) = Path(FOLDER).glob(f"{DOCUMENTS[key]}_*.txt")
    return path.read_text(encoding="utf-8")


def readings(key: str) -> Iterator[Equation | Refusal]:
    """Everything that the formulas of a document say."""
    for formula in PRINTED.finditer(text_of(key)):
        found = read(formula[1] or formula[2])
        yield from (*found.equations, *found.refusals)


@cache
def spelled(letter: Sequence | Symbol) -> str:
    """How the reader spells a letter of the specifications."""
    label = letter.label if isinstance(letter, Sequence) else letter
    if label.name in OWN_NAMES or getattr(label, "latex", None) is None:
        return OWN_NAMES.get(label.name, label.name)
    (equation,) = read(f"{label.latex} = 0").equations
    return equation.target.text


def node_of(expression: Expr, form: PrintedForm) -> Node:
    """A printed form's expression as the reader should read it, with the source's own indices."""
    return _node(term_of(expression, lambda leaf: Term("sym", "leaf", leaf)), form)


def _node(term: Term, form: PrintedForm) -> Node:
    if term.op == "num":
        return Number(term.value)
    if term.op == "sym":
        return _leaf(term.args[1], form)
    if term.op == "pow" and term.args[1].op == "num" and term.args[1].value.denominator == 2:
        return Apply("sqrt", (_node(term.args[0], form),))
    return Apply(term.op, tuple(_node(a, form) for a in term.terms))


def _leaf(leaf: object, form: PrintedForm) -> Node:
    if not isinstance(leaf, Indexed):
        return Name(spelled(leaf))
    if leaf.base.name.startswith("nabla"):
        return Gradient(None)
    offset = leaf.indices[0] - t
    index = Index("t", int(offset)) if offset.is_Integer else Index("", int(leaf.indices[0]))
    return Name(spelled(leaf.base), index)


def plain(node: Node) -> Node:
    """A reading with ``new`` and ``old`` as t and t-1, and every gradient as one letter."""
    match node:
        case Name(text, Index("new", offset)):
            return Name(text, Index("t", offset))
        case Gradient():
            return Gradient(None)
        case Apply(op, args):
            return Apply(op, tuple(plain(a) for a in args))
    return node


def indexed(node: Node, target: str) -> Node:
    """A reading with the index t where a state has lost it, as the readings of an ambiguous form have it."""
    match node:
        case Name("v", None) if target == "w":
            return Name("v", Index("t", 0))
        case Apply(op, args):
            return Apply(op, tuple(indexed(a, target) for a in args))
    return node


def states(form: PrintedForm, equation: Equality, read_as: Equation) -> bool:
    """Whether an equation of a printed form says what was read."""
    if said(node_of(equation.lhs, form)) != said(plain(read_as.target)):
        return False
    if "sum" in said(read_as.value):
        return False
    meant = node_of(equation.rhs, form)
    return same(meant, plain(read_as.value)) or same(
        meant, indexed(plain(read_as.value), spelled(equation.lhs.base))
    )


def forms_of(key: str) -> list[PrintedForm]:
    return [form for form in FORMS if form.key == key and form.output is not None]


def equations_of(form: PrintedForm) -> list[Equality]:
    readings = [e for version in form.readings for e in (*version.update, *version.initial)]
    return [*form.update, *form.initial, *readings]


@needs_seeds
@pytest.mark.parametrize("key", DOCUMENTS)
def test_every_equation_that_is_read_is_one_that_a_printed_form_states(key: str) -> None:
    strange = []
    for found in readings(key):
        if isinstance(found, Refusal) or (key, found.target.text) in DEFINED_ELSEWHERE:
            continue
        if (key, found.target.text, "sum") in DEFINED_ELSEWHERE and "sum(" in said(found.value):
            continue
        if not any(states(form, e, found) for form in forms_of(key) for e in equations_of(form)):
            strange.append(f"{said(found.target)} = {said(found.value)}")
    assert not strange


@needs_seeds
@pytest.mark.parametrize("key", DOCUMENTS)
def test_what_is_refused_is_refused_for_its_reason_and_nothing_else_is(key: str) -> None:
    refused = [found for found in readings(key) if isinstance(found, Refusal)]
    expected = [(target, word) for document, target, word in REFUSED if document == key]
    assert [r.target for r in refused] == [target for target, _ in expected]
    for refusal, (_, word) in zip(refused, expected, strict=True):
        assert word in refusal.reason


@needs_seeds
@pytest.mark.parametrize("key", DOCUMENTS)
def test_every_equation_of_a_printed_form_is_read_or_its_formula_is_refused(key: str) -> None:
    found = list(readings(key))
    equations = [f for f in found if isinstance(f, Equation)]
    refused = {f.target for f in found if isinstance(f, Refusal)}
    for form in forms_of(key):
        for equation in (*form.update, *form.initial):
            target = spelled(equation.lhs.base)
            assert any(states(form, equation, e) for e in equations) or target in refused, equation
