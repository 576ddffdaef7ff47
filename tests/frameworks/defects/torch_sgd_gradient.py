"""`torch.optim.SGD(nesterov=True, foreach=True)` overwrites the gradients that it is given.

Its own other path, ``foreach=False``, leaves them, and so does the documentation's formula, where only g_t
of this step is rebound. On CUDA the foreach path is the default. Who reads ``p.grad`` after the step, to
log its norm or to accumulate without ``zero_grad``, reads g + μ·b.
"""

from __future__ import annotations


def main() -> None:
    """Show it."""
    import torch

    found = []
    for foreach in (False, True):
        weight = torch.zeros(1)
        weight.grad = torch.ones(1)
        torch.optim.SGD([weight], lr=0.1, momentum=0.5, nesterov=True, foreach=foreach).step()
        found.append(weight.grad.item())
    print("the gradient 1 after a step, one by one and foreach:", found)
    assert found == [1, 1.5]


if __name__ == "__main__":
    main()
