"""`torch.optim.Adafactor` takes the epsilon of the first weight's type for all weights of a group.

By default its ε₁ is ``torch.finfo(param.dtype).eps``; the loop over the parameters sets it at the first one
and keeps it. Weights in float64 beside weights in bfloat16 then take other steps if the list is in the
other order, and the foreach path yet others: here 8·10⁹ times as long.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import torch

    found = {}
    for first in ("float64", "bfloat16"):
        for foreach in (False, True):
            fine, coarse = torch.zeros(2, dtype=torch.float64), torch.zeros(2, dtype=torch.bfloat16)
            for weight in (fine, coarse):
                weight.grad = torch.full_like(weight, 1e-12)
            order = [fine, coarse] if first == "float64" else [coarse, fine]
            torch.optim.Adafactor(order, foreach=foreach).step()
            found[first, foreach] = fine[0].item()
    print("step of a float64 weight, by the first in the list and by foreach:", found)
    assert found["float64", False] / found["bfloat16", False] > 1e9
    assert found["bfloat16", True] != found["bfloat16", False]


if __name__ == "__main__":
    main()
