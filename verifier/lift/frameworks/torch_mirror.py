"""The mirror of PyTorch's memory: a term for each element of each storage."""

from __future__ import annotations

from typing import Any

import numpy as np

from verifier.lift.reals import Untraceable, literal
from verifier.lift.term_arrays import Terms, filled
from verifier.term import Term


class Mirror:
    """What tensors hold, as terms.

    Tensors that share storage share terms, so that writing through a view is seen by the others. A
    tensor that is met for the first time holds numbers, unless it was made of symbolic floats.
    """

    def __init__(self) -> None:
        self._storages: dict[int, Terms] = {}
        self._kept: list[Any] = []
        self.rounds = False
        """Whether an operation kept fewer digits than float64 has."""
        self.made_of: dict[float, Term] = {}
        """The terms of the symbolic floats of the call that runs now, by the numbers that stand for them."""

    def number(self, value: Any) -> Term:
        """The term of a number that an operation was given."""
        return self.made_of.get(value) or literal(value)

    def read(self, tensor: Any) -> Terms:
        """The terms of a tensor's elements, in an array of its shape."""
        return self._view(tensor).copy()

    def write(self, tensor: Any, values: Terms) -> None:
        """Let the elements of a tensor hold these terms."""
        self._view(tensor)[...] = values

    def begin_anew(self, tensor: Any, values: Terms) -> None:
        """Let a tensor whose memory may have been laid out anew hold these terms."""
        self._storages.pop(tensor.untyped_storage()._cdata, None)
        self.write(tensor, values)

    def _view(self, tensor: Any) -> Terms:
        from torch._C import DisableTorchFunction

        with DisableTorchFunction():
            return self._unwatched_view(tensor)

    def _unwatched_view(self, tensor: Any) -> Terms:
        if tensor.is_sparse:
            tensor = tensor._values()
        if tensor.is_complex():
            raise Untraceable("a complex tensor; real parameters are lifted")
        storage = tensor.untyped_storage()
        if storage._cdata not in self._storages:
            self._storages[storage._cdata] = self._first_seen(tensor)
            self._kept.append(storage)
        whole = self._storages[storage._cdata]
        last = sum((size - 1) * stride for size, stride in zip(tensor.shape, tensor.stride(), strict=True))
        if tensor.numel() and tensor.storage_offset() + last >= len(whole):
            raise Untraceable("memory that is laid out anew as another type or size")
        strides = [stride * whole.itemsize for stride in tensor.stride()]
        return np.lib.stride_tricks.as_strided(whole[tensor.storage_offset() :], tensor.shape, strides)

    def _first_seen(self, tensor: Any) -> Terms:
        """The terms of a whole storage that no operation was seen to write."""
        count = tensor.untyped_storage().nbytes() // tensor.itemsize
        numbers = tensor.as_strided((count,), (1,), 0).tolist()
        return filled((count,), (self.number(value) for value in numbers))
