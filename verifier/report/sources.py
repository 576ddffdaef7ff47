"""The documents side by side: who prints which form of an optimizer, and who agrees with whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verifier import catalogue
from verifier.errors import InputError
from verifier.findings import Verdict
from verifier.lift.matching import match
from verifier.loading import module
from verifier.printed import PrintedForm
from verifier.referee import judge
from verifier.report.markdown import code, sentence, table
from verifier.system import System

NAME = "sources"
LEGEND = """
What the five documents print of each optimizer, beside one another. *The article* is the specification,
*Keras* what Keras 3 runs; each claim is held against the referee's verdict by the tests. Below each table:
which of the printed forms are proved to be one method at constant rates, and which stand alone. A form that
is ambiguous takes part with its readings, one that is incomplete does not.
""".strip()


def sources() -> dict[str, str]:
    """The page, by its name."""
    lines = ["# The documents side by side", "", LEGEND, ""]
    for name in catalogue.names():
        lines += _optimizer(name)
    return {f"{NAME}.md": "\n".join([*lines, "To reproduce: `python -m verifier report --all`"]) + "\n"}


def documents() -> tuple[str, ...]:
    """The keys of the documents, in the order of the bibliography."""
    return tuple(work.key for work in module("specs.sources").DOCUMENTS)


def _optimizer(name: str) -> Iterator[str]:
    forms = {n: f for n, f in catalogue.forms(name).items() if f.key in documents()}
    if not forms:
        return
    yield from (f"## {name}", "")
    head = ("form", "place", "and the article", "and Keras")
    yield from table(head, [_row(n, f) for n, f in forms.items()])
    yield from (*_agreement(name, forms), "")


def _row(name: str, form: PrintedForm) -> Sequence[str]:
    keras = next((claim for other, claim in form.beside if other.endswith("/keras")), None)
    beside = "" if keras is None else f"{keras.kind}: {sentence(keras.because)}"
    return code(name), form.source.place, f"{form.claim.kind}: {sentence(form.claim.because)}", beside


def _agreement(name: str, forms: dict[str, PrintedForm]) -> Iterator[str]:
    """The classes of forms that are proved to be one method."""
    systems = dict(_systems(forms))
    classes: list[list[str]] = []
    for form in systems:
        home = next((c for c in classes if _verdict(systems[c[0]], systems[form]) is Verdict.PROVED), None)
        if home is None:
            classes.append([form])
        else:
            home.append(form)
    together = [c for c in classes if len(c) > 1]
    for each in together:
        yield f"One method: {', '.join(map(code, each))}."
    alone = [c[0] for c in classes if len(c) == 1]
    if alone and len(classes) > 1:
        yield f"{'Alone' if together else 'Each alone'}: {', '.join(map(code, alone))}."


def _systems(forms: dict[str, PrintedForm]) -> Iterator[tuple[str, System]]:
    for name, form in forms.items():
        if form.readings:
            continue
        try:
            yield name, catalogue.system(name)
        except InputError:  # it prints no whole method
            continue


def _verdict(one: System, two: System) -> Verdict:
    matched = match(one, two)
    return judge(matched.left, matched.right).verdict
