"""Weir's documentation: pages written by people, and pages that `docs.generate` writes from the code."""
