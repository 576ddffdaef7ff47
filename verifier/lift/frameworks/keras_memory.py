"""Where Keras keeps what an optimizer remembers: its variables, under the names of the lifted states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from verifier.errors import InputError

NAMES = ("w", "g", "t")
"""Of the weight, the gradient and the step: no state has one of these."""
OWN, BESIDE = "w", "u"
"""The trainable variable whose first coordinate is lifted, and another one beside it."""


@dataclass(frozen=True)
class Memory:
    """An optimizer that was built on two trainable variables.

    Attributes
    ----------
    optimizer : keras.Optimizer
    own, beside : keras.Variable
        The one that is lifted and the one beside it.
    """

    optimizer: Any
    own: Any
    beside: Any

    @property
    def trainable(self) -> list[Any]:
        """Both trainable variables."""
        return [self.own, self.beside]

    @property
    def calls(self) -> int:
        """How many calls make one step; older releases have no such thing."""
        return int(getattr(self.optimizer, "gradient_accumulation_steps", None) or 1)

    @property
    def counter(self) -> Any:
        """The variable that counts calls; `iterations`, which is it in older releases, may count steps."""
        counter = getattr(self.optimizer, "_iterations", None)
        return self.optimizer.iterations if counter is None else counter

    def role(self, variable: Any) -> str:
        """What a variable of the optimizer is: ``step``, ``accumulator``, ``own``, ``shared`` or ``beside``.

        ``own`` belongs to the trainable variable and has its shape, ``shared`` is one number for all.
        """
        if variable is self.counter:
            return "step"
        if any(variable is held for held in getattr(self.optimizer, "_accumulated_gradients", ())):
            return "accumulator"
        if variable.shape == self.own.shape and self._is_own(variable):
            return "own"
        return "shared" if len(variable.shape) == 0 else "beside"

    def _is_own(self, variable: Any) -> bool:
        """By its name, or in releases that name no variable after its weights by its place in a list."""
        if variable.path.rpartition("/")[2].startswith(f"{OWN}_"):
            return True
        held = getattr(self.optimizer, self.attribute(variable), None)
        return isinstance(held, list) and len(held) == len(self.trainable) and held[0] is variable

    def names(self, taken: Iterable[str]) -> list[str]:
        """A name of its own for each of the optimizer's variables, as the optimizer calls it.

        Where one is taken, by a hyperparameter or another variable, the attribute that holds the variable.
        """
        found: dict[int, str] = {}  # some optimizers track a variable twice
        used = {*NAMES, *taken}
        for variable in self.optimizer.variables:
            if id(variable) not in found:
                name, other = self._name(variable), self.attribute(variable).strip("_")
                tried = chain((name, other, f"{name}_"), (f"{name}_{n}" for n in count(2)))
                found[id(variable)] = next(each for each in tried if each and each not in used)
                used.add(found[id(variable)])
        return [found[id(variable)] for variable in self.optimizer.variables]

    def _name(self, variable: Any) -> str:
        leaf = str(variable.path.rpartition("/")[2])
        if leaf.startswith(f"{OWN}_"):
            return leaf.removeprefix(f"{OWN}_")
        return leaf if leaf.startswith(f"{BESIDE}_") else self.attribute(variable).strip("_") or leaf

    def attribute(self, variable: Any) -> str:
        """The attribute that holds a variable, itself or in a list; empty where there is none."""
        return next((name for name, held in self._attributes() if held is variable), "")

    def _attributes(self) -> Iterator[tuple[str, Any]]:
        for name, value in vars(self.optimizer).items():
            if name not in ("_variables", "_trainable_variables"):
                for held in value if isinstance(value, list | tuple) else (value,):
                    yield name, held


def built(optimizer: Any, own: Any, beside: Any) -> Memory:
    """The optimizer, built on two new trainable variables with these values (float64 arrays)."""
    from keras import Variable

    variables = [
        Variable(value, dtype="float64", name=name) for value, name in ((own, OWN), (beside, BESIDE))
    ]
    try:
        optimizer.build(variables)
    except TypeError as error:
        raise InputError(f"it cannot be built for two variables: {error}") from None
    return Memory(optimizer, *variables)
