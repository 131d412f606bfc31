"""The registry: every model by its name."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from weir.core.errors import error_kind
from weir.core.store import Store
from weir.models.added import EXISTS, Added, AddedModels, EndpointSpec, RouteSpec, Seal, Spec, WeightsSpec
from weir.models.carriers.pull import place_of, pull
from weir.models.carriers.weights import Part, Progress
from weir.models.contract import ChatModel, Closes, EmbeddingModel, ModelCard, ModelKind, RerankModel
from weir.models.local.engine import Adapter
from weir.models.local.engines import Engines
from weir.models.making import INVALID, card_of, check_name, check_url, make_added, weights_offer
from weir.models.offer import Offer, World, gather_offers
from weir.models.records import Pull, Records
from weir.models.remote.connections import Connections
from weir.models.remote.endpoint import Timeouts
from weir.models.routing.route import Route
from weir.models.trial import Trial, try_out

UNKNOWN = error_kind(
    "model.unknown",
    404,
    en="There is no model named {name}.",
    zh="没有名为 {name} 的模型。",
    do_en="`weir models list` shows those there are; `weir models add` adds one.",
    do_zh="`weir models list` 列出现有模型；`weir models add` 可添加。",
)
WRONG_KIND = error_kind(
    "model.wrong_kind",
    400,
    en="{name} is a model for {kind}, not for {wanted}.",
    zh="{name} 是 {kind} 模型，不能用于 {wanted}。",
    do_en="Use a model of the right kind; `weir models list` shows them.",
    do_zh="请使用类型正确的模型；可用 `weir models list` 查看。",
)
LICENCE = error_kind(
    "model.licence_not_accepted",
    409,
    en="{name} comes under the terms “{licence}” ({url}), which somebody must accept first.",
    zh="{name} 受条款“{licence}”（{url}）约束，须先有人接受。",
    do_en="Read the terms; if you accept them: `weir models pull {name} --accept-licence`.",
    do_zh="请阅读条款；若接受：`weir models pull {name} --accept-licence`。",
)
BUILT_IN = error_kind(
    "model.built_in",
    409,
    en="{name} is built in; there is nothing to remove.",
    zh="{name} 是内置模型，没有可移除的内容。",
    do_en="Leave it, or remove a model that was added or pulled.",
    do_zh="请保留它，或移除已添加、已拉取的模型。",
)

EXTENSION = error_kind(
    "model.extension_failed",
    503,
    en="The extension that provides {name} failed: {reason}.",
    zh="提供 {name} 的扩展出错：{reason}。",
    do_en="Update or uninstall the package it comes from.",
    do_zh="请更新或卸载提供它的软件包。",
)

_REFRESH_S = 5.0  # how old the view of what other processes added or removed may be


class Models:
    """All models of one Weir: those it carries, those of extensions, and those that were added to the store.

    ::

        models = Models(home, store, seal=secrets.seal, unseal=secrets.unseal)
        await models.pull("local/smollm2-135m", progress=lambda done, total: ...)
        reply = await models.chat("local/smollm2-135m").chat(request)
        await models.aclose()

    Looking a model up is cheap. What another process adds or removes is seen within 5 seconds. The methods
    that write to the store block for milliseconds.
    """

    def __init__(
        self,
        home: Path,
        store: Store,
        *,
        seal: Seal,
        unseal: Seal,
        default: str = "local/smollm2-135m",
        context: int = 4096,
        parallel: int = 4,
        threads: int = 0,
        timeouts: Timeouts = Timeouts(),  # noqa: B008 - frozen
        retries: int = 2,
        adapters: Mapping[str, tuple[Adapter, ...]] | None = None,
        idle_s: float = 600,
    ) -> None:
        self.default = default
        self._seal, self._unseal = seal, unseal
        self._timeouts, self._retries = timeouts, retries
        self.world = World(home, Engines(idle_s), Connections(), context, parallel, threads, adapters or {})
        self._offers, self.broken = gather_offers(self.world)
        self._table, self._records = AddedModels(store), Records(store)
        self._made: dict[tuple[ModelKind, str], Any] = {}
        self._refreshing: asyncio.Task[None] | None = None
        self._added: dict[str, Added] = {}
        self._cards: dict[str, ModelCard] = {}
        self.refresh()

    def chat(self, name: str = "") -> ChatModel:
        """The chat model of this name, or the default. Errors: unknown, wrong_kind."""
        return cast(ChatModel, self._model(name or self.default, "chat"))

    def embedding(self, name: str) -> EmbeddingModel:
        """Errors: unknown, wrong_kind."""
        return cast(EmbeddingModel, self._model(name, "embedding"))

    def reranker(self, name: str = "local/lexical") -> RerankModel:
        """Errors: unknown, wrong_kind."""
        return cast(RerankModel, self._model(name, "rerank"))

    def list(self) -> list[ModelCard]:
        """Every model, by name; a broken extension is a card that says why it failed."""
        cards = [self._card(name) for name in {*self._offers, *self._added}]
        cards += [
            ModelCard(f"extension/{name}", "chat", "extension", "failed", reason=reason)
            for name, reason in self.broken.items()
        ]
        return sorted(cards, key=lambda card: card.name)

    def get(self, name: str) -> ModelCard:
        """Errors: unknown."""
        if name not in self._offers and name not in self._added:
            self.refresh()  # another process may have added it just now
        if name not in self._offers and name not in self._added:
            raise UNKNOWN(name=name, param="model")
        return self._card(name)

    def add(
        self,
        name: str,
        url: str,
        *,
        key: str | None = None,
        kind: ModelKind = "chat",
        model: str | None = None,
        context: int | None = None,
        languages: tuple[str, ...] = (),
        dimensions: int = 0,
        price_in: float = 0.0,
        price_out: float = 0.0,
        timeouts: Timeouts | None = None,
        retries: int | None = None,
        by: str = "",
    ) -> ModelCard:
        """Add a model of an OpenAI-compatible endpoint, as `provider/name`.

        `model` is its name there (what follows the first slash, if left out); prices are per million tokens.
        Errors: invalid, exists.
        """
        spec = EndpointSpec(
            url=check_url(url),
            model=model or name.partition("/")[2],
            context=context,
            languages=languages,
            dimensions=dimensions,
            timeouts=timeouts or self._timeouts,
            retries=self._retries if retries is None else retries,
        )
        return self._add(name, kind, spec, key=key, price_in=price_in, price_out=price_out, created_by=by)

    def add_weights(
        self,
        name: str,
        source: str,
        *,
        sha256: str | None = None,
        kind: ModelKind = "chat",
        licence: str | None = None,
        licence_url: str | None = None,
        context: int = 4096,
        dimensions: int = 0,
        languages: tuple[str, ...] = (),
        by: str = "",
    ) -> ModelCard:
        """Add a GGUF file from a path or an http(s) URL, as `local/name`; `pull` fetches it.

        Errors: invalid, exists.
        """
        if kind == "rerank" or (kind == "embedding" and not dimensions):
            raise INVALID(reason="weights are for chat, or for embeddings of known dimensions", param="kind")
        remote = source.startswith(("https://", "http://"))
        part = Part(sha256, url=source) if remote else Part(sha256, file=str(Path(source).absolute()))
        spec = WeightsSpec(part, sha256, None, licence, licence_url, context, dimensions, languages)
        return self._add(name, kind, spec, created_by=by)

    def add_route(
        self,
        name: str,
        targets: Mapping[str, float],
        *,
        fallbacks: tuple[str, ...] = (),
        budget: float | None = None,
        by: str = "",
    ) -> ModelCard:
        """Add one name for several chat models: `targets` with their weights, then `fallbacks` in order.

        `budget` is money a day (UTC), in the unit of the targets' prices. Errors: invalid, exists, unknown.
        """
        for target in (*targets, *fallbacks):
            if isinstance(self.chat(target), Route):
                raise INVALID(reason=f"{target} is a route itself", param="targets")
        if not targets or not all(0 < weight < 1e9 for weight in targets.values()):
            raise INVALID(reason="a route needs targets with weights above 0", param="targets")
        return self._add(name, "chat", RouteSpec(dict(targets), fallbacks, budget), created_by=by)

    async def remove(self, name: str) -> None:
        """Forget a model that was added, or delete the weights of one that was pulled.

        Errors: unknown, built_in, invalid (a route still needs it).
        """
        card = self.get(name)
        for other in self._added.values():
            if isinstance(other.spec, RouteSpec) and name in (*other.spec.targets, *other.spec.fallbacks):
                raise INVALID(reason=f"the route {other.name} still needs {name}", param="name")
        offer = self._offer(name)
        if name in self._offers and (offer is None or card.state == "absent"):
            raise BUILT_IN(name=name)
        self._table.delete(name)
        self.refresh()
        if offer and offer.weights and offer.weights.sha256:
            self._delete_weights(offer.weights.sha256, name)

    async def test(self, name: str) -> Trial:
        """Ask the model something small. Never raises for what the model does wrong. Errors: unknown."""
        card = self.get(name)
        return await try_out(name, lambda: self._model(name, card.kind))

    async def pull(
        self, name: str, progress: Progress = lambda done, total: None, *, accept: bool = False, by: str = ""
    ) -> ModelCard:
        """Fetch the weights of a model, unless they are there, and record where they came from.

        `accept` says that `by` accepts a licence that must be accepted. Errors: unknown, invalid,
        licence_not_accepted, pull_failed, digest_mismatch, no_space, being_pulled.
        """
        card, offer = self.get(name), self._offer(name)
        if offer is None or offer.weights is None:
            raise INVALID(reason=f"{name} has no weights to fetch", param="name")
        if offer.accept and not accept and not self._records.accepted(name):
            raise LICENCE(name=name, licence=card.licence, url=card.licence_url)
        path = await pull(offer.weights, self.world.home, progress)
        size = path.stat().st_size
        if added := self._added.get(name):
            self._table.pulled(added, path.name, size)
        self._records.pulled(card, path.name, size, by, accepted=accept and offer.accept)
        self.refresh()
        return self.get(name)

    def pulls(self) -> Sequence[Pull]:
        """Which weights were fetched, from where, under which licence, by whom."""
        return self._records.pulls()

    def refresh(self) -> None:
        """Read the store again, and write down what routes spent. Blocks."""
        self._read_at = time.monotonic()
        self._adopt(self._exchange_with_store())

    async def aclose(self) -> None:
        """Unload local models, close connections, save what was spent."""
        if self._refreshing:
            await asyncio.gather(self._refreshing, return_exceptions=True)
        await asyncio.to_thread(self._exchange_with_store)
        await asyncio.gather(*(made.aclose() for made in self._made.values() if isinstance(made, Closes)))
        await self.world.connections.aclose()
        await self.world.engines.aclose()

    def _model(self, name: str, kind: ModelKind) -> Any:
        self._refresh_soon()
        made = self._made.get((kind, name))
        if made is None:
            made = self._made[kind, name] = self._make(name, kind)
        return made

    def _make(self, name: str, kind: ModelKind) -> Any:
        card = self.get(name)
        if card.state == "failed":
            raise EXTENSION(name=name, reason=card.reason)
        if card.kind != kind:
            raise WRONG_KIND(name=name, kind=card.kind, wanted=kind, param="model")
        if added := self._added.get(name):
            made = make_added(added, self.world, self._unseal, self._priced)
            if isinstance(made, Route):
                made.budget.settle(*self._records.save_spending(name, made.budget))
            return made
        try:
            return self._offers[name].make()
        except Exception as error:  # an extension's own code
            raise EXTENSION(name=name, reason=f"{type(error).__name__}: {error}") from error

    def _priced(self, name: str) -> tuple[ChatModel, float, float]:
        card = self.get(name)
        return self.chat(name), card.price_in, card.price_out

    def _offer(self, name: str) -> Offer | None:
        """What a model with weights comes from; none for endpoints, routes and what needs no weights."""
        if added := self._added.get(name):
            return weights_offer(added, self.world) if isinstance(added.spec, WeightsSpec) else None
        offer = self._offers[name]
        return offer if offer.weights else None

    def _card(self, name: str) -> ModelCard:
        known = self._cards.get(name)
        if known is not None:
            return known
        try:
            added = self._added.get(name)
            card = card_of(added, self.world) if added else self._offers[name].card()
        except Exception as error:  # an extension's own code
            return ModelCard(name, "chat", "extension", "failed", reason=f"{type(error).__name__}: {error}")
        card = replace(card, default=name == self.default)
        if added and isinstance(added.spec, EndpointSpec):  # others change with the files on this machine
            self._cards[name] = card
        return card

    def _add(self, name: str, kind: ModelKind, spec: Spec, key: str | None = None, **rest: Any) -> ModelCard:
        check_name(name, local=isinstance(spec, WeightsSpec))
        if name in self._offers:
            raise EXISTS(name=name)
        sealed = self._seal(key.encode(), f"model/{name}") if key else None
        self._table.put(Added(name, kind, spec, sealed, **rest))
        self.refresh()
        return self.get(name)

    def _delete_weights(self, sha256: str, name: str) -> None:
        """Delete the file unless it was pulled for another model too. What is in memory stays until idle."""
        pulled_for = {pull.name for pull in self.pulls() if pull.sha256 == sha256} - {name}
        if not any(other in self._offers or other in self._added for other in pulled_for):
            place_of(self.world.home, sha256).unlink(missing_ok=True)

    def _refresh_soon(self) -> None:
        """Refresh in a thread when the last one is a while ago, so that nobody waits for it."""
        if time.monotonic() - self._read_at < _REFRESH_S or self._refreshing:
            return
        self._read_at = time.monotonic()
        try:
            self._refreshing = asyncio.get_running_loop().create_task(self._refresh_in_thread())
        except RuntimeError:  # no loop runs: nobody else is waiting either
            self.refresh()

    async def _refresh_in_thread(self) -> None:
        try:
            self._adopt(await asyncio.to_thread(self._exchange_with_store))
        finally:
            self._refreshing = None

    def _exchange_with_store(self) -> dict[str, Added]:
        for route in [made for made in self._made.values() if isinstance(made, Route)]:
            if route.budget.unsaved:
                route.budget.settle(*self._records.save_spending(route.name, route.budget))
        return self._table.all()

    def _adopt(self, added: dict[str, Added]) -> None:
        """Take the store's view; models that changed are made anew at their next use, routes with them."""
        changed = {name for name in {*added, *self._added} if added.get(name) != self._added.get(name)}
        self._added = added
        self._cards.clear()
        for key, made in list(self._made.items()):
            if key[1] in changed or (changed and isinstance(made, Route)):
                del self._made[key]
