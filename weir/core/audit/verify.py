"""Walking the chain and saying where it breaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select

from weir.core.audit.chain import COLUMNS, GENESIS, as_document, hash_of
from weir.core.audit.heads import TYPE, head_document
from weir.core.canonical import NotCanonical
from weir.core.signing import verify_document
from weir.core.store import Store
from weir.core.tables import audit, audit_heads

Break = Literal["changed", "deleted", "reordered", "truncated", "rewritten", "head_forged", "unreadable"]
"""What was found: a row's fields do not give its hash; a number is missing; a number or link stands in the
wrong place; the chain ends before a signed head; a signed head has another hash for its row; a head's
signature is not the key's; a line cannot be read."""

_PAGE = 5000


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What a verification found. `signed_to` is the last row that a good signed head vouches for."""

    valid: bool
    entries: int
    head: str | None
    signed_to: int
    broken_at: int | None = None
    reason: Break | None = None


def verify_audit(store: Store, public_key: str | None = None) -> AuditReport:
    """Check the whole chain of a store, and its signed heads if a public key is given."""
    with store.read() as connection:
        heads = [head_document(row) for row in connection.execute(select(audit_heads)).mappings()]
    return verify_rows(stored_rows(store), heads, public_key)


def verify_rows(
    rows: Iterable[Mapping[str, Any]], heads: Sequence[Mapping[str, Any]], public_key: str | None
) -> AuditReport:
    """Check rows in the order given against each other and against the signed heads."""
    signed: dict[int, Mapping[str, Any]] = {}
    for head in heads if public_key else ():
        if not verify_document(head, public_key or "") or head.get("type") != TYPE:
            return AuditReport(False, 0, None, 0, head.get("seq"), "head_forged")
        signed[head["seq"]] = head
    seq, last, signed_to = 0, GENESIS, 0
    for row in rows:
        reason = _fault(row, seq, last)
        if reason is None and row["seq"] in signed and signed[row["seq"]]["hash"] != row["hash"]:
            reason = "rewritten"
        if reason is not None:
            return AuditReport(False, seq, last, signed_to, seq + 1, reason)
        seq, last = row["seq"], row["hash"]
        signed_to = seq if seq in signed else signed_to
    if signed and max(signed) > seq:
        return AuditReport(False, seq, last, signed_to, seq + 1, "truncated")
    return AuditReport(True, seq, last if seq else None, signed_to)


def _fault(row: Mapping[str, Any], seq: int, last: str) -> Break | None:
    """What is wrong with the row that should be number seq + 1 after hash `last`."""
    try:
        found, own, link = row["seq"], row["hash"], row["prev_hash"]
        computed = hash_of({name: row[name] for name in COLUMNS[:-1]})
    except (KeyError, TypeError, NotCanonical):
        return "unreadable"
    if found != seq + 1:
        return "deleted" if isinstance(found, int) and found > seq + 1 else "reordered"
    if computed != own:
        return "changed"
    return None if link == last else "reordered"


def stored_rows(store: Store) -> Iterator[dict[str, Any]]:
    """All rows, a page at a time, so that a long chain fits in little memory and blocks no writer."""
    after = -(2**62)
    while True:
        query = select(audit).order_by(audit.c.seq).limit(_PAGE)
        with store.read() as connection:
            page = connection.execute(query.where(audit.c.seq > after)).mappings().all()
        for row in page:
            try:
                yield as_document(row)
            except ValueError:  # details that are no JSON
                yield {name: row[name] for name in COLUMNS}
        if len(page) < _PAGE:
            return
        after = page[-1]["seq"]
