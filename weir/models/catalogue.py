"""The models of `catalogue.yaml`: what Weir knows how to get, pinned to the byte."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from weir.models.carriers.pull import place_of
from weir.models.carriers.weights import Part, Weights
from weir.models.contract import ModelCard, ModelKind
from weir.models.local.chat import LocalChat
from weir.models.local.embedding import LocalEmbedding
from weir.models.local.engine import Plan
from weir.models.offer import Offer, World


@dataclass(frozen=True, slots=True)
class Carried:
    """One entry: weights, and what they are."""

    weights: Weights
    kind: ModelKind
    about: dict[str, str]
    licence: str | None
    licence_url: str | None
    languages: tuple[str, ...]
    context: int
    accept: bool = False
    dimensions: int = 0

    @property
    def name(self) -> str:
        return self.weights.name


@cache
def catalogue() -> dict[str, Carried]:
    """The entries by name."""
    text = files("weir.models").joinpath("catalogue.yaml").read_text(encoding="utf-8")
    return {name: _carried(name, entry) for name, entry in yaml.safe_load(text).items()}


def _carried(name: str, entry: dict[str, Any]) -> Carried:
    parts = tuple(Part(**part) for part in entry.pop("parts"))
    about_weights = {
        key: entry.pop(key) for key in ("sha256", "size", "download", "make", "heads") if key in entry
    }
    languages = tuple(entry.pop("languages"))
    return Carried(Weights(name, parts, **about_weights), languages=languages, **entry)


def offers(world: World) -> list[Offer]:
    """The catalogue as an extension."""
    return [offer(carried, world) for carried in catalogue().values()]


def offer(carried: Carried, world: World) -> Offer:
    """Weights as a model that runs in this process."""
    return Offer(lambda: card(carried, world), lambda: _make(carried, world), carried.weights, carried.accept)


def card(carried: Carried, world: World) -> ModelCard:
    weights = carried.weights
    there = bool(weights.sha256) and place_of(world.home, weights.sha256 or "").is_file()
    return ModelCard(
        name=carried.name,
        kind=carried.kind,
        source=", ".join(dict.fromkeys(part.source for part in weights.parts)),
        state="ready" if there else "absent",
        digest=f"sha256:{weights.sha256}" if weights.sha256 else None,
        licence=carried.licence,
        licence_url=carried.licence_url,
        size=weights.size,
        languages=carried.languages,
        context=min(carried.context, world.context) if carried.kind == "chat" else carried.context,
        about=carried.about,
    )


def _make(carried: Carried, world: World) -> LocalChat | LocalEmbedding:
    path = place_of(world.home, carried.weights.sha256 or "not pulled yet")
    adapters = world.adapters.get(carried.name, ())
    if carried.kind == "embedding":
        plan = Plan(carried.name, path, carried.context, world.parallel, world.threads, embedding=True)
        return LocalEmbedding(plan, carried.dimensions, world.engines)
    context = min(carried.context, world.context)
    return LocalChat(
        Plan(carried.name, path, context, world.parallel, world.threads, adapters=adapters), world.engines
    )
