"""`torch.optim.Adam` makes weights in float16 NaN where a gradient is 0, unless it is fused.

Its documentation: "eps (float, optional): term added to the denominator to improve numerical stability
(default: 1e-8)". In float16 the default is 0, and 0/0 is NaN. Its own other path, ``fused=True``, adds it in
float32 and leaves the weight.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import torch

    documented = " ".join(torch.optim.Adam.__doc__.split())
    assert "term added to the denominator to improve numerical stability (default: 1e-8)" in documented
    found = {}
    for path in ({"foreach": False}, {"foreach": True}, {"fused": True}):
        weight = torch.ones(1, dtype=torch.float16)
        weight.grad = torch.zeros_like(weight)
        torch.optim.Adam([weight], **path).step()
        found[next(iter(path.items()))] = str(weight.item())
    print("the weight 1 after the gradient 0:", found)
    assert list(found.values()) == ["nan", "nan", "1.0"]


if __name__ == "__main__":
    main()
