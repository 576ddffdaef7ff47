"""Equations: formulas and assignments gathered to one update whose letters have roles."""
