"""`torch.optim.Muon(nesterov=False)` normalizes its own momentum in bfloat16.

Its documentation: "B_t ← μB_{t−1} + g_t" and "B̃_t = B_t if nesterov=False". Its orthogonalization divides
a copy of B̃ in bfloat16 by its norm; where B̃ is in bfloat16 already, the copy is B itself. In float32 the
norm of the buffer grows towards that of the gradient, in bfloat16 it is 1 after every step, so that older
gradients weigh as much as a gradient of the norm 1, whatever their size.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import torch

    found = {}
    for dtype in (torch.float32, torch.bfloat16):
        weight = torch.zeros(2, 2, dtype=dtype)
        solver = torch.optim.Muon([weight], nesterov=False)
        norms = []
        for _ in range(2):
            weight.grad = torch.tensor([[3.0, 0.0], [0.0, 4.0]], dtype=dtype)
            solver.step()
            norms.append(round(solver.state[weight]["momentum_buffer"].norm().item(), 4))
        found[dtype] = norms
    print("the norm of the buffer after one and two gradients of norm 5:", found)
    assert found == {torch.float32: [0.25, 0.4875], torch.bfloat16: [1, 1]}


if __name__ == "__main__":
    main()
