"""`torch.optim.SGD(momentum=…, fused=True)` fails at a weight that has its first gradient after others.

Its own other paths, ``foreach=False`` and ``foreach=True``, give each weight a buffer with its first
gradient, and the documentation of ``fused`` speaks of speed alone: "whether the fused implementation is
used". The fused path gives buffers only if no weight of the group has one, so that unfreezing a layer ends
the training.
"""

from __future__ import annotations


def shown(**path: bool) -> str:
    """The second weight after its first gradient, or how the step failed."""
    import torch

    first, second = weights = [torch.zeros(1), torch.zeros(1)]
    solver = torch.optim.SGD(weights, lr=0.5, momentum=0.5, **path)
    first.grad = torch.ones(1)
    solver.step()
    second.grad = torch.ones(1)
    try:
        solver.step()
    except TypeError as error:
        return f"{type(error).__name__}: {error}"
    return f"{second.item():.2f}"


def main() -> None:
    """Show it."""
    import torch

    documented = torch.optim.SGD.__doc__ or ""
    assert "whether the fused implementation is used" in documented
    paths = ({"foreach": False}, {"foreach": True}, {"fused": True})
    found = {next(iter(path.items())): shown(**path) for path in paths}
    print("the weight 0 after its first gradient, which is 1:", found)
    assert found["foreach", False] == found["foreach", True] == "-0.50"
    assert found["fused", True].startswith("TypeError")


if __name__ == "__main__":
    main()
