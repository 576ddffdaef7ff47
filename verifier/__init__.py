"""Whether two descriptions of an optimizer are the same method: a proof, or numbers that refute it.

Importing the package costs nothing; each function imports what it needs when it is called.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING

from verifier.errors import InputError

if TYPE_CHECKING:
    from verifier.check import CheckResult
    from verifier.closed_form import Derivation
    from verifier.comparison import Comparison

__version__ = "0.1.0"
__all__ = ["InputError", "__version__", "check", "compare", "derive"]


def check(name: str, *, frameworks: bool = False) -> CheckResult:
    """Everything that is claimed of one specification, held against what can be computed.

    Parameters
    ----------
    name : str
        A specification, ``"adam"``.
    frameworks : bool
        Read what the installed frameworks run, where otherwise what was read before is judged.

    Returns
    -------
    CheckResult
        Its findings, and whether all are as claimed.

    Raises
    ------
    InputError
        When no specification has that name, or its file has an error.
    """
    from verifier.check import check as run

    return run(name, frameworks=frameworks)


def compare(
    a: str,
    b: str,
    *,
    rename: Mapping[str, str] | None = None,
    at: Mapping[str, str] | None = None,
    timeout: float = 30.0,
    certificate: str | None = None,
) -> Comparison:
    """Whether two descriptions are the same optimizer, or where they part, or what makes them one.

    Parameters
    ----------
    a, b : str
        Specifications, printed forms or formula files: ``"adam"``, ``"adam/keras"``, ``"step.py:mine"``.
    rename : mapping, optional
        Hyperparameters of ``a`` to the names that they have in ``b``.
    at : mapping, optional
        Hyperparameters that are numbers: ``{"epsilon": "1e-7"}``.
    timeout : float
        Seconds; past it what is not settled is ``undecided``.
    certificate : str, optional
        A file for the proof, to be re-checked by ``python -m verifier verify FILE``.

    Raises
    ------
    InputError
        When a description cannot be read, or a name in ``rename`` or ``at`` is not known.
    """
    from verifier.compare import compare as run

    return run(a, b, rename=rename, at=at, timeout=timeout, certificate=certificate)


def derive(name: str) -> Derivation:
    """The theorems that follow from a recurrence, each with its hypotheses and its proof.

    Parameters
    ----------
    name : str
        A specification, a printed form or a formula file: ``"momentum"``, ``"step.py:mine"``.

    Raises
    ------
    InputError
        When nothing has that name, or its file has an error.
    """
    from verifier import catalogue
    from verifier.theorems import derive as run

    return run(catalogue.system(name))


class _Package(ModuleType):
    """A package whose functions keep their names when the modules of those names are imported."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
