"""E-mail, mailboxes and web archives by the standard library, which knows charsets and transfer encodings.

The pages inside are then read as HTML, attachments as files of their own. docling reads these formats too,
but takes each part for UTF-8.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser

from weir.documents import kinds
from weir.documents.elements import Element, ElementKind
from weir.documents.encoding import decode
from weir.documents.parsers.contract import Draft, EngineFailed, Source
from weir.documents.parsers.docling import Docling
from weir.documents.parsers.members import add_member
from weir.documents.parsers.plain import Plain

_SHOWN = ("From", "To", "Cc", "Date")
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}
_ENVELOPE = re.compile(rb"^From \S+.*\d{4}\s*\r?$", re.M)
_MOST_MESSAGES = 10_000


class Mail:
    name = "mail"
    kinds = (kinds.EML, kinds.MHTML)
    rank = 10

    def load(self) -> None:
        Docling().load()

    def parse(self, source: Source) -> Draft:
        parsed = _message(source.data)
        if source.kind is kinds.EML:
            return message_draft(parsed, source)
        body = parsed.get_body(("html",))
        if body is None:
            raise EngineFailed("it has no page")
        return read_body(_text(body), True, source)


class Mailbox:
    name = "mailbox"
    kinds = (kinds.MBOX,)
    rank = 10

    def load(self) -> None:
        Docling().load()

    def parse(self, source: Source) -> Draft:
        draft = Draft()
        starts = [
            match.start() for match in _ENVELOPE.finditer(source.data) if _begins(source.data, match.start())
        ]
        for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(source.data)], strict=True), 1):
            if number > _MOST_MESSAGES:
                draft.warnings.append(f"Only the first {_MOST_MESSAGES} of {len(starts)} messages were read.")
                break
            lines = source.data[start:end].split(b"\n", 1)[-1]
            try:
                inner = message_draft(_message(lines.replace(b"\n>From ", b"\nFrom ")), source)
            except EngineFailed as error:
                draft.warnings.append(f"Message {number} was not read: {error}.")
                continue
            draft.elements.extend(inner.elements)
            draft.warnings.extend(f"Message {number}: {warning}" for warning in inner.warnings)
        draft.metadata["messages"] = len(starts)
        return draft


def _begins(data: bytes, at: int) -> bool:
    """A message begins at the start of the file or after an empty line."""
    return at == 0 or data[:at].endswith((b"\n\n", b"\n\r\n"))


def _message(data: bytes) -> EmailMessage:
    parsed = BytesParser(policy=policy.default).parsebytes(data)
    if not isinstance(parsed, EmailMessage):
        raise EngineFailed("it is no message")
    return parsed


def message_draft(message: EmailMessage, source: Source) -> Draft:
    """Subject, names and date, the text, and the attachments of one message."""
    draft = Draft(list(_head(message)), title=_header(message, "Subject"))
    try:
        body = message.get_body(("plain", "html"))
    except (KeyError, AttributeError, IndexError):  # a multipart that states one thing and is another
        body = None
    attachments = list(_attachments(message))
    if body is None and not attachments:
        raise EngineFailed("it has no text part")
    if body is not None:
        inner = read_body(_text(body), body.get_content_type() == "text/html", source)
        draft.elements.extend(inner.elements)
    add_attachments(source, draft, attachments)
    return draft


def add_attachments(source: Source, draft: Draft, attachments: list[tuple[str, bytes]]) -> None:
    """Read each attachment as a file of its own, under a heading with its name."""
    if not attachments:
        return
    draft.metadata["attachments"] = [name for name, _ in attachments]
    for name, data in attachments:
        source.expansion.count_members(1)
        if data.strip():
            add_member(source, draft, name, data, level=2)


def _attachments(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    try:
        parts = list(message.iter_attachments())
    except (KeyError, AttributeError, IndexError):
        return
    for part in parts:
        name = part.get_filename() or "attachment"
        if part.get_content_type() == "message/rfc822":
            forwarded = part.get_content()
            name = part.get_filename() or f"{_header(forwarded, 'Subject') or 'message'}.eml"
            yield name, forwarded.as_bytes()
        elif isinstance(payload := part.get_payload(decode=True), bytes):
            yield name, payload


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


def read_body(text: str, html: bool, source: Source) -> Draft:
    """The text of a message, as a page or as plain text."""
    inner = dataclasses.replace(
        source, kind=kinds.HTML if html else kinds.TEXT, text=text, encoding="utf-8", data=b""
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
