"""The referee of optimizers."""
