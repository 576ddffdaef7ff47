"""An adversary of the referee: equal rewrites, mutants, and a sampler that knows better."""
