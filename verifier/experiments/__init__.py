"""The documents' experiments, run again with several seeds: settings, runs, figures, notebooks.

What is run and what a document concludes from it is data in ``specs/experiments/``; each record of
`record` has its runs in a module of its own, and its cells in `cells`.
"""

from verifier.experiments.record import Conclusion, Curves, Experiment, Quantity

__all__ = ["Conclusion", "Curves", "Experiment", "Quantity"]
