"""Added models: what may be added, what they are, and how they are made."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from weir.core.errors import error_kind
from weir.models import catalogue
from weir.models.added import Added, EndpointSpec, RouteSpec, Seal, WeightsSpec
from weir.models.contract import ChatModel, EmbeddingModel, ModelCard, RerankModel
from weir.models.offer import Offer, World
from weir.models.remote.chat import RemoteChat
from weir.models.remote.embedding import RemoteEmbedding
from weir.models.remote.endpoint import Endpoint
from weir.models.remote.rerank import RemoteRerank
from weir.models.routing.budget import Budget
from weir.models.routing.route import Deployment, Route

INVALID = error_kind(
    "model.invalid",
    422,
    en="This model cannot be added: {reason}.",
    zh="无法添加该模型：{reason}。",
    do_en="Correct the name, the URL or the targets and try again.",
    do_zh="请修正名称、URL 或目标后重试。",
)
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}(/[A-Za-z0-9][A-Za-z0-9._:-]{0,127}){1,4}")

Priced = Callable[[str], tuple[ChatModel, float, float]]
"""A chat model by its name, with its prices in and out."""


def check_name(name: str, *, local: bool) -> None:
    """`provider/name`; weights are `local/…`, and nothing else is. Errors: invalid."""
    if not _NAME.fullmatch(name):
        raise INVALID(reason=f"{name!r} is no name of the form provider/name", param="name")
    if name.startswith("app/"):
        raise INVALID(reason="names under app/ belong to apps", param="name")
    if name.startswith("local/") != local:
        raise INVALID(
            reason="names under local/ are for weights on this machine, and only for them", param="name"
        )


def check_url(url: str) -> str:
    """An http(s) URL without secrets in it. Errors: invalid."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        fine = False
    if not fine:
        raise INVALID(reason="the URL is not http or https", param="url")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise INVALID(reason="the URL holds more than an address; give the key as the key", param="url")
    return url.rstrip("/")


def make_added(
    added: Added, world: World, unseal: Seal, priced: Priced
) -> ChatModel | EmbeddingModel | RerankModel:
    """The model itself."""
    if isinstance(added.spec, RouteSpec):
        return _make_route(added.name, added.spec, priced)
    if isinstance(added.spec, WeightsSpec):
        return weights_offer(added, world).make()  # type: ignore[no-any-return]
    key = unseal(added.key, f"model/{added.name}").decode() if added.key else None
    spec = added.spec
    endpoint = Endpoint(added.name, spec.url, spec.model, key, spec.timeouts, spec.retries)
    if added.kind == "embedding":
        return RemoteEmbedding(endpoint, world.connections, spec.dimensions)
    if added.kind == "rerank":
        return RemoteRerank(endpoint, world.connections)
    return RemoteChat(endpoint, world.connections)


def weights_offer(added: Added, world: World) -> Offer:
    """Added weights in the same shape as those of the catalogue."""
    assert isinstance(added.spec, WeightsSpec)
    spec = added.spec
    carried = catalogue.Carried(
        weights=spec.weights(added.name),
        kind=added.kind,
        about={},
        licence=spec.licence,
        licence_url=spec.licence_url,
        languages=spec.languages,
        context=spec.context,
        dimensions=spec.dimensions,
    )
    return catalogue.offer(carried, world)


def card_of(added: Added, world: World) -> ModelCard:
    """What an added model is."""
    if isinstance(added.spec, WeightsSpec):
        return weights_offer(added, world).card()
    if isinstance(added.spec, RouteSpec):
        names = ", ".join((*added.spec.targets, *added.spec.fallbacks))
        return ModelCard(added.name, added.kind, f"route over {names}", "ready")
    return _endpoint_card(added, added.spec)


def _endpoint_card(added: Added, spec: EndpointSpec) -> ModelCard:
    return ModelCard(
        name=added.name,
        kind=added.kind,
        source=spec.url,
        state="ready",
        languages=spec.languages,
        context=spec.context,
        price_in=added.price_in,
        price_out=added.price_out,
    )


def _make_route(name: str, spec: RouteSpec, priced: Priced) -> Route:
    def deployments(weights: Sequence[tuple[str, float]]) -> list[Deployment]:
        found = [(priced(target), weight) for target, weight in weights]
        return [
            Deployment(model, weight, price_in, price_out) for (model, price_in, price_out), weight in found
        ]

    fallbacks = deployments([(fallback, 1.0) for fallback in spec.fallbacks])
    return Route(name, deployments(list(spec.targets.items())), fallbacks, Budget(spec.budget))
