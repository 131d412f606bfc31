"""Outlook messages (.msg): the streams of an OLE file, one a property [MS-OXMSG]."""

from __future__ import annotations

import io
import re
from typing import Any

from weir.documents import kinds
from weir.documents.elements import Element, ElementKind
from weir.documents.encoding import decode
from weir.documents.parsers.contract import Draft, EngineFailed, Source
from weir.documents.parsers.docling import Docling
from weir.documents.parsers.mail import add_attachments, read_body

_SUBJECT, _SENDER, _ADDRESS, _TO, _CC = "0037", "0C1A", "5D01", "0E04", "0E03"
_BODY, _HTML = "1000", "1013"
_LONG_NAME, _NAME, _DATA = "3707", "3704", "3701"
_UNICODE, _BYTES, _BINARY = "001F", "001E", "0102"
_DATE = re.compile(r"^Date:\s*(.+)$", re.M)


class Outlook:
    name = "outlook"
    kinds = (kinds.MSG,)
    rank = 10

    def load(self) -> None:
        Docling().load()

    def parse(self, source: Source) -> Draft:
        import olefile  # type: ignore[import-untyped]

        try:
            with olefile.OleFileIO(io.BytesIO(source.data)) as container:
                return _read(container, source)
        except (OSError, IndexError, ValueError) as error:
            raise EngineFailed(str(error)[:200]) from error


def _read(container: Any, source: Source) -> Draft:
    subject = _text(container, "", _SUBJECT)
    draft = Draft(title=subject)
    if subject:
        draft.elements.append(Element(ElementKind.HEADING, subject, level=1))
    if head := _head(container):
        draft.elements.append(Element(ElementKind.PARAGRAPH, head))
    plain = _text(container, "", _BODY)
    page = (
        ""
        if plain.strip()
        else _text(container, "", _HTML) or _decoded(_stream(container, "", _HTML + _BINARY))
    )
    if plain.strip() or page.strip():
        draft.elements.extend(read_body(plain or page, not plain.strip(), source).elements)
    add_attachments(source, draft, _attachments(container))
    if not draft.elements:
        raise EngineFailed("it holds no text")
    return draft


def _head(container: Any) -> str:
    sender, address = _text(container, "", _SENDER), _text(container, "", _ADDRESS)
    date = _DATE.search(_text(container, "", "007D"))
    named = (
        ("From", f"{sender} <{address}>" if address and address != sender else sender),
        ("To", _text(container, "", _TO)),
        ("Cc", _text(container, "", _CC)),
        ("Date", date[1].strip() if date else ""),
    )
    return "\n".join(f"{name}: {' '.join(value.split())}" for name, value in named if value.strip(" \0"))


def _attachments(container: Any) -> list[tuple[str, bytes]]:
    folders = sorted(
        {entry[0] for entry in container.listdir() if entry[0].startswith("__attach_version1.0_#")}
    )
    found = []
    for folder in folders:
        name = _text(container, folder, _LONG_NAME) or _text(container, folder, _NAME) or "attachment"
        data = _stream(container, folder, _DATA + _BINARY)
        if data:
            found.append((name.strip("\0"), data))
    return found


def _text(container: Any, folder: str, number: str) -> str:
    """A text property, in UTF-16 or in the code page of whoever wrote it."""
    if data := _stream(container, folder, number + _UNICODE):
        return data.decode("utf-16-le", "replace").rstrip("\0")
    return _decoded(_stream(container, folder, number + _BYTES))


def _decoded(data: bytes) -> str:
    decoded = decode(data) if data else None
    return decoded.text if decoded else data.decode("latin-1")


def _stream(container: Any, folder: str, name: str) -> bytes:
    path = [part for part in (folder, f"__substg1.0_{name}") if part]
    return bytes(container.openstream(path).read()) if container.exists(path) else b""
