"""`torch.optim.Adafactor()` decays no weights, where its documentation says that it does by default.

Its documentation: "weight_decay (float, optional): weight decay coefficient (default: 1e-2)". The default
is 0.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import torch

    documented = " ".join(torch.optim.Adafactor.__doc__.split())
    assert "weight_decay (float, optional): weight decay coefficient (default: 1e-2)" in documented
    weight = torch.ones(1)
    weight.grad = torch.zeros(1)
    torch.optim.Adafactor([weight], lr=1.0).step()
    print("gradient 0, rate 1: the weight 1 becomes", weight.item(), "instead of 0.99")
    assert weight.item() == 1


if __name__ == "__main__":
    main()
