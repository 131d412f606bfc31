"""The assistants that a caller may ask."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from weir.apps import Release
from weir.core.auth import allowed
from weir.server.api.caller import House, Who

router = APIRouter(tags=["apps"])


@router.get("/apps")
def list_apps(who: Who, gateway: House) -> dict[str, Any]:
    """The published assistants, by name."""
    found = [release for release in gateway.apps.active() if allowed(who, "see", release.resource)]
    return {"items": [shown(release) for release in found], "next": None}


@router.get("/apps/{name}")
def get_app(name: str, who: Who, gateway: House) -> dict[str, Any]:
    """One assistant; `app.unknown` where there is none."""
    gateway.apps.get(name, who)
    return shown(next(r for r in gateway.apps.active() if r.app.name == name))


def shown(release: Release) -> dict[str, Any]:
    """An assistant as clients see it."""
    app = release.app
    return {
        "name": app.name,
        "title": app.title.model_dump(),
        "description": app.description.model_dump(),
        "model": f"app/{app.name}",
        "answers_with": app.model,
        "knowledge_bases": list(app.knowledge_bases),
        "suggestions": app.suggestions.model_dump(mode="json"),
        "version": release.version,
        "digest": app.digest,
        "published_at": release.published_at,
    }
