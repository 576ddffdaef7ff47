"""`torch.optim.NAdam` corrects the bias in single precision for weights in double precision.

Its documentation divides by 1 − ∏μ_i. The product is a state, ``mu_product``, a float32 unless the default
dtype is changed; with that changed, the same weights take another step.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import torch

    found = []
    for default in (torch.float32, torch.float64):
        torch.set_default_dtype(default)
        weight = torch.zeros(1, dtype=torch.float64)
        weight.grad = torch.ones_like(weight)
        torch.optim.NAdam([weight], lr=0.1).step()
        found.append(weight.item())
    error = abs(found[0] / found[1] - 1)
    print(f"first step of float64 weights, default dtype float32 and float64: {found}, relative {error:.1e}")
    assert error > 1e-9


if __name__ == "__main__":
    main()
