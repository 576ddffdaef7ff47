"""Child processes for lifting: the caller's process never imports a framework."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from verifier.errors import InputError
from verifier.lift.frameworks.call import FrameworkCall
from verifier.lift.frameworks.child import Asked, Request

SECONDS = 300.0
_PACKAGE = Path(__file__).resolve().parents[3]


def answers(
    requests: Sequence[Request],
    *,
    folders: Sequence[str] = (),
    seconds: float = SECONDS,
    python: str = sys.executable,
) -> list[dict[str, Any]]:
    """What the child says of requests that all concern one framework and one backend.

    Parameters
    ----------
    requests : sequence of Request
    folders : sequence of str
        Further places from which the child may import.
    seconds : float
        For each request.
    python : str
        The interpreter whose frameworks are meant. It has what this program needs, and runs this program.

    Raises
    ------
    InputError
        When the time is over, or the framework ends the process.
    """
    found: list[dict[str, Any]] = _said(
        list(requests), requests[0].call, folders, seconds * len(requests), python
    )
    return found


def offered(framework: str, *, seconds: float = SECONDS) -> list[str]:
    """The names of all optimizers that an installed framework has.

    Raises
    ------
    InputError
        As `answers`.
    """
    found: list[str] = _said(framework, FrameworkCall(framework, ""), (), seconds)
    return found


def installed(python: str, *, seconds: float = SECONDS) -> dict[str, list[str]]:
    """By framework what runs it in an interpreter, with versions, and a digest of its optimizers' sources.

    Raises
    ------
    InputError
        When there is no such interpreter, or it lacks what this program needs.
    """
    found: dict[str, list[str]] = _said(None, FrameworkCall(python, ""), (), seconds, python)
    return found


def _said(
    asked: Asked,
    call: FrameworkCall,
    folders: Sequence[str],
    seconds: float,
    python: str = sys.executable,
) -> Any:
    """What the child writes down."""
    with tempfile.TemporaryDirectory(prefix="verifier-") as folder:
        result = Path(folder) / "lifts.json"
        environment = _environment(call, Path(folder), folders)
        command = [python, "-P", "-W", "ignore", "-m", "verifier.lift.frameworks.child", str(result)]
        ended = _ended(command, pickle.dumps(asked), environment, seconds, call.framework)
        if not result.exists():
            said = ended.stderr.decode(errors="replace").strip().splitlines()[-3:]
            raise InputError(f"{call.framework}: the process that reads it ended: {' | '.join(said)}")
        return json.loads(result.read_text(encoding="utf-8"))


def _ended(
    command: list[str], given: bytes, environment: dict[str, str], seconds: float, framework: str
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            command, input=given, env=environment, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise InputError(f"{framework}: not read within {seconds:g} s") from None
    except OSError as error:
        raise InputError(f"{command[0]}: this interpreter cannot be started: {error.strerror}") from None


def _environment(call: FrameworkCall, folder: Path, folders: Sequence[str]) -> dict[str, str]:
    """The environment of the child: the processor alone, double precision, no settings of the user's."""
    paths = [str(_PACKAGE), *folders, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return os.environ | {
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONHASHSEED": "0",
        "JAX_PLATFORMS": "cpu",
        "JAX_ENABLE_X64": "1",
        "CUDA_VISIBLE_DEVICES": "",
        "KERAS_BACKEND": call.backend or "jax",
        "KERAS_HOME": str(folder),
        "OMP_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
