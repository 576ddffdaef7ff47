"""What the documents ran, and what they conclude from it, in our words: one file a document."""

from specs.experiments import cifar_slides, dl_optimizers, keras3_article, kerasy

EXPERIMENTS = (
    kerasy.LEARNING_RATES,
    dl_optimizers.TERMINAL_VELOCITY,
    keras3_article.TWO_MOONS,
    dl_optimizers.SURFACES,
    cifar_slides.PICTURES,
)
