"""Names: what can be named on the command line, looked up in `specs`.

Only this module and `holdings` read ``specs``; `loading` imports it. Nothing is read before it is asked for:
two formula files are compared without a specification, and without SymPy.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from verifier.errors import InputError, unknown
from verifier.holdings import PrintedForms, Specifications
from verifier.holdings import names as names
from verifier.lift.frameworks.call import FRAMEWORKS as FRAMEWORKS
from verifier.lift.frameworks.call import is_framework_call
from verifier.loading import module

if TYPE_CHECKING:
    from verifier.assertions.record import Document
    from verifier.experiments.record import Experiment
    from verifier.golden import GoldenTest
    from verifier.language import Recurrence, Source, Work
    from verifier.lift.frameworks.meaning import Vocabulary
    from verifier.lift.frameworks.record import Lift
    from verifier.obligation import Library
    from verifier.printed import PrintedForm
    from verifier.system import System

NUMPY = "numpy:"
"""In front of the path of a kernel that is traced by running it."""


def recurrence(name: str) -> Recurrence:
    """The specification of that name.

    Raises
    ------
    InputError
        When there is none; the message names the nearest.
    """
    if is_file(name):
        raise InputError(f"'{name}' is a file, and a specification is wanted; `verifier list` shows them")
    if name not in names():
        raise _nameless(name, "specification", names())
    return Specifications()[name]


def _nameless(name: str, kind: str, known: Iterable[str]) -> InputError:
    """Nothing has the name; a file may."""
    if os.path.exists(name):
        return InputError(
            f"'{name}' is no Python file; a step stands in a file whose name ends in .py, "
            f"and `verifier audit` reads documents and folders"
        )
    return unknown(name, kind, known)


def recurrences() -> tuple[Recurrence, ...]:
    """The specifications, in reading order."""
    return tuple(Specifications().values())


def system(name: str) -> System:
    """Whatever can be named, as a step function.

    A specification, a printed form, an optimizer of an installed framework, a formula file, a NumPy kernel
    (whose file is run).

    Raises
    ------
    InputError
        When nothing has that name, or its text cannot be read.
    """
    if is_framework_call(name):
        return lifted(name).system
    if is_file(name):
        return _of_file(name)
    return _of_form(form(name)) if "/" in name else _of_recurrence(recurrence(name))


def _of_file(name: str) -> System:
    if name.startswith(NUMPY):
        from verifier.lift import numpy_kernel

        return numpy_kernel.read(name.removeprefix(NUMPY))
    from verifier.lift import formula

    return formula.read(name)


def _of_form(printed: PrintedForm) -> System:
    from verifier.printed import system_of_form

    return system_of_form(printed, recurrence(printed.of))


def _of_recurrence(specification: Recurrence) -> System:
    from verifier.sympy_terms import system_of

    return system_of(specification)


def systems(names: Iterable[str]) -> tuple[System, ...]:
    """What several names name; frameworks are read side by side.

    Raises
    ------
    InputError
        As for `system`.
    """
    wanted = list(names)
    read = lifts(wanted)
    return tuple(read[name].system if name in read else system(name) for name in wanted)


def lifts(names: Iterable[str]) -> dict[str, Lift]:
    """Those of the names that are calls of frameworks, read side by side; by the call.

    Raises
    ------
    InputError
        As for `lifted`.
    """
    found = readings(name for name in names if is_framework_call(name))
    for each in found.values():
        if isinstance(each, InputError):
            raise each
    return {call: each for call, each in found.items() if not isinstance(each, InputError)}


def readings(calls: Iterable[str], *, anew: bool = False) -> dict[str, Lift | InputError]:
    """What is read of each call, or why nothing is; frameworks side by side, and ``anew`` past the cache."""
    wanted = list(dict.fromkeys(calls))
    if not wanted:
        return {}
    from verifier.lift.frameworks.lift import lift_all

    return dict(zip(wanted, lift_all(wanted, vocabulary(), anew=anew), strict=True))


def kept(call: str) -> Lift | None:
    """What was read of a call before, None where nothing is kept of it; no framework is imported.

    Raises
    ------
    InputError
        When the framework is not installed.
    """
    from verifier.lift.frameworks import cache
    from verifier.lift.frameworks.call import parse

    return cache.load(cache.key(parse(call), vocabulary()))


def lifted(call: str) -> Lift:
    """The optimizer of an installed framework, read out of its running code.

    Raises
    ------
    InputError
        When the framework is not installed, or the call makes no optimizer of each coordinate alone.
    """
    from verifier.lift.frameworks.lift import lift

    return lift(call, vocabulary())


def vocabulary() -> Vocabulary:
    """What the arguments of frameworks mean."""
    from verifier.lift.frameworks.meaning import Vocabulary

    data = module("specs.frameworks")
    return Vocabulary(data.MEANINGS, data.WHOLE, data.FORMER)


def implementations() -> dict[str, tuple[str, ...]]:
    """The framework calls that are meant to be an optimizer, by its name; some have no specification."""
    return dict(module("specs.frameworks").IMPLEMENTATIONS)


def wrapping() -> dict[str, str]:
    """Calls of what needs another transformation or a schedule, by the call without them."""
    return {f"{call.partition('(')[0]}()": call for call in module("specs.frameworks").WRAPPING}


def forms(of: str | None = None) -> dict[str, PrintedForm]:
    """The printed forms by name, of one optimizer or all, readings after the form that has them."""
    return dict(PrintedForms()) if of is None else PrintedForms().of(of)


def form(name: str) -> PrintedForm:
    """The printed form of that name.

    Raises
    ------
    InputError
        When there is none, or it has several readings and the name does not say which.
    """
    found = PrintedForms().of(name.partition("/")[0])
    if name not in found:
        raise _nameless(name, "printed form", forms())
    if found[name].readings:
        named = [n for n in found if n.startswith(f"{name}~")]
        readings = [f"'{n}' ({r.says})" for n, r in zip(named, found[name].readings, strict=True)]
        raise InputError(f"'{name}' can be read in several ways; name one: {', '.join(readings)}")
    return found[name]


@cache
def library() -> Library:
    """All that claims can speak of."""
    from verifier.obligation import Library

    return Library(Specifications(), PrintedForms())


def golden_tests() -> tuple[GoldenTest, ...]:
    """The golden tests of the specifications that there are."""
    tests: tuple[GoldenTest, ...] = module("specs.golden").TESTS
    return tuple(test for test in tests if test.of in names())


def documents() -> tuple[Document, ...]:
    """What the documents say in words, by document."""
    found: tuple[Document, ...] = module("specs.claims").DOCUMENTS
    return found


def experiments() -> tuple[Experiment, ...]:
    """The experiments of the documents."""
    found: tuple[Experiment, ...] = module("specs.experiments").EXPERIMENTS
    return found


def experiment(name: str) -> Experiment:
    """The experiment of that name.

    Raises
    ------
    InputError
        When there is none; the message names the nearest.
    """
    known = {each.name: each for each in experiments()}
    if name not in known:
        raise unknown(name, "experiment", known)
    return known[name]


def works() -> dict[str, Work]:
    """The bibliography, by key."""
    return {work.key: work for work in module("specs.sources").WORKS}


def citation(source: Source) -> str:
    """The work in which a formula is printed, the place in it, and how we know."""
    work = works().get(source.key)
    if work is None:
        raise InputError(f"the work '{source.key}' is not in specs/sources.py; add it there")
    author = f"{work.authors}, " if work.authors else ""
    year = f" ({work.year})" if work.year else ""
    return f"{author}{work.title}{year}, {work.where}: {source.place} [{source.evidence}]"


def frameworks() -> dict[str, str | None]:
    """The version of each framework, None where it is not installed; none is imported."""
    from importlib.metadata import PackageNotFoundError, version

    found: dict[str, str | None] = {}
    for name in FRAMEWORKS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return found


def is_file(name: str) -> bool:
    """Whether the name is that of a file: ``path.py``, ``path.py:function``, ``numpy:path.py:function``."""
    return name.endswith(".py") or ".py:" in name


def inventory() -> dict[str, Any]:
    """All that can be named, as JSON data."""
    return {
        "specifications": [
            {"name": r.name, "title": r.title, "source": citation(r.source)} for r in recurrences()
        ],
        "printed_forms": [
            {"name": f.name, "of": f.of, "claim": f.claim.kind, "source": citation(f.source)}
            for f in forms().values()
        ],
        "frameworks": frameworks(),
    }
