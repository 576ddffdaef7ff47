"""Optax' schedules compute in single precision where everything else is in double precision.

With ``jax_enable_x64`` and weights in float64, ``count / transition_steps`` divides an int32, which JAX
promotes to float32: the rate has 7 digits, and the weights that it moves have no more.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import jax

    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp
    import optax

    solver = optax.sgd(optax.exponential_decay(0.1, 3, 0.9))
    weight = jnp.array(0.0)
    state = solver.init(weight)
    for _ in range(2):
        update, state = solver.update(jnp.array(1.0), state, weight)
    error = abs(float(update) / (-0.1 * 0.9 ** (1 / 3)) - 1)
    print(f"weights in {weight.dtype}; relative error of the second step: {error:.1e}")
    assert error > 1e-9


if __name__ == "__main__":
    main()
