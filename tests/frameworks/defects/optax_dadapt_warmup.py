"""`optax.contrib.dadapt_adamw` never trains with a rate that warms up from 0: weights become NaN.

Its documentation: "The recommended schedule is a linear_schedule with init_value=1.0 and end_value=0,
combined with a 0-20% learning rate warmup." Where the rate of the first step is 0, as in Optax' own
schedules with warmup, it divides 0 by 0 for its estimate of the distance, and keeps that. `prodigy` does the
same, but has an option for it, `safeguard_warmup`.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import jax.numpy as jnp
    import optax

    method = optax.contrib.dadapt_adamw
    assert "combined with a 0-20% learning rate warmup" in " ".join(method.__doc__.split())
    solver = method(optax.warmup_cosine_decay_schedule(0.0, 1.0, warmup_steps=2, decay_steps=10))
    weight = jnp.array(1.0)
    state = solver.init(weight)
    for _ in range(2):
        update, state = solver.update(weight, state, weight)
        weight = optax.apply_updates(weight, update)
    print("minimizing w**2/2 from 1, two steps of warmup:", weight)
    assert jnp.isnan(weight)


if __name__ == "__main__":
    main()
