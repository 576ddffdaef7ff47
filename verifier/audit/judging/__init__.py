"""Judging: an update against all known forms."""
