"""`optax.contrib.acprop` centres the gradient at the mean before this step, not at the mean with it.

Its documentation: "s_t ← β₂·s_{t−1} + (1−β₂)·(g_t − m_t)² + ε̄" with "m_t ← β₁·m_{t−1} + (1−β₁)·g_t", as in
the article (Zhuang and others 2021, Algorithm 2) and in the original program. The code has (g_t − m_{t−1})².
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import jax.numpy as jnp
    import optax

    solver = optax.contrib.acprop(1.0, b1=0.5, b2=0.5, eps_root=0.0)
    _, state = solver.update(jnp.array(1.0), solver.init(jnp.array(0.0)), jnp.array(0.0))
    first, second = float(state[0].mu), float(state[0].nu)
    documented = 0.5 * (1 - first) ** 2
    print(f"after the gradient 1: m = {first}, s = {second}; documented is s = {documented}")
    assert (first, second, documented) == (0.5, 0.5, 0.125)


if __name__ == "__main__":
    main()
