"""The gateway: the life of one exchange."""

from weir.gateway.exchange import Citation, Exchange, Flow, Surface, Way
from weir.gateway.facts import facts
from weir.gateway.gateway import OPERATOR, Gateway
from weir.gateway.receipt import Receipt
from weir.gateway.receipt import valid as valid_receipt
from weir.gateway.stages.resolve import find_base

__all__ = [
    "OPERATOR",
    "Citation",
    "Exchange",
    "Flow",
    "Gateway",
    "Receipt",
    "Surface",
    "Way",
    "facts",
    "find_base",
    "valid_receipt",
]
