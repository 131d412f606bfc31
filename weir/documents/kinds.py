"""The kinds of file that Weir reads, with the names that other people know them by."""

from __future__ import annotations

from dataclasses import dataclass

from weir.documents.programming import CODE_EXTENSIONS

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
    "pptx",
    "PowerPoint",
    f"{_OOXML}.presentationml.presentation",
    ("pptx", "pptm", "ppsx", "ppsm", "potx", "potm"),
)
XLSX = Kind("xlsx", "Excel", f"{_OOXML}.spreadsheetml.sheet", ("xlsx", "xlsm", "xltx", "xltm"))
XLSB = Kind("xlsb", "Excel binary", "application/vnd.ms-excel.sheet.binary.macroEnabled.12", ("xlsb",))
VISIO = Kind("visio", "Visio", "application/vnd.ms-visio.drawing", ("vsdx", "vsdm"))
DOC = Kind("doc", "Word 97-2003, WPS Writer", "application/msword", ("doc", "dot", "wps", "wpt"))
XLS = Kind("xls", "Excel 97-2003, WPS Spreadsheets", "application/vnd.ms-excel", ("xls", "xlt", "et", "ett"))
PPT = Kind(
    "ppt",
    "PowerPoint 97-2003, WPS Presentation",
    "application/vnd.ms-powerpoint",
    ("ppt", "pps", "pot", "dps", "dpt"),
)
MSG = Kind("msg", "Outlook message", "application/vnd.ms-outlook", ("msg", "oft"))
ODT = Kind("odt", "OpenDocument text", f"{_ODF}.text", ("odt", "ott"))
ODS = Kind("ods", "OpenDocument spreadsheet", f"{_ODF}.spreadsheet", ("ods", "ots"))
ODP = Kind("odp", "OpenDocument presentation", f"{_ODF}.presentation", ("odp", "otp"))
ODG = Kind("odg", "OpenDocument drawing", f"{_ODF}.graphics", ("odg", "otg"))
FODT = Kind("fodt", "OpenDocument text, flat", f"{_ODF}.text-flat-xml", ("fodt",), text=True)
FODS = Kind("fods", "OpenDocument spreadsheet, flat", f"{_ODF}.spreadsheet-flat-xml", ("fods",), text=True)
FODP = Kind("fodp", "OpenDocument presentation, flat", f"{_ODF}.presentation-flat-xml", ("fodp",), text=True)
FODG = Kind("fodg", "OpenDocument drawing, flat", f"{_ODF}.graphics-flat-xml", ("fodg",), text=True)
RTF = Kind("rtf", "Rich text", "application/rtf", ("rtf",))
ABIWORD = Kind("abiword", "AbiWord", "application/x-abiword", ("abw",), text=True)
EPUB = Kind("epub", "EPUB book", "application/epub+zip", ("epub",))
FB2 = Kind("fb2", "FictionBook", "application/x-fictionbook+xml", ("fb2",), text=True)
HTML = Kind("html", "Web page", "text/html", ("html", "htm", "xhtml", "shtml"), text=True)
MHTML = Kind("mhtml", "Web archive", "multipart/related", ("mhtml", "mht"), text=True)
EML = Kind("eml", "E-mail", "message/rfc822", ("eml",), text=True)
MBOX = Kind("mbox", "Mailbox", "application/mbox", ("mbox",), text=True)
JATS = Kind("jats", "JATS article", "application/jats+xml", ("nxml", "xml"), text=True)
USPTO = Kind("uspto", "US patent", "application/xml", ("xml",), text=True)
XBRL = Kind("xbrl", "XBRL report", "application/xbrl-instance+xml", ("xbrl", "xml"), text=True)
FEED = Kind("feed", "News feed (RSS, Atom)", "application/rss+xml", ("rss", "atom", "xml"), text=True)
SVG = Kind("svg", "SVG drawing", "image/svg+xml", ("svg",), text=True)
OPML = Kind("opml", "OPML outline", "text/x-opml", ("opml",), text=True)
XML = Kind("xml", "XML", "application/xml", ("xml", "xsd", "xsl", "wsdl", "plist"), text=True)
VTT = Kind("vtt", "WebVTT subtitles", "text/vtt", ("vtt",), text=True)
SRT = Kind("srt", "SubRip subtitles", "application/x-subrip", ("srt",), text=True)
ASS = Kind("ass", "SubStation subtitles", "text/x-ssa", ("ass", "ssa"), text=True)
ICALENDAR = Kind("icalendar", "Calendar", "text/calendar", ("ics", "ifb"), text=True)
VCARD = Kind("vcard", "Contacts", "text/vcard", ("vcf", "vcard"), text=True)
NOTEBOOK = Kind("notebook", "Jupyter notebook", "application/x-ipynb+json", ("ipynb",), text=True)
MARKDOWN = Kind("markdown", "Markdown", "text/markdown", ("md", "markdown", "mdown", "mkd"), text=True)
ASCIIDOC = Kind("asciidoc", "AsciiDoc", "text/asciidoc", ("adoc", "asciidoc", "asc"), text=True)
RST = Kind("rst", "reStructuredText", "text/x-rst", ("rst", "rest"), text=True)
ORG = Kind("org", "Org mode", "text/org", ("org",), text=True)
LATEX = Kind("latex", "LaTeX", "application/x-tex", ("tex", "latex", "ltx"), text=True)
CSV = Kind("csv", "Comma-separated values", "text/csv", ("csv",), text=True)
TSV = Kind("tsv", "Tab-separated values", "text/tab-separated-values", ("tsv", "tab"), text=True)
DBF = Kind("dbf", "dBASE table", "application/vnd.dbf", ("dbf",))
SYLK = Kind("sylk", "SYLK table", "application/x-sylk", ("slk", "sylk"), text=True)
DIF = Kind("dif", "DIF table", "application/x-dif", ("dif",), text=True)
JSON = Kind("json", "JSON", "application/json", ("json", "jsonl", "ndjson", "geojson"), text=True)
YAML = Kind("yaml", "YAML", "application/yaml", ("yaml", "yml"), text=True)
TOML = Kind("toml", "TOML", "application/toml", ("toml",), text=True)
INI = Kind("ini", "Settings", "text/x-ini", ("ini", "cfg", "conf", "properties", "env"), text=True)
CODE = Kind("code", "Source code", "text/x-source", CODE_EXTENSIONS, text=True)
LOG = Kind("log", "Log", "text/x-log", ("log",), text=True)
TEXT = Kind("text", "Plain text", "text/plain", ("txt", "text"), text=True)
PNG = Kind("png", "PNG picture", "image/png", ("png",))
JPEG = Kind("jpeg", "JPEG picture", "image/jpeg", ("jpg", "jpeg", "jpe", "jfif"))
TIFF = Kind("tiff", "TIFF picture", "image/tiff", ("tif", "tiff"))
BMP = Kind("bmp", "BMP picture", "image/bmp", ("bmp", "dib"))
GIF = Kind("gif", "GIF picture", "image/gif", ("gif",))
WEBP = Kind("webp", "WebP picture", "image/webp", ("webp",))
ZIP = Kind("zip", "ZIP archive", "application/zip", ("zip",))
TAR = Kind("tar", "TAR archive", "application/x-tar", ("tar", "tgz", "tbz", "tbz2", "txz"))
GZIP = Kind("gzip", "gzip file", "application/gzip", ("gz",))
BZIP2 = Kind("bzip2", "bzip2 file", "application/x-bzip2", ("bz2",))
XZ = Kind("xz", "xz file", "application/x-xz", ("xz",))

MARKUP = (JATS, USPTO, XBRL, FEED, SVG, OPML, XML, FODT, FODS, FODP, FODG, FB2, ABIWORD)
"""Text kinds that are XML, with all that XML can do to its reader."""
IMAGES = (PNG, JPEG, TIFF, BMP, GIF, WEBP)
ARCHIVES = (ZIP, TAR, GZIP, BZIP2, XZ)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        PDF, OFD, DOCX, PPTX, XLSX, XLSB, VISIO, DOC, XLS, PPT, ODT, ODS, ODP, ODG, FODT, FODS, FODP, FODG,
        RTF, ABIWORD, EPUB, FB2, HTML, MHTML, EML, MSG, MBOX, JATS, USPTO, XBRL, FEED, SVG, OPML, XML, VTT,
        SRT, ASS, ICALENDAR, VCARD, NOTEBOOK, MARKDOWN, ASCIIDOC, RST, ORG, LATEX, CSV, TSV, DBF, SYLK, DIF,
        JSON, YAML, TOML, INI, CODE, LOG, TEXT, *IMAGES, *ARCHIVES,
    )
}  # fmt: skip
"""Every kind by its name."""


def kinds_named(name: str) -> tuple[Kind, ...]:
    """The kinds that a file of this name claims to be; empty for an extension that nobody knows."""
    extension = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return tuple(kind for kind in KINDS.values() if extension in kind.extensions)
