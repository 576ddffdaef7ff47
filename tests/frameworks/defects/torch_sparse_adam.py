"""`torch.optim.SparseAdam` is not Adam where every coordinate has a gradient: its epsilon lies elsewhere.

Its documentation: it "approximates the Adam algorithm by masking out the parameter and moment updates
corresponding to the zero values in the gradients". Without zeros nothing is masked, and yet the steps
differ: Adam adds epsilon to √v/√(1 − β₂ᵗ), SparseAdam to √v, which in the first step makes it 32 times as
large.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import torch

    assert "approximates the Adam algorithm by masking out" in torch.optim.SparseAdam.__doc__
    dense, sparse = torch.zeros(1, dtype=torch.float64), torch.zeros(1, dtype=torch.float64)
    dense.grad = torch.full_like(dense, 1e-8)
    sparse.grad = dense.grad.to_sparse()
    torch.optim.Adam([dense]).step()
    torch.optim.SparseAdam([sparse]).step()
    print(f"first step for the gradient 1e-8: Adam {dense.item():.2e}, SparseAdam {sparse.item():.2e}")
    assert 0 < sparse.item() / dense.item() < 0.1


if __name__ == "__main__":
    main()
