"""Resolve: from the name in the request to the app, model, knowledge bases and policy it stands for."""

from __future__ import annotations

import asyncio
from typing import Any

from weir.apps import Apps
from weir.core.auth import Principal, allowed, authorize
from weir.gateway.conversations import Conversations, text_of
from weir.gateway.exchange import Exchange
from weir.gateway.guards import Guards
from weir.knowledge import Knowledge, KnowledgeBase
from weir.models import Models

_APP = "app/"


class Resolve:
    """Finds what the request names, and checks that the caller may use it.

    Errors: `app.unknown`, `model.unknown`, `knowledge.unknown` (also for what the caller may not see).
    """

    name = "resolve"

    def __init__(
        self, apps: Apps, models: Models, knowledge: Knowledge, guards: Guards, conversations: Conversations
    ) -> None:
        self.apps = apps
        self.models = models
        self.knowledge = knowledge
        self.guards = guards
        self.conversations = conversations

    async def run(self, exchange: Exchange) -> None:
        request = exchange.request
        name = request.model
        if name.startswith(_APP):
            exchange.app = self.apps.get(name.removeprefix(_APP), exchange.who)
            name = exchange.app.model
        if name in ("", "default"):
            name = self.models.default
        request.model = name
        exchange.model = self.models.chat(name)
        exchange.card = self.models.get(name)
        exchange.guard = self.guards.get(exchange.app.policy if exchange.app else "default")
        if exchange.conversation or exchange.continues:
            await asyncio.to_thread(self.conversations.place, exchange)
        exchange.question = last_question(request.messages)
        exchange.bases = self._bases(exchange)

    def _bases(self, exchange: Exchange) -> tuple[str, ...]:
        named = (exchange.app.knowledge_bases if exchange.app else ()) + exchange.knowledge_bases
        bases = [find_base(self.knowledge, name, exchange.who) for name in dict.fromkeys(named)]
        for base in bases:
            authorize(exchange.who, "use", base.resource)
        return tuple(base.id for base in bases)


def last_question(messages: list[dict[str, Any]]) -> str:
    """The text of the last message of the user; empty where there is none."""
    asked = (message for message in reversed(messages) if message.get("role") == "user")
    return text_of(next(asked, {}))


def find_base(knowledge: Knowledge, name: str, who: Principal | None = None) -> KnowledgeBase:
    """A base by its id or, for files that people write, by its name, among those that `who` may use.

    Errors: `auth.not_found`, the same for a name that nobody uses and for a base of somebody else.
    """
    if name.startswith("kb_"):
        return knowledge.get(name)
    named = [base for base in knowledge.list() if base.name == name]
    usable = [base for base in named if who is None or allowed(who, "use", base.resource)]
    return usable[0] if usable else knowledge.get(name)
