"""Pictures from files: the binary version of CIFAR-10, which is bytes and nothing that could be run.

A record is one byte for the class and then the picture, plane after plane: 1024 bytes of red, of green,
of blue, each row after row (https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version").
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from verifier.errors import InputError

SIDE, PLANES, CLASSES = 32, 3, 10
RECORD = 1 + PLANES * SIDE * SIDE
TRAIN, TEST = "data_batch_*.bin", "test_batch.bin"
WHERE = "unpack cifar-10-binary.tar.gz and name its folder with --data"


@dataclass(frozen=True)
class Pictures:
    """Pictures to learn from and to be tested on, with values from 0 to 1.

    Attributes
    ----------
    x, x_test : array of shape (pictures, 32, 32, 3)
    y, y_test : array of shape (pictures,)
        The class of each, from 0 on.
    """

    x: NDArray[np.float32]
    y: NDArray[np.int64]
    x_test: NDArray[np.float32]
    y_test: NDArray[np.int64]

    @property
    def classes(self) -> int:
        """The number of classes."""
        return CLASSES


def load(folder: Path) -> Pictures:
    """The data set in a folder.

    Raises
    ------
    InputError
        When a file is missing or is not of this form.
    """
    batches = sorted(folder.glob(TRAIN))
    if not batches:
        raise InputError(f"{folder}: there is no {TRAIN} in it; {WHERE}")
    x, y = zip(*map(records, batches), strict=True)
    return Pictures(np.concatenate(x), np.concatenate(y), *records(folder / TEST))


def records(path: Path) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """The pictures and classes of one file.

    Raises
    ------
    InputError
        When it cannot be read, is not a whole number of records, or has a class beyond the last.
    """
    try:
        raw = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}; {WHERE}") from None
    if not raw.size or raw.size % RECORD:
        raise InputError(f"{path}: {raw.size} bytes are not records of {RECORD} bytes; {WHERE}")
    rows = raw.reshape(-1, RECORD)
    y = rows[:, 0].astype(np.int64)
    if y.max() >= CLASSES:
        raise InputError(f"{path}: the class {y.max()} is above {CLASSES - 1}; {WHERE}")
    planes = rows[:, 1:].reshape(-1, PLANES, SIDE, SIDE)
    return (planes.transpose(0, 2, 3, 1) / np.float32(255)).astype(np.float32), y
