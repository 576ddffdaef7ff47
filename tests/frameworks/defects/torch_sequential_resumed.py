"""`SequentialLR(last_epoch=…)` does not go on where it was: it begins again, and goes on with wrong rates.

Its documentation: "last_epoch (int): The index of last epoch." It counts from that epoch on, but lets the
first of its schedules take the first step, whichever of them has the turn, and changes to none whose
milestone is past (pytorch/pytorch#162591).
"""

from __future__ import annotations

LAST = 4


def main() -> None:
    """Show it."""
    import torch
    from torch.optim.lr_scheduler import ConstantLR, SequentialLR

    def rate(last: int, epochs: int) -> float:
        solver = torch.optim.SGD([{"params": [torch.zeros(1)], "lr": 1.0, "initial_lr": 1.0}], lr=1.0)
        parts = [ConstantLR(solver, factor=factor, total_iters=99) for factor in (0.5, 0.25)]
        schedule = SequentialLR(solver, parts, milestones=[3], last_epoch=last)
        for _ in range(epochs):
            solver.step()
            schedule.step()
        found: float = solver.param_groups[0]["lr"]
        return found

    for more in (0, 1):
        counted, resumed = rate(-1, LAST + 1 + more), rate(LAST, more)
        print(f"epoch {LAST + 1 + more}: counted through {counted:g}, begun after epoch {LAST} {resumed:g}")
        assert counted == 0.25
        assert resumed != counted


if __name__ == "__main__":
    main()
