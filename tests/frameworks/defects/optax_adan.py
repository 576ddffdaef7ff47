"""`optax.adan` multiplies differences of gradients by 1 − b2 where the article has what its b2 is.

The article (Xie and others 2022, Algorithm 1), which the code names, and the documentation print
m ← (1−β₁)m + β₁g, v ← (1−β₂)v + β₂(g − g'), n ← (1−β₃)n + β₃(g + (1−β₂)(g − g'))² and the step along
m + (1−β₂)v. The code has b1, b2, b3 where they have 1−β₁, 1−β₂, 1−β₃ (b1 = 0.98 is β₁ = 0.02) in the three
averages, but leaves 1−b2 in the square and in the step: 0.08 instead of 0.92 at the defaults.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import jax.numpy as jnp
    import optax

    b1, b2, b3 = 0.98, 0.92, 0.99
    solver = optax.adan(1.0, b1=b1, b2=b2, b3=b3)
    state = solver.init(jnp.array(0.0))
    for gradient in (0.0, 1.0):
        _, state = solver.update(jnp.array(gradient), state, jnp.array(0.0))
    held = float(state[0].n)
    as_decays = (1 - b3) * (1 + b2 * 1) ** 2
    as_printed = b3 * (1 + (1 - b2) * 1) ** 2
    print(f"gradients 0, 1: n = {held:.6f}; the article, b = 1−β: {as_decays:.6f}, b = β: {as_printed:.6f}")
    assert abs(held - (1 - b3) * (1 + (1 - b2)) ** 2) < 1e-6
    assert min(abs(held - as_decays), abs(held - as_printed)) > 0.01


if __name__ == "__main__":
    main()
