"""What the document ran: seven optimizers and three rates on small pictures."""

from verifier.experiments.record import Conclusion, Experiment, Images, Quantity, Training

PICTURES = Experiment(
    name="images",
    title="Seven optimizers and three rates on small pictures",
    document="cifar-slides",
    line=18,
    about="The document trains a convolutional network on CIFAR-10 and prints one accuracy of each, "
    "without a spread. It names no network, no batch and no number of epochs: these are ours. The data are "
    "not part of this project.",
    seeds=3,
    setting=Images(
        widths=(32, 64),
        dense=512,
        batch=64,
        optimizers=(
            Training("SGD", "SGD()", 10),
            Training("SGD with Nesterov", "SGD(momentum=0.9, nesterov=True)", 10),
            Training("Adagrad", "Adagrad()", 10),
            Training("Adadelta", "Adadelta()", 10),
            Training("RMSprop", "RMSprop()", 10),
            Training("Adam", "Adam()", 10),
            Training("Adamax", "Adamax()", 10),
        ),
        rates=(0.01, 0.001, 0.0001),
    ),
    conclusions=(
        Conclusion(
            166,
            "Adam at 0.0001 outperforms SGD at 0.01",
            Quantity("Adam at 0.0001"),
            Quantity("SGD at 0.01"),
        ),
        Conclusion(
            166,
            "Adamax at 0.001 outperforms SGD at 0.01",
            Quantity("Adamax at 0.001"),
            Quantity("SGD at 0.01"),
        ),
        Conclusion(
            166,
            "SGD does better without Nesterov's momentum, at 0.01",
            Quantity("SGD at 0.01"),
            Quantity("SGD with Nesterov at 0.01"),
        ),
        Conclusion(
            183,
            "the largest rate is best for Adadelta",
            Quantity("Adadelta at 0.01"),
            Quantity("Adadelta at 0.0001"),
        ),
        Conclusion(
            183,
            "the smallest rate is best for RMSprop",
            Quantity("RMSprop at 0.0001"),
            Quantity("RMSprop at 0.01"),
        ),
    ),
)
