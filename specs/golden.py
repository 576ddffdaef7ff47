"""The golden tests of Keras 3.15.1: which rule at which hyperparameters. Their values are computed.

The files are those of ``keras/src/optimizers``, the tests ``test_correctness_with_golden``. What a call
leaves out stands at Keras' default. Where Keras has no such test, the same test is put at usual values.
"""

from verifier.golden import GoldenTest

TESTS = (
    GoldenTest("sgd", "sgd/keras", "SGD()", {"lr": "0.01"}),
    GoldenTest("momentum", "momentum/keras", "SGD(momentum=0.9)", {"lr": "0.01", "momentum": "0.9"}),
    GoldenTest(
        "nesterov",
        "nesterov/keras",
        "SGD(nesterov=True)",
        {"lr": "0.01", "momentum": "0"},
        place="sgd_test.py",
    ),
    GoldenTest(
        "nesterov",
        "nesterov/keras",
        "SGD(momentum=0.9, nesterov=True)",
        {"lr": "0.01", "momentum": "0.9"},
    ),
    GoldenTest(
        "adagrad",
        "adagrad/keras",
        "Adagrad(learning_rate=0.2, initial_accumulator_value=0.3, epsilon=1e-6)",
        {"lr": "0.2", "initial_accumulator_value": "0.3", "epsilon": "1e-6"},
        place="adagrad_test.py",
    ),
    GoldenTest(
        "ftrl",
        "ftrl/keras",
        "Ftrl(learning_rate=0.05, learning_rate_power=-0.2, initial_accumulator_value=0.4, "
        "l1_regularization_strength=0.05, l2_regularization_strength=0.15, "
        "l2_shrinkage_regularization_strength=0.01, beta=0.3)",
        {
            "lr": "0.05",
            "lr_power": "-0.2",
            "initial_accumulator_value": "0.4",
            "l1_regularization_strength": "0.05",
            "l2_regularization_strength": "0.15",
            "l2_shrinkage_regularization_strength": "0.01",
            "beta": "0.3",
        },
        place="ftrl_test.py",
    ),
    GoldenTest(
        "adadelta",
        "adadelta/keras",
        "Adadelta(learning_rate=1.0, rho=0.8, epsilon=1e-6)",
        {"lr": "1", "rho": "0.8", "epsilon": "1e-6"},
        place="adadelta_test.py",
    ),
    GoldenTest(
        "rmsprop",
        "rmsprop/keras",
        "RMSprop()",
        {"lr": "0.001", "rho": "0.9", "epsilon": "1e-7"},
    ),
    GoldenTest(
        "rmsprop_momentum",
        "rmsprop_momentum/keras",
        "RMSprop(momentum=0.9)",
        {"lr": "0.001", "rho": "0.9", "momentum": "0.9", "epsilon": "1e-7"},
    ),
    GoldenTest(
        "rmsprop_centered",
        "rmsprop_centered/keras",
        "RMSprop(centered=True)",
        {"lr": "0.001", "rho": "0.9", "momentum": "0", "epsilon": "1e-7"},
        place="rmsprop_test.py",
    ),
    GoldenTest(
        "adam",
        "adam/keras",
        "Adam()",
        {"lr": "0.001", "beta_1": "0.9", "beta_2": "0.999", "epsilon": "1e-7"},
    ),
    GoldenTest(
        "amsgrad",
        "amsgrad/keras",
        "Adam(amsgrad=True)",
        {"lr": "0.001", "beta_1": "0.9", "beta_2": "0.999", "epsilon": "1e-7"},
        place="adam_test.py",
    ),
    GoldenTest(
        "adamw",
        "adamw/keras",
        "AdamW(learning_rate=1.0, weight_decay=0.5, epsilon=2)",
        {"lr": "1", "beta_1": "0.9", "beta_2": "0.999", "epsilon": "2", "weight_decay": "0.5"},
        place="adamw_test.py",
    ),
    GoldenTest(
        "adamax",
        "adamax/keras",
        "Adamax(learning_rate=0.2, beta_1=0.85, beta_2=0.95, epsilon=1e-6)",
        {"lr": "0.2", "beta_1": "0.85", "beta_2": "0.95", "epsilon": "1e-6"},
        place="adamax_test.py",
    ),
    GoldenTest(
        "nadam",
        "nadam/keras",
        "Nadam(learning_rate=0.5, beta_1=0.5, beta_2=0.67, epsilon=1e-5)",
        {"lr": "0.5", "beta_1": "0.5", "beta_2": "0.67", "epsilon": "1e-5"},
        place="nadam_test.py",
    ),
    GoldenTest(
        "schedule_free_adamw",
        "schedule_free_adamw/keras",
        "ScheduleFreeAdamW()",
        {"lr": "0.0025", "beta_1": "0.9", "beta_2": "0.999", "epsilon": "1e-8"},
    ),
    GoldenTest(
        "lion",
        "lion/keras",
        "Lion()",
        {"lr": "0.001", "beta_1": "0.9", "beta_2": "0.99"},
        place="lion_test.py",
    ),
)
"""In the order of the specifications."""
