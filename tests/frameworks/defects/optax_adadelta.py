"""`optax.adadelta()` climbs: with the default rate (None) the update has the sign of the gradient.

Its documentation gives the update as Δw = −(√(E[Δw²] + ε)/√(E[g²] + ε))·g. The minus is part of the scaling
by the rate, and without a rate there is none: "None means no scaling".
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import jax.numpy as jnp
    import optax

    solver = optax.adadelta()
    weight = jnp.array(1.0)
    state = solver.init(weight)
    for _ in range(1000):
        update, state = solver.update(2 * weight, state, weight)
        weight = optax.apply_updates(weight, update)
    print("minimizing w**2 from w = 1, after 1000 steps w =", float(weight))
    assert weight > 1


if __name__ == "__main__":
    main()
