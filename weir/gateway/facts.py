"""What Weir tells about an answer, to the client beside it and to the record under it."""

from __future__ import annotations

from typing import Any

from weir.core.risks import risk
from weir.gateway.exchange import Exchange


def facts(exchange: Exchange) -> dict[str, Any]:
    """The exchange, its receipt, citations, verdicts and label: the `weir` object of an answer."""
    return {
        "exchange": exchange.id,
        "receipt": exchange.receipt["id"] if exchange.receipt else None,
        "action": exchange.action.value,
        "refused": exchange.refused,
        "citations": citations(exchange),
        "verdicts": verdicts(exchange),
        "label": exchange.label,
        "conversation": exchange.conversation,
    }


def citations(exchange: Exchange) -> list[dict[str, Any]]:
    """The citations with the place that each one points to; offsets are into the chunk's text."""
    return [
        {
            "n": c.n,
            "document": exchange.evidence[c.evidence].document,
            "document_id": exchange.evidence[c.evidence].document_id,
            "page": c.page,
            "heading": " > ".join(c.headings) or None,
            "quote": c.quote,
            "start": c.start,
            "end": c.end,
            "chunk": exchange.evidence[c.evidence].id,
        }
        for c in exchange.citations
    ]


def verdicts(exchange: Exchange) -> list[dict[str, Any]]:
    """What the guard found on either side."""
    return [
        {
            "side": side,
            "risk": v.risk,
            "risk_name": {"zh": risk(v.risk).zh, "en": risk(v.risk).en},
            "level": v.level,
            "score": v.score,
            "span": [v.start, v.end],
            "action": v.action.value,
            "why": v.why,
            "stage": v.stage,
        }
        for side, v in exchange.verdicts
    ]
