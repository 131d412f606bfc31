"""Parsers by name and by kind of file."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from weir.documents.kinds import Kind
from weir.documents.parsers.contract import Parser

GROUP = "weir.parsers"

# Declared as entry points are, and loaded in the same way, so that a parser of ours has no privilege over one
# that a package brings: an installed entry point of the same name replaces it.
_HERE = "weir.documents.parsers"
_BUILT_IN = {
    "docvortex-pdf": f"{_HERE}.vortex_pdf:VortexPdf",
    "pdfium": f"{_HERE}.pdfium:PdfiumText",
    "docvortex-ofd": f"{_HERE}.vortex_ofd:VortexOfd",
    "ofd-text": f"{_HERE}.ofd_text:OfdText",
    "docvortex-office": f"{_HERE}.vortex_office:VortexOffice",
    "docling": f"{_HERE}.docling:Docling",
    "calamine": f"{_HERE}.calamine:Calamine",
    "mail": f"{_HERE}.mail:Mail",
    "mailbox": f"{_HERE}.mail:Mailbox",
    "outlook": f"{_HERE}.outlook:Outlook",
    "ocr": f"{_HERE}.images:Images",
    "archive": f"{_HERE}.archives:Archives",
    "markdown": f"{_HERE}.markdown:Markdown",
    "delimited": f"{_HERE}.delimited:Delimited",
    "plain": f"{_HERE}.plain:Plain",
    "json": f"{_HERE}.jsontext:JsonText",
    "source-code": f"{_HERE}.sourcecode:SourceCode",
    "restructured": f"{_HERE}.restructured:Restructured",
    "org": f"{_HERE}.orgmode:Org",
    "markup": f"{_HERE}.markup:Markup",
    "subtitles": f"{_HERE}.subtitles:Subtitles",
    "calendars": f"{_HERE}.calendars:Calendars",
    "dbase": f"{_HERE}.dbase_table:DbaseTable",
}


@cache
def _declared() -> dict[str, EntryPoint]:
    declared = {name: EntryPoint(name, value, GROUP) for name, value in _BUILT_IN.items()}
    declared.update({point.name: point for point in entry_points(group=GROUP)})
    return declared


@cache
def _parser(name: str) -> Parser:
    parser: Parser = _declared()[name].load()()
    return parser


def parser_names() -> tuple[str, ...]:
    """The names of all parsers, built-in ones first."""
    return tuple(_declared())


def all_parsers() -> tuple[Parser, ...]:
    """Every parser. Their engines are not imported by this."""
    return tuple(_parser(name) for name in _declared())


@cache
def parsers_for(kind: Kind) -> tuple[Parser, ...]:
    """The parsers that read `kind`, best first."""
    return tuple(sorted((p for p in all_parsers() if kind in p.kinds), key=lambda parser: parser.rank))
