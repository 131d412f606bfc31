"""The models there are, and whether they answer."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from weir.core.auth import Resource, authorize
from weir.models import ModelCard
from weir.server.api.caller import House, Speaks, Who

router = APIRouter(tags=["models"])


@router.get("/models")
def list_models(who: Who, gateway: House) -> dict[str, Any]:
    """Every model by name, with source, digest, licence and state."""
    authorize(who, "see", Resource("model"))
    return {"items": [shown(card, gateway.models.default) for card in gateway.models.list()], "next": None}


@router.post("/models/{name:path}/test")
async def test_model(name: str, who: Who, gateway: House, language: Speaks) -> dict[str, Any]:
    """Ask a model something small."""
    authorize(who, "test", Resource("model"))
    trial = await gateway.models.test(name)
    error = {"code": trial.error.code, "message": trial.error.text(language)} if trial.error else None
    return {**asdict(trial), "error": error}


def shown(card: ModelCard, default: str) -> dict[str, Any]:
    """A model as clients see it."""
    return {**asdict(card), "default": card.name == default}
