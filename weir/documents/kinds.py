"""The kinds of file that Weir reads, with the names that other people know them by."""

from __future__ import annotations

from dataclasses import dataclass

_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"


@dataclass(frozen=True, slots=True)
class Kind:
    """A file format. `name` is its id; `extensions` have no dot, the usual one first."""

    name: str
    title: str
    media_type: str
    extensions: tuple[str, ...]
    text: bool = False
    """The file is text in some encoding, so that bytes alone cannot always tell it from other text."""


PDF = Kind("pdf", "PDF", "application/pdf", ("pdf",))
OFD = Kind("ofd", "OFD (GB/T 33190)", "application/ofd", ("ofd",))
DOCX = Kind("docx", "Word", f"{_OOXML}.wordprocessingml.document", ("docx", "docm", "dotx", "dotm"))
PPTX = Kind(
    "pptx", "PowerPoint", f"{_OOXML}.presentationml.presentation", ("pptx", "pptm", "ppsx", "ppsm", "potx")
)
XLSX = Kind("xlsx", "Excel", f"{_OOXML}.spreadsheetml.sheet", ("xlsx", "xlsm", "xltx", "xltm"))
DOC = Kind("doc", "Word 97-2003, WPS Writer", "application/msword", ("doc", "dot", "wps", "wpt"))
XLS = Kind("xls", "Excel 97-2003, WPS Spreadsheets", "application/vnd.ms-excel", ("xls", "xlt", "et", "ett"))
PPT = Kind(
    "ppt",
    "PowerPoint 97-2003, WPS Presentation",
    "application/vnd.ms-powerpoint",
    ("ppt", "pps", "pot", "dps", "dpt"),
)
ODT = Kind("odt", "OpenDocument text", f"{_ODF}.text", ("odt", "ott"))
ODS = Kind("ods", "OpenDocument spreadsheet", f"{_ODF}.spreadsheet", ("ods", "ots"))
ODP = Kind("odp", "OpenDocument presentation", f"{_ODF}.presentation", ("odp", "otp"))
RTF = Kind("rtf", "Rich text", "application/rtf", ("rtf",))
EPUB = Kind("epub", "EPUB book", "application/epub+zip", ("epub",))
HTML = Kind("html", "Web page", "text/html", ("html", "htm", "xhtml", "shtml"), text=True)
MHTML = Kind("mhtml", "Web archive", "multipart/related", ("mhtml", "mht"), text=True)
EML = Kind("eml", "E-mail", "message/rfc822", ("eml",), text=True)
JATS = Kind("jats", "JATS article", "application/jats+xml", ("nxml", "xml"), text=True)
USPTO = Kind("uspto", "US patent", "application/xml", ("xml",), text=True)
VTT = Kind("vtt", "WebVTT subtitles", "text/vtt", ("vtt",), text=True)
MARKDOWN = Kind("markdown", "Markdown", "text/markdown", ("md", "markdown", "mdown", "mkd"), text=True)
ASCIIDOC = Kind("asciidoc", "AsciiDoc", "text/asciidoc", ("adoc", "asciidoc", "asc"), text=True)
CSV = Kind("csv", "Comma-separated values", "text/csv", ("csv",), text=True)
TSV = Kind("tsv", "Tab-separated values", "text/tab-separated-values", ("tsv", "tab"), text=True)
JSON = Kind("json", "JSON", "application/json", ("json", "jsonl", "ndjson"), text=True)
TEXT = Kind("text", "Plain text", "text/plain", ("txt", "text", "log"), text=True)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        PDF, OFD, DOCX, PPTX, XLSX, DOC, XLS, PPT, ODT, ODS, ODP, RTF, EPUB, HTML, MHTML, EML, JATS,
        USPTO, VTT, MARKDOWN, ASCIIDOC, CSV, TSV, JSON, TEXT,
    )
}  # fmt: skip
"""Every kind by its name."""


def kinds_named(name: str) -> tuple[Kind, ...]:
    """The kinds that a file of this name claims to be; empty for an extension that nobody knows."""
    extension = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return tuple(kind for kind in KINDS.values() if extension in kind.extensions)
