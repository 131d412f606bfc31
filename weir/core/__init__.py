"""Words and ground that every room shares.

Import its small modules: ``from weir.core.errors import WeirError``.
"""
