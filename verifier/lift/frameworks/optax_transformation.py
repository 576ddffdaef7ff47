"""A gradient transformation that is built from its hyperparameters, and how it takes a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from verifier.lift.frameworks.meaning import Free


@dataclass(frozen=True)
class Transformation:
    """A gradient transformation that is built from its hyperparameters, and these.

    Attributes
    ----------
    build : callable
    free : tuple of Free
    calls : int
        How many calls of ``update`` make one step, whose gradient is the mean of theirs.
    resets : mapping of int to int
        The leaves of the state that count these calls, with what they are before each step.
    paired : bool
        Whether it is given fast and slow weights; the slow ones are a state then.
    """

    build: Callable[[Mapping[str, Any]], Any]
    free: tuple[Free, ...]
    calls: int = 1
    resets: Mapping[int, int] = field(default_factory=dict)
    paired: bool = False

    def start(self, hypers: Mapping[str, Any], weight: Any) -> Any:
        """The state at the first weight."""
        held = self.build(hypers).init(self.given(weight))
        return Paired(held, weight) if self.paired else held

    def given(self, weight: Any) -> Any:
        """What the functions are given for a first weight."""
        return _pair(weight, weight) if self.paired else weight

    def step(
        self, hypers: Mapping[str, Any], held: Any, weight: Any, gradient: Any, spread: float = 0.0
    ) -> tuple[Any, Any]:
        """The next weight and state; with a ``spread`` the gradients of the calls differ.

        Without it all calls but the last are given zeros.
        """
        import jax.numpy as jnp
        import optax

        if self.paired:
            return self._step_of_both(hypers, held, weight, gradient)
        made, rest = self.build(hypers), self.calls * gradient if self.calls > 1 else gradient
        for call in range(1, self.calls):
            given = spread * (gradient + call) if spread else jnp.zeros_like(gradient)
            updates, held = made.update(given, held, weight)
            weight, rest = optax.apply_updates(weight, updates), rest - given
        updates, held = made.update(rest, held, weight)
        return optax.apply_updates(weight, updates), held

    def _step_of_both(
        self, hypers: Mapping[str, Any], held: Any, weight: Any, gradient: Any
    ) -> tuple[Any, Any]:
        import optax

        both = _pair(weight, held.slow)
        updates, inner = self.build(hypers).update(gradient, held.inner, both)
        moved = optax.apply_updates(both, updates)
        return moved.fast, Paired(inner, moved.slow)


class Paired(NamedTuple):
    """What is remembered where there are slow weights beside those at which gradients are taken."""

    inner: Any
    slow: Any


def _pair(fast: Any, slow: Any) -> Any:
    import optax

    return optax.LookaheadParams(fast=fast, slow=slow)
