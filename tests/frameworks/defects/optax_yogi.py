"""`optax.yogi` moves weights whose gradients are all zero: its first moment starts at 1e-6, as its second.

Its documentation: "Yogi is a modification of Adam and uses the same parameters"; Adam's first moment starts
at 0. The correction for the bias of a start at 0 is applied all the same, and makes 9e-6 of it at once.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import jax.numpy as jnp
    import optax

    solver = optax.yogi(1.0)
    weight = jnp.array(0.0)
    state = solver.init(weight)
    for _ in range(10):
        update, state = solver.update(jnp.array(0.0), state, weight)
        weight = optax.apply_updates(weight, update)
    print("ten gradients 0 move the weight from 0 to", float(weight))
    assert weight < 0


if __name__ == "__main__":
    main()
