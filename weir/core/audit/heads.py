"""Signed heads: now and then the end of the chain is signed, so that a cut tail shows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from weir.core.audit.chain import read_head
from weir.core.errors import WeirError
from weir.core.signing import ALGORITHM, Signer
from weir.core.store import Store, insert_into, now_ms
from weir.core.tables import audit_heads

logger = logging.getLogger(__name__)

TYPE = "weir.audit.head"
_NEWEST = select(func.max(audit_heads.c.seq))


def sign_head(store: Store, signer: Signer) -> dict[str, Any] | None:
    """Sign the present end of the chain and keep it; the head, or None where the last one still holds.

    A copy kept elsewhere (a printout, another machine) proves that the chain had come this far.
    """
    with store.write() as connection:
        head = read_head(connection)
        newest = connection.execute(_NEWEST).scalar()
        if head.seq in (0, newest):
            return None
        fields = {"seq": head.seq, "hash": head.hash, "created_at": max(now_ms(), head.created_at)}
        signed = signer.sign_document({"type": TYPE, **fields})
        row = {**fields, "key_id": signer.key_id, "signature": signed["signature"]["value"]}
        connection.execute(insert_into(connection, audit_heads).values(**row).on_conflict_do_nothing())
        return signed


async def sign_heads(store: Store, signer: Signer, interval_s: float) -> None:
    """Sign the head every so often until cancelled. A store that fails is tried again the next time."""
    while True:
        await asyncio.sleep(interval_s)
        try:
            await asyncio.to_thread(sign_head, store, signer)
        except WeirError as error:
            logger.warning("the audit head was not signed: %s", error)


def head_document(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row of the table as the signed document that it was."""
    signature = {"algorithm": ALGORITHM, "key": row["key_id"], "value": row["signature"]}
    fields = {name: row[name] for name in ("seq", "hash", "created_at")}
    return {"type": TYPE, **fields, "signature": signature}
