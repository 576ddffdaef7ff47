"""`torch.optim.Rprop` bounds its first step, which its documentation takes from the rate as it is.

Its documentation: "η_0 ← lr", with min(η·η₊, Γ_max) where the gradient keeps its sign, max(η·η₋, Γ_min)
where it changes, and "else η_t ← η_{t−1}", as in the first step, whose g_prev is 0. The code clamps in all
three cases.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import torch

    documented = "".join(torch.optim.Rprop.__doc__.split())
    assert r"\textbf{else}\:\\&\hspace{15mm}\eta^i_t\leftarrow\eta^i_{t-1}" in documented
    moved = []
    for rate in (100.0, 1e-8):
        weight = torch.zeros(1, dtype=torch.float64)
        weight.grad = torch.ones_like(weight)
        torch.optim.Rprop([weight], lr=rate).step()
        moved.append(-weight.item())
    print("first steps with the rates 100 and 1e-8:", moved)
    assert moved == [50, 1e-6]


if __name__ == "__main__":
    main()
