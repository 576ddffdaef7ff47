"""What ``specs`` holds, as mappings: a specification or a printed form is read when it is asked for.

To build a formula takes about a millisecond, and there are hundreds: who asks for one optimizer does not wait
for the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from verifier.errors import InputError
from verifier.loading import SPECS, module

if TYPE_CHECKING:
    from verifier.language import Recurrence
    from verifier.printed import PrintedForm


@cache
def names() -> tuple[str, ...]:
    """The names of the specifications, in reading order."""
    return tuple(name for name in module("specs").OPTIMIZERS if (SPECS / f"{name}.py").exists())


class Specifications(Mapping[str, "Recurrence"]):
    """The specifications by name, in reading order."""

    def __getitem__(self, name: str) -> Recurrence:
        if name not in names():
            raise KeyError(name)
        found: Recurrence | None = getattr(module(f"specs.{name}"), name.upper(), None)
        if found is None or found.name != name:
            raise InputError(f"specs/{name}.py: write {name.upper()} = Recurrence(name={name!r}, …) in it")
        return found

    def __contains__(self, name: object) -> bool:
        return name in names()

    def __iter__(self) -> Iterator[str]:
        return iter(names())

    def __len__(self) -> int:
        return len(names())


class PrintedForms(Mapping[str, "PrintedForm"]):
    """The printed forms of the specifications by name, readings after the form that has them."""

    def of(self, optimizer: str) -> dict[str, PrintedForm]:
        """Those of one optimizer; sources that do not print it are not read."""
        return dict(_of(optimizer))

    def __getitem__(self, name: str) -> PrintedForm:
        return _of(name.partition("/")[0])[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_named(form for form in printed() if form.of in names()))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def printed(optimizer: str = "") -> Iterator[PrintedForm]:
    """What the sources print, source by source, of one optimizer or of all, specified or not."""
    for source in module("specs.printed").SOURCES:
        if not optimizer or f'"{optimizer}"' in _text(source):
            yield from (f for f in module(f"specs.printed.{source}").FORMS if optimizer in ("", f.of))


@cache
def _of(optimizer: str) -> dict[str, PrintedForm]:
    return _named(printed(optimizer)) if optimizer in names() else {}


def _named(forms: Iterable[PrintedForm]) -> dict[str, PrintedForm]:
    from verifier.printed import named

    return named(forms)


@cache
def _text(source: str) -> str:
    """A source's module as text. It has forms of no optimizer whose name does not stand in it."""
    return (SPECS / "printed" / f"{source}.py").read_text(encoding="utf-8")
