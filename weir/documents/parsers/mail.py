"""E-mail and web archives by the standard library, which knows every transfer and character encoding.

The pages inside are then read as HTML. docling reads these formats too, but takes each part for UTF-8.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser

from weir.documents import kinds
from weir.documents.elements import Element, ElementKind
from weir.documents.encoding import decode
from weir.documents.parsers.contract import Draft, EngineFailed, Source
from weir.documents.parsers.docling import Docling
from weir.documents.parsers.plain import Plain

_SHOWN = ("From", "To", "Cc", "Date")
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}


class Mail:
    name = "mail"
    kinds = (kinds.EML, kinds.MHTML)
    rank = 10

    def load(self) -> None:
        Docling().load()

    def parse(self, source: Source) -> Draft:
        parsed = BytesParser(policy=policy.default).parsebytes(source.data)
        if not isinstance(parsed, EmailMessage):
            raise EngineFailed("it is no message")
        draft = Draft(title=_header(parsed, "Subject"))
        if source.kind is kinds.EML:
            draft.elements.extend(_head(parsed))
        body = parsed.get_body(("html",) if source.kind is kinds.MHTML else ("plain", "html"))
        if body is None:
            raise EngineFailed("it has no text part")
        inner = _read_body(body, source)
        draft.elements.extend(inner.elements)
        draft.title = draft.title if source.kind is kinds.EML else inner.title
        names = [part.get_filename() or "unnamed" for part in parsed.iter_attachments()]
        if names and source.kind is kinds.EML:
            draft.metadata["attachments"] = names
            draft.warnings.append(f"Attachments were not read: {', '.join(names)[:500]}.")
        return draft


def _head(message: EmailMessage) -> Iterator[Element]:
    if subject := _header(message, "Subject"):
        yield Element(ElementKind.HEADING, subject, level=1)
    lines = [f"{name}: {value}" for name in _SHOWN if (value := _header(message, name))]
    if lines:
        yield Element(ElementKind.PARAGRAPH, "\n".join(lines))


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, LookupError, IndexError):  # the header parser gives up on some broken addresses
        return ""


def _read_body(part: MIMEPart, source: Source) -> Draft:
    html = part.get_content_type() == "text/html"
    inner = dataclasses.replace(
        source, kind=kinds.HTML if html else kinds.TEXT, text=_text(part), encoding="utf-8", data=b""
    )
    return Docling().parse(inner) if html else Plain().parse(inner)


def _text(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    stated = (part.get_content_charset() or "utf-8").lower()
    try:
        return data.decode(_CHINESE.get(stated, stated))
    except (LookupError, UnicodeDecodeError):
        decoded = decode(data)
        return decoded.text if decoded else data.decode("utf-8", "replace")
