"""What each source prints of the optimizers, one module a source, in reading order."""

from specs.printed import (
    articles,
    cifar_slides,
    dl_optimizers,
    keras,
    keras3_article,
    keras_moments,
    keras_notebook,
    kerasy,
    optax,
    pytorch,
    pytorch_moments,
    textbook,
)
from verifier.printed import PrintedForm

FORMS: tuple[PrintedForm, ...] = (
    *keras3_article.FORMS,
    *kerasy.FORMS,
    *cifar_slides.FORMS,
    *keras_notebook.FORMS,
    *dl_optimizers.FORMS,
    *keras.FORMS,
    *keras_moments.FORMS,
    *pytorch.FORMS,
    *pytorch_moments.FORMS,
    *optax.FORMS,
    *textbook.FORMS,
    *articles.FORMS,
)
