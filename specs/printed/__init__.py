"""What each source prints of the optimizers, one module a source, in reading order."""

from specs.printed import (
    articles,
    articles_adam,
    authors,
    cifar_slides,
    courses,
    dl_optimizers,
    keras,
    keras3_article,
    keras_moments,
    keras_notebook,
    kerasy,
    optax,
    optax_moments,
    pytorch,
    pytorch_moments,
    textbook,
    tf_addons,
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
    *optax_moments.FORMS,
    *textbook.FORMS,
    *courses.FORMS,
    *articles.FORMS,
    *articles_adam.FORMS,
    *authors.FORMS,
    *tf_addons.FORMS,
)
