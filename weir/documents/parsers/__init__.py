"""The parsers: one file each, found by name through the entry points of the group `weir.parsers`."""

from weir.documents.parsers.contract import Draft, EngineFailed, Parser, Source
from weir.documents.parsers.registry import all_parsers, parser_names, parsers_for

__all__ = ["Draft", "EngineFailed", "Parser", "Source", "all_parsers", "parser_names", "parsers_for"]
