"""A small file of our own for every ending that Weir claims to read, and what must be found in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import handbooks
import office_files
import packed_files
import pictures
import written_texts

from weir.documents import KINDS

HANDBOOK_WORDS = tuple(words for _, words in handbooks.HANDBOOK)
TABLE_WORDS = ("部门", "Li Lei", "90")
CODE = "SELECT 员工手册 handbook 180\n"


def _text(make: Callable[[], str]) -> Callable[[], bytes]:
    return lambda: make().encode()


_HANDBOOKS: dict[str, Callable[[], bytes]] = {
    "pdf": handbooks.pdf,
    "docx": handbooks.docx,
    "pptx": handbooks.pptx,
    "visio": office_files.vsdx,
    "doc": office_files.doc,
    "ppt": office_files.ppt,
    "msg": office_files.msg,
    "odt": handbooks.odt,
    "odp": handbooks.odp,
    "odg": office_files.odg,
    "fodt": office_files.fodt,
    "fodp": office_files.fodp,
    "fodg": office_files.fodg,
    "rtf": handbooks.rtf,
    "abiword": _text(written_texts.abiword),
    "epub": handbooks.epub,
    "fb2": _text(written_texts.fictionbook),
    "html": handbooks.html,
    "mhtml": handbooks.mhtml,
    "eml": handbooks.eml,
    "mbox": written_texts.mbox,
    "jats": handbooks.jats,
    "uspto": _text(written_texts.patent),
    "xbrl": _text(written_texts.xbrl),
    "feed": _text(written_texts.rss),
    "svg": _text(written_texts.svg),
    "opml": _text(written_texts.opml),
    "xml": _text(written_texts.xml),
    "vtt": _text(handbooks.vtt),
    "srt": _text(written_texts.srt),
    "ass": _text(written_texts.ass),
    "icalendar": _text(written_texts.ics),
    "vcard": _text(written_texts.vcf),
    "notebook": _text(written_texts.notebook),
    "markdown": _text(handbooks.markdown),
    "asciidoc": _text(handbooks.asciidoc),
    "rst": _text(written_texts.restructured),
    "org": _text(written_texts.org),
    "latex": _text(written_texts.latex),
    "json": _text(handbooks.json),
    "yaml": _text(written_texts.yaml),
    "toml": _text(written_texts.toml),
    "ini": _text(written_texts.ini),
    "log": _text(written_texts.log),
    "text": _text(handbooks.text),
    "zip": packed_files.zip_archive,
    "tar": packed_files.tar,
    "gzip": lambda: packed_files.packed("gz"),
    "bzip2": lambda: packed_files.packed("bz2"),
    "xz": lambda: packed_files.packed("xz"),
}
_TABLES: dict[str, Callable[[], bytes]] = {
    "xlsx": handbooks.xlsx,
    "xlsb": office_files.xlsb,
    "xls": office_files.xls,
    "ods": handbooks.ods,
    "fods": office_files.fods,
    "csv": _text(handbooks.csv),
    "tsv": lambda: handbooks.csv("\t").encode(),
    "dbf": office_files.dbf,
    "sylk": _text(written_texts.sylk),
    "dif": _text(written_texts.dif),
}
_BY_ENDING: dict[str, Callable[[], bytes]] = {
    "atom": _text(written_texts.atom),
    "properties": _text(written_texts.properties),
    "tgz": lambda: packed_files.tar("gz"),
    "tbz": lambda: packed_files.tar("bz2"),
    "tbz2": lambda: packed_files.tar("bz2"),
    "txz": lambda: packed_files.tar("xz"),
}
"""Endings whose files differ from the usual one of their kind."""

EVERY_ENDING: dict[str, tuple[str, str]] = {
    f"{kind.name}.{ending}": (kind.name, ending) for kind in KINDS.values() for ending in kind.extensions
}
"""``kind.ending`` of all pairs that are claimed."""


@cache
def sample(kind: str, ending: str) -> bytes:
    """The bytes of a file of this kind under this ending."""
    if kind in pictures.FORMATS:
        return pictures.picture(kind)
    if kind == "ofd":
        return handbooks.ofd()
    if kind == "code":
        return CODE.encode()
    make = _BY_ENDING.get(ending) or _HANDBOOKS.get(kind) or _TABLES[kind]
    return make()


def expected(kind: str) -> tuple[str, ...]:
    """Words that stand in the sample of a kind."""
    if kind in pictures.FORMATS:
        return pictures.WORDS
    if kind == "ofd":
        return (handbooks.HANDBOOK[0][0],)
    if kind == "code":
        return (CODE.strip(),)
    return TABLE_WORDS if kind in _TABLES else HANDBOOK_WORDS
