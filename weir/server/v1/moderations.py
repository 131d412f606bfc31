"""`POST /v1/moderations`: what the guard says, in OpenAI's shape, with Weir's risks as categories."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.types import Receive, Scope, Send

from weir.core.ids import new_id
from weir.core.risks import risks
from weir.guard import Screening, policy_names
from weir.server.v1.door import Door
from weir.server.v1.vectors import read_texts
from weir.server.v1.wire import INVALID, language_of, send_json


class Moderations(Door):
    """Screens texts as input, without asking any model. `flagged` means steered or stronger."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await self.body(scope, receive)
        texts = read_texts(_plain(body.get("input")), "input")
        policy = body.get("policy") or "default"
        if policy not in ("default", *policy_names()):  # a path would read the server's files
            raise INVALID(param="policy", reason=f"it must be one of default, {', '.join(policy_names())}")
        guard = self.gateway.guards.get(policy)
        language = language_of(scope, self.gateway.config.language)
        name = f"guard/{guard.policy.name}"

        def screen() -> list[Screening]:
            return [guard.screen(text, "input", language) for text in texts]

        screenings = await self.serve(scope, "moderations", name, lambda: asyncio.to_thread(screen))
        answer = {"id": new_id("modr"), "model": name, "results": [_result(s) for s in screenings]}
        await send_json(send, 200, answer)


def _plain(value: Any) -> Any:
    """OpenAI's typed parts as texts."""
    if isinstance(value, list):
        return [part.get("text") if isinstance(part, dict) else part for part in value]
    return value


def _result(screening: Screening) -> dict[str, Any]:
    scores = {risk.id: 0.0 for risk in risks()}
    for verdict in screening.verdicts:
        scores[verdict.risk] = max(scores.get(verdict.risk, 0.0), verdict.score)
    found = {verdict.risk for verdict in screening.verdicts}
    return {
        "flagged": screening.action.flags,
        "categories": {id: id in found for id in scores},
        "category_scores": scores,
        "category_applied_input_types": {id: ["text"] for id in found},
        "action": screening.action.value,
        "verdicts": [
            {
                "risk": v.risk,
                "level": v.level,
                "score": v.score,
                "span": [v.start, v.end],
                "why": v.why,
                "stage": v.stage,
            }
            for v in screening.verdicts
        ],
    }
