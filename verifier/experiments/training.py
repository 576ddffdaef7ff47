"""Training runs of Keras: a network, data, an optimizer as its constructor is called, a seed.

Keras is imported where it is used; its backend is the one that the environment names.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from verifier.errors import InputError
from verifier.experiments.images import Pictures
from verifier.experiments.record import Array, Curves, Images, Moons, Training

MISSING = "the networks are trained by Keras: python -m pip install 'optimizer-verifier[experiments]'"
AT_ONCE = 10
"""Batches that are handed to the compiled step at once, which changes nothing but the time."""


def optimizer(call: str, rate: float | None = None) -> Any:
    """Keras' optimizer of a call that is written out, ``SGD(learning_rate=0.01)``; nothing is evaluated.

    A rate that is given apart is a further argument of the call.

    Raises
    ------
    InputError
        When it is no such call, or Keras has no such optimizer.
    """
    keras = framework()
    try:
        tree = ast.parse(call, mode="eval").body
        if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name) or tree.args:
            raise ValueError
        given = {str(k.arg): ast.literal_eval(k.value) for k in tree.keywords}
    except (SyntaxError, ValueError):
        raise InputError(f"{call!r} is no call of an optimizer; write NAME(argument=number, …)") from None
    found = getattr(keras.optimizers, tree.func.id, None)
    if found is None:
        raise InputError(f"{call!r}: Keras has no optimizer {tree.func.id!r}")
    return found(**given, **({} if rate is None else {"learning_rate": rate}))


def framework() -> Any:
    """Keras.

    Raises
    ------
    InputError
        When it is not installed.
    """
    try:
        import keras
    except ImportError:
        raise InputError(MISSING) from None
    return keras


def two_moons(setting: Moons) -> tuple[Array, NDArray[np.int64]]:
    """The points and their classes, as scikit-learn draws them."""
    from sklearn.datasets import make_moons

    x, y = make_moons(n_samples=setting.samples, noise=setting.noise, random_state=setting.state)
    return x, y


def network(setting: Moons) -> Any:
    """The document's perceptron: layers of these widths, then two classes."""
    keras = framework()
    wide = [keras.layers.Dense(width, activation="relu") for width in setting.widths]
    return keras.Sequential([keras.Input((2,)), *wide, keras.layers.Dense(2, activation="softmax")])


def moons(setting: Moons, seeds: int) -> Curves:
    """The loss after each epoch, for each training and seed; a seed sets weights and batches."""
    x, y = two_moons(setting)
    runs = {}
    for training in setting.trainings:
        losses = [_losses(network, setting, training, x, y, seed)["loss"] for seed in range(seeds)]
        runs[training.label] = np.array(losses)
    return Curves("loss", "epoch", runs)


def classifier(setting: Images, shape: tuple[int, ...], classes: int) -> Any:
    """A convolutional network: two convolutions and a pooling for each width, then a dense layer."""
    keras = framework()
    layers = [keras.Input(shape)]
    for width in setting.widths:
        for _ in range(2):
            layers.append(keras.layers.Conv2D(width, 3, padding="same", activation="relu"))
        layers.append(keras.layers.MaxPooling2D(2))
    layers += [keras.layers.Flatten(), keras.layers.Dense(setting.dense, activation="relu")]
    return keras.Sequential([*layers, keras.layers.Dense(classes, activation="softmax")])


def pictures(setting: Images, given: Pictures, seeds: Iterable[int]) -> Curves:
    """The share of test pictures that are told wrongly, after each epoch, by training and seed."""
    chosen, runs = list(seeds), {}
    for training in setting.trainings:
        wrong = [_wrong(setting, training, given, seed) for seed in chosen]
        runs[training.label] = np.array(wrong)
    return Curves("share told wrongly", "epoch", runs)


def _wrong(setting: Images, training: Training, given: Pictures, seed: int) -> Array:
    def make(setting: Images) -> Any:
        return classifier(setting, given.x.shape[1:], given.classes)

    told = _losses(make, setting, training, given.x, given.y, seed, (given.x_test, given.y_test))
    return 1 - np.array(told["val_accuracy"])


def _losses(
    make: Any, setting: Any, training: Training, x: Any, y: Any, seed: int, test: Any = None
) -> dict[str, list[float]]:
    keras = framework()
    keras.utils.set_random_seed(seed)
    model = make(setting)
    model.compile(
        optimizer=optimizer(training.call, training.rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=AT_ONCE,
    )
    told = model.fit(x, y, batch_size=setting.batch, epochs=training.epochs, verbose=0, validation_data=test)
    history: dict[str, list[float]] = told.history
    return history
