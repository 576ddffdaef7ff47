"""What is said of an update that is a known form: the reference itself, or how it is another one."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.audit.judging.judge import Hit
from verifier.audit.judging.known import Known


def verdict_on(hit: Hit, around: frozenset[str]) -> tuple[str, str]:
    """The verdict on an update that is a known form, and why; ``around`` are the methods named there."""
    words = "".join(_provisos(hit))
    reference = hit.form.is_specification and not hit.special and not words
    named = not around or hit.form.of in around
    what = f"{words}it is {_called(hit, plain=reference and named)}, proved for every step"
    return ("ok" if reference and named else "variant"), what


def _provisos(hit: Hit) -> Iterator[str]:
    """In what an update is taken otherwise than it stands there."""
    if hit.begun:
        yield "but for the first step, at which a state is set from the gradient, "
    if hit.tied:
        yield "but for the ties of a comparison "
    if hit.added:
        yield f"but for {' and '.join(hit.added)} in the denominator "
    if hit.reckoned:
        yield f"with {hit.reckoned} "
    if hit.turned:
        yield f"with 1 - {hit.turned} for {hit.turned} "


def _called(hit: Hit, *, plain: bool) -> str:
    if plain:
        return hit.form.name
    if hit.special:
        return f"{hit.form.name} with {' and '.join(_fixed(hit))}"
    return _article(hit.form)


def _article(form: Known) -> str:
    return f"the form of {form.of} known as {form.name}" if "/" in form.name else form.name


def _fixed(hit: Hit) -> list[str]:
    return [f"{name} = {value}" for name, value in hit.correspondence.fixed.items()]
