"""`optax.contrib.schedule_free_sgd(warmup_steps=…)` steps with one rate and weighs that step with another.

The article (Defazio and others 2024, Algorithm 1) has one γ_t: z moves by γ_t·g, and the average takes z with
the weight γ_t²/Σγ². Here the wrapped optimizer reads the schedule at 0, 1, 2, … and the average at 1, 2, 3,
…: the first step has the rate 0 and yet a weight, where γ_1 = 0 would have none.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import jax.numpy as jnp
    import optax

    solver = optax.contrib.schedule_free_sgd(1.0, warmup_steps=4)
    weight = jnp.array(1.0)
    state = solver.init(weight)
    _, state = solver.update(jnp.array(1.0), state, weight)
    moved, rate = float(weight - state.z), float(state.max_lr)
    print(f"first step, gradient 1: z moves by {moved}, and is weighed as if the rate were {rate}")
    assert (moved, rate) == (0.0, 0.25)


if __name__ == "__main__":
    main()
