"""`optax.warmup_cosine_decay_schedule` decays by another formula than the one that its documentation prints.

Its documentation: "The default decay is ``0.5 * (1 + cos(pi t/T))``, where ``t`` is the current timestep and
``T`` is ``decay_steps``." In the code t begins after the warmup and T is what of the steps is left then, as
the same documentation says of that argument.
"""

from __future__ import annotations

WARMUP, STEPS, AT = 100, 1000, 550


def main() -> None:
    """Show it."""
    from math import cos, pi

    import optax

    schedule = optax.warmup_cosine_decay_schedule(0.0, 1.0, WARMUP, STEPS)
    found, printed = float(schedule(AT)), 0.5 * (1 + cos(pi * AT / STEPS))
    print(f"at step {AT} of {STEPS}, {WARMUP} of them warmup: {found:.4f}; the formula gives {printed:.4f}")
    assert abs(found - 0.5) < 1e-6
    assert abs(found - printed) > 0.05


if __name__ == "__main__":
    main()
