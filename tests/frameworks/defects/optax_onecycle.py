"""`optax.linear_onecycle_schedule` does not end where its documentation says.

Its documentation: "Phase 3: For the remaining steps, the learning rate interpolates between
peak_value/div_factor and peak_value / final_div_factor". It ends at peak_value/(div_factor*final_div_factor),
as the same documentation says of that argument.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import optax

    schedule = optax.linear_onecycle_schedule(100, peak_value=1.0, div_factor=25.0, final_div_factor=5.0)
    end = float(schedule(100))
    print(f"peak 1, div_factor 25, final_div_factor 5: it ends at {end:g}; documented is 1/5, above 1/25")
    assert abs(end - 1 / 125) < 1e-6


if __name__ == "__main__":
    main()
