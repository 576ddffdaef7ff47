"""Proofs for all steps: relations between two recurrences, and their induction."""
