"""Optimizers that are at hand as Python objects: of which framework, and where their class lies."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from verifier.errors import InputError
from verifier.lift.vocabulary import quoted

if TYPE_CHECKING:
    from verifier.lift.frameworks.meaning import Vocabulary
    from verifier.lift.frameworks.record import Lift

PLAIN = (bool, int, float, str, type(None))
"""The types of arguments that can be written."""
OPTIMIZERS = {
    "keras": ("Optimizer", "BaseOptimizer"),
    "torch": ("Optimizer",),
    "optax": ("GradientTransformation", "GradientTransformationExtraArgs"),
}
"""The classes of which a framework's optimizers are."""


def folder_of(cls: type) -> str:
    """The folder from which the module of a class is imported.

    Raises
    ------
    InputError
        When the class lies in no file, or inside a function.
    """
    file = getattr(sys.modules[cls.__module__], "__file__", None)
    if cls.__module__ == "__main__" or "<locals>" in cls.__qualname__ or file is None:
        raise InputError(
            f"{cls.__qualname__} cannot be imported elsewhere; put the class into a module of its own"
        )
    depth = cls.__module__.count(".")
    return str(Path(file).resolve().parents[depth])


def refuse_replaced(optimizer: object) -> None:
    """Refuse an object on which a method of its class is replaced: the class alone is read.

    Raises
    ------
    InputError
        With the name of the method.
    """
    cls = type(optimizer)
    for name in vars(optimizer):
        if callable(getattr(cls, name, None)):
            raise InputError(
                f"{cls.__name__}: its {quoted(name)} is replaced on the object, which is not read; write it "
                "into the class"
            )


def framework_of(thing: object) -> str | None:
    """The framework of whose optimizers an object, or a class, is one; nothing is imported for it."""
    cls = thing if isinstance(thing, type) else type(thing)
    for each in cls.__mro__:
        root = each.__module__.partition(".")[0]
        if each.__name__ in OPTIMIZERS.get(root, ()):
            return root
    return None


def lift_at_hand(thing: object, vocabulary: Vocabulary) -> Lift:
    """The recurrence of an optimizer that the caller holds, by the module of its framework.

    Raises
    ------
    InputError
        When it is of no framework that is read, or cannot be lifted.
    """
    framework = framework_of(thing)
    if framework is None:
        raise InputError(f"a {type(thing).__name__} is no optimizer of {', '.join(OPTIMIZERS)}")
    module = import_module(f"verifier.lift.frameworks.{framework}_object")
    found: Lift = module.lift_object(thing, vocabulary)
    return found
