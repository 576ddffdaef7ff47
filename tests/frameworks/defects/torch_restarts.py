"""`CosineAnnealingWarmRestarts` told the number of the step is not what it is after so many steps.

Its documentation: "When T_cur=0 after restart, set η_t=η_max", and of ``step``: "This function can be called
in an interleaved way". ``step()`` counts; ``step(n)`` takes a logarithm, and the rounded logarithm of 243
with base 3 is less than 5: at that restart the rate is the smallest instead of the largest.
"""

from __future__ import annotations

N = 121
"""The fifth restart: 1 + 3 + 9 + 27 + 81."""


def main() -> None:
    """Show it."""
    import torch

    def rate(numbers: list[int | None]) -> float:
        solver = torch.optim.SGD([torch.zeros(1)], lr=1.0)
        schedule = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(solver, T_0=1, T_mult=3)
        solver.step()
        for number in numbers:
            schedule.step(number)
        found: float = solver.param_groups[0]["lr"]
        return found

    counted, told = rate([None] * N), rate([N])
    print(f"after {N} steps the rate is {counted:g}, and told to be at step {N} it is {told:g}")
    assert (counted, told) == (1, 0)


if __name__ == "__main__":
    main()
