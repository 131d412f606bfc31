"""Admit: who asks, may they, and have they anything left to spend."""

from __future__ import annotations

from weir.core.auth import Resource, authorize
from weir.core.quotas import Quotas
from weir.gateway.exchange import Exchange
from weir.gateway.gatekeeper import Gatekeeper


class Admit:
    """Authenticates the caller and holds room for one request in the quota.

    Errors: `auth.*` for a missing, unknown, expired or revoked key, `quota.exceeded`.
    """

    name = "admit"

    def __init__(self, gatekeeper: Gatekeeper, quotas: Quotas) -> None:
        self.gatekeeper = gatekeeper
        self.quotas = quotas

    async def run(self, exchange: Exchange) -> None:
        if exchange.caller is None:
            exchange.caller = self.gatekeeper.identify(exchange.credential, exchange.session)
        authorize(exchange.who, "use", Resource("model"))
        exchange.reservation = self.quotas.reserve(exchange.caller)
