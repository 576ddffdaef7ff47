"""Optax' schedules compute in single precision where everything else is in double precision.

Called with the number 1, the same schedule computes in float64 where ``jax_enable_x64`` is set. The optimizer
calls it with its count, an int32, which ``count / transition_steps`` makes a float32: the rate has 7 digits,
and the weights in float64 that it moves have no more.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import jax

    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp
    import optax

    schedule = optax.exponential_decay(0.1, 3, 0.9)
    solver = optax.sgd(schedule)
    weight = jnp.array(0.0)
    state = solver.init(weight)
    for _ in range(2):
        update, state = solver.update(jnp.array(1.0), state, weight)
    right = 0.1 * 0.9 ** (1 / 3)
    called, used = (abs(float(rate) / right - 1) for rate in (schedule(1), -update))
    print(f"weights in {weight.dtype}; relative error of schedule(1) {called:.1e}, of step 2 {used:.1e}")
    assert called < 1e-15
    assert used > 1e-9


if __name__ == "__main__":
    main()
