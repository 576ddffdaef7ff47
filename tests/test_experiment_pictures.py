"""Pictures for the experiment on images: read from made-up files, and refused where a file is another one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from verifier.errors import InputError
from verifier.experiments import images


def a_record(kind: int, red: int) -> bytes:
    """A picture with one red value in its first row, second column."""
    planes = np.zeros((3, 32, 32), np.uint8)
    planes[0, 0, 1] = red
    return bytes([kind]) + planes.tobytes()


def test_pictures_are_read_plane_by_plane_from_all_batches(tmp_path: Path) -> None:
    (tmp_path / "data_batch_2.bin").write_bytes(a_record(9, 51))
    (tmp_path / "data_batch_1.bin").write_bytes(a_record(3, 255) + a_record(0, 0))
    (tmp_path / "test_batch.bin").write_bytes(a_record(1, 102))
    found = images.load(tmp_path)
    assert found.x.shape == (3, 32, 32, 3)
    assert found.y.tolist() == [3, 0, 9]
    assert found.x[:, 0, 1, 0].tolist() == pytest.approx([1, 0, 0.2])
    assert found.x.sum() == pytest.approx(1.2)
    assert (found.y_test.tolist(), found.x_test.dtype) == ([1], np.float32)


@pytest.mark.parametrize(
    ("batch", "said"),
    [
        (None, "there is no data_batch"),
        (b"", "0 bytes are not records of 3073 bytes"),
        (b"1" * 3074, "3074 bytes are not records"),
        (a_record(10, 0), "the class 10 is above 9"),
        (a_record(1, 0), "test_batch.bin: cannot be read"),
    ],
)
def test_a_file_of_another_form_is_refused_with_its_name(
    tmp_path: Path, batch: bytes | None, said: str
) -> None:
    if batch is not None:
        (tmp_path / "data_batch_1.bin").write_bytes(batch)
    with pytest.raises(InputError, match=said):
        images.load(tmp_path)
