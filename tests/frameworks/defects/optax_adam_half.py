"""`optax.adam` makes weights in float16 NaN where a gradient is 0, as do most of Optax with its default eps.

Its documentation: "eps: A small constant applied to denominator outside of the square root (as in the Adam
paper) to avoid dividing by zero when rescaling." The default 1e-8 is added in the type of the average of
squares, where it is 0; nothing is avoided.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import jax.numpy as jnp
    import optax

    assert "to avoid dividing by zero when rescaling" in " ".join(optax.adam.__doc__.split())
    lost = []
    for name in (
        "adam",
        "adamw",
        "nadam",
        "radam",
        "adabelief",
        "adamax",
        "amsgrad",
        "rmsprop",
        "adan",
        "sgd",
    ):
        weight = jnp.ones((), jnp.float16)
        solver = getattr(optax, name)(0.1)
        state = solver.init(weight)
        for _ in range(8):  # radam scales by averages from the sixth step on
            update, state = solver.update(jnp.zeros_like(weight), state, weight)
            weight = optax.apply_updates(weight, update)
        if jnp.isnan(weight):
            lost.append(name)
    print("gradients 0 make a float16 weight NaN in", *lost)
    assert "adam" in lost
    assert "sgd" not in lost


if __name__ == "__main__":
    main()
