"""Slips: what is wrong in an update that is no known form, and how it is mended."""
