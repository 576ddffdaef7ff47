"""`optax.rprop` applies the update of the step before: the newest gradient moves nothing.

Its documentation: "eta_minus: … applied when the gradient changes sign from one step to the next", and of
``learning_rate``: "The initial step size." Its first step does not move at all; where a gradient vanishes,
the weight still moves by the step for the gradient before it.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import jax.numpy as jnp
    import optax

    solver = optax.rprop(0.1)
    weight, moves = jnp.array(0.0), []
    state = solver.init(weight)
    for gradient in (1.0, 1.0, 0.0):
        update, state = solver.update(jnp.array(gradient), state, weight)
        moves.append(round(float(update), 4))
    print("gradients 1, 1, 0 move the weight by", moves, "instead of [-0.1, -0.12, 0]")
    assert moves == [0, -0.1, -0.12]


if __name__ == "__main__":
    main()
