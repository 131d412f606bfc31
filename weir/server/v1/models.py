"""`GET /v1/models`: the models and the apps that a caller may name."""

from __future__ import annotations

from typing import Any

from starlette.types import Receive, Scope, Send

from weir.core.errors import error_kind
from weir.server.v1.door import Door
from weir.server.v1.wire import send_json

UNKNOWN = error_kind(
    "model.not_listed",
    404,
    en="There is no model or app named {name}.",
    zh="没有名为 {name} 的模型或应用。",
    do_en="GET /v1/models lists what there is.",
    do_zh="GET /v1/models 会列出现有模型。",
)


class ModelList(Door):
    """All models and apps, or one by name."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.caller(scope)
        name = scope.get("path_params", {}).get("name")
        entries = self._entries()
        if name is None:
            await send_json(send, 200, {"object": "list", "data": entries})
            return
        entry = next((entry for entry in entries if entry["id"] == name), None)
        if entry is None:
            raise UNKNOWN(name=name)
        await send_json(send, 200, entry)

    def _entries(self) -> list[dict[str, Any]]:
        apps = [
            _entry(f"app/{release.app.name}", release.owner, release.published_at)
            for release in self.gateway.apps.active()
        ]
        return apps + [_entry(card.name, card.source, 0) for card in self.gateway.models.list()]


def _entry(name: str, owner: str, created_ms: int) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": created_ms // 1000, "owned_by": owner}
