"""`optax.contrib.madgrad` moves weights where its learning rate is 0.

Its documentation: "learning_rate: A global scaling factor", and "eps: Term added to the denominator". The
article that it cites (Defazio and Jelassi 2021, Algorithm 1) multiplies by γ√(k+1). The code adds eps to the
rate as well, as the authors' program does, which takes no rate of 0: each step is that of learning_rate +
eps, and where a schedule has come to 0, that of eps.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import jax.numpy as jnp
    from optax import contrib

    def moved(rate: float) -> float:
        solver = contrib.madgrad(rate, momentum=0.0, eps=1e-3)
        weight = jnp.array(0.0)
        update, _ = solver.update(jnp.array(1.0), solver.init(weight), weight)
        return float(update)

    still = moved(0.0)
    print(f"learning_rate=0, eps=0.001, gradient 1: the weight moves by {still:.6f} instead of 0")
    assert abs(still) > 1e-4


if __name__ == "__main__":
    main()
