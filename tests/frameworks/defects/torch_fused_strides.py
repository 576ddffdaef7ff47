"""torch's fused optimizers give the gradient of one element to another where the strides differ.

The documentation of ``fused``: "whether the fused implementation is used". The own other paths of SGD, Adam,
AdamW and Adagrad, ``foreach=False`` and ``foreach=True``, go by indices; the fused one goes through the
memory of weight and gradient as if both lay alike. A weight in channels_last or transposed, with a gradient
that was set by hand to a contiguous tensor, is trained by a permutation of its gradient, and nothing is
said.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import torch

    assert "whether the fused implementation is used" in torch.optim.SGD.__doc__
    found = {}
    for path in ("foreach", "fused"):
        weight = torch.zeros(2, 2).t()
        weight.grad = torch.tensor([[0.0, 1.0], [2.0, 3.0]])
        torch.optim.SGD([weight], lr=1.0, **{path: True}).step()
        found[path] = (-weight).tolist()
    print("minus the step of SGD(lr=1) for the gradient [[0, 1], [2, 3]]:", found)
    assert found == {"foreach": [[0, 1], [2, 3]], "fused": [[0, 2], [1, 3]]}


if __name__ == "__main__":
    main()
