"""Weir (堰): large-model applications that people may trust."""

__version__ = "0.1.0"
