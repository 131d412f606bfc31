"""The chain as a file of JSON lines: signed heads first, then every row; checked without the store."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from sqlalchemy import select

from weir.core.audit.heads import TYPE, head_document
from weir.core.audit.verify import AuditReport, stored_rows, verify_rows
from weir.core.store import Store
from weir.core.tables import audit_heads


def export_audit(store: Store, file: BinaryIO) -> int:
    """Write all heads and rows; the number of rows."""
    with store.read() as connection:
        heads = connection.execute(select(audit_heads).order_by(audit_heads.c.seq)).mappings().all()
    for head in heads:
        file.write(orjson.dumps(head_document(head)) + b"\n")
    count = 0
    for row in stored_rows(store):
        file.write(orjson.dumps(row) + b"\n")
        count += 1
    return count


def verify_audit_export(
    path: Path, public_key: str | None = None, trusted_head: dict[str, Any] | None = None
) -> AuditReport:
    """Check an exported file. `trusted_head`, a signed head kept elsewhere, gives a cut file away."""
    with path.open("rb") as file:
        lines = _documents(file)
        heads = [trusted_head] if trusted_head else []
        first: list[dict[str, Any]] = []
        for document in lines:
            if document.get("type") != TYPE:
                first.append(document)
                break
            heads.append(document)
        return verify_rows(itertools.chain(first, lines), heads, public_key)


def _documents(file: BinaryIO) -> Iterator[dict[str, Any]]:
    """Each line as an object; one that is none becomes an empty object, which no check lets pass."""
    for line in file:
        try:
            document = orjson.loads(line)
        except orjson.JSONDecodeError:
            document = {}
        yield document if isinstance(document, dict) else {}
