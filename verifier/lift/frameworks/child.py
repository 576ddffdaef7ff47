"""The process in which a framework is imported: requests in, lifts out.

``python -P -m verifier.lift.frameworks.child RESULT`` reads pickled `Request` records from standard input
and writes JSON to the file RESULT: a list of ``{"lift": …}``, ``{"error": sentence}`` or
``{"failure": traceback}``. For the name of a framework it writes a list of the names of its optimizers.
A framework may print what it likes.
"""

from __future__ import annotations

import json
import pickle
import sys
import traceback
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from verifier.errors import InputError
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.meaning import Vocabulary
from verifier.lift.frameworks.record import Lift

_DEEP = 20_000


@dataclass(frozen=True)
class Request:
    """One call to lift, with what its arguments mean."""

    call: FrameworkCall
    vocabulary: Vocabulary


def lift_here(request: Request) -> Lift:
    """Lift in this process, whose settings the framework's module may change.

    The module of a framework, ``verifier.lift.frameworks.NAME``, has ``lift_call(call, vocabulary)``.
    """
    module = import_module(f"verifier.lift.frameworks.{request.call.framework}")
    found: Lift = module.lift_call(request.call, request.vocabulary)
    return found


def offered(framework: str) -> list[str]:
    """The names of all optimizers that a framework has: what its module here lists in ``offered()``."""
    found: list[str] = import_module(f"verifier.lift.frameworks.{framework}").offered()
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
    asked: list[Request] | str = pickle.load(sys.stdin.buffer)
    said = offered(asked) if isinstance(asked, str) else [answer(request) for request in asked]
    Path(sys.argv[1]).write_text(json.dumps(said), encoding="utf-8")


if __name__ == "__main__":
    main()
