"""Which of two expressions that are equal over the reals is more accurate, and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

DTYPES = ("float32", "float64")
BETAS = ("0.9", "0.99", "0.999", "0.9999")
FARTHEST = 10_000
"""The last step of the corrections."""
CLEAR = 2.0
"""An error of so many units of roundoff more is worth a word."""
DRAWN = 200_000
SEED = 1971

Array = Any


def corrections() -> list[dict[str, Any]]:
    """The relative error of ``1 - beta**t`` and ``-expm1(t*log(beta))`` in units of roundoff, over all t."""
    rows = []
    for beta in BETAS:
        for dtype in DTYPES:
            real, unit = np.dtype(dtype).type, np.finfo(dtype).eps / 2
            given, t = real(float(beta)), np.arange(1, FARTHEST + 1).astype(dtype)
            exact = _corrections(float(given))
            with np.errstate(under="ignore"):
                ways = {"usual": real(1) - given**t, "expm1": -np.expm1(t * np.log(given))}
            off = {way: np.abs(_relative(x.astype(float), exact)) / unit for way, x in ways.items()}
            clear = np.flatnonzero(off["usual"] > off["expm1"] + CLEAR)
            row: dict[str, Any] = {"beta": beta, "dtype": dtype}
            for way, each in off.items():
                row[way] = {"largest": float(each.max()), "at": int(each.argmax()) + 1}
            rows.append(row | {"worse_up_to": int(clear[-1]) + 1 if len(clear) else 0, "worse": len(clear)})
    return rows


def _corrections(beta: float) -> list[Any]:
    """``1 - beta**t`` for all t in 50 digits."""
    import mpmath

    with mpmath.workdps(50):
        power, values = mpmath.mpf(1), []
        for _ in range(FARTHEST):
            power *= beta
            values.append(1 - power)
    return values


def _relative(values: Array, exact: list[Any]) -> Array:
    import mpmath

    with mpmath.workdps(50):
        return np.array([float(mpmath.mpf(float(x)) / e - 1) for x, e in zip(values, exact, strict=True)])


def averages() -> list[dict[str, Any]]:
    """Pairs of equal expressions on drawn numbers: the largest errors, and how often either is better."""
    return [row for dtype in DTYPES for row in _averages(dtype)]


def _averages(dtype: str) -> Iterator[dict[str, Any]]:
    real, rng = np.dtype(dtype).type, np.random.default_rng(SEED)
    m, g = (rng.uniform(0.5, 2, DRAWN).astype(dtype) for _ in range(2))
    near = (m * (1 + rng.uniform(-1, 1, DRAWN) / 64)).astype(dtype)
    inputs = {
        "same sign": (m, g),
        "opposite signs": (m, -g),
        "gradient near the average": (m, near),
        "small gradient": (m, (g / 1024).astype(dtype)),
        "large gradient": ((m / 1024).astype(dtype), g),
    }
    for beta in ("0.9", "0.999"):
        b, c = real(float(beta)), real(1 - float(beta))
        for name, (old, new) in inputs.items():
            exact = _long(b) * _long(old) + _long(c) * _long(new)
            ways = (b * old + c * new, old + c * (new - old))
            # The second form has 1 - c where the first has b; each is held against its own real value.
            other = _long(old) + _long(c) * (_long(new) - _long(old))
            yield _row("average", f"{name}, beta = {beta}", dtype, ways, (exact, other))
    v, d = rng.uniform(1e-6, 1, DRAWN).astype(dtype), rng.uniform(1e-3, 1, DRAWN).astype(dtype)
    root = np.sqrt(_long(v) / _long(d))
    yield _row(
        "root", "v and 1 - beta**t in (0, 1)", dtype, (np.sqrt(v / d), np.sqrt(v) / np.sqrt(d)), (root, root)
    )


def _row(
    pair: str, inputs: str, dtype: str, ways: tuple[Array, Array], exact: tuple[Array, Array]
) -> dict[str, Any]:
    unit = np.finfo(dtype).eps / 2
    first, second = (
        np.abs((x - e) / e).astype(float) / unit for x, e in zip(map(_long, ways), exact, strict=True)
    )
    return {
        "pair": pair,
        "inputs": inputs,
        "dtype": dtype,
        "largest": [float(first.max()), float(second.max())],
        "mean": [float(first.mean()), float(second.mean())],
        "better": [float((first < second).mean()), float((second < first).mean())],
    }


def _long(x: Array) -> Array:
    return np.asarray(x).astype(np.longdouble)
