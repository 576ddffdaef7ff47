"""What the document ran: three learning rates on a linear regression."""

from verifier.experiments.record import Conclusion, Experiment, Quantity, Regression

LEARNING_RATES = Experiment(
    name="learning-rates",
    title="Three learning rates on a linear regression",
    document="kerasy",
    line=19,
    about="The document fits a line to a hundred points for a hundred epochs and draws the lines of the "
    "first ten. Its data are drawn again in the order of its cells; the other seeds are other data and other "
    "first weights.",
    seeds=20,
    setting=Regression(
        method="sgd",
        rates=(0.01, 0.1, 0.5),
        samples=100,
        slope=2,
        offset=1,
        deviation=1 / 10,
        epochs=100,
        shown=10,
    ),
    conclusions=(
        Conclusion(
            66,
            "the rate matters: 0.5 ends nearer than 0.1",
            Quantity("learning rate 0.5"),
            Quantity("learning rate 0.1"),
        ),
        Conclusion(
            66,
            "the rate matters: 0.1 ends nearer than 0.01",
            Quantity("learning rate 0.1"),
            Quantity("learning rate 0.01"),
        ),
    ),
)
