"""Receipts: a signed statement of how one answer came about, which anybody can verify offline."""

from __future__ import annotations

import hashlib
from typing import Any

from weir import __version__
from weir.core.signing import Signer, verify_document
from weir.gateway.exchange import Exchange

TYPE = "weir.receipt/1"

Receipt = dict[str, Any]
"""JSON of strings, integers, booleans, lists and objects only, so that its canonical form is unambiguous."""


_EXCHANGE, _RECEIPT = "ex_", "rcpt_"


def exchange_of(id: str) -> str:
    """The exchange that a receipt's id stands for; any other id stays as it is."""
    return id.replace(_RECEIPT, _EXCHANGE, 1) if id.startswith(_RECEIPT) else id


def sha256(text: str) -> str:
    """Hex SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def issue(exchange: Exchange, signer: Signer) -> Receipt:
    """The receipt of a finished exchange: digests of what went in and out, evidence, verdicts and versions.

    It holds no text of the question or the answer; who has them can check them against the digests.
    """
    return signer.sign_document(statement(exchange))


def statement(exchange: Exchange) -> Receipt:
    """What a receipt states, without its signature."""
    return {
        "type": TYPE,
        "id": exchange.id.replace(_EXCHANGE, _RECEIPT, 1),  # one exchange, one receipt
        "exchange": exchange.id,
        "issued_at": exchange.created_at,
        "software": __version__,
        "principal": exchange.who.id,
        "app": _app(exchange),
        "model": {"name": exchange.request.model, "digest": exchange.card.digest if exchange.card else None},
        "policy": _policy(exchange),
        "question_sha256": sha256(exchange.question),
        "answer_sha256": sha256(exchange.text),
        "evidence": [
            {"chunk": item.id, "document": item.document, "sha256": item.sha256} for item in exchange.evidence
        ],
        "citations": [
            {
                "n": c.n,
                "evidence": c.evidence,
                "start": c.start,
                "end": c.end,
                "quote_sha256": sha256(c.quote),
            }
            for c in exchange.citations
        ],
        "verdicts": [
            {"side": side, "risk": v.risk, "level": v.level, "action": v.action.value, "stage": v.stage}
            for side, v in exchange.verdicts
        ],
        "action": exchange.action.value,
        "refused": exchange.refused,
        "label": exchange.label["implicit"] if exchange.label else None,
        "stages": exchange.trace.statuses(),
    }


def _app(exchange: Exchange) -> dict[str, str] | None:
    return {"name": exchange.app.name, "digest": exchange.app.digest} if exchange.app else None


def _policy(exchange: Exchange) -> dict[str, str] | None:
    guard = exchange.guard
    return {"name": guard.policy.name, "digest": guard.policy.digest} if guard else None


def valid(receipt: Receipt, public_key: str) -> bool:
    """Whether the receipt is unchanged since the holder of `public_key` signed it."""
    return receipt.get("type") == TYPE and verify_document(receipt, public_key)
