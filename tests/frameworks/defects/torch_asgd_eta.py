"""`torch.optim.ASGD` moves weights in double precision by a rate in single precision.

Its own other path, ``foreach=True``, keeps the rate in double precision for some steps and rounds it at
others, so that the two end apart in the eighth digit. The state ``eta`` is a float32 unless the default
dtype is changed.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import torch

    found = []
    for foreach in (False, True):
        weight = torch.ones(1, dtype=torch.float64)
        solver = torch.optim.ASGD([weight], lr=0.1, lambd=0.1, foreach=foreach)
        for _ in range(3):
            weight.grad = torch.ones_like(weight)
            solver.step()
        found.append(weight.item())
    kind = solver.state[weight]["eta"].dtype
    error = abs(found[1] / found[0] - 1)
    print(f"eta in {kind}; float64 weights after three steps: {found}, relative difference {error:.1e}")
    assert kind == torch.float32
    assert error > 1e-9


if __name__ == "__main__":
    main()
