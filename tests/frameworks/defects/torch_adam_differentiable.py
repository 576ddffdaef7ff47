"""`torch.optim.Adam(differentiable=True)` corrects the bias in single precision for weights in double.

The documentation of ``differentiable``: "whether autograd should occur through the optimizer step in
training. Otherwise, the step() function runs in a torch.no_grad() context", and no word of other numbers.
Its own other path corrects in double precision; here 1 − 0.999ᵗ is a float32, of which five digits are
right.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import torch

    documented = " ".join(torch.optim.Adam.__doc__.split())
    assert "whether autograd should occur through the optimizer step" in documented
    found = []
    for differentiable in (False, True):
        weight = torch.zeros(1, dtype=torch.float64)
        weight.grad = torch.ones_like(weight)
        torch.optim.Adam([weight], differentiable=differentiable).step()
        found.append(weight.item())
    error = abs(found[1] / found[0] - 1)
    print(f"first step of float64 weights: {found[0]}, differentiable {found[1]}, relative error {error:.1e}")
    assert error > 1e-6


if __name__ == "__main__":
    main()
