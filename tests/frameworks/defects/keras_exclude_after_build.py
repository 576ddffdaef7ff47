"""`exclude_from_weight_decay` may be called after an optimizer is built, against its documentation.

Its documentation: "This method must be called before the optimizer's `build` method is called." Its check
reads ``_built``, which is nowhere set (``built`` is), so the error of which it speaks is never raised.
"""

from __future__ import annotations

import os


def main() -> None:
    """Show it."""
    os.environ["KERAS_BACKEND"] = "numpy"
    import keras

    solver = keras.optimizers.SGD(0.1, weight_decay=0.1)
    documented = " ".join(solver.exclude_from_weight_decay.__doc__.split())
    assert "must be called before the optimizer's `build` method is called" in documented
    solver.build([keras.Variable([1.0], name="w")])
    try:
        solver.exclude_from_weight_decay(var_names=["w"])
    except ValueError as error:
        raise AssertionError("it raises the error") from error
    print(
        "no error after build; built is", solver.built, "and _built is", getattr(solver, "_built", "missing")
    )


if __name__ == "__main__":
    main()
