"""Apps: what an assistant is, and which ones are published."""

from weir.apps.app import App, Suggestions, Text, from_file, from_yaml, to_yaml
from weir.apps.registry import UNKNOWN, Apps, Release

__all__ = ["UNKNOWN", "App", "Apps", "Release", "Suggestions", "Text", "from_file", "from_yaml", "to_yaml"]
