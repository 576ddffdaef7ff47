"""`SequentialLR` around another `SequentialLR` makes every change of its rate an epoch too early.

Its documentation: "the schedulers will be called according to the milestone points, which should provide
exact intervals by which each scheduler should be called at a given epoch". When it is made it takes back the
step that each schedule took when that was made, down to those inside, but not what a schedule of schedules
has counted, and then lets the first take its step again: that one is an epoch ahead from there on
(pytorch/pytorch#196243).
"""

from __future__ import annotations

EPOCHS = 5


def main() -> None:
    """Show it."""
    import torch
    from torch.optim.lr_scheduler import ConstantLR, SequentialLR

    def rates(wrapped: bool) -> list[float]:
        solver = torch.optim.SGD([torch.zeros(1)], lr=1.0)
        parts = [ConstantLR(solver, factor=factor, total_iters=9) for factor in (0.5, 0.25)]
        schedule = SequentialLR(solver, parts, milestones=[3])
        whole = SequentialLR(solver, [schedule], milestones=[]) if wrapped else schedule
        found = []
        for _ in range(EPOCHS):
            found.append(solver.param_groups[0]["lr"])
            solver.step()
            whole.step()
        return found

    alone, wrapped = rates(False), rates(True)
    print(f"alone the rates are {alone}, and inside one more that has nothing else {wrapped}")
    assert alone == [0.5, 0.5, 0.5, 0.25, 0.25]
    assert wrapped != alone


if __name__ == "__main__":
    main()
