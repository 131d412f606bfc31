"""Which kind of text a text is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from weir.documents import kinds
from weir.documents.delimiters import delimiter_of
from weir.documents.kinds import Kind

_HTML = re.compile(r"<!doctype\s+html|<(html|head|body|title|meta|table|article|section|div)\b[^<>]*>", re.I)
_XML_START = re.compile(r"\s*(<\?xml\b|<!DOCTYPE\b|<!--|<[A-Za-z_][\w.:-]*[\s/>])")
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)[\s/>]")
_MAIL_HEADER = re.compile(
    r"(from|to|subject|date|received|return-path|message-id|mime-version|content-type|delivered-to|x-[\w-]+):",
    re.I,
)
_MARKDOWN = re.compile(
    r"^(#{1,6} \S|```|~~~|[-*+] \S|\d+\. \S|\|.+\|\s*$|\s*\|?[ :]*-{3,}[ :|-]*$|> \S)", re.M
)
_MARKDOWN_INLINE = re.compile(r"\[[^\]\n]+\]\([^)\s]+\)|\*\*[^*\n]+\*\*|^={3,}\s*$|^-{3,}\s*$", re.M)
_TEX = re.compile(r"^\s*\\(documentclass|begin\{document\})", re.M)
_ENVELOPE = re.compile(r"From \S+.*\d{4}\s*$")
_HEAD = 64_000


def text_kind(text: str, claimed: tuple[Kind, ...]) -> Kind:
    """The kind of `text`. `claimed` are the kinds that the name suggests; they break ties."""
    text = text.lstrip("\ufeff \t\r\n")
    for kind, is_it in _SURE:
        if is_it(text):
            return kind
    for kind in claimed:
        if kind.text and kind not in _MARKED:
            return kind
    return next((kind for kind, is_it in _LIKELY if is_it(text)), kinds.TEXT)


def _is_html(text: str) -> bool:
    head = text[:_HEAD]
    if not _XML_START.match(head):
        return False
    root = _root(head)
    if root == "html" or re.match(r"\s*<!doctype\s+html", head, re.I):
        return True
    return (
        not head.startswith("<?xml") and len(_HTML.findall(head)) >= 1 and root not in ("article", "patdoc")
    )


def _root(head: str) -> str:
    """The name of the first element, lower case, without its prefix."""
    bare = re.sub(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(\[.*?\])?\s*>", "", head, flags=re.S | re.I)
    match = _ROOT.search(bare)
    return match.group(1).rsplit(":", 1)[-1].lower() if match else ""


def _is_jats(text: str) -> bool:
    head = text[:_HEAD]
    if not _XML_START.match(head) or _root(head) not in ("article", "pmc-articleset"):
        return False
    return "<front" in head or "<article-meta" in head or "JATS" in head or "NLM" in head


def _is_uspto(text: str) -> bool:
    head = text[:_HEAD]
    return bool(_XML_START.match(head)) and _root(head) in (
        "us-patent-application",
        "us-patent-grant",
        "patent-application-publication",
        "patdoc",
    )


def _is_mail(text: str) -> bool:
    """A block of header lines with at least two well-known names, then an empty line."""
    head = text[:_HEAD].replace("\r\n", "\n")
    lines = head.split("\n\n", 1)[0].split("\n")
    known = sum(1 for line in lines if _MAIL_HEADER.match(line))
    shaped = all(re.match(r"[\w-]+:|[ \t]", line) for line in lines)
    return (
        "\n\n" in head
        and shaped
        and known >= 2
        and bool(re.search(r"^(from|subject|received):", head, re.I | re.M))
    )


def _is_mhtml(text: str) -> bool:
    head = text[:_HEAD].replace("\r\n", "\n").split("\n\n", 1)[0].lower()
    return "multipart/related" in head and "mime-version:" in head


def _is_mailbox(text: str) -> bool:
    """A line ``From sender date``, and a message after it."""
    first, _, rest = text.partition("\n")
    return bool(_ENVELOPE.match(first)) and bool(_MAIL_HEADER.match(rest))


def _is_xml(text: str) -> bool:
    """Markup that says so, or whose last tag closes the first."""
    head = text[:_HEAD]
    root = _root(head) if _XML_START.match(head) else ""
    return bool(root) and (head.startswith("<?xml") or text[-200:].rstrip().lower().endswith(f"{root}>"))


def _has_root(*names: str) -> Callable[[str], bool]:
    """A test for XML whose outermost element has one of these names."""
    return lambda text: bool(_XML_START.match(text[:_HEAD])) and _root(text[:_HEAD]) in names


def _is_flat(media_type: str) -> Callable[[str], bool]:
    """A test for OpenDocument in one XML file."""
    mark = re.compile(rf'mimetype\s*=\s*["\']application/vnd\.oasis\.opendocument\.{media_type}')
    return lambda text: _root(text[:_HEAD]) == "document" and bool(mark.search(text[:_HEAD]))


def _is_notebook(text: str) -> bool:
    return text.startswith("{") and '"cells"' in text and '"nbformat"' in text and _is_json(text)


def _is_json(text: str) -> bool:
    if not text.startswith(("{", "[")):
        return False
    if len(text) < 2_000_000:
        try:
            json.loads(text)
            return True
        except (ValueError, RecursionError):
            pass
    try:
        return isinstance(json.loads(text.split("\n", 1)[0]), dict)
    except (ValueError, RecursionError):
        return False


def _is_markdown(text: str) -> bool:
    head = text[:_HEAD]
    marks = len(_MARKDOWN.findall(head)) + len(_MARKDOWN_INLINE.findall(head))
    return marks >= 2 and marks * 12 >= head.count("\n")


def _is_asciidoc(text: str) -> bool:
    head = text[:_HEAD]
    return bool(re.match(r"= \S", head)) and bool(re.search(r"^(==+ \S|:\w[\w-]*:|----$|\|===$)", head, re.M))


def _begins(pattern: str, flags: int = 0) -> Callable[[str], bool]:
    compiled = re.compile(pattern, flags)
    return lambda text: bool(compiled.match(text))


_SURE: tuple[tuple[Kind, Callable[[str], bool]], ...] = (
    (kinds.VTT, _begins(r"WEBVTT(\s|$)")),
    (kinds.ICALENDAR, _begins(r"BEGIN:VCALENDAR\s", re.I)),
    (kinds.VCARD, _begins(r"BEGIN:VCARD\s", re.I)),
    (kinds.ASS, _begins(r"\[Script Info\]", re.I)),
    (kinds.SYLK, _begins(r"ID;P")),
    (kinds.DIF, _begins(r"TABLE\r?\n0,1\r?\n")),
    (kinds.SRT, _begins(r"\d+[ \t]*\r?\n\d+:\d\d:\d\d[,.]\d+\s*-->\s*\d+:\d\d:\d\d")),
    (kinds.FODT, _is_flat("text")),
    (kinds.FODS, _is_flat("spreadsheet")),
    (kinds.FODP, _is_flat("presentation")),
    (kinds.FODG, _is_flat("graphics")),
    (kinds.FB2, _has_root("fictionbook")),
    (kinds.SVG, _has_root("svg")),
    (kinds.OPML, _has_root("opml")),
    (kinds.FEED, _has_root("rss", "feed", "rdf")),
    (kinds.XBRL, _has_root("xbrl")),
    (kinds.ABIWORD, _has_root("abiword")),
    (kinds.JATS, _is_jats),
    (kinds.USPTO, _is_uspto),
    (kinds.HTML, _is_html),
    (kinds.MHTML, _is_mhtml),
    (kinds.EML, _is_mail),
    (kinds.MBOX, _is_mailbox),
    (kinds.XML, _is_xml),
    (kinds.NOTEBOOK, _is_notebook),
    (kinds.JSON, _is_json),
)
_LIKELY: tuple[tuple[Kind, Callable[[str], bool]], ...] = (
    (kinds.LATEX, lambda text: bool(_TEX.search(text[:_HEAD]))),
    (kinds.CODE, _begins(r"#!\s*/\S+")),
    (kinds.ORG, _begins(r"(#\+\w+:.*\n)+", re.I)),
    (kinds.ASCIIDOC, _is_asciidoc),
    (kinds.TSV, lambda text: delimiter_of(text) == "\t"),
    (kinds.CSV, lambda text: delimiter_of(text) is not None),
    (kinds.MARKDOWN, _is_markdown),
)
_MARKED = frozenset(kind for kind, _ in _SURE)
"""Kinds that show by their own marks; a name alone does not make a text one of them."""
