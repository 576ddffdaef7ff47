"""`optax.adan` decays weights as AdamW does, not as its documentation says.

Its documentation: "u_t ← (θ_t − η_t ∘ (m_t + (1−β₂)v_t)) / (1 + λη)", the proximal step of the article. The
code adds λθ to the direction: the weight is multiplied by 1 − λη, which for λη > 2 diverges.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import jax.numpy as jnp
    import optax

    solver = optax.adan(1.0, weight_decay=3.0)
    weight = jnp.array(1.0)
    update, _ = solver.update(jnp.array(0.0), solver.init(weight), weight)
    after = float(optax.apply_updates(weight, update))
    print(f"gradient 0, rate 1, decay 3: the weight 1 becomes {after}; documented is 1/(1 + 3) = 0.25")
    assert after == -2


if __name__ == "__main__":
    main()
