"""`torch.optim.RMSprop(centered=True)` makes weights NaN where the gradient stays constant.

Its documentation takes the root of v_t − (g_ave)², a variance, which is never negative. Rounding makes it
negative once both averages have settled, and nothing stands between that and the root: epsilon is added
after.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import torch

    torch.manual_seed(0)
    gradient = torch.rand(1000) + 0.01
    weight = torch.zeros(1000)
    solver = torch.optim.RMSprop([weight], lr=1e-3, alpha=0.9, centered=True)
    for _ in range(1000):
        weight.grad = gradient.clone()
        solver.step()
    lost = int(weight.isnan().sum())
    print(f"after 1000 steps with constant gradients between 0.01 and 1, {lost} of 1000 weights are NaN")
    assert lost > 0


if __name__ == "__main__":
    main()
