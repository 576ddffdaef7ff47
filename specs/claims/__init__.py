"""What the documents say in words: one file a document, its sentences in our words, with evidence."""

from specs.claims import adam_article, cifar_slides, dl_optimizers, keras3_article, keras_notebook, kerasy

DOCUMENTS = (
    keras3_article.DOCUMENT,
    kerasy.DOCUMENT,
    cifar_slides.DOCUMENT,
    keras_notebook.DOCUMENT,
    dl_optimizers.DOCUMENT,
    adam_article.DOCUMENT,
)
