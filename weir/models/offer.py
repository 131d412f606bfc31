"""What an extension offers: models that can be listed before they are made.

An extension is an entry point of the group ``weir.models``: a function that takes the `World` and gives
`Offer`s. The built-in models are registered in the same way (`BUILT_IN`)::

    def offers(world: World) -> list[Offer]:
        card = ModelCard("acme/echo", "chat", "acme", "ready")
        return [Offer(lambda: card, lambda: Echo())]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from weir.models.carriers.weights import Weights
from weir.models.contract import ModelCard
from weir.models.local.engine import Adapter
from weir.models.local.engines import Engines
from weir.models.remote.connections import Connections

GROUP = "weir.models"
BUILT_IN = (
    EntryPoint("catalogue", "weir.models.catalogue:offers", GROUP),
    EntryPoint("lexical", "weir.models.lexical:offers", GROUP),
)


@dataclass(frozen=True, slots=True)
class World:
    """What models are made with. `context` tokens, `parallel` requests and `threads` are for local models;
    `adapters` are LoRA adapters by the name of their model."""

    home: Path
    engines: Engines
    connections: Connections
    context: int = 4096
    parallel: int = 4
    threads: int = 0
    adapters: Mapping[str, tuple[Adapter, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offer:
    """A model that can be had. `card` is asked each time; `make` makes the model, once; `weights` are what it
    needs on this machine, `accept` that their licence must be accepted by a person first."""

    card: Callable[[], ModelCard]
    make: Callable[[], Any]
    weights: Weights | None = None
    accept: bool = False


def gather_offers(world: World) -> tuple[dict[str, Offer], dict[str, str]]:
    """All offers by the name of their model, and why extensions that are broken are broken."""
    found: dict[str, Offer] = {}
    broken: dict[str, str] = {}
    for point in (*BUILT_IN, *entry_points(group=GROUP)):
        try:
            offered: Iterable[Offer] = point.load()(world)
            named = {offer.card().name: offer for offer in offered}
        except Exception as error:  # somebody else's code: whatever it is, the others must work
            broken[point.name] = f"{type(error).__name__}: {error}"
            continue
        found = named | found  # who comes first keeps the name
    return found, broken
