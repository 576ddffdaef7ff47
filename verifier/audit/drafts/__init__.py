"""Drafts: an update as it was found, before its letters have roles, and what names usually mean."""
