"""What each source prints of the optimizers: one module a source, named in reading order.

``specs/printed/kerasy.py`` holds the forms ``FORMS``; it is read when one of them is asked for.
"""

SOURCES = (
    "keras3_article",
    "kerasy",
    "cifar_slides",
    "keras_notebook",
    "dl_optimizers",
    "keras",
    "keras_moments",
    "keras_others",
    "pytorch",
    "pytorch_moments",
    "optax",
    "optax_moments",
    "optax_others",
    "textbook",
    "ruder",
    "courses",
    "articles",
    "articles_adam",
    "authors",
    "schedule_free",
    "tf_addons",
    "encog",
    "igel",
    "keras2",
    "tensorflow1",
    "jax_examples",
    "chainer",
    "lasagne",
    "cs231n",
)
