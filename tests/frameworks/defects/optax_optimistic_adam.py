"""`optax.optimistic_adam_v2()` is not what its documentation prints unless nesterov=False is said.

Its documentation: "m̂_t ← m_t/(1−β₁ᵗ)", "r_t ← m̂_t/(√v̂_t + ε)", "u_t ← −α_t·r_t − o_t·(r_t − r_{t−1})",
and no word of Nesterov's momentum but "nesterov: Whether to use Nesterov momentum", which is on by default.
The article (Daskalakis and others 2018, Algorithm 1) has none either.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import jax.numpy as jnp
    import optax

    moves = []
    for options in ({}, {"nesterov": False}):
        solver = optax.optimistic_adam_v2(1.0, b1=0.5, b2=0.5, eps=1.0, **options)
        update, _ = solver.update(jnp.array(1.0), solver.init(jnp.array(0.0)), jnp.array(0.0))
        moves.append(float(update))
    print(f"the first step for the gradient 1: {moves[0]:.6f} by default, {moves[1]:.6f} as documented")
    assert abs(moves[0] + 2 / 3) < 1e-6
    assert abs(moves[1] + 1 / 2) < 1e-6


if __name__ == "__main__":
    main()
