"""`optax.rmsprop(centered=True)` makes weights NaN where the gradient stays constant.

Its documentation: "centered: Whether the second moment or the variance of the past gradients is used to
rescale", and "eps: A small numerical constant to avoid dividing by zero". A variance is never negative; the
difference v − ḡ² is, by rounding, as soon as gradients are large enough for that to be more than eps.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import jax
    import jax.numpy as jnp
    import optax

    assert "the variance of the past gradients is used to rescale" in " ".join(optax.rmsprop.__doc__.split())
    gradients = jnp.linspace(1, 100, 1000)
    solver = optax.rmsprop(1e-3, centered=True)
    state = solver.init(gradients)
    step = jax.jit(solver.update)
    lost = jnp.zeros(1000, bool)
    for _ in range(300):
        update, state = step(gradients, state)
        lost |= jnp.isnan(update)
    print(
        f"in 300 steps with constant gradients between 1 and 100, {int(lost.sum())} of 1000 steps become NaN"
    )
    assert lost.any()


if __name__ == "__main__":
    main()
