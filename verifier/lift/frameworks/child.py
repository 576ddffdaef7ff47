"""The process in which a framework is imported: requests in, lifts out.

``python -P -m verifier.lift.frameworks.child RESULT`` reads from standard input what is asked, pickled, and
writes JSON to the file RESULT. For a list of `Request` records that is a list of ``{"lift": …}``,
``{"error": sentence}`` or ``{"failure": traceback}``, for the name of a framework a list of the names of its
optimizers, and for None what is installed here. A framework may print what it likes.
"""

from __future__ import annotations

import gc
import json
import pickle
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from verifier.errors import InputError
from verifier.lift.frameworks import cache
from verifier.lift.frameworks.call import FRAMEWORKS, FrameworkCall
from verifier.lift.frameworks.meaning import Vocabulary
from verifier.lift.frameworks.record import Lift

_DEEP = 20_000


@dataclass(frozen=True)
class Request:
    """One call to lift, with what its arguments mean."""

    call: FrameworkCall
    vocabulary: Vocabulary


Asked = list[Request] | str | None
"""What a child may be asked."""


def lift_here(request: Request) -> Lift:
    """Lift in this process, whose settings the framework's module may change.

    The module of a framework, ``verifier.lift.frameworks.NAME``, has ``lift_call(call, vocabulary)``.
    """
    _begin(request.call.framework)
    module = import_module(f"verifier.lift.frameworks.{request.call.framework}")
    found: Lift = module.lift_call(request.call, request.vocabulary)
    return found


def _begin(framework: str) -> None:
    """Import a framework; releases of packages that do not fit together fail here."""
    try:
        with _nothing_collected():
            import_module(framework)
    except Exception as error:  # whatever a package does when it is imported
        raise InputError(f"{framework} cannot be imported: {type(error).__name__}: {error}") from None


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Within, no garbage is looked for: an import makes what stays, and looking takes a sixth of it."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def offered(framework: str) -> list[str]:
    """The names of all optimizers that a framework has: what its module here lists in ``offered()``."""
    found: list[str] = import_module(f"verifier.lift.frameworks.{framework}").offered()
    return found


def installed() -> dict[str, list[str]]:
    """By framework what runs it, with versions, and a digest of its optimizers' sources; none is imported."""
    found = {}
    for framework in FRAMEWORKS:
        with suppress(InputError):
            found[framework] = [cache.versions(framework), cache.sources(framework)]
    return found


def answer(request: Request) -> dict[str, Any]:
    """The lift as data, or why there is none."""
    try:
        return {"lift": lift_here(request).to_json()}
    except InputError as error:
        return {"error": str(error)}
    except Exception:  # a failure of ours: the parent process raises it with this traceback
        return {"failure": traceback.format_exc()}


def main() -> None:
    """Answer the requests on standard input."""
    sys.setrecursionlimit(_DEEP)
    said = _said(pickle.load(sys.stdin.buffer))
    Path(sys.argv[1]).write_text(json.dumps(said), encoding="utf-8")


def _said(asked: Asked) -> Any:
    if asked is None:
        return installed()
    return offered(asked) if isinstance(asked, str) else [answer(request) for request in asked]


if __name__ == "__main__":
    main()
