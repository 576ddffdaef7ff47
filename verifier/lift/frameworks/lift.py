"""`lift`: the optimizer that a call of an installed framework makes, read out of the running code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from verifier.errors import InputError
from verifier.lift.frameworks import cache
from verifier.lift.frameworks.call import FrameworkCall, parse
from verifier.lift.frameworks.child import Request
from verifier.lift.frameworks.meaning import Vocabulary
from verifier.lift.frameworks.process import answers
from verifier.lift.frameworks.record import Lift

PATIENCE = 3600.0
"""Seconds for another interpreter, which may be one of many that read at once."""


def lift(text: str | FrameworkCall, vocabulary: Vocabulary, *, anew: bool = False) -> Lift:
    """The optimizer of a framework's call, from the cache or from its running code.

    Parameters
    ----------
    text : str or FrameworkCall
        ``"keras:Adam(amsgrad=True)"``.
    vocabulary : Vocabulary
        What arguments mean.
    anew : bool
        Read the code also where the cache has it.

    Raises
    ------
    InputError
        When the framework is not installed, the call is not understood, the optimizer is not one of
        each coordinate alone, or what was read differs from the running code.
    """
    found = lift_all([text], vocabulary, anew=anew)[0]
    if isinstance(found, InputError):
        raise found
    return found


def lift_all(
    texts: Iterable[str | FrameworkCall],
    vocabulary: Vocabulary,
    *,
    anew: bool = False,
    folders: Sequence[str] = (),
) -> list[Lift | InputError]:
    """Many lifts, with one process for each framework and backend; for each its lift or its error.

    ``folders`` are further places from which the process may import; calls of modules that lie there are
    never kept.
    """
    prepared = [_prepared(text, vocabulary, anew) for text in texts]
    groups: dict[tuple[str, str], list[Request]] = {}
    for each in prepared:
        if isinstance(each, Request):
            groups.setdefault((each.call.framework, each.call.backend), []).append(each)
    found = _lifted_by_group(list(groups.values()), folders)
    return [found[id(each)] if isinstance(each, Request) else each for each in prepared]


def lift_with(python: str, texts: Iterable[str], vocabulary: Vocabulary) -> list[Lift | InputError]:
    """The optimizers of one framework as another interpreter runs them; nothing is kept.

    What this program cannot read of another release is an error like any other.
    """
    requests = [Request(parse(text), vocabulary) for text in texts]
    try:
        said = answers(requests, seconds=PATIENCE, python=python)
    except InputError as error:
        return [error] * len(requests)
    return [_of_another(request, each) for request, each in zip(requests, said, strict=True)]


def _of_another(request: Request, data: dict[str, Any]) -> Lift | InputError:
    if "failure" not in data:
        return InputError(data["error"]) if "error" in data else Lift.from_json(data["lift"])
    last = data["failure"].strip().splitlines()[-1]
    return InputError(f"{request.call}: this release is not read: {last}")


def _prepared(text: str | FrameworkCall, vocabulary: Vocabulary, anew: bool) -> Request | Lift | InputError:
    """A call's lift if it is kept, else what to ask for."""
    try:
        call = parse(text) if isinstance(text, str) else text
        kept = cache.load(cache.key(call, vocabulary))
    except InputError as error:
        return error
    return Request(call, vocabulary) if kept is None or anew or call.module is not None else kept


def _lifted_by_group(groups: Sequence[list[Request]], folders: Sequence[str]) -> dict[int, Lift | InputError]:
    """By the identity of the request, what its process says; the processes run side by side."""
    if not groups:
        return {}
    with ThreadPoolExecutor(len(groups)) as pool:
        results = pool.map(partial(_lifted, folders=folders), groups)
        pairs = zip(groups, results, strict=True)
        return {id(r): found for group, answers in pairs for r, found in zip(group, answers, strict=True)}


def _lifted(requests: Sequence[Request], folders: Sequence[str]) -> list[Lift | InputError]:
    try:
        said = answers(requests, folders=folders)
    except InputError as error:
        return [error] * len(requests)
    return [_received(request, data) for request, data in zip(requests, said, strict=True)]


def _received(request: Request, data: dict[str, Any]) -> Lift | InputError:
    if "failure" in data:
        raise RuntimeError(f"{request.call}: the lift failed\n{data['failure']}")
    if "error" in data:
        return InputError(data["error"])
    found = Lift.from_json(data["lift"])
    if request.call.module is None:
        cache.store(cache.key(request.call, request.vocabulary), found)
    return found
