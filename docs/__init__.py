"""Weir's documentation: pages that people write, and reference pages that `docs.generate` writes from the code."""
