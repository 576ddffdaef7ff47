"""`torch.optim.Muon(momentum=1)` never moves a weight: it keeps an average where its documentation has a sum.

Its documentation: "B_t ← μB_{t−1} + g_t". The code has μB + (1 − μ)g. Where μ < 1 that is a factor in the
state `momentum_buffer`, which the orthogonalization removes from the step. With μ = 1, which the constructor
takes, the documented buffer is the sum of all gradients, and that of the code stays 0.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import torch

    assert r"B_t \leftarrow \mu B_{t-1} + g_t" in torch.optim.Muon.__doc__
    found = []
    for momentum in (0.95, 1.0):
        weight = torch.zeros(2, 2)
        solver = torch.optim.Muon([weight], lr=0.1, momentum=momentum, nesterov=False)
        weight.grad = torch.eye(2)
        solver.step()
        found.append((round(solver.state[weight]["momentum_buffer"][0, 0].item(), 4), weight[0, 0].item()))
    print("gradient 1; buffer and weight with the momentum 0.95 and 1:", found)
    assert found[0][0] == 0.05
    assert found[0][1] < 0
    assert found[1] == (0, 0)


if __name__ == "__main__":
    main()
